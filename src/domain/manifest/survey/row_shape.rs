//! The shape of a table's rows, which tells rows without an identifier from footers.

use super::table::Table;
use crate::domain::device_id::{self, IdColumn, IdentifierKind};
use crate::domain::manifest::column::IdentifierColumn;
use crate::domain::manifest::layout::Layout;
use crate::domain::manifest::row::Row;
use crate::domain::manifest::word_line::{is_date_cell, is_total_line, is_word_line};

/// Minimum number of usually filled columns needed to tell a row from a footer.
const MIN_USUAL_COLUMNS: usize = 2;

/// Minimum length of a serial number that consists of letters, in characters.
const MIN_LETTERS: usize = 8;

/// The common features of a table's rows.
#[derive(Default)]
pub(super) struct RowShape {
    /// Columns without identifiers that are filled in nearly all rows.
    usually_filled: Vec<usize>,
    /// Length of all serial numbers, if it is the same.
    serial_length: Option<usize>,
}

impl RowShape {
    /// Determines the shape from the rows of the sample.
    pub(super) fn of(table: &Table<'_>, identifiers: &[IdentifierColumn]) -> RowShape {
        RowShape {
            usually_filled: table.usually_filled(identifiers),
            serial_length: serial_length(table, identifiers),
        }
    }

    /// Returns whether a line without an identifier is a row of the table and not part of a footer.
    ///
    /// A row fills the columns that are usually filled, or has something other than words in an identifier column.
    pub(super) fn is_row(&self, layout: &Layout, row: &Row) -> bool {
        let cells: Vec<_> = (0..row.width()).map(|index| row.cell(index)).collect();
        let texts = || cells.iter().map(|cell| cell.as_ref());
        let attempts = layout.columns.identifiers.iter().filter_map(|column| cells.get(column.index));
        if !is_word_line(texts()) || attempts.clone().any(|cell| is_attempt(cell.trim())) {
            return true;
        }
        let fills_usual = self.usually_filled.iter().all(|index| row.is_filled(*index));
        let has_date = !self.usually_filled.is_empty() && attempts.clone().any(|cell| is_date_cell(cell));
        fills_usual && (self.usually_filled.len() >= MIN_USUAL_COLUMNS || has_date) && !is_total_line(texts())
    }

    /// Returns whether a cell consists of as many capital letters as the serial numbers of the list have characters.
    pub(super) fn is_usual_serial(&self, row: &Row, index: usize) -> bool {
        let cell = row.bytes(index).trim_ascii();
        self.serial_length == Some(cell.len()) && cell.iter().all(u8::is_ascii_uppercase)
    }
}

/// Returns whether the cell is an attempt at an identifier: a bare number, the error value of a formula, or TRUE.
fn is_attempt(cell: &str) -> bool {
    let is_number = !cell.is_empty() && cell.chars().all(char::is_numeric);
    let is_error = cell.strip_prefix('#').is_some_and(|rest| {
        let rest = rest.trim_end_matches(['!', '?']);
        rest.len() >= 2 && rest.chars().all(|c| c.is_uppercase() || c == '/' || c == '0')
    });
    is_number || is_error || matches!(cell, "TRUE" | "FALSE" | "WAHR" | "FALSCH" | "VRAI" | "FAUX")
}

/// Maximum length of a serial number in bytes.
const MAX_SERIAL_LENGTH: usize = 20;

/// Returns the length of the serial numbers in the sample. Returns `None` if they differ or there are too few.
fn serial_length(table: &Table<'_>, identifiers: &[IdentifierColumn]) -> Option<usize> {
    let mut lengths = table.rows.iter().flat_map(|row| {
        identifiers.iter().filter_map(|column| {
            let cell = Some(row.cell(column.index).trim()).filter(|cell| cell.len() <= MAX_SERIAL_LENGTH)?;
            let ids = device_id::read_cell(cell, IdColumn::Serial, column.weak).ok()?;
            (ids.first.id.kind() == IdentifierKind::Serial
                && ids.first.id.as_str() == cell
                && cell.bytes().any(|byte| byte.is_ascii_digit()))
            .then_some(cell.len())
        })
    });
    let first = lengths.next().filter(|length| *length >= MIN_LETTERS)?;
    lengths.next()?;
    lengths.all(|length| length == first).then_some(first)
}
