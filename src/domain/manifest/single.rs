//! One row of a file for one customer: which device it names.

use super::column::Column;
use super::layout::Layout;
use super::row::Row;
use crate::domain::device_id::{DeviceId, Repair, are_several, read};
use crate::domain::row_error::{Reason, RowError};

/// Characters of a cell, at most.
const LONGEST_CELL: usize = 255;

/// The device that a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// The identifier that counts: the first filled one in the order IMEI 1, IMEI 2, MEID, serial number.
    pub id: DeviceId,
    /// What was changed on it.
    pub repair: Option<Repair>,
    /// The other identifiers of the row, well formed; whether they are of the same device only the catalog knows.
    pub others: Vec<(Column, DeviceId)>,
}

/// Reads a row: first whether it is malformed, then its identifiers, the one that counts before the others.
pub fn read_row(layout: &Layout, row: &Row) -> Result<DeviceRow, RowError> {
    if several_pasted(layout, row).is_some() {
        return Err(Reason::IdSeveral.into());
    }
    well_formed(layout, row)?;
    device(layout, row)
}

/// The whole line of a pasted list, where it has more than one identifier: none of them may be lost as a column that
/// is not used.
fn several_pasted(layout: &Layout, row: &Row) -> Option<String> {
    if !layout.is_pasted || layout.header {
        return None;
    }
    let whole = (0..row.width()).map(|place| row.cell(place)).collect::<Vec<_>>().join(";");
    let line = whole.replace('\t', ";");
    (line.contains(';') && are_several(&line)).then(|| line.replace(';', " "))
}

/// Reads the identifiers of a well-formed row.
pub(super) fn device(layout: &Layout, row: &Row) -> Result<DeviceRow, RowError> {
    let mut found: Option<DeviceRow> = None;
    for (column, place) in layout.columns.identifiers().filter(|(_, place)| row.is_filled(*place)) {
        let reading = read(&row.cell(place))?;
        match &mut found {
            None => {
                found = Some(DeviceRow { id: reading.id, repair: reading.repair, others: Vec::new() });
            }
            Some(device) => device.others.push((column, reading.id)),
        }
    }
    found.ok_or_else(|| Reason::IdEmpty.into())
}

/// The text of the cell that counts, as it stood, for error reports; empty where no identifier is filled.
///
/// Control characters become U+FFFD, and no more than 255 characters are kept: a malformed row has a value too.
pub fn value(layout: &Layout, row: &Row) -> String {
    if let Some(line) = several_pasted(layout, row) {
        return line.chars().map(shown).take(LONGEST_CELL).collect();
    }
    let filled = layout.columns.identifiers().find(|(_, place)| row.is_filled(*place));
    filled.map_or_else(String::new, |(_, place)| visible(row, place))
}

/// A cell as it stood, for error reports.
pub(super) fn visible(row: &Row, place: usize) -> String {
    row.cell(place).chars().map(shown).take(LONGEST_CELL).collect()
}

fn shown(c: char) -> char {
    if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }
}

/// Only the columns that are used are looked at, but for quotes, which blur where columns begin.
pub(super) fn well_formed(layout: &Layout, row: &Row) -> Result<(), RowError> {
    let malformed = |detail: String| Err(RowError::new(Reason::RowMalformed, detail));
    if row.misplaced_quote {
        return malformed("It has text after a closing quotation mark.".to_owned());
    }
    if let Some(beyond) = (layout.width..row.width()).rev().find(|place| row.is_filled(*place)) {
        return malformed(format!("It has {} cells instead of {}.", beyond + 1, layout.width));
    }
    for place in layout.columns.looked_at(layout.purpose) {
        let cell = row.cell(place);
        if let Some(control) = cell.chars().find(|c| c.is_control()) {
            return malformed(format!("It contains the control character U+{:04X}.", u32::from(control)));
        }
        let length = cell.chars().count();
        if length > LONGEST_CELL {
            return malformed(format!(
                "It has a cell of {length} characters, and the limit is {LONGEST_CELL}."
            ));
        }
    }
    Ok(())
}
