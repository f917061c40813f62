use serde::{Deserialize, Serialize};

use super::column::Columns;
use super::purpose::ListPurpose;
use super::row::Row;
use super::text::shortened;
use super::workbook::Workbook;
use crate::domain::order::DateForm;

/// The character encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    /// UTF-8 without byte order mark.
    Utf8,
    /// UTF-8 with byte order mark.
    Utf8Bom,
    /// UTF-16 with the byte order mark `FF FE`.
    Utf16Le,
    /// UTF-16 with the byte order mark `FE FF`.
    Utf16Be,
    /// Assumed for a file without a byte order mark that isn't UTF-8.
    Windows1252,
}

impl Encoding {
    /// Returns the name shown on pages.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 | Encoding::Utf8Bom => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
        }
    }

    /// Returns whether every character takes two or four bytes.
    pub(super) fn is_wide(self) -> bool {
        matches!(self, Encoding::Utf16Le | Encoding::Utf16Be)
    }

    /// Returns the length of the byte order mark in bytes.
    pub(super) fn mark_length(self) -> u64 {
        match self {
            Encoding::Utf8Bom => 3,
            Encoding::Utf16Le | Encoding::Utf16Be => 2,
            Encoding::Utf8 | Encoding::Windows1252 => 0,
        }
    }
}

/// The character between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Separator {
    /// `,` except as the decimal comma of a number.
    Comma,
    /// `;`
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

    /// Returns the plural of its name, shown on pages.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Separator::Comma => "commas",
            Separator::Semicolon => "semicolons",
            Separator::Tab => "tabs",
        }
    }
}

/// Everything that the survey decided about how a file is read. Stored with the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The workbook that the lines were unpacked from, if any.
    #[serde(default)]
    pub(crate) workbook: Option<Workbook>,
    /// Character encoding.
    pub(crate) encoding: Encoding,
    /// Character between two cells; meaningless if there is one column.
    pub(crate) separator: Separator,
    /// Whether the first line is a header.
    pub(crate) header: bool,
    /// Byte offset of the first row of data.
    pub(crate) first_row_offset: u64,
    /// Physical line of that row, counted from 1.
    pub(crate) first_row_line: u32,
    /// Byte offset at which the text ends: the file's length, or the offset of a final Ctrl-Z.
    pub(crate) end: u64,
    /// Number of columns of the header or, without one, of the first row. A filled cell beyond it makes a row
    /// malformed.
    pub(crate) width: usize,
    /// Indexes of the columns. Without a header, the first column holds the identifiers.
    pub(crate) columns: Columns,
    /// Header names of the columns that are used, in the order of the file.
    pub(crate) used: Vec<String>,
    /// Header names of the columns that are not used, in the order of the file.
    pub(crate) ignored: Vec<String>,
    /// The kind of submission that the file is read for.
    #[serde(default)]
    pub purpose: ListPurpose,
    /// How eight-digit order dates are read.
    #[serde(default)]
    pub(crate) dates: DateForm,
    /// Whether the list was pasted into the form, one identifier per line.
    #[serde(default)]
    pub(crate) is_pasted: bool,
}

impl Layout {
    /// Returns the failed line that a row of a correcting file replaces. `None` without a column `line`, or if its cell
    /// isn't a line number.
    pub(crate) fn corrected_line(&self, row: &Row) -> Option<i64> {
        row.cell(self.columns.line?).trim().parse::<u32>().ok().map(i64::from)
    }

    /// Returns the layout of a file whose own layout was lost. It has no rows.
    pub(crate) fn lost() -> Layout {
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
            dates: DateForm::default(),
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
        if self.dates == DateForm::YearDayMonth {
            parts.push("dates as YYYYDDMM".to_owned());
        }
        let mut text = format!("{}.", parts.join(", "));
        if !self.ignored.is_empty() {
            text.push_str(&format!(" Not used: {}.", self.ignored.join(", ")));
        }
        text
    }
}
