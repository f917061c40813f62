use std::io;

use super::decision_rejection::DecisionRejection;
use super::question::Question;
use super::workbook_rejection::WorkbookRejection;
use crate::domain::quantity::{file_size, number};

/// The error returned if a file is rejected or can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file is rejected as a whole. None of its content is stored.
    #[error("{}", .0.sentence())]
    Rejected(Rejection),
    /// The bytes couldn't be read.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
}

impl From<Rejection> for ManifestError {
    fn from(rejection: Rejection) -> ManifestError {
        ManifestError::Rejected(rejection)
    }
}

/// The reason why a file is rejected as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Every line is blank.
    Empty,
    /// There is a header but no rows.
    HeaderOnly,
    /// The first bytes indicate a binary format. Contains its name with an article: "an Excel workbook (XLSX)".
    NotText(&'static str),
    /// The beginning of the text indicates another format. Contains its name with an article: "an HTML page".
    OtherText(&'static str),
    /// The list can be read in several ways, and only a person can decide.
    Undecided(Vec<Question>),
    /// A file for many customers has no customer column.
    NoCustomerColumn {
        /// The names in the header. Empty if there is no header.
        found: Vec<String>,
    },
    /// The file would create too many uploads.
    TooManyUploads {
        /// The maximum number of uploads.
        limit: usize,
    },
    /// A quotation mark is never closed.
    OpenQuote {
        /// The physical line with the quotation mark.
        line: u32,
    },
    /// The list has too many columns.
    TooManyColumns {
        /// The maximum number of columns.
        limit: usize,
        /// The number of columns.
        count: usize,
    },
    /// A line is too long.
    LineTooLong {
        /// The maximum length in bytes.
        limit: usize,
        /// The physical line.
        line: u32,
    },
    /// The file has too many rows.
    TooManyRows {
        /// The maximum number of rows.
        limit: u64,
        /// The number of rows.
        count: u64,
    },
    /// The file has too many lines. Most of them are empty, because a file with too many rows is rejected first.
    TooManyLines {
        /// The maximum number of lines.
        limit: u32,
    },
    /// The file is too large.
    TooLarge {
        /// The maximum size in bytes.
        limit: u64,
        /// The size in bytes.
        size: u64,
    },
    /// The workbook can't be read as one list.
    Workbook(WorkbookRejection),
    /// The file is for many customers, but a file for one customer is expected.
    BulkLayout,
    /// The decisions don't match the list.
    Decision(DecisionRejection),
    /// Some order dates exist only with the day before the month, and others only with the month before the day.
    DatesBothWays {
        /// The line of a date of each kind.
        lines: [u32; 2],
        /// The form of each kind, such as `YYYYMMDD` and `YYYYDDMM`.
        forms: [&'static str; 2],
    },
}

impl Rejection {
    /// Returns whether the list may be accepted if a person chooses the header and the columns.
    pub(crate) fn may_be_decided(&self) -> bool {
        matches!(
            self,
            Rejection::HeaderOnly | Rejection::NoCustomerColumn { .. } | Rejection::DatesBothWays { .. }
        )
    }

    /// Returns a message that says what is wrong and what to do about it.
    pub fn sentence(&self) -> String {
        match self {
            Rejection::Empty => {
                "The selected file is empty. Choose a CSV file with one identifier on each line.".to_owned()
            }
            Rejection::HeaderOnly => {
                "The selected file has a header but no devices below it. Add one device on each line.".to_owned()
            }
            Rejection::NotText(kind) => format!(
                "The selected file is {kind}, not a CSV file. Open it in the program it was made with and save it as CSV."
            ),
            Rejection::OtherText(kind) => {
                format!("The selected file is {kind}, not a CSV file. Save or export the list of devices as CSV.")
            }
            Rejection::Workbook(rejection) => rejection.sentence(),
            Rejection::Undecided(questions) => {
                questions.iter().map(Question::sentence).collect::<Vec<_>>().join(" ")
            }
            Rejection::NoCustomerColumn { found } if found.is_empty() => {
                "The selected file has only one column. Put the customer or MSP ID before each identifier, or upload the file on the customer’s page.".to_owned()
            }
            Rejection::NoCustomerColumn { found } => format!(
                "The header has no column for the customer. It has {}. Name one column Customer ID, or upload the file on the customer’s page.",
                quoted(found)
            ),
            Rejection::TooManyUploads { limit } => format!(
                "The selected file would create more than {} uploads, one for each customer, order number, order date and STC alias. Split it into several files.",
                number(*limit as u64)
            ),
            Rejection::OpenQuote { line } => format!(
                "A quotation mark opened on line {line} is never closed. Remove it, or close it at the end of its cell."
            ),
            Rejection::TooManyColumns { limit, count } => format!(
                "The list has {} columns, and the limit is {limit}. Remove the columns you don’t need.",
                number(*count as u64)
            ),
            Rejection::LineTooLong { limit, line } => {
                format!("Line {line} is longer than {} KB. Put one device on each line.", limit / 1024)
            }
            Rejection::TooManyRows { limit, count } => format!(
                "The selected file has {} devices, and the limit is {}. Split it into several files.",
                number(*count),
                number(*limit)
            ),
            Rejection::TooManyLines { limit } => format!(
                "The selected file has more than {} lines. Delete the empty lines, or split it into several files.",
                number(u64::from(*limit))
            ),
            Rejection::TooLarge { limit, size } => format!(
                "The selected file is {}, and the limit is {}. Split it into several files.",
                file_size(*size),
                file_size(*limit)
            ),
            Rejection::BulkLayout => {
                "The selected file names its customers, as files for many customers do. Upload it under Bulk actions, or remove the customer column.".to_owned()
            }
            Rejection::Decision(rejection) => rejection.sentence(),
            Rejection::DatesBothWays { lines: [first, second], forms: [first_form, second_form] } => format!(
                "The order dates on lines {first} and {second} are written in two ways, {first_form} and {second_form}. Write all dates as YYYY-MM-DD."
            ),
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
}

impl From<DecisionRejection> for Rejection {
    fn from(rejection: DecisionRejection) -> Rejection {
        Rejection::Decision(rejection)
    }
}

impl From<DecisionRejection> for ManifestError {
    fn from(rejection: DecisionRejection) -> ManifestError {
        Rejection::Decision(rejection).into()
    }
}

impl From<WorkbookRejection> for ManifestError {
    fn from(rejection: WorkbookRejection) -> ManifestError {
        Rejection::Workbook(rejection).into()
    }
}
