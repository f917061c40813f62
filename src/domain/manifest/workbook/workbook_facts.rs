use serde::{Deserialize, Serialize};

use super::sheets::ReadSheet;
use super::summary::{Sample, Span};
use crate::domain::order::Calendar;

/// A workbook and the sheet that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workbook {
    /// Name of the format, such as "Excel workbook (XLSX)".
    pub(crate) kind: String,
    /// Name of the sheet. Empty if the format has none.
    pub(crate) sheet: String,
    /// Ranges of hidden rows, by line.
    #[serde(default)]
    pub(crate) hidden_rows: Vec<(u32, u32)>,
    /// Ranges of hidden columns, by index in the lines.
    #[serde(default)]
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// The calendar that the sheet uses to number days. `None` if it has only dates.
    #[serde(default)]
    pub(crate) calendar: Option<Calendar>,
}

impl Workbook {
    /// Creates the description of a workbook.
    pub(super) fn new(kind: &str, sheet: &ReadSheet, calendar: Option<Calendar>) -> Workbook {
        let left = u32::try_from(sheet.left).unwrap_or(u32::MAX);
        let columns = sorted(&sheet.summary.hidden_columns).into_iter();
        let line = |row: u32| row.saturating_add(1);
        Workbook {
            kind: kind.to_owned(),
            sheet: sheet.name.clone(),
            hidden_rows: sorted(&sheet.summary.hidden_rows)
                .into_iter()
                .map(|(from, to)| (line(from), line(to)))
                .collect(),
            hidden_columns: columns
                .filter_map(|(from, to)| Some((from.saturating_sub(left), to.checked_sub(left)?)))
                .collect(),
            calendar,
        }
    }

    /// Returns whether a line is a hidden row.
    pub(crate) fn is_hidden(&self, line: u32) -> bool {
        contains(&self.hidden_rows, line)
    }

    /// Returns whether a column in the lines is hidden.
    pub(crate) fn is_hidden_column(&self, index: usize) -> bool {
        u32::try_from(index).is_ok_and(|index| contains(&self.hidden_columns, index))
    }
}

fn sorted(ranges: &Sample<Span>) -> Vec<Span> {
    let mut ranges = ranges.first.clone();
    ranges.sort_unstable();
    ranges
}

fn contains(ranges: &[(u32, u32)], number: u32) -> bool {
    let after = ranges.partition_point(|(from, _)| *from <= number);
    after.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|(_, to)| *to >= number)
}
