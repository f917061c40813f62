use serde::{Deserialize, Serialize};

use super::column::Columns;
use super::refusal::shortened;
use super::row::Row;
use super::workbook::Workbook;
use crate::domain::order::DateForm;

/// How the bytes of a file are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8 without byte order mark.
    Utf8,
    /// UTF-8 with byte order mark.
    Utf8Bom,
    /// UTF-16 with the byte order mark `FF FE`.
    Utf16Le,
    /// UTF-16 with the byte order mark `FE FF`.
    Utf16Be,
    /// What is no UTF-8 and has no mark.
    Windows1252,
}

impl Encoding {
    /// Its name, for people.
    pub fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 | Encoding::Utf8Bom => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
        }
    }

    /// Whether every character takes two bytes or four.
    pub(super) fn is_wide(self) -> bool {
        matches!(self, Encoding::Utf16Le | Encoding::Utf16Be)
    }

    /// Bytes of the byte order mark.
    pub(super) fn mark(self) -> u64 {
        match self {
            Encoding::Utf8Bom => 3,
            Encoding::Utf16Le | Encoding::Utf16Be => 2,
            Encoding::Utf8 | Encoding::Windows1252 => 0,
        }
    }
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// `,`, but not within one number.
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
}

impl Separator {
    /// All separators.
    pub const ALL: [Separator; 3] = [Separator::Comma, Separator::Semicolon, Separator::Tab];

    /// The separator as a byte.
    pub fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Tab => b'\t',
        }
    }

    /// Its name, for people, in the plural.
    pub fn label(self) -> &'static str {
        match self {
            Separator::Comma => "commas",
            Separator::Semicolon => "semicolons",
            Separator::Tab => "tabs",
        }
    }
}

/// What a file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Devices of one customer, named beside the file: an upload or a deletion.
    #[default]
    OneCustomer,
    /// An upload for many customers: each row names its customer, and may name an order and a sold-to code.
    BulkUpload,
    /// A deletion for many customers: each row names its customer.
    BulkDeletion,
}

/// What reading a file decided about it; kept with the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The workbook whose sheet the lines are, if they are one.
    #[serde(default)]
    pub workbook: Option<Workbook>,
    /// How the bytes are characters.
    pub encoding: Encoding,
    /// What stands between two cells; meaningless where there is one column.
    pub separator: Separator,
    /// Whether the first line is a header.
    pub header: bool,
    /// Byte offset in the file at which the first row of data begins.
    pub first_row_offset: u64,
    /// Physical line of that row, from 1.
    pub first_row_line: u32,
    /// Byte offset at which the file's text ends: its length, or the place of a Ctrl-Z at its end.
    pub end: u64,
    /// Columns of the header; without a header, of the first row. A filled cell beyond makes a row malformed.
    pub width: usize,
    /// Where the columns are. Without a header the first column holds the identifiers.
    pub columns: Columns,
    /// Header names of the columns that are used, in the order of the file.
    pub used: Vec<String>,
    /// Header names of the columns that are not used, in the order of the file.
    pub ignored: Vec<String>,
    /// What the file is for.
    #[serde(default)]
    pub purpose: Purpose,
    /// How eight-digit order dates are read.
    #[serde(default)]
    pub dates: DateForm,
    /// Whether it was pasted into the box, one identifier a line.
    #[serde(default)]
    pub is_pasted: bool,
}

impl Layout {
    /// Returns the failed line that a row of a correcting file replaces. `None` without a column `line`, or if its cell
    /// isn't a line number.
    pub fn corrected_line(&self, row: &Row) -> Option<i64> {
        row.cell(self.columns.line?).trim().parse::<u32>().ok().map(i64::from)
    }

    /// Of a file about which nothing is known any more: it has no rows that could be read.
    pub fn lost() -> Layout {
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
            purpose: Purpose::default(),
            dates: DateForm::default(),
            is_pasted: false,
        }
    }

    /// What was decided, in words for the upload's page and the activity log:
    /// "Windows-1252, semicolons, header found, column IMEI used; 'Modell', 'Farbe' ignored".
    pub fn describe(&self) -> String {
        let mut parts = match &self.workbook {
            Some(workbook) => vec![workbook.kind.clone(), format!("sheet '{}'", shortened(&workbook.sheet))],
            None => vec![self.encoding.label().to_owned()],
        };
        if self.width > 1 && self.workbook.is_none() {
            parts.push(self.separator.label().to_owned());
        }
        if self.header {
            parts.push("header found".to_owned());
            let columns = if self.used.len() == 1 { "column" } else { "columns" };
            parts.push(format!("{columns} {} used", self.used.join(", ")));
        } else {
            parts.push("no header".to_owned());
            parts.push(match self.purpose {
                Purpose::OneCustomer => "first column used".to_owned(),
                _ => format!("columns in the order of the template used: {}", self.used.join(", ")),
            });
        }
        if self.dates == DateForm::YearDayMonth {
            parts.push("dates read as YYYYDDMM".to_owned());
        }
        let mut text = parts.join(", ");
        if !self.ignored.is_empty() {
            let names: Vec<String> = self.ignored.iter().map(|name| format!("'{name}'")).collect();
            text.push_str(&format!("; {} ignored", names.join(", ")));
        }
        text
    }
}
