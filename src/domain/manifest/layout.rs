use serde::{Deserialize, Serialize};

use super::column::Columns;
use super::encoding::Encoding;
use super::purpose::ListPurpose;
use super::row::Row;
use super::text::shortened;
use super::workbook::Workbook;
use crate::domain::order::FileDates;

/// The character that separates cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Separator {
    /// A comma, unless it is the decimal comma of a number.
    Comma,
    /// A semicolon.
    Semicolon,
    /// A tab.
    Tab,
}

impl Separator {
    /// Returns the separator as a byte.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Tab => b'\t',
        }
    }

    /// Returns the plural name that pages show.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Separator::Comma => "commas",
            Separator::Semicolon => "semicolons",
            Separator::Tab => "tabs",
        }
    }
}

/// The layout of a file: how to read it, as determined by the survey. It is stored with the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The workbook that the lines were unpacked from, if any.
    #[serde(default)]
    pub(crate) workbook: Option<Workbook>,
    pub(crate) encoding: Encoding,
    /// Character that separates cells. It is meaningless if there is only one column.
    pub(crate) separator: Separator,
    /// Whether the first line is a header.
    pub(crate) header: bool,
    /// Byte offset of the first data row.
    pub(crate) first_row_offset: u64,
    /// Physical line of that row, counted from 1.
    pub(crate) first_row_line: u32,
    /// Byte offset at which the text ends: the file's length, or the offset of a final Ctrl-Z.
    pub(crate) end: u64,
    /// Number of columns in the header or, without a header, in the first row. A filled cell beyond them makes a row
    /// malformed.
    pub(crate) width: usize,
    /// Indexes of the columns. For one customer, a file without a header has the identifiers in the first column.
    pub(crate) columns: Columns,
    /// Names of the columns that are used, in the order of the file.
    pub(crate) used: Vec<String>,
    /// Names of the columns that are not used, in the order of the file.
    pub(crate) ignored: Vec<String>,
    /// The kind of submission that the file is read for.
    #[serde(default)]
    pub purpose: ListPurpose,
    /// The order of day and month in order dates.
    #[serde(default = "FileDates::year_month_day")]
    pub(crate) dates: FileDates,
    /// Whether the list was pasted into the form, one identifier per line.
    #[serde(default)]
    pub(crate) is_pasted: bool,
}

impl Layout {
    /// Returns the number of the failed line that a row in a correction replaces. Returns `None` if there is no column
    /// `line`, or if its cell isn't a line number.
    pub(crate) fn corrected_line(&self, row: &Row) -> Option<i64> {
        row.cell(self.columns.line?).trim().parse::<u32>().ok().map(i64::from)
    }

    /// Returns a layout without rows for a file whose own layout was lost.
    pub(crate) fn empty() -> Layout {
        Layout {
            workbook: None,
            encoding: Encoding::Utf8,
            separator: Separator::Comma,
            header: false,
            first_row_offset: 0,
            first_row_line: 1,
            end: 0,
            width: 1,
            columns: Columns::default(),
            used: Vec::new(),
            ignored: Vec::new(),
            purpose: ListPurpose::default(),
            dates: FileDates::default(),
            is_pasted: false,
        }
    }

    /// Describes how the file is read, for the upload's page and the activity log:
    /// "Windows-1252, semicolons, column IMEI. Not used: Modell, Farbe."
    pub fn describe(&self) -> String {
        let mut parts = match &self.workbook {
            Some(workbook) => vec![format!("sheet “{}”", shortened(&workbook.sheet))],
            None => vec![self.encoding.label().to_owned()],
        };
        if self.width > 1 && self.workbook.is_none() {
            parts.push(self.separator.label().to_owned());
        }
        let used = self.used.join(", ");
        parts.push(match (self.header, self.purpose) {
            (true, _) if self.used.len() == 1 => format!("column {used}"),
            (true, _) => format!("columns {used}"),
            (false, ListPurpose::OneCustomer) => "no header, first column".to_owned(),
            (false, _) => format!("no header, columns in the order of the template: {used}"),
        });
        parts.extend(self.dates.describe());
        let mut text = format!("{}.", parts.join(", "));
        if !self.ignored.is_empty() {
            text.push_str(&format!(" Not used: {}.", self.ignored.join(", ")));
        }
        text
    }
}
