//! Lists of lines that a person corrected in the browser. They are checked at once, and submitted like any other list.

use std::collections::HashMap;

use super::device_rules::{KnownDevices, NamedDevice};
use super::form::Form;
use super::incoming_file::{IncomingFile, ReadingChoices, ReceiveError, ReceivedFile};
use super::open_lines::OpenLines;
use super::preview::KnownCustomers;
use super::reading;
use super::rejection::IntakeError;
use crate::domain::actor::Actor;
use crate::domain::csv_cell;
use crate::domain::manifest::{CustomerAbove, Decisions, Examination, RowHolds, Rows, Separator};
use crate::domain::order::DateQuestion;
use crate::domain::row_error::{Reason, RowError};
use crate::domain::row_position::RowPosition;
use crate::store;
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// The number of the list's first line with a device. The header is before it.
const FIRST_LINE: u32 = 2;

/// A corrected line.
#[derive(Clone, Debug)]
pub(crate) struct CorrectedLine {
    /// The position of the row that failed.
    pub(crate) position: RowPosition,
    /// The code with which it failed.
    pub(crate) code: &'static str,
    /// The cells of the editable columns.
    pub(crate) cells: Vec<String>,
}

/// Writes lines as a list with the same columns as a download of failed rows.
pub(crate) fn write(
    services: &Services,
    open: &OpenLines,
    lines: &[CorrectedLine],
) -> Result<ReceivedFile, IntakeError> {
    let mut incoming = IncomingFile::unlimited(&services.config)?;
    let mut push = |cells: &[&str]| {
        let quoted = cells.iter().map(|cell| format!("\"{}\"", csv_cell::escape(cell).replace('"', "\"\"")));
        let line = format!("{}\r\n", quoted.collect::<Vec<_>>().join(","));
        match incoming.push(line.as_bytes()) {
            Ok(()) => Ok(()),
            Err(ReceiveError::Io(error)) => Err(IntakeError::from(error)),
            Err(too_large) => Err(IntakeError::field("", too_large.to_string())),
        }
    };
    let names = open.columns.iter().map(|column| column.name).chain(["line", "code"]);
    push(&names.collect::<Vec<_>>())?;
    for line in lines {
        let number = line.position.to_string();
        let cells = line.cells.iter().map(String::as_str).chain([number.as_str(), line.code]);
        push(&cells.collect::<Vec<_>>())?;
    }
    let mut received = incoming.finish()?;
    // The person typed the lines, so advice about files doesn't fit them.
    received.is_pasted = true;
    received.reading =
        Box::new(ReadingChoices { decisions: decisions(open), is_own: true, ..ReadingChoices::default() });
    Ok(received)
}

/// Returns the decisions with which the list is read, so that no question is open.
fn decisions(open: &OpenLines) -> Decisions {
    let dates = &open.layout.dates;
    Decisions {
        columns: open.columns.iter().enumerate().map(|(index, column)| (index, column.choice)).collect(),
        header_line: Some(FIRST_LINE - 1),
        separator: Some(Separator::Comma),
        dates: dates.order(DateQuestion::DayAndMonth).or_else(|| dates.order(DateQuestion::EightDigits)),
        row_holds: Some(RowHolds::OneDevice),
        customer_above: Some(CustomerAbove::Fail),
        skip_identifiers: true,
        ..Decisions::default()
    }
}

/// Returns the error that each line would have if it were submitted now, in the same order.
///
/// # Errors
///
/// Returns [`IntakeError::Form`] if the list as a whole would be rejected.
pub(crate) fn check(
    services: &Services,
    actor: &Actor,
    open: &OpenLines,
    lines: &[CorrectedLine],
    has_sold_to_code: bool,
) -> Result<Vec<Option<RowError>>, IntakeError> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let mut received = write(services, open, lines)?;
    let customer_id = open.customer.as_ref().map(|customer| customer.customer_id.to_string());
    let kind = (open.kind, customer_id.as_deref().unwrap_or_default());
    let form = Form::of_file(&open.list_name);
    let examined = reading::examine(services, actor, &mut received, kind, &form)?;
    let layout = match examined {
        Ok(Examination { rejection: Some(rejection), .. }) => {
            return Err(IntakeError::field("", rejection.sentence()));
        }
        Ok(examination) => examination.layout,
        Err(rejection) => return Err(IntakeError::field("", rejection.sentence())),
    };
    let known = KnownCustomers::load(services, scope)?;
    let mut results: Vec<Option<RowError>> = vec![Some(Reason::IdEmpty.into()); lines.len()];
    let mut named: Vec<(usize, NamedDevice)> = Vec::new();
    let mut rows = Rows::new(stored_file::rewind_buffered(&received.file)?, &layout)?;
    while let Some(row) = rows.next_row()? {
        let Some(place) = row.line.checked_sub(FIRST_LINE).map(|place| place as usize) else { continue };
        let Some(result) = results.get_mut(place) else { continue };
        match known.devices(&layout, row).into_slot(0).unwrap_or_else(|| Err(Reason::IdEmpty.into())) {
            Ok(device) => {
                *result = None;
                let customer = match &open.customer {
                    Some(customer) => Some(customer.id),
                    None => known.customer_of(&layout, row),
                };
                let has_sold_to_code = match layout.columns.stc_alias {
                    Some(column) if open.customer.is_none() => row.is_filled(column),
                    _ => has_sold_to_code,
                };
                let identifiers = device.identifiers().map(str::to_owned).collect();
                let several = device.several;
                named.push((place, NamedDevice { customer, has_sold_to_code, identifiers, several }));
            }
            Err(error) => *result = Some(error),
        }
    }
    let reseller = scope.reseller().ok_or(IntakeError::Forbidden)?;
    let values: Vec<String> =
        named.iter().flat_map(|(_, device)| device.identifiers.iter().cloned()).collect();
    services.db.read(|conn| {
        let devices = KnownDevices::load(conn, &values, services.config.verification)?;
        let mut seen: HashMap<String, i64> = HashMap::new();
        for (place, device) in &named {
            let line = lines.get(*place).map_or(0, |line| line.position.line);
            let first = device.identifiers.iter().find_map(|id| seen.get(id).copied());
            for id in &device.identifiers {
                seen.entry(id.clone()).or_insert(line);
            }
            let unproven = devices.unproven(reseller, device);
            let error = match first {
                _ if unproven.is_some() => unproven,
                Some(first) => Some(RowError::repeated(first.unsigned_abs())),
                None if open.kind.is_deletion() => devices.deletion_error(reseller, device),
                None => devices.upload_error(conn, reseller, device)?,
            };
            if let Some(result) = results.get_mut(*place) {
                *result = error;
            }
        }
        Ok::<_, store::Error>(())
    })?;
    Ok(results)
}
