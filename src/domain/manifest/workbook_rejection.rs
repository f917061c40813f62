use super::file_kind;
use crate::domain::quantity::number;

/// The reason why a workbook is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkbookRejection {
    /// The workbook is in the binary format of Excel 97 to 2003.
    Old,
    /// The workbook is encrypted.
    Password,
    /// The workbook is a web archive, which Excel can save with the extension `.xls`.
    WebArchive,
    /// The sheet has more than this many merged cells that cover several rows.
    TooManyMergedCells(usize),
    /// The workbook can't be read in the format that its first bytes indicate. Contains the format with its article.
    Damaged(&'static str),
    /// The workbook unpacks to more than this many bytes.
    TooLarge(u64),
    /// A part that isn't a sheet, such as the list of texts, unpacks to more than this many bytes.
    LargePart(u64),
    /// The workbook's XML has more than this many elements and texts.
    TooManyElements(u64),
    /// The workbook has more than this many different texts.
    TooManyStrings(usize),
    /// The workbook has more than this many rows.
    TooManyRows(u64),
    /// Reading the workbook takes too much CPU time.
    TooSlow,
}

impl WorkbookRejection {
    /// Returns a message that says what is wrong and what to do about it.
    pub(crate) fn sentence(&self) -> String {
        match self {
            WorkbookRejection::Old => "The selected file is an Excel workbook in the old format (XLS). Open it, choose Save As, and save it as an Excel Workbook (.xlsx) or as CSV.".to_owned(),
            WorkbookRejection::Password => "The selected workbook is protected by a password. Save a copy without a password, or save the sheet as CSV.".to_owned(),
            WorkbookRejection::WebArchive => "The selected file is a web archive (MHTML), although it may be named like an Excel workbook. Open it, choose Save As, and save it as an Excel Workbook (.xlsx) or as CSV.".to_owned(),
            WorkbookRejection::TooManyMergedCells(limit) => format!(
                "The selected sheet has more than {} merged cells. Unmerge its cells, and fill in the value on each row.",
                number(*limit as u64)
            ),
            WorkbookRejection::Damaged(kind) => format!(
                "The selected file looks like {kind}, but we can’t read it. Open it in the program it was made with and save it again, or save the sheet as CSV."
            ),
            WorkbookRejection::TooLarge(limit) => format!(
                "The selected workbook is larger than {} MB when unpacked. Keep only the columns you need, or save the sheet as CSV.",
                limit / 1024 / 1024
            ),
            WorkbookRejection::LargePart(limit) => format!(
                "A part of the selected workbook, such as its texts or formats, is larger than {} MB when unpacked. Copy the device list to a new workbook, or save the sheet as CSV.",
                limit / 1024 / 1024
            ),
            WorkbookRejection::TooManyElements(limit) => format!(
                "The selected workbook has more than {} cells, texts and formats. Copy the device list to a new workbook, or save the sheet as CSV.",
                number(*limit)
            ),
            WorkbookRejection::TooManyStrings(limit) => format!(
                "The selected workbook has more than {} different texts. Keep only the columns you need, or save the sheet as CSV.",
                number(*limit as u64)
            ),
            WorkbookRejection::TooManyRows(limit) => format!(
                "The selected workbook has more than {} rows. Copy the device list to a new workbook, or save the sheet as CSV.",
                number(*limit)
            ),
            WorkbookRejection::TooSlow => "The selected workbook takes too long to read. Copy the device list to a new workbook, or save the sheet as CSV.".to_owned(),
        }
    }
}

/// The reason for rejecting an XLSX that can't be read.
pub(super) const DAMAGED_XLSX: WorkbookRejection = WorkbookRejection::Damaged(file_kind::XLSX);
/// The reason for rejecting SpreadsheetML that can't be read.
pub(super) const DAMAGED_SPREADSHEET_ML: WorkbookRejection =
    WorkbookRejection::Damaged(file_kind::SPREADSHEET_ML);
/// The reason for rejecting an ODS that can't be read.
pub(super) const DAMAGED_ODS: WorkbookRejection = WorkbookRejection::Damaged(file_kind::ODS);
