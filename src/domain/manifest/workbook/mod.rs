//! Workbooks: the one sheet with data becomes lines, its row N line N, so that a workbook and its CSV are read by the
//! same rules and a message names the row that people see.
//!
//! Everything is streamed under limits: an archive of a few kilobytes can unpack to more than any memory.

mod archive;
mod ods;
mod sheet;
#[cfg(test)]
mod tests;
mod xlsx;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use super::kind;
use super::refusal::{ManifestError, Refusal};
use archive::{Archive, Holds};

/// A workbook of which a sheet was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workbook {
    /// What it is: "Excel workbook (XLSX)".
    pub kind: String,
    /// The name of the sheet.
    pub sheet: String,
}

/// Why a workbook is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkbookRefusal {
    /// The binary format of Excel 97 to 2003.
    Old,
    /// Encrypted.
    Password,
    /// More than one sheet has data; by their names.
    SeveralSheets(Vec<String>),
    /// It cannot be read as what it says it is, with its article.
    Damaged(&'static str),
    /// It unpacks to more than is read, in bytes.
    TooLarge(u64),
}

impl WorkbookRefusal {
    /// What is wrong, and what to do about it, in whole sentences.
    pub fn sentence(&self) -> String {
        match self {
            WorkbookRefusal::Old => "The selected file is an Excel workbook in the old format (XLS). Open it, choose Save As, and save it as an Excel Workbook (.xlsx) or as CSV.".to_owned(),
            WorkbookRefusal::Password => "The selected workbook is protected by a password. Save a copy without a password, or save the sheet as CSV.".to_owned(),
            WorkbookRefusal::SeveralSheets(names) => {
                let shown: Vec<String> =
                    names.iter().take(5).map(|name| format!("“{}”", super::refusal::shortened(name))).collect();
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

impl From<WorkbookRefusal> for ManifestError {
    fn from(refusal: WorkbookRefusal) -> ManifestError {
        Refusal::Workbook(refusal).into()
    }
}

/// Writes the sheet of a workbook into an empty file as lines of tab-separated cells, and says what it was. None where
/// the file is no workbook: nothing is written then.
///
/// # Errors
///
/// The refusal of the workbook as a whole, or what could not be read or written.
pub fn unpack(source: &mut File, out: &mut File) -> Result<Option<Workbook>, ManifestError> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    source.by_ref().take(64 * 1024).read_to_end(&mut head)?;
    match head.as_slice() {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(match archive::is_encrypted(source)? {
            true => WorkbookRefusal::Password,
            false => WorkbookRefusal::Old,
        }
        .into()),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let kind = kind::binary(&head).unwrap_or("a ZIP archive");
            // The libraries that read foreign bytes are not ours: a fault in one refuses the file and nothing more.
            catch_unwind(AssertUnwindSafe(|| of_archive(source, out, kind)))
                .unwrap_or_else(|_| Err(WorkbookRefusal::Damaged(kind).into()))
        }
        _ => Ok(None),
    }
}

fn of_archive(
    source: &mut File,
    out: &mut File,
    kind: &'static str,
) -> Result<Option<Workbook>, ManifestError> {
    let is_workbook = [kind::XLSX, kind::ODS].contains(&kind);
    let mut archive = match Archive::open(source)? {
        Some(archive) => archive,
        None if is_workbook => return Err(WorkbookRefusal::Damaged(kind).into()),
        None => return Ok(None),
    };
    let (kind, sheet) = match archive.holds() {
        Holds::Xlsx => {
            archive.check_size()?;
            ("Excel workbook (XLSX)", xlsx::read(source, out)?)
        }
        Holds::Ods => ("OpenDocument spreadsheet (ODS)", ods::read(&mut archive, out)?),
        Holds::Xlsb => return Err(Refusal::NotText("an Excel binary workbook (XLSB)").into()),
        Holds::Other if is_workbook => return Err(WorkbookRefusal::Damaged(kind).into()),
        Holds::Other => return Ok(None),
    };
    out.seek(SeekFrom::Start(0))?;
    Ok(Some(Workbook { kind: kind.to_owned(), sheet }))
}

/// An XLSX that cannot be read.
const DAMAGED_XLSX: WorkbookRefusal = WorkbookRefusal::Damaged(kind::XLSX);
/// An ODS that cannot be read.
const DAMAGED_ODS: WorkbookRefusal = WorkbookRefusal::Damaged(kind::ODS);
