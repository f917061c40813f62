use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::domain::manifest::refusal::ManifestError;
use crate::domain::manifest::workbook_refusal::{DAMAGED_XLSX, WorkbookRefusal};

/// All parts of a workbook together unpack to no more than so many bytes.
pub(super) const MOST_BYTES: u64 = 768 << 20;
/// Parts that are kept in memory whole, the shared strings of an XLSX before all: no more than so many bytes.
const MOST_IN_MEMORY: u64 = 128 << 20;
/// No workbook has so many parts.
const MOST_PARTS: u16 = 10_000;

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Xlsx,
    Xlsb,
    Ods,
    Other,
}

/// A ZIP archive that is read under limits.
pub(super) struct Archive<'a> {
    zip: ZipArchive<&'a File>,
}

impl<'a> Archive<'a> {
    /// None where it cannot be read as an archive.
    pub fn open(source: &'a File) -> io::Result<Option<Archive<'a>>> {
        match parts(source)? {
            Some(0..=MOST_PARTS) => Ok(ZipArchive::new(source).ok().map(|zip| Archive { zip })),
            _ => Ok(None),
        }
    }

    pub fn holds(&mut self) -> Holds {
        let has = |zip: &ZipArchive<&File>, start: &str, end: &str| {
            zip.file_names().any(|name| {
                let Ok(name) = name else { return false };
                let name = name.replace('\\', "/").to_ascii_lowercase();
                name.starts_with(start) && name.ends_with(end)
            })
        };
        if has(&self.zip, "xl/workbook", ".xml") {
            return Holds::Xlsx;
        }
        if has(&self.zip, "xl/workbook", ".bin") {
            return Holds::Xlsb;
        }
        let mut kind = String::new();
        if let Ok(mime) = self.zip.by_name("mimetype") {
            let _ = mime.take(128).read_to_string(&mut kind);
        }
        match kind.trim().starts_with("application/vnd.oasis.opendocument.spreadsheet") {
            true => Holds::Ods,
            false => Holds::Other,
        }
    }

    /// Unpacks all parts into nothing: what an archive says of its own size may be a lie.
    pub fn check_size(&mut self) -> Result<(), ManifestError> {
        let mut all = 0;
        for part in 0..self.zip.len() {
            let Ok(part) = self.zip.by_index(part) else { return Err(DAMAGED_XLSX.into()) };
            let is_sheet = part.name().is_ok_and(|name| name.to_ascii_lowercase().contains("worksheets"));
            let most = if is_sheet { MOST_BYTES - all } else { MOST_IN_MEMORY.min(MOST_BYTES - all) };
            match io::copy(&mut part.take(most + 1), &mut io::sink()) {
                Ok(bytes) if bytes > most => return Err(WorkbookRefusal::TooLarge(MOST_BYTES).into()),
                Ok(bytes) => all += bytes,
                Err(_) => return Err(DAMAGED_XLSX.into()),
            }
        }
        Ok(())
    }

    /// One part, by its name.
    pub fn part(&mut self, name: &str) -> Option<impl Read> {
        self.zip.by_name(name).ok()
    }
}

/// How many parts the end of the archive says that there are (PKWARE APPNOTE 4.3.16): the list is read into memory.
fn parts(mut source: &File) -> io::Result<Option<u16>> {
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

/// Whether a compound file holds an encrypted workbook (MS-OFFCRYPTO 2.3.4.4): one stream has that name.
pub(super) fn is_encrypted(source: &mut File) -> io::Result<bool> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    source.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; 256 * 1024];
    let mut kept = 0;
    loop {
        let read = source.read(&mut buffer[kept..])?;
        let filled = kept + read;
        if buffer[..filled].windows(name.len()).any(|part| part == name) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        let from = filled.saturating_sub(name.len());
        buffer.copy_within(from..filled, 0);
        kept = filled - from;
    }
}
