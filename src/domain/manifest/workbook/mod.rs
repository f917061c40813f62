//! Workbooks. The one sheet with data is unpacked to lines, so that the same rules apply to a workbook and to a CSV
//! file. Row N becomes line N, so that messages name the row that people see.
//!
//! Everything is streamed within limits, because an archive of a few kilobytes can unpack to gigabytes.

mod archive;
mod cpu_time;
#[cfg(test)]
mod hostile;
mod limits;
mod ods;
mod options;
mod sheet;
mod summary;
#[cfg(test)]
mod tests;
mod xlsx;
mod xml;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use super::cancellation::Cancellation;
use super::file_kind;
use super::rejection::{ManifestError, Rejection};
use super::workbook_rejection::WorkbookRejection;
use archive::{Archive, ArchiveKind};
pub(crate) use options::UnpackOptions;
use summary::SheetSummary;

/// A workbook and the sheet that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workbook {
    /// Name of the format, such as "Excel workbook (XLSX)".
    pub(crate) kind: String,
    /// Name of the sheet.
    pub(crate) sheet: String,
    /// Ranges of hidden rows, by line.
    #[serde(default)]
    pub(crate) hidden_rows: Vec<(u32, u32)>,
}

impl Workbook {
    /// Creates the description of a workbook without hidden rows.
    fn new(kind: &str, sheet: String, summary: &SheetSummary) -> Workbook {
        let line = |row: u32| row.saturating_add(1);
        let hidden_rows =
            summary.hidden_rows.first.iter().map(|(from, to)| (line(*from), line(*to))).collect();
        Workbook { kind: kind.to_owned(), sheet, hidden_rows }
    }

    /// Returns whether a line is a hidden row.
    pub(super) fn is_hidden(&self, line: u32) -> bool {
        let after = self.hidden_rows.partition_point(|(from, _)| *from <= line);
        after > 0 && self.hidden_rows[after - 1].1 >= line
    }
}

/// Writes the sheet of a workbook to an empty file as lines of tab-separated cells. Returns `None` and writes nothing if
/// the file isn't a workbook.
///
/// # Errors
///
/// Returns the reason why the workbook is rejected, or an error if either file can't be read or written.
pub fn unpack(source: &mut File, out: &mut File) -> Result<Option<Workbook>, ManifestError> {
    let folder = std::env::temp_dir();
    unpack_with(source, out, UnpackOptions::new(&folder, &Cancellation::default()))
}

/// Unpacks as [`unpack`], with another folder of temporary files, until reading is cancelled.
///
/// # Errors
///
/// As [`unpack`]. A cancellation is an error of the file.
pub(crate) fn unpack_with(
    source: &mut File,
    out: &mut File,
    options: UnpackOptions<'_>,
) -> Result<Option<Workbook>, ManifestError> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    source.by_ref().take(64 * 1024).read_to_end(&mut head)?;
    match head.as_slice() {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(match archive::is_encrypted(source)? {
            true => WorkbookRejection::Password,
            false => WorkbookRejection::Old,
        }
        .into()),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let kind = file_kind::binary(&head).unwrap_or("a ZIP archive");
            // The libraries parse untrusted bytes. A panic in one only rejects the file.
            let read = catch_unwind(AssertUnwindSafe(|| of_archive(source, out, kind, options)))
                .unwrap_or_else(|_| Err(WorkbookRejection::Damaged(kind).into()))?;
            out.seek(SeekFrom::Start(0))?;
            Ok(read.map(|(workbook, _)| workbook))
        }
        _ => Ok(None),
    }
}

fn of_archive(
    source: &File,
    out: &mut File,
    kind: &'static str,
    options: UnpackOptions<'_>,
) -> Result<Option<(Workbook, SheetSummary)>, ManifestError> {
    let is_workbook = [file_kind::XLSX, file_kind::ODS].contains(&kind);
    let mut archive = match Archive::open(source, options)? {
        Some(archive) => archive,
        None if is_workbook => return Err(WorkbookRejection::Damaged(kind).into()),
        None => return Ok(None),
    };
    let (kind, (sheet, summary)) = match archive.kind() {
        ArchiveKind::Xlsx => {
            archive.check_size()?;
            ("Excel workbook (XLSX)", xlsx::read(&mut archive, out, options)?)
        }
        ArchiveKind::Ods => ("OpenDocument spreadsheet (ODS)", ods::read(&mut archive, out, options)?),
        ArchiveKind::Xlsb => return Err(Rejection::NotText("an Excel binary workbook (XLSB)").into()),
        ArchiveKind::Other if is_workbook => return Err(WorkbookRejection::Damaged(kind).into()),
        ArchiveKind::Other => return Ok(None),
    };
    Ok(Some((Workbook::new(kind, sheet, &summary), summary)))
}
