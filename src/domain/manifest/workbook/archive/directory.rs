//! The list of parts at the end of an archive, checked before a library reads it.
//!
//! A hostile list could make the library allocate memory for billions of parts, or try thousands of lists. The library
//! therefore gets a view of the file that ends with exactly one list of known length.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

use crate::domain::manifest::workbook::limits::{MAX_DIRECTORY_BYTES, MAX_PARTS};

/// Length of the end record (PKWARE APPNOTE 4.3.16) without its comment.
const END_LENGTH: usize = 22;
/// Length of the pointer to the large end record (4.3.15).
const LOCATOR_LENGTH: u64 = 20;
/// Length of the large end record (4.3.14) without its extension.
const LARGE_END_LENGTH: usize = 56;

/// A view of an archive that contains only one list of parts.
pub(super) struct Directory<'a> {
    file: &'a File,
    /// Offset of the list in the file and in the view.
    start: u64,
    /// The list and a new end record.
    tail: Vec<u8>,
    position: u64,
}

/// The length and the position of a list of parts.
struct End {
    parts: u64,
    bytes: u64,
    offset: u64,
    /// Offset of the record, which follows the list.
    at: u64,
}

impl<'a> Directory<'a> {
    /// Reads the list of parts. Returns `None` if there is none, or if it is too long.
    pub(super) fn read(file: &'a File) -> io::Result<Option<Directory<'a>>> {
        let Some(end) = find_end(file)? else { return Ok(None) };
        let Some(start) = end.at.checked_sub(end.bytes) else { return Ok(None) };
        if end.parts > MAX_PARTS || end.bytes > MAX_DIRECTORY_BYTES || end.offset > start {
            return Ok(None);
        }
        let mut tail = vec![0; end.bytes as usize];
        file.read_exact_at(&mut tail, start)?;
        if end.parts > 0 && !tail.starts_with(b"PK\x01\x02") {
            return Ok(None);
        }
        tail.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        for _ in 0..2 {
            tail.extend_from_slice(&(end.parts as u16).to_le_bytes());
        }
        tail.extend_from_slice(&(end.bytes as u32).to_le_bytes());
        let Ok(offset) = u32::try_from(end.offset) else { return Ok(None) };
        tail.extend_from_slice(&offset.to_le_bytes());
        tail.extend_from_slice(&[0, 0]);
        Ok(Some(Directory { file, start, tail, position: 0 }))
    }
}

fn find_end(file: &File) -> io::Result<Option<End>> {
    let size = file.metadata()?.len();
    let from = size.saturating_sub(66_000);
    let mut tail = vec![0; (size - from) as usize];
    file.read_exact_at(&mut tail, from)?;
    let Some(index) = tail.windows(4).rposition(|bytes| bytes == b"PK\x05\x06") else { return Ok(None) };
    let at = from + index as u64;
    let Some(record) = tail.get(index..index + END_LENGTH) else { return Ok(None) };
    let end = End {
        parts: little_endian(&record[10..12]),
        bytes: little_endian(&record[12..16]),
        offset: little_endian(&record[16..20]),
        at,
    };
    match large_end(file, at) {
        Ok(Some(large)) => Ok(Some(large)),
        Ok(None) => Ok(Some(end)),
        // The pointer doesn't point to a record in the file.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the large end record of an archive with large numbers. Returns `None` if no pointer to one precedes the end
/// record.
fn large_end(file: &File, at: u64) -> io::Result<Option<End>> {
    let Some(pointer) = at.checked_sub(LOCATOR_LENGTH) else { return Ok(None) };
    let mut locator = [0; LOCATOR_LENGTH as usize];
    file.read_exact_at(&mut locator, pointer)?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let at = little_endian(&locator[8..16]);
    let mut record = [0; LARGE_END_LENGTH];
    file.read_exact_at(&mut record, at)?;
    if !record.starts_with(b"PK\x06\x06") {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(End {
        parts: little_endian(&record[32..40]),
        bytes: little_endian(&record[40..48]),
        offset: little_endian(&record[48..56]),
        at,
    }))
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl Read for Directory<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.position.checked_sub(self.start) {
            Some(at) => {
                let mut rest =
                    usize::try_from(at).ok().and_then(|at| self.tail.get(at..)).unwrap_or_default();
                rest.read(buffer)?
            }
            None => {
                let room =
                    usize::try_from(self.start - self.position).unwrap_or(usize::MAX).min(buffer.len());
                self.file.read_at(&mut buffer[..room], self.position)?
            }
        };
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for Directory<'_> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let end = self.start + self.tail.len() as u64;
        let position = match position {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(by) => end.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
