use std::io;

use super::workbook::WorkbookRefusal;

/// Why reading a file came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The file is refused as a whole; nothing of it is stored.
    #[error("{}", .0.sentence())]
    Refused(Refusal),
    /// The bytes could not be read.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Trouble {
        Trouble::Refused(refusal)
    }
}

/// Why a file is refused as a whole: a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No line with anything on it.
    Empty,
    /// A header and no rows.
    HeaderOnly,
    /// No text: what it is by its first bytes, with its article ("an Excel workbook (XLSX)").
    NotText(&'static str),
    /// Text of another kind by its beginning, with its article ("an HTML page").
    OtherText(&'static str),
    /// A header without an identifier column.
    NoIdentifierColumn {
        /// The names in the header.
        found: Vec<String>,
    },
    /// A file for many customers without a column for customers.
    NoCustomerColumn {
        /// The names in the header; empty where there is none.
        found: Vec<String>,
    },
    /// More uploads out of one file than are made.
    TooManyUploads {
        /// How many are made.
        limit: usize,
    },
    /// Two columns of the same meaning, by their names.
    ColumnTwice {
        /// The first of them.
        first: String,
        /// The second.
        second: String,
    },
    /// A quote that is never closed.
    OpenQuote {
        /// Physical line on which it was opened.
        line: u32,
    },
    /// More columns in the first line than are read.
    TooManyColumns {
        /// How many are read.
        limit: usize,
        /// How many there are.
        count: usize,
    },
    /// A line of more bytes than are read.
    LineTooLong {
        /// Bytes that are read.
        limit: usize,
        /// The physical line.
        line: u32,
    },
    /// More rows than one file may have.
    TooManyRows {
        /// How many it may have.
        limit: u64,
        /// How many it has.
        count: u64,
    },
    /// More bytes than one file may have.
    TooLarge {
        /// How many it may have.
        limit: u64,
        /// How many it has.
        size: u64,
    },
    /// A workbook that cannot be read as one list.
    Workbook(WorkbookRefusal),
    /// The layout for many customers, where one customer is expected.
    BulkLayout,
    /// Eight-digit order dates that cannot all be meant in one way.
    DatesBothWays {
        /// Line of a date that is one only as `YYYYMMDD`.
        month_first: u32,
        /// Line of a date that is one only as `YYYYDDMM`.
        day_first: u32,
    },
}

impl Refusal {
    /// What is wrong, and what to do about it, in whole sentences.
    pub fn sentence(&self) -> String {
        match self {
            Refusal::Empty => "The selected file is empty. Select a CSV file with one identifier on each line.".to_owned(),
            Refusal::HeaderOnly => {
                "The selected file has a header, but no devices below it. Add one device on each line.".to_owned()
            }
            Refusal::NotText(kind) => {
                format!("The selected file is {kind}, not a CSV file. Open it in the program that it comes from, and save it as CSV.")
            }
            Refusal::OtherText(kind) => {
                format!("The selected file is {kind}, not a CSV file. Save or export the list of devices as CSV.")
            }
            Refusal::Workbook(refusal) => refusal.sentence(),
            Refusal::NoIdentifierColumn { found } => format!(
                "The header has no column for an identifier; it has {}. Name one column IMEI, MEID or Serial number.",
                quoted(found)
            ),
            Refusal::NoCustomerColumn { found } if found.is_empty() => {
                "The selected file has one column only. Put the customer or MSP ID before each identifier, or upload the file on the customer's page.".to_owned()
            }
            Refusal::NoCustomerColumn { found } => format!(
                "The header has no column for the customer; it has {}. Name one column Customer ID, or upload the file on the customer's page.",
                quoted(found)
            ),
            Refusal::TooManyUploads { limit } => format!(
                "The selected file makes more than {} uploads: one for each customer, order number, order date and STC alias. Split it into several files.",
                thousands(*limit as u64)
            ),
            Refusal::ColumnTwice { first, second } => format!(
                "The columns '{first}' and '{second}' of the header mean the same. Rename or remove one of them."
            ),
            Refusal::OpenQuote { line } => format!(
                "A quotation mark opened on line {line} is never closed. Remove it, or close it at the end of its cell."
            ),
            Refusal::TooManyColumns { limit, count } => format!(
                "The first line has {} columns; the limit is {limit}. Remove the columns that are not needed.",
                thousands(*count as u64)
            ),
            Refusal::LineTooLong { limit, line } => format!(
                "Line {line} is longer than {} KB. Put one device on each line.",
                limit / 1024
            ),
            Refusal::TooManyRows { limit, count } => format!(
                "The selected file has {} devices; the limit is {}. Split it into several files.",
                thousands(*count),
                thousands(*limit)
            ),
            Refusal::TooLarge { limit, size } => format!(
                "The selected file has {}; the limit is {}. Split it into several files.",
                megabytes(*size),
                megabytes(*limit)
            ),
            Refusal::BulkLayout => {
                "The selected file names customers: it is in the layout for many customers. Upload it under Bulk actions, or remove the customer column.".to_owned()
            }
            Refusal::DatesBothWays { month_first, day_first } => format!(
                "The order dates on lines {month_first} and {day_first} are written in two ways, YYYYMMDD and YYYYDDMM. Write all dates as YYYY-MM-DD."
            ),
        }
    }
}

/// A name out of a file, not longer than a sentence bears.
pub(super) fn shortened(name: &str) -> String {
    const LONGEST: usize = 60;
    match name.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

/// "1,000,000".
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "64 MB", "64.1 MB" (rounded up, so that a size over a limit never reads like it), "900 bytes" below a megabyte.
fn megabytes(bytes: u64) -> String {
    const MB: u64 = 1024 * 1024;
    match bytes {
        0..MB => format!("{} bytes", thousands(bytes)),
        _ if bytes.is_multiple_of(MB) => format!("{} MB", bytes / MB),
        _ => {
            let tenths = bytes.saturating_mul(10).div_ceil(MB);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}
