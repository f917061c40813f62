use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::{DAMAGED_XLSX, WorkbookRejection};

/// Maximum unpacked size of all parts in bytes. A larger workbook is rejected.
pub(super) const MAX_BYTES: u64 = 768 << 20;
/// Maximum unpacked size in bytes of a part that is kept in memory, such as the shared strings of an XLSX.
const MAX_BYTES_IN_MEMORY: u64 = 128 << 20;
/// Maximum number of parts. An archive with more isn't read, because the list of parts is kept in memory.
const MAX_PARTS: u16 = 10_000;

/// The kind of document in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArchiveKind {
    Xlsx,
    Xlsb,
    Ods,
    Other,
}

/// A ZIP archive that is read within limits.
pub(super) struct Archive<'a> {
    zip: ZipArchive<&'a File>,
}

impl<'a> Archive<'a> {
    /// Opens an archive. Returns `None` if the file can't be read as one.
    pub(crate) fn open(source: &'a File) -> io::Result<Option<Archive<'a>>> {
        match part_count(source)? {
            Some(0..=MAX_PARTS) => Ok(ZipArchive::new(source).ok().map(|zip| Archive { zip })),
            _ => Ok(None),
        }
    }

    /// Returns the kind of document in the archive.
    pub(crate) fn kind(&mut self) -> ArchiveKind {
        let has = |zip: &ZipArchive<&File>, start: &str, end: &str| {
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

    /// Checks the unpacked size by unpacking all parts, because the sizes in an archive may be deliberately wrong.
    pub(crate) fn check_size(&mut self) -> Result<(), ManifestError> {
        let mut total = 0;
        for part in 0..self.zip.len() {
            let Ok(part) = self.zip.by_index(part) else { return Err(DAMAGED_XLSX.into()) };
            let is_sheet = part.name().is_ok_and(|name| name.to_ascii_lowercase().contains("worksheets"));
            let limit = if is_sheet { MAX_BYTES - total } else { MAX_BYTES_IN_MEMORY.min(MAX_BYTES - total) };
            match io::copy(&mut part.take(limit + 1), &mut io::sink()) {
                Ok(bytes) if bytes > limit => return Err(WorkbookRejection::TooLarge(MAX_BYTES).into()),
                Ok(bytes) => total += bytes,
                Err(_) => return Err(DAMAGED_XLSX.into()),
            }
        }
        Ok(())
    }

    /// Returns the part with this name, or `None` if it can't be read.
    pub(crate) fn part(&mut self, name: &str) -> Option<impl Read> {
        self.zip.by_name(name).ok()
    }
}

/// Reads the number of parts from the end of an archive (PKWARE APPNOTE 4.3.16), so that it can be checked before the
/// list of parts is read into memory. Returns `None` if the file isn't an archive.
fn part_count(mut source: &File) -> io::Result<Option<u16>> {
    const END: &[u8] = b"PK\x05\x06";
    let size = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(size.saturating_sub(66_000)))?;
    let mut tail = Vec::new();
    source.read_to_end(&mut tail)?;
    source.seek(SeekFrom::Start(0))?;
    let Some(at) = tail.windows(END.len()).rposition(|part| part == END) else { return Ok(None) };
    let count = tail.get(at + 10..at + 12).and_then(|bytes| bytes.try_into().ok());
    Ok(count.map(u16::from_le_bytes))
}

/// Returns whether a compound file contains an encrypted workbook, which is a stream named `EncryptedPackage`
/// (MS-OFFCRYPTO 2.3.4.4).
pub(super) fn is_encrypted(source: &mut File) -> io::Result<bool> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    source.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; 256 * 1024];
    let mut carried = 0;
    loop {
        let read = source.read(&mut buffer[carried..])?;
        let filled = carried + read;
        if buffer[..filled].windows(name.len()).any(|part| part == name) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        let from = filled.saturating_sub(name.len());
        buffer.copy_within(from..filled, 0);
        carried = filled - from;
    }
}
