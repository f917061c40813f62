//! The bytes of a file while they arrive: counted, hashed and kept in a file without a name, which is gone with
//! whoever holds it.

use std::fs::File;
use std::io::{self, Seek, Write};

use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::domain::manifest::{self, ManifestError, Workbook};
use crate::domain::quantity::file_size;

/// A file that is arriving.
pub struct Incoming {
    file: File,
    hash: Sha256,
    bytes: u64,
    most: u64,
}

/// A file that has arrived whole.
pub struct Received {
    /// Its bytes, from the first.
    pub file: File,
    /// Their number.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: Vec<u8>,
    /// Whether they were pasted into the box, and are no file.
    pub is_pasted: bool,
}

/// Why a part of a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The file is larger than the limit, in bytes.
    #[error("{}", too_large(*.0))]
    TooLarge(u64),
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The sentence about a file over the limit (in bytes).
pub fn too_large(most: u64) -> String {
    format!(
        "The selected file must be smaller than {}. Split it into several files and upload each one.",
        file_size(most)
    )
}

impl Received {
    /// Puts the sheet of a workbook in its place, and says which it was; leaves any other file as it is. The hash stays
    /// that of what was sent.
    pub(crate) fn unpack(&mut self, config: &Config) -> Result<Option<Workbook>, ManifestError> {
        let mut sheet = tempfile::tempfile_in(config.temporary_dir())?;
        let workbook = manifest::unpack(&mut self.file, &mut sheet)?;
        if workbook.is_some() {
            self.bytes = sheet.metadata()?.len();
            self.file = sheet;
        }
        Ok(workbook)
    }
}

impl Incoming {
    /// Begins.
    pub fn new(config: &Config) -> io::Result<Incoming> {
        let folder = config.temporary_dir();
        std::fs::create_dir_all(&folder)?;
        let file = tempfile::tempfile_in(folder)?;
        Ok(Incoming { file, hash: Sha256::new(), bytes: 0, most: config.max_file_bytes })
    }

    /// Begins a list that the portal makes itself, of any size.
    pub(crate) fn of_our_own(config: &Config) -> io::Result<Incoming> {
        Ok(Incoming { most: u64::MAX, ..Incoming::new(config)? })
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), NotTaken> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.most {
            return Err(NotTaken::TooLarge(self.most));
        }
        self.hash.update(bytes);
        self.file.write_all(bytes)?;
        Ok(())
    }

    /// Ends: the file is there.
    pub fn finish(mut self) -> io::Result<Received> {
        self.file.rewind()?;
        Ok(Received {
            file: self.file,
            bytes: self.bytes,
            sha256: self.hash.finalize().to_vec(),
            is_pasted: false,
        })
    }
}
