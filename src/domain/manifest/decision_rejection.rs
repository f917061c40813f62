use super::text::shortened;
use crate::domain::quantity::counted;

/// The reason why decisions don't match a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionRejection {
    /// There are more decisions about columns than columns.
    TooManyColumns {
        /// The number of columns with a decision.
        decided: usize,
        /// The number of columns of the list.
        width: usize,
    },
    /// The header has no column with this name.
    UnknownColumn {
        /// The name.
        name: String,
        /// The names in the header. Empty if there is no header.
        found: Vec<String>,
    },
    /// Several columns have this name.
    RepeatedColumn {
        /// The name.
        name: String,
    },
    /// The line can't be the header.
    NoHeaderLine {
        /// The physical line.
        line: u32,
    },
    /// The workbook has no visible sheet with this name.
    UnknownSheet {
        /// The name.
        name: String,
    },
    /// The named remembered layout is for other lists.
    OtherLayout {
        /// The name of the layout.
        name: String,
    },
    /// A sheet is chosen, but the file isn't a workbook.
    NoWorkbook,
}

impl DecisionRejection {
    /// Returns a message that says what is wrong and what to do about it.
    pub(crate) fn sentence(&self) -> String {
        match self {
            DecisionRejection::TooManyColumns { decided, width } => format!(
                "You chose meanings for {}, but the list has only {width}. Choose one meaning for each column.",
                counted(*decided as i64, "column", "columns")
            ),
            DecisionRejection::UnknownColumn { name, found } if found.is_empty() => format!(
                "You chose a meaning for the column “{}”, but the list has no header. Choose one meaning for each column, from left to right.",
                shortened(name)
            ),
            DecisionRejection::UnknownColumn { name, found } => {
                let found: Vec<String> = found.iter().map(|name| format!("“{}”", shortened(name))).collect();
                format!(
                    "The header has no column “{}”. It has {}. Choose one of these names.",
                    shortened(name),
                    found.join(", ")
                )
            }
            DecisionRejection::RepeatedColumn { name } => format!(
                "Several columns have the name “{}”. Choose one meaning for each column, from left to right.",
                shortened(name)
            ),
            DecisionRejection::NoHeaderLine { line } => {
                format!("Line {line} can’t be the header. Choose a line above the devices that isn’t empty.")
            }
            DecisionRejection::UnknownSheet { name } => format!(
                "The selected workbook has no sheet “{}”. Choose one of its visible sheets.",
                shortened(name)
            ),
            DecisionRejection::OtherLayout { name } => format!(
                "The file layout “{}” is for lists with other columns. Choose another layout, or none.",
                shortened(name)
            ),
            DecisionRejection::NoWorkbook => {
                "You chose a sheet, but the selected file isn’t a workbook. Submit it without a sheet, or submit the workbook."
                    .to_owned()
            }
        }
    }
}
