use super::kind;
use super::text::shortened;

/// The reason why a workbook is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkbookRefusal {
    /// The binary format of Excel 97 to 2003.
    Old,
    /// Encrypted.
    Password,
    /// More than one sheet has data; their names.
    SeveralSheets(Vec<String>),
    /// It can't be read as the format of its first bytes; the format with its article.
    Damaged(&'static str),
    /// It unpacks to more than this many bytes.
    TooLarge(u64),
}

impl WorkbookRefusal {
    /// Returns what is wrong and what to do about it, in whole sentences.
    pub(crate) fn sentence(&self) -> String {
        match self {
            WorkbookRefusal::Old => "The selected file is an Excel workbook in the old format (XLS). Open it, choose Save As, and save it as an Excel Workbook (.xlsx) or as CSV.".to_owned(),
            WorkbookRefusal::Password => "The selected workbook is protected by a password. Save a copy without a password, or save the sheet as CSV.".to_owned(),
            WorkbookRefusal::SeveralSheets(names) => {
                let shown: Vec<String> =
                    names.iter().take(5).map(|name| format!("“{}”", shortened(name))).collect();
                format!(
                    "The selected workbook has data on several sheets: {}. Keep the devices on one sheet and delete the others, or save that sheet as CSV.",
                    shown.join(", ")
                )
            }
            WorkbookRefusal::Damaged(kind) => format!(
                "The selected file looks like {kind}, but we can’t read it. Open it in the program it was made with and save it again, or save the sheet as CSV."
            ),
            WorkbookRefusal::TooLarge(limit) => format!(
                "The selected workbook is larger than {} MB when unpacked. Keep only the columns you need, or save the sheet as CSV.",
                limit / 1024 / 1024
            ),
        }
    }
}

/// The refusal of an XLSX that can't be read.
pub(super) const DAMAGED_XLSX: WorkbookRefusal = WorkbookRefusal::Damaged(kind::XLSX);
/// The refusal of an ODS that can't be read.
pub(super) const DAMAGED_ODS: WorkbookRefusal = WorkbookRefusal::Damaged(kind::ODS);
