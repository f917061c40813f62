//! Reads ZIP archives within limits.

mod directory;
mod encrypted;

use std::fs::File;
use std::io::{self, Read};

use zip::ZipArchive;

use super::limits::{Budget, MAX_BYTES, MAX_PART_BYTES};
use super::options::UnpackOptions;
use super::xml::XmlReader;
use crate::domain::manifest::cancellation::Cancellation;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::WorkbookRejection;
use directory::Directory;
pub(super) use encrypted::is_encrypted;

/// The kind of document in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArchiveKind {
    Xlsx,
    Xlsb,
    Ods,
    Other,
}

/// The role of a part, which determines how large it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartRole {
    /// A sheet, which is never kept in memory.
    Sheet,
    /// Any other part.
    Other,
}

impl PartRole {
    fn limit(self) -> u64 {
        match self {
            PartRole::Sheet => MAX_BYTES,
            PartRole::Other => MAX_PART_BYTES,
        }
    }
}

/// A ZIP archive.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Directory<'a>>,
    budget: Budget,
    cancellation: &'a Cancellation,
}

impl<'a> Archive<'a> {
    /// Opens an archive. Returns `None` if the file can't be read as one.
    pub(crate) fn open(source: &'a File, options: UnpackOptions<'a>) -> io::Result<Option<Archive<'a>>> {
        let zip = Directory::read(source)?.and_then(|directory| ZipArchive::new(directory).ok());
        let (budget, cancellation) = (Budget::new(options.cpu_time), options.cancellation);
        Ok(zip.map(|zip| Archive { zip, budget, cancellation }))
    }

    /// Returns the kind of document in the archive.
    pub(crate) fn kind(&mut self) -> ArchiveKind {
        let has = |zip: &ZipArchive<Directory<'_>>, start: &str, end: &str| {
            zip.file_names().any(|name| {
                let Ok(name) = name else { return false };
                let name = name.replace('\\', "/").to_ascii_lowercase();
                name.starts_with(start) && name.ends_with(end)
            })
        };
        if has(&self.zip, "xl/workbook", ".xml") {
            return ArchiveKind::Xlsx;
        }
        if has(&self.zip, "xl/workbook", ".bin") {
            return ArchiveKind::Xlsb;
        }
        let mut mime_type = String::new();
        if let Ok(mime) = self.zip.by_name("mimetype") {
            let _ = mime.take(128).read_to_string(&mut mime_type);
        }
        match mime_type.trim().starts_with("application/vnd.oasis.opendocument.spreadsheet") {
            true => ArchiveKind::Ods,
            false => ArchiveKind::Other,
        }
    }

    /// Rejects a workbook whose parts are too large according to their list. The listed sizes may be deliberately
    /// wrong, so the bytes are counted again while they are read.
    pub(crate) fn check_size(&mut self) -> Result<(), ManifestError> {
        let mut total: u64 = 0;
        for index in 0..self.zip.len() {
            let Ok(part) = self.zip.by_index_raw(index) else { continue };
            let is_sheet = part.name().is_ok_and(|name| name.to_ascii_lowercase().contains("worksheets"));
            let role = if is_sheet { PartRole::Sheet } else { PartRole::Other };
            total = total.saturating_add(part.size());
            if total > MAX_BYTES {
                return Err(WorkbookRejection::TooLarge(MAX_BYTES).into());
            }
            if part.size() > role.limit() {
                return Err(WorkbookRejection::LargePart(role.limit()).into());
            }
        }
        Ok(())
    }

    /// Returns the beginning of a small part as text. Returns an empty string if it can't be read.
    pub(crate) fn text(&mut self, name: &str) -> String {
        let mut text = Vec::new();
        if let Ok(part) = self.zip.by_name(name) {
            let _ = part.take(1 << 20).read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Opens a part as XML. Returns `None` if there is no such part, or if it can't be unpacked.
    ///
    /// Case and the kind of slashes don't matter, because some programs write them incorrectly.
    pub(crate) fn xml(&mut self, name: &str, role: PartRole, kind: &'static str) -> Option<XmlReader<'_>> {
        let index = self.index(name)?;
        let part = self.zip.by_index(index).ok()?;
        Some(XmlReader::new(Box::new(part), role.limit(), &mut self.budget, self.cancellation, kind))
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.zip.index_for_name(name).or_else(|| {
            let wanted = name.replace('\\', "/");
            self.zip.file_names().position(|found| {
                found.is_ok_and(|found| {
                    found.len() == wanted.len() && found.replace('\\', "/").eq_ignore_ascii_case(&wanted)
                })
            })
        })
    }
}
