//! Reads one row of a list for one customer.

use super::column::IdentifierColumn;
use super::identified_row::FoundIds;
pub use super::identified_row::IdentifiedRow;
use super::layout::Layout;
use super::row::Row;
use super::row_holds::RowHolds;
use super::workbook::UNCALCULATED;
use crate::domain::device_id::{self, IdColumn, IdLabel, WeakForms, are_several};
use crate::domain::quantity::number;
use crate::domain::row_error::{Reason, RowError};

/// Maximum length of a cell in characters. A longer cell makes its row malformed.
const MAX_CELL_LENGTH: usize = 255;

/// Maximum length of a cell with several devices in characters.
const MAX_DEVICES_LENGTH: usize = 8_000;

/// Reads the device from a row without knowledge of any device.
///
/// # Errors
///
/// Returns [`Reason::RowMalformed`] if the row is malformed, and otherwise the reason why an identifier can't be read.
pub fn read_row(layout: &Layout, row: &Row) -> Result<IdentifiedRow, RowError> {
    let device = read(layout, row)?;
    match device.several {
        Some(error) => Err(error),
        None => Ok(device),
    }
}

/// Reads the device from a row. Several identifiers in a cell are believed to be one device, with the row's error if
/// they aren't.
pub(super) fn read(layout: &Layout, row: &Row) -> Result<IdentifiedRow, RowError> {
    if let Some(line) = several_pasted(layout, row) {
        let mut found = FoundIds::default();
        found.add_several(&line, IdColumn::Any, WeakForms::default(), Reason::IdSeveral.into())?;
        return found.into_row(layout, row).unwrap_or_else(|| Err(Reason::IdSeveral.into()));
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
    let mut found = FoundIds::default();
    let mut zeros = None;
    for column in &layout.columns.identifiers {
        if row.bytes(column.index).is_empty() {
            continue;
        }
        let cell = row.cell(column.index);
        let kind = label_before(layout, row, column.index).unwrap_or(column.kind);
        match device_id::read_cell(&cell, kind, column.weak) {
            Ok(ids) => found.add(&ids),
            Err(error) if error.reason == Reason::IdEmpty => {}
            // Zeros next to an identifier mean that the device has no such identifier.
            Err(error) if is_zero(&cell) => zeros = zeros.or(Some(error)),
            Err(error) if error.reason == Reason::IdSeveral => {
                found.add_several(&cell, kind, column.weak, error)?;
            }
            Err(error) => return Err(unless_elsewhere(layout, row, error)),
        }
    }
    let none = || Err(zeros.unwrap_or_else(|| no_identifier(layout, row)));
    found.into_row(layout, row).unwrap_or_else(none)
}

/// Returns the error of a row whose identifier cells are empty.
pub(super) fn no_identifier(layout: &Layout, row: &Row) -> RowError {
    in_other_column(layout, row).unwrap_or_else(|| Reason::IdEmpty.into())
}

/// Returns the error of a row with text in an identifier cell. If the identifier is in another column, the error names
/// that column.
pub(super) fn unless_elsewhere(layout: &Layout, row: &Row, error: RowError) -> RowError {
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

pub(super) fn is_zero(cell: &str) -> bool {
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
        return visible_text(&line);
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
    visible_text(&row.cell(index))
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

/// Returns a text without control characters, cut off at the maximum length of a cell.
pub(super) fn visible_text(text: &str) -> String {
    let shown = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    text.chars().map(shown).take(MAX_CELL_LENGTH).collect()
}

/// Checks that a row is well formed and that its formulas have been calculated. Only the columns in use matter, but a
/// misplaced quotation mark shifts all of them.
pub(super) fn well_formed(layout: &Layout, row: &Row) -> Result<(), RowError> {
    let malformed = |detail: String| Err(RowError::new(Reason::RowMalformed, detail));
    if row.has_misplaced_quote {
        return malformed("It has text after a closing quotation mark.".to_owned());
    }
    let beyond = (layout.width..row.width()).rev().find(|index| row.is_filled(*index));
    if let Some(beyond) = beyond.filter(|_| !layout.takes_whole_lines()) {
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
        let has_devices = layout.row_holds == RowHolds::Devices && layout.columns.is_identifier(index);
        let limit = if has_devices { MAX_DEVICES_LENGTH } else { MAX_CELL_LENGTH };
        if length > limit {
            return malformed(format!(
                "It has a cell with {} characters, and the limit is {}.",
                number(length as u64),
                number(limit as u64)
            ));
        }
    }
    Ok(())
}
