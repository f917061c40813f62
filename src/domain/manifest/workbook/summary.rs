//! Facts about a sheet that its lines don't show.

#[cfg(test)]
mod tests;

use super::digit_pattern::DigitPattern;
use super::limits::{MAX_MERGED_CELLS, MAX_RANGES};

/// A range of rows or columns by index, both ends included.
pub(super) type Span = (u32, u32);

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum FormatKind {
    /// As a number, or as text.
    #[default]
    Number,
    /// As a date or a time of day.
    Date,
    /// As a duration.
    Duration,
}

/// The number format of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberFormat<'a> {
    pub(super) kind: FormatKind,
    /// The zeros and groups that the format adds to a whole number.
    pub(super) pattern: Option<&'a DigitPattern>,
}

/// A cell in a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell<'a> {
    pub(super) row: u64,
    pub(super) column: usize,
    /// The value as text. Empty if there is none.
    pub(super) text: &'a str,
    /// Whether its row is hidden, and the summary doesn't list it.
    pub(super) is_unlisted: bool,
}

/// A list that keeps its first elements and counts the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sample<T, const MAX: usize = MAX_RANGES> {
    pub(super) first: Vec<T>,
    pub(super) count: u64,
}

impl<T, const MAX: usize> Default for Sample<T, MAX> {
    fn default() -> Sample<T, MAX> {
        Sample { first: Vec::new(), count: 0 }
    }
}

impl<T, const MAX: usize> Sample<T, MAX> {
    /// Appends an element.
    pub(super) fn push(&mut self, element: T) {
        self.count += 1;
        if self.first.len() < MAX {
            self.first.push(element);
        }
    }
}

impl Sample<Span> {
    /// Appends a range. Extends the last one if it ends just before.
    pub(super) fn extend(&mut self, from: u32, to: u32) {
        match self.first.last_mut() {
            Some(last) if self.count <= MAX_RANGES as u64 && last.1.checked_add(1) == Some(from) => {
                last.1 = to
            }
            _ => self.push((from, to)),
        }
    }

    /// Returns whether the range that was appended last was only counted.
    pub(super) fn omits_last(&self) -> bool {
        self.count > self.first.len() as u64
    }
}

/// Facts about the sheet that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SheetSummary {
    /// Hidden rows, including those hidden by a filter.
    pub(super) hidden_rows: Sample<Span>,
    pub(super) hidden_columns: Sample<Span>,
    /// Rows and columns of merged cells that cover several rows.
    pub(super) merged: Sample<(Span, Span), MAX_MERGED_CELLS>,
}

impl SheetSummary {
    /// Adds a merged cell if it covers several rows.
    pub(super) fn add_merged(&mut self, rows: Span, columns: Span) {
        if rows.1 > rows.0 {
            self.merged.push((rows, columns));
        }
    }
}
