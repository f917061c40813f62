//! Facts about a sheet that its lines don't show. They are not used yet.

#[cfg(test)]
mod tests;

use super::limits::MAX_RANGES;

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
    /// The code, such as `0.00`. `None` if the format is built in, or if the code is longer than Excel allows.
    pub(super) code: Option<&'a str>,
    /// Number of the format in an XLSX.
    pub(super) id: u32,
}

/// The formula of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Formula {
    #[default]
    None,
    /// The result of the formula is stored with it.
    WithValue,
    /// The program that wrote the workbook didn't calculate the formula.
    WithoutValue,
}

/// A cell of a sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    pub(super) row: u64,
    pub(super) column: usize,
    /// The value as text. Empty if there is none.
    pub(super) text: &'a str,
    #[cfg_attr(not(test), expect(dead_code, reason = "warnings about converted numbers will use it"))]
    pub(super) format: NumberFormat<'a>,
    pub(super) formula: Formula,
}

/// A list that keeps its first elements and counts the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sample<T> {
    pub(super) first: Vec<T>,
    pub(super) count: u64,
}

impl<T> Default for Sample<T> {
    fn default() -> Sample<T> {
        Sample { first: Vec::new(), count: 0 }
    }
}

impl<T> Sample<T> {
    /// Appends an element.
    pub(super) fn push(&mut self, element: T) {
        self.count += 1;
        if self.first.len() < MAX_RANGES {
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
}

/// Facts about the sheet that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SheetSummary {
    /// Hidden rows, those hidden by a filter included.
    pub(super) hidden_rows: Sample<Span>,
    /// Rows hidden by a filter. In an XLSX, hidden rows in the range of the filter.
    pub(super) filtered_rows: Sample<Span>,
    pub(super) hidden_columns: Sample<Span>,
    /// Rows and columns of merged cells.
    pub(super) merged: Sample<(Span, Span)>,
    /// Row and column of formulas without a stored value.
    pub(super) formulas_without_value: Sample<(u64, usize)>,
}

impl SheetSummary {
    /// Adds the hidden rows that a filter covers.
    pub(super) fn filter(&mut self, rows: Span) {
        let covered = self.hidden_rows.first.iter().filter(|hidden| hidden.0 <= rows.1 && hidden.1 >= rows.0);
        for hidden in covered {
            self.filtered_rows.push((hidden.0.max(rows.0), hidden.1.min(rows.1)));
        }
    }

    /// Adds what a cell shows.
    pub(super) fn add_cell(&mut self, cell: &Cell<'_>) {
        if cell.formula == Formula::WithoutValue {
            self.formulas_without_value.push((cell.row, cell.column));
        }
    }
}
