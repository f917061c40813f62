//! Reads one row of a list for one customer.

use super::column::IdentifierColumn;
use super::layout::Layout;
use super::row::Row;
use super::workbook::UNCALCULATED;
use crate::domain::device_id::{self, DeviceId, IdColumn, IdLabel, ModelTag, Repair, WeakForms, are_several};
use crate::domain::identifier_set::check_row;
use crate::domain::row_error::{Reason, RowError};

/// Maximum length of a cell in characters. A longer cell makes its row malformed.
const MAX_CELL_LENGTH: usize = 255;

/// The device that a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifiedRow {
    /// The first identifier in the order IMEI 1, IMEI 2, MEID, serial number.
    pub(crate) id: DeviceId,
    /// The repair of that identifier, if any.
    pub(crate) repair: Option<Repair>,
    /// The row's other identifiers. They belong to the same device.
    pub(crate) others: Vec<DeviceId>,
    /// The model that the row names.
    pub(crate) model: ModelTag,
}

impl IdentifiedRow {
    /// Returns all identifiers in the row, beginning with the one that is registered.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.id).chain(&self.others).map(DeviceId::as_str)
    }

    /// Returns all identifiers in the row, beginning with the one that names the device.
    pub(crate) fn ids(&self) -> impl Iterator<Item = DeviceId> {
        std::iter::once(self.id).chain(self.others.iter().copied())
    }
}

/// Reads the device from a row.
///
/// # Errors
///
/// Returns [`Reason::RowMalformed`] if the row is malformed, and otherwise the reason why an identifier can't be read.
pub fn read_row(layout: &Layout, row: &Row) -> Result<IdentifiedRow, RowError> {
    if several_pasted(layout, row).is_some() {
        return Err(Reason::IdSeveral.into());
    }
    well_formed(layout, row)?;
    device(layout, row)
}

/// Returns the whole line of a pasted list if it contains several identifiers, because none of them may be ignored as
/// an unused column. Returns `None` for any other line.
fn several_pasted(layout: &Layout, row: &Row) -> Option<String> {
    if !layout.reads_whole_lines || layout.header {
        return None;
    }
    let whole = (0..row.width()).map(|index| row.cell(index)).collect::<Vec<_>>().join(";");
    let line = whole.replace('\t', ";");
    let has_several = || are_several(&line) || names_several(&line);
    (line.contains(';') && has_several()).then(|| line.replace(';', " "))
}

/// Returns whether a line has several strong identifiers that aren't labelled as those of one device.
fn names_several(line: &str) -> bool {
    device_id::strong_in_text(line).len() > 1
        && device_id::read_cell(line, IdColumn::Any, WeakForms::default()).is_err()
}

/// Reads the identifiers from a well-formed row.
pub(super) fn device(layout: &Layout, row: &Row) -> Result<IdentifiedRow, RowError> {
    let mut found: Option<FoundIds> = None;
    let mut zeros = None;
    for column in &layout.columns.identifiers {
        if row.bytes(column.index).is_empty() {
            continue;
        }
        let cell = row.cell(column.index);
        let kind = label_before(layout, row, column.index).unwrap_or(column.kind);
        match device_id::read_cell(&cell, kind, column.weak) {
            Ok(ids) => ids.iter().for_each(|id| add(&mut found, id.id, id.repair)),
            Err(error) if error.reason == Reason::IdEmpty => {}
            // Zeros next to an identifier mean that the device has no such identifier.
            Err(error) if is_zero(&cell) => zeros = zeros.or(Some(error)),
            Err(error) => return Err(unless_elsewhere(layout, row, error)),
        }
    }
    let FoundIds { first, others } = found.ok_or_else(|| {
        zeros.or_else(|| in_other_column(layout, row)).unwrap_or_else(|| Reason::IdEmpty.into())
    })?;
    let ((id, repair), others) = match others.is_empty() {
        true => (first, Vec::new()),
        false => in_order(first, others)?,
    };
    let has_weak = id.is_weak() || others.iter().any(DeviceId::is_weak);
    let model = layout.columns.model.filter(|_| has_weak);
    let model = model.map_or(ModelTag::UNKNOWN, |index| ModelTag::of(&row.cell(index)));
    Ok(IdentifiedRow { id, repair, others, model })
}

/// Returns the error of a row with text in an identifier cell. If the identifier is in another column, the error names
/// that column.
fn unless_elsewhere(layout: &Layout, row: &Row, error: RowError) -> RowError {
    let may_identify = |column: &IdentifierColumn| device_id::form(&row.cell(column.index)).may_identify();
    if layout.columns.identifiers.iter().any(may_identify) {
        return error;
    }
    in_other_column(layout, row).unwrap_or(error)
}

/// Returns the kind of identifier announced by a label in the preceding cell, if the list has no header.
pub(super) fn label_before(layout: &Layout, row: &Row, index: usize) -> Option<IdColumn> {
    let before = index.checked_sub(1).filter(|_| !layout.header)?;
    device_id::label_cell(&row.cell(before)).map(IdLabel::column)
}

/// The identifiers found in a row so far. Most rows have only one.
struct FoundIds {
    first: FoundId,
    others: Vec<FoundId>,
}

type FoundId = (DeviceId, Option<Repair>);

fn add(found: &mut Option<FoundIds>, id: DeviceId, repair: Option<Repair>) {
    match found {
        None => *found = Some(FoundIds { first: (id, repair), others: Vec::new() }),
        Some(found) if found.first.0 == id || found.others.iter().any(|(other, _)| *other == id) => {}
        Some(found) => found.others.push((id, repair)),
    }
}

/// Sorts a row's identifiers by their kinds, because a cell may hold another kind than its column's name says. Returns
/// `Err` if they can't belong to one device.
fn in_order(first: FoundId, others: Vec<FoundId>) -> Result<(FoundId, Vec<DeviceId>), RowError> {
    let mut all = others;
    all.insert(0, first);
    all.sort_by_key(|(id, _)| id.kind());
    check_row(all.iter().map(|(id, _)| id.kind()))?;
    let first = all.remove(0);
    Ok((first, all.into_iter().map(|(id, _)| id).collect()))
}

fn is_zero(cell: &str) -> bool {
    let mut digits = cell.chars().filter(|c| c.is_alphanumeric()).peekable();
    digits.peek().is_some() && digits.all(|c| c == '0')
}

/// Returns the error for a row whose identifier is in an unused column.
fn in_other_column(layout: &Layout, row: &Row) -> Option<RowError> {
    let others = (0..row.width()).filter(|index| !layout.columns.is_identifier(*index));
    let mut found = others.filter_map(|index| {
        let id = device_id::strong_in_text(&row.cell(index)).into_iter().next()?;
        Some((index, id))
    });
    let (index, id) = found.next()?;
    let column = match layout.header_cells.get(index).map(|name| name.trim()).filter(|name| !name.is_empty())
    {
        Some(name) => format!("the column “{name}”"),
        None => format!("column {}", index + 1),
    };
    Some(RowError::new(Reason::IdElsewhere, format!("{id} is in {column}.")))
}

/// Returns the original text of the identifier cell that failed, which failed rows show. If none failed by itself,
/// returns the first filled one, or an empty string if there is none.
///
/// Malformed rows have a value too, so control characters become U+FFFD and text beyond 255 characters is cut off.
pub(crate) fn value(layout: &Layout, row: &Row) -> String {
    if let Some(line) = several_pasted(layout, row) {
        return line.chars().map(shown).take(MAX_CELL_LENGTH).collect();
    }
    let columns = || layout.columns.identifiers.iter().filter(|column| row.is_filled(column.index));
    let has_failed = |column: &&IdentifierColumn| {
        let cell = row.cell(column.index);
        let kind = label_before(layout, row, column.index).unwrap_or(column.kind);
        let read = device_id::read_cell(&cell, kind, column.weak);
        read.is_err_and(|error| error.reason != Reason::IdEmpty) && !is_zero(&cell)
    };
    let failed = columns().find(has_failed).or_else(|| columns().next());
    failed.map_or_else(String::new, |column| visible(row, column.index))
}

/// Returns the original text of a cell, as failed rows show it.
pub(crate) fn visible(row: &Row, index: usize) -> String {
    row.cell(index).chars().map(shown).take(MAX_CELL_LENGTH).collect()
}

/// Returns the cells of a row as people wrote them, one for each column. Cells beyond the last column are appended to
/// its cell. A formula without a value is empty.
pub(crate) fn original_cells(layout: &Layout, row: &Row) -> Vec<String> {
    let cell = |index| match row.bytes(index) == UNCALCULATED.as_bytes() {
        true => String::new(),
        false => row.cell(index).into_owned(),
    };
    let mut cells: Vec<String> = (0..layout.width).map(cell).collect();
    if let Some(last) = cells.last_mut() {
        for index in (layout.width..row.width()).filter(|index| row.is_filled(*index)) {
            last.push(char::from(layout.separator.byte()));
            last.push_str(&row.cell(index));
        }
    }
    cells
}

fn shown(c: char) -> char {
    if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }
}

/// Checks that a row is well formed and that its formulas have been calculated. Only the columns in use matter, but a
/// misplaced quotation mark shifts all of them.
pub(super) fn well_formed(layout: &Layout, row: &Row) -> Result<(), RowError> {
    let malformed = |detail: String| Err(RowError::new(Reason::RowMalformed, detail));
    if row.has_misplaced_quote {
        return malformed("It has text after a closing quotation mark.".to_owned());
    }
    if let Some(beyond) = (layout.width..row.width()).rev().find(|index| row.is_filled(*index)) {
        return malformed(format!("It has {} cells instead of {}.", beyond + 1, layout.width));
    }
    for index in layout.columns.used(layout.purpose) {
        if row.bytes(index) == UNCALCULATED.as_bytes() {
            return Err(Reason::FormulaNotCalculated.into());
        }
        let cell = row.cell(index);
        // In identifiers, control characters count as spaces, because scanners add them.
        let control = cell.chars().find(|c| c.is_control()).filter(|_| !layout.columns.is_identifier(index));
        if let Some(control) = control {
            return malformed(format!("It contains the control character U+{:04X}.", u32::from(control)));
        }
        let length = cell.chars().count();
        if length > MAX_CELL_LENGTH {
            return malformed(format!(
                "It has a cell with {length} characters, and the limit is {MAX_CELL_LENGTH}."
            ));
        }
    }
    Ok(())
}
