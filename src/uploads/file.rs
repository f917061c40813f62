//! The submitted bytes, back from the table as a file that can be read from any place.

use std::fs::File;
use std::io::{BufReader, Seek, Write};

use super::Desk;
use super::process::Trouble;
use crate::store::submission_files;

/// Copies the bytes of a submission into a file without a name.
pub(super) fn fetch(desk: &Desk, submission: i64) -> Result<File, Trouble> {
    let folder = desk.config.temporary_dir();
    std::fs::create_dir_all(&folder)?;
    let mut file = tempfile::tempfile_in(folder)?;
    for part in 0.. {
        match desk.db.read(|conn| submission_files::any_get(conn, submission, part))? {
            Some(bytes) => file.write_all(&bytes)?,
            None => break,
        }
    }
    file.rewind()?;
    Ok(file)
}

/// The file from its beginning, read in large pieces.
pub(super) fn buffered(file: &File) -> std::io::Result<BufReader<&File>> {
    let mut source = file;
    source.rewind()?;
    Ok(BufReader::with_capacity(256 * 1024, source))
}

/// The file from one place on, read in small pieces: one row is wanted.
pub(super) fn from(file: &File, offset: u64) -> std::io::Result<BufReader<&File>> {
    let mut source = file;
    source.seek(std::io::SeekFrom::Start(offset))?;
    Ok(BufReader::with_capacity(512, source))
}
