use serde::{Deserialize, Serialize};

use super::question_parts::{ColumnLabel, DateReading, EncodingReading, OrderDoubt};
use super::text::{capitalized, shortened};
use crate::domain::quantity::number;

/// A choice that the list leaves open and only a person can make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Question {
    /// Which column identifies the devices?
    IdentifierColumn {
        /// Labels of the candidate columns, best first.
        candidates: Vec<ColumnLabel>,
        /// The names in the header, if there is one.
        found: Vec<String>,
    },
    /// Do several identifiers in a row belong to one device or to several?
    RowHolds {
        /// Labels of the columns.
        columns: Vec<ColumnLabel>,
    },
    /// Should an unused column that is full of identifiers be used?
    UnusedColumn {
        /// Label of the column.
        column: ColumnLabel,
    },
    /// Is a line with an identifier outside the table part of the list?
    SkippedIdentifier {
        /// Physical line.
        line: u32,
        /// The identifier.
        identifier: String,
    },
    /// Are hidden rows with identifiers part of the list?
    HiddenRows {
        /// Number of hidden rows with an identifier.
        count: u64,
    },
    /// Are hidden columns with identifiers part of the list?
    HiddenColumn {
        /// Label of the column.
        column: ColumnLabel,
    },
    /// Does a column identify the devices although it has the same identifier in several rows?
    RepeatedValues {
        /// Label of the column.
        column: ColumnLabel,
    },
    /// Is a column that names other customers part of a list for one customer?
    OtherCustomers {
        /// Label of the column.
        column: ColumnLabel,
    },
    /// Should the devices in the column for old ones or for new ones be used?
    OldOrNew {
        /// Labels of the columns.
        columns: Vec<ColumnLabel>,
    },
    /// Which of two columns with the same meaning is correct if their values differ?
    SameMeaning {
        /// Labels of the columns.
        columns: Vec<ColumnLabel>,
    },
    /// Was a column of identifiers sorted without the others?
    SortedAlone {
        /// Labels of the columns.
        columns: Vec<ColumnLabel>,
        /// Number of rows, among the first ones, with identifiers of different devices.
        rows: u64,
        /// Number of rows that were compared.
        of: u64,
    },
    /// Which column names the customer?
    CustomerColumn {
        /// Labels of all columns.
        columns: Vec<ColumnLabel>,
    },
    /// A remembered layout is for lists like this, but the list's content has changed.
    ChangedLayout {
        /// Name of the layout.
        name: String,
        /// Labels of the columns whose content has changed. Empty if the layout can't be applied without a question.
        columns: Vec<ColumnLabel>,
    },
    /// Do rows without a customer ID belong to the customer above them?
    CustomerAbove {
        /// Label of the column.
        column: ColumnLabel,
        /// Number of rows whose cell is empty.
        empty: u64,
        /// Number of rows with a device.
        rows: u64,
    },
    /// In which order are the day and the month written?
    DateOrder {
        /// Line of a date with two readings.
        line: u32,
        /// The date in both orders.
        readings: [DateReading; 2],
    },
    /// Are the columns about orders meant, in a list for one customer?
    OrderColumns {
        /// Labels of the columns.
        columns: Vec<ColumnLabel>,
        /// Why that is unclear.
        doubt: OrderDoubt,
    },
    /// Which encoding does the file have?
    Encoding {
        /// A cell as read with each encoding.
        readings: Vec<EncodingReading>,
    },
    /// Which sheet has the devices?
    Sheet {
        /// Names of the sheets, the fullest first.
        names: Vec<String>,
    },
}

impl Question {
    /// Returns a message that says what is unclear and how to clarify it in the file.
    pub(crate) fn sentence(&self) -> String {
        format!("{} {}", self.statement(), self.remedy())
    }

    /// Returns a sentence that says what is unclear.
    pub(crate) fn statement(&self) -> String {
        match self {
            Question::IdentifierColumn { candidates, found } => {
                let may_be = match candidates.is_empty() {
                    true => String::new(),
                    false => format!(": it may be {}", any_of(candidates)),
                };
                let header = match found.is_empty() {
                    true => String::new(),
                    false => format!(" The header has {}.", all_of(&quoted(found))),
                };
                format!("We can’t tell which column has the identifiers{may_be}.{header}")
            }
            Question::RowHolds { columns } => format!("Each row has identifiers in {}.", all_of(columns)),
            Question::UnusedColumn { column } => {
                format!("{} isn’t used, but it has identifiers too.", capitalized(column))
            }
            Question::SkippedIdentifier { line, identifier } => {
                format!("Line {line} isn’t part of the table, but it has the identifier {identifier}.")
            }
            Question::HiddenRows { count: 1 } => "A hidden row of the sheet has an identifier.".to_owned(),
            Question::HiddenRows { count } => {
                format!("{} hidden rows of the sheet have identifiers.", number(*count))
            }
            Question::HiddenColumn { column } => {
                format!("{} is hidden, but it has identifiers.", capitalized(column))
            }
            Question::RepeatedValues { column } => format!(
                "{} has the same identifier in several rows, so it can’t identify the devices.",
                capitalized(column)
            ),
            Question::OtherCustomers { column } => {
                format!("{} names customers other than the one you’re uploading to.", capitalized(column))
            }
            Question::OldOrNew { columns } => {
                format!("Rows name different devices in {}, such as an old and a new one.", all_of(columns))
            }
            Question::SameMeaning { columns } => {
                format!("{} mean the same thing, but their values differ.", capitalized(all_of(columns)))
            }
            Question::SortedAlone { columns, rows, of } => format!(
                "In {} of {} rows, {} have identifiers of different devices.",
                number(*rows),
                number(*of),
                all_of(columns)
            ),
            Question::CustomerColumn { columns } => {
                format!("We can’t tell which column names the customer: the list has {}.", all_of(columns))
            }
            Question::ChangedLayout { name, columns } if columns.is_empty() => {
                format!("The layout “{}” reads several identifiers in each row.", shortened(name))
            }
            Question::ChangedLayout { name, columns } => format!(
                "The layout “{}” is for lists like this, but the content of {} has changed.",
                shortened(name),
                all_of(columns)
            ),
            Question::CustomerAbove { column, empty, rows } => format!(
                "{} is empty on {} of {} lines with a device.",
                capitalized(column),
                number(*empty),
                number(*rows)
            ),
            Question::DateOrder { line, readings: [first, second] } => {
                format!("The order date on line {line} may mean {} or {}.", first.words, second.words)
            }
            Question::OrderColumns { columns, doubt } => doubt.fact(&all_of(columns)),
            Question::Encoding { readings } => {
                let read: Vec<String> = readings
                    .iter()
                    .map(|reading| format!("“{}” ({})", reading.text, reading.encoding.description()))
                    .collect();
                format!("We can’t tell the file’s encoding: its text may be {}.", read.join(" or "))
            }
            Question::Sheet { names } => {
                format!("The selected workbook has devices on several sheets: {}.", quoted(names).join(", "))
            }
        }
    }

    /// Returns a sentence that says how to clarify it in the file.
    fn remedy(&self) -> &'static str {
        match self {
            Question::IdentifierColumn { found, .. } if found.is_empty() => {
                "Put a header above it: IMEI, MEID or Serial number."
            }
            Question::IdentifierColumn { .. } => "Name one column IMEI, MEID or Serial number.",
            Question::RowHolds { .. } => {
                "If they belong to one device, name the columns IMEI 1 and IMEI 2. If they belong to several devices, put each one on its own line."
            }
            Question::UnusedColumn { .. } => {
                "If they belong to the same devices, name it IMEI 2 or Serial number. If they don’t, put each device on its own line or remove the column."
            }
            Question::SkippedIdentifier { .. } => "Move it into the table, or delete the line.",
            Question::HiddenRows { count: 1 } => "Show all rows to upload it too, or delete the hidden row.",
            Question::HiddenRows { .. } => "Show all rows to upload them too, or delete the hidden rows.",
            Question::HiddenColumn { .. } => "Show the column to use it, or delete it.",
            Question::RepeatedValues { .. } => "Correct or remove it.",
            Question::OtherCustomers { .. } => "Upload the list under Bulk actions, or remove the column.",
            Question::OldOrNew { .. } => "Remove the columns of the devices you don’t want to upload.",
            Question::SortedAlone { .. } => {
                "If a column was sorted without the others, restore the order, or remove all but one of the columns."
            }
            Question::SameMeaning { .. } => "Rename or remove one of them.",
            Question::CustomerColumn { .. } => "Name that column Customer ID.",
            Question::ChangedLayout { .. } => "Correct the list, or delete the layout under Settings.",
            Question::CustomerAbove { .. } => "Enter the customer ID on each line.",
            Question::DateOrder { .. } => "Write order dates as YYYY-MM-DD.",
            Question::OrderColumns { doubt, .. } => doubt.remedy(),
            Question::Encoding { .. } => "Save the file as CSV UTF-8.",
            Question::Sheet { .. } => {
                "Keep the devices on one sheet and delete the others, or save that sheet as CSV."
            }
        }
    }
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("“{}”", shortened(name))).collect()
}

fn any_of(labels: &[impl AsRef<str>]) -> String {
    joined(labels, "or")
}

fn all_of(labels: &[impl AsRef<str>]) -> String {
    joined(labels, "and")
}

fn joined(labels: &[impl AsRef<str>], word: &str) -> String {
    match labels {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [all @ .., last] => {
            let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", all.join(", "), last.as_ref())
        }
    }
}
