//! The `.0` that a spreadsheet adds to a column of numbers, such as order numbers and customer IDs.

use std::borrow::Cow;

use crate::domain::placeholder::is_placeholder;

/// A survey of one column, which determines whether `.0` is part of its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DecimalSurvey {
    is_filled: bool,
    has_other_cell: bool,
}

impl DecimalSurvey {
    /// Adds a cell from the column. Empty cells and placeholders don't count.
    pub(crate) fn add(&mut self, cell: &str) {
        if self.has_other_cell || cell.trim().is_empty() {
            return;
        }
        if digits_before_zeros(cell).is_some() {
            self.is_filled = true;
        } else if !is_placeholder(cell) {
            self.has_other_cell = true;
        }
    }

    /// Returns whether all filled cells in the column are digits followed by `.0`. The layout stores the result.
    pub(crate) fn all_have_zero_decimals(self) -> bool {
        self.is_filled && !self.has_other_cell
    }
}

/// Returns a cell and whether it was repaired. A trailing `.0` is removed if `applies` is true for its column.
pub(crate) fn without_decimals(cell: &str, applies: bool) -> (Cow<'_, str>, bool) {
    match digits_before_zeros(cell).filter(|_| applies) {
        Some(digits) => (Cow::Borrowed(digits), true),
        None => (Cow::Borrowed(cell), false),
    }
}

/// Returns the digits before `.0`, `.00`, `,0` or `,00`. Three zeros could be the last group of a number with thousands
/// separators.
fn digits_before_zeros(cell: &str) -> Option<&str> {
    let (digits, zeros) = cell.trim().split_once(['.', ','])?;
    let has_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (has_digits && matches!(zeros, "0" | "00")).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applies(cells: &[&str]) -> bool {
        let mut survey = DecimalSurvey::default();
        cells.iter().for_each(|cell| survey.add(cell));
        survey.all_have_zero_decimals()
    }

    #[test]
    fn decimals_are_dropped_only_if_all_filled_cells_have_them() {
        assert!(applies(&["4500012345.0", "", "n/a", " 4500012346.0 "]));
        assert!(applies(&["7000000001,00"]));
        for cells in [&["1.0", "2"][..], &["1.0", "PO-2"], &["1.5"], &["", "-"], &[], &["PO-1.0"], &["1.000"]]
        {
            assert!(!applies(cells), "{cells:?}");
        }
    }

    #[test]
    fn a_dropped_decimal_counts_as_a_repair() {
        assert_eq!(without_decimals("4500012345.0", true), ("4500012345".into(), true));
        assert_eq!(without_decimals("4500012345.0", false), ("4500012345.0".into(), false));
        assert_eq!(without_decimals("PO-1.0", true), ("PO-1.0".into(), false));
        assert_eq!(without_decimals("", true), ("".into(), false));
    }
}
