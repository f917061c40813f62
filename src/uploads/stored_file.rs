//! Submitted files, copied from the database to a seekable temporary file.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;

use super::services::Services;
use crate::domain::ids::SubmissionId;
use crate::store::db::private_files;
use crate::store::submissions::files::PART_BYTES;
use crate::store::{self, Conn, submissions};

/// Copies the bytes of a submission to an unnamed temporary file.
pub(crate) fn fetch<E>(services: &Services, submission: SubmissionId) -> Result<File, E>
where
    E: From<store::Error> + From<std::io::Error>,
{
    let folder = services.config.temporary_dir();
    private_files::create_folder(&folder)?;
    let mut file = tempfile::tempfile_in(folder)?;
    for part in 0.. {
        match services.db.read(|conn| submissions::files::get(conn, submission, part))? {
            Some(bytes) => file.write_all(&bytes)?,
            None => break,
        }
    }
    file.rewind()?;
    Ok(file)
}

/// Rewinds a file and returns it with a read buffer of 256 KiB.
pub(crate) fn rewind_buffered(file: &File) -> std::io::Result<BufReader<&File>> {
    let mut source = file;
    source.rewind()?;
    Ok(BufReader::with_capacity(256 * 1024, source))
}

/// Returns a reader that starts at an offset. Its buffer is small (512 bytes), because callers read a single row. Two
/// threads may read the same file at the same time.
pub(crate) fn read_from(file: &File, offset: u64) -> BufReader<OffsetReader<'_>> {
    BufReader::with_capacity(512, OffsetReader { file, offset })
}

/// A reader with its own offset, independent of the file's.
pub(crate) struct OffsetReader<'a> {
    file: &'a File,
    offset: u64,
}

impl Read for OffsetReader<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(bytes, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

impl Seek for OffsetReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(offset) => (offset, 0),
            SeekFrom::Current(by) => (self.offset, by),
            SeekFrom::End(by) => (self.file.metadata()?.len(), by),
        };
        let invalid = || std::io::Error::from(std::io::ErrorKind::InvalidInput);
        self.offset = from.checked_add_signed(by).ok_or_else(invalid)?;
        Ok(self.offset)
    }
}

/// A submission's file, read from the database. Only the parts that are needed are loaded, one at a time.
pub(crate) struct StoredFile<'a> {
    conn: &'a mut Conn,
    submission: SubmissionId,
    position: u64,
    /// The number and the bytes of the latest part.
    part: Option<(u64, Vec<u8>)>,
}

impl<'a> StoredFile<'a> {
    /// Opens the file at its start. Reading returns no bytes if the file isn't stored any more.
    pub(crate) fn new(conn: &'a mut Conn, submission: SubmissionId) -> StoredFile<'a> {
        StoredFile { conn, submission, position: 0, part: None }
    }
}

impl Read for StoredFile<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let (number, offset) = (self.position / PART_BYTES as u64, self.position % PART_BYTES as u64);
        if self.part.as_ref().is_none_or(|(loaded, _)| *loaded != number) {
            let part = submissions::files::get(self.conn, self.submission, number as i64);
            self.part = part.map_err(std::io::Error::other)?.map(|part| (number, part));
        }
        let Some((_, part)) = &self.part else { return Ok(0) };
        let rest = part.get(offset as usize..).unwrap_or_default();
        let read = rest.len().min(bytes.len());
        bytes[..read].copy_from_slice(&rest[..read]);
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for StoredFile<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(_) => None,
        };
        self.position = position.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
