//! Workbooks. The one sheet with devices is unpacked to lines, so that the same rules apply to a workbook and to a CSV
//! file. Row N becomes line N, so that messages name the row that people see.
//!
//! Everything is streamed within limits, because an archive of a few kilobytes can unpack to gigabytes.

mod archive;
mod cpu_time;
mod digit_pattern;
#[cfg(test)]
mod hostile;
mod html;
mod limited_source;
mod limits;
mod ods;
mod options;
mod sheet;
mod sheets;
mod spreadsheet_ml;
mod summary;
#[cfg(test)]
mod tests;
mod text_kind;
mod text_source;
mod uncalculated;
mod workbook_facts;
mod xlsx;
mod xml;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::cancellation::Cancellation;
use super::file_kind;
use super::rejection::{ManifestError, Rejection};
use super::workbook_rejection::WorkbookRejection;
use archive::{Archive, ArchiveKind};
pub(crate) use cpu_time::CpuTimer;
pub(crate) use limits::MAX_CPU_TIME;
use limits::{Budget, MAX_BYTES};
pub(crate) use options::UnpackOptions;
use sheets::ReadSheet;
use text_kind::TextKind;
use text_source::TextSource;
pub(super) use uncalculated::UNCALCULATED;
pub use workbook_facts::Workbook;
use xml::XmlReader;

/// Replaces an empty file with the sheet of a workbook as lines of tab-separated cells. Returns `None` and leaves the
/// file empty if the source isn't a workbook.
///
/// # Errors
///
/// Returns why the workbook is rejected, or an error if either file can't be read or written.
pub fn unpack(source: &mut File, out: &mut File) -> Result<Option<Workbook>, ManifestError> {
    let folder = std::env::temp_dir();
    unpack_with(source, out, UnpackOptions::new(&folder, &Cancellation::default()))
}

/// Unpacks a workbook like [`unpack`], with options such as a folder for temporary files and a cancellation.
///
/// # Errors
///
/// Returns the same errors as [`unpack`]. A cancellation is reported as an I/O error.
pub(crate) fn unpack_with(
    source: &mut File,
    out: &mut File,
    options: UnpackOptions<'_>,
) -> Result<Option<Workbook>, ManifestError> {
    let read = read(source, options)?;
    Ok(read.map(|(workbook, sheet)| {
        *out = sheet.file;
        workbook
    }))
}

/// Reads the sheet of a workbook. Returns `None` if the source isn't a workbook.
fn read(
    source: &mut File,
    options: UnpackOptions<'_>,
) -> Result<Option<(Workbook, ReadSheet)>, ManifestError> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    source.by_ref().take(64 * 1024).read_to_end(&mut head)?;
    let mut read = match head.as_slice() {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            return Err(match archive::is_encrypted(source)? {
                true => WorkbookRejection::Password,
                false => WorkbookRejection::Old,
            }
            .into());
        }
        // Before Excel 97, a workbook was a stream of records, of which the first marks the beginning.
        [9, 0 | 2 | 4 | 8, 4 | 6 | 8 | 16, 0, ..] => return Err(WorkbookRejection::Old.into()),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let kind = file_kind::binary(&head).unwrap_or("a ZIP archive");
            caught(kind, || of_archive(source, kind, options))?
        }
        _ => of_text(source, &head, options)?,
    };
    if let Some((_, sheet)) = &mut read {
        sheet.file.seek(SeekFrom::Start(0))?;
    }
    Ok(read)
}

/// Calls a function that parses untrusted bytes with libraries. If a library panics, the file is rejected.
fn caught<T>(
    kind: &'static str,
    read: impl FnOnce() -> Result<T, ManifestError>,
) -> Result<T, ManifestError> {
    let read = catch_unwind(AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(WorkbookRejection::Damaged(kind).into()))
}

fn of_archive(
    source: &File,
    kind: &'static str,
    options: UnpackOptions<'_>,
) -> Result<Option<(Workbook, ReadSheet)>, ManifestError> {
    let is_workbook = [file_kind::XLSX, file_kind::ODS].contains(&kind);
    let mut archive = match Archive::open(source, options)? {
        Some(archive) => archive,
        None if is_workbook => return Err(WorkbookRejection::Damaged(kind).into()),
        None => return Ok(None),
    };
    let (kind, (sheet, calendar)) = match archive.kind() {
        ArchiveKind::Xlsx => {
            archive.check_size()?;
            ("Excel workbook (XLSX)", xlsx::read(&mut archive, options)?)
        }
        ArchiveKind::Ods => ("OpenDocument spreadsheet (ODS)", ods::read(&mut archive, options)?),
        ArchiveKind::Xlsb => return Err(Rejection::NotText("an Excel binary workbook (XLSB)").into()),
        ArchiveKind::Other if is_workbook => return Err(WorkbookRejection::Damaged(kind).into()),
        ArchiveKind::Other => return Ok(None),
    };
    Ok(Some((Workbook::new(kind, &sheet, Some(calendar)), sheet)))
}

/// Reads a sheet from a text format.
fn of_text(
    source: &mut File,
    head: &[u8],
    options: UnpackOptions<'_>,
) -> Result<Option<(Workbook, ReadSheet)>, ManifestError> {
    let Some((kind, encoding)) = text_kind::of(head) else { return Ok(None) };
    source.seek(SeekFrom::Start(0))?;
    let text = TextSource::new(source, encoding);
    let mut budget = Budget::new(options.cpu_time);
    match kind {
        TextKind::WebArchive => Err(WorkbookRejection::WebArchive.into()),
        TextKind::SpreadsheetMl => caught(file_kind::SPREADSHEET_ML, || {
            let cancellation = options.cancellation;
            let kind = file_kind::SPREADSHEET_ML;
            let xml = XmlReader::new(Box::new(text), MAX_BYTES, &mut budget, cancellation, kind);
            let (sheet, calendar) = spreadsheet_ml::read(xml, options)?;
            Ok(Some((Workbook::new("Excel 2003 XML spreadsheet", &sheet, Some(calendar)), sheet)))
        }),
        TextKind::Html => caught(file_kind::HTML, || {
            let sheet = html::read(Box::new(text), &mut budget, options)?;
            Ok(sheet.map(|sheet| (Workbook::new("HTML table", &sheet, None), sheet)))
        }),
    }
}
