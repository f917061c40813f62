//! Receives files. Their bytes are counted, hashed and written to an unnamed temporary file, which is deleted when it
//! is dropped.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::sheet_cache::SheetCache;
use crate::config::Config;
use crate::domain::ids::{ActorKey, FileLayoutKey};
use crate::domain::manifest::{Cancellation, Decisions, ManifestError, Workbook};
use crate::domain::quantity::file_size;
use crate::store::db::private_files;
use crate::store::resellers::file_layouts::NewFileLayout;

/// Number of bytes to buffer before they are written.
const BUFFER_BYTES: usize = 64 * 1024;

/// A file that is being received.
pub(crate) struct IncomingFile {
    /// Buffered, because a form can arrive in millions of small pieces.
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    max_bytes: u64,
}

/// A file that has been received completely.
pub struct ReceivedFile {
    /// The file, positioned at its first byte.
    pub file: File,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes.
    pub(crate) sha256: Vec<u8>,
    /// Whether the bytes were pasted into the text box instead of being sent as a file.
    pub(crate) is_pasted: bool,
    /// The workbook from which the bytes were already unpacked.
    pub(crate) unpacked: Option<Workbook>,
    /// The sheets that were unpacked from the file.
    pub(crate) sheets: SheetCache,
    /// How the file is read.
    pub(crate) reading: Box<ReadingChoices>,
    /// The flag that stops reading the file.
    pub(crate) cancellation: Cancellation,
}

/// The choices with which a file is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadingChoices {
    /// Token of the undecided list that the file comes from. `None` for a file from a form.
    pub(crate) list: Option<String>,
    /// Whether the portal wrote the list itself, so that nothing about it may be open.
    pub(crate) is_own: bool,
    pub(crate) decisions: Decisions,
    /// Name or ID of the remembered layout that the form names.
    pub(crate) layout: Option<String>,
    /// Whether the person wants to review the columns before anything happens.
    pub(crate) is_review: bool,
    /// Name under which the layout is remembered. `None` if it isn't.
    pub(crate) remember_as: Option<String>,
    /// The remembered layout that was applied.
    pub(crate) applied: Option<FileLayoutKey>,
    /// The layout to remember once the submission is stored.
    pub(crate) to_remember: Option<NewFileLayout>,
}

/// The error returned if bytes can't be appended to a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReceiveError {
    /// The file is larger than the limit in bytes.
    #[error("{}", too_large_sentence(*.0))]
    TooLarge(u64),
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Returns the message for a file that exceeds the limit, which is given in bytes.
pub(crate) fn too_large_sentence(max_bytes: u64) -> String {
    format!(
        "The selected file must be smaller than {}. Split it into several files and upload each one.",
        file_size(max_bytes)
    )
}

impl ReceivedFile {
    /// Replaces a workbook with its sheet, a temporary file in a folder, and returns the workbook. Leaves any other
    /// file unchanged and returns `None`. Waits until the actor may read a workbook.
    ///
    /// The hash remains that of the received bytes.
    pub(crate) fn unpack(
        &mut self,
        folder: &Path,
        decisions: &Decisions,
        actor: ActorKey,
    ) -> Result<Option<Workbook>, ManifestError> {
        if let Some(workbook) = &self.unpacked {
            return Ok(Some(workbook.clone()));
        }
        let by = (actor, &self.cancellation);
        let Some((workbook, sheet)) = self.sheets.unpack(&mut self.file, folder, decisions, by)? else {
            return Ok(None);
        };
        self.bytes = sheet.metadata()?.len();
        self.file = sheet;
        Ok(Some(workbook))
    }
}

impl IncomingFile {
    /// Creates an empty file with the size limit from the settings.
    pub(crate) fn new(config: &Config) -> io::Result<IncomingFile> {
        let folder = config.temporary_dir();
        private_files::create_folder(&folder)?;
        let file = tempfile::tempfile_in(folder)?;
        Ok(IncomingFile {
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            hash: Sha256::new(),
            bytes: 0,
            max_bytes: config.max_file_bytes,
        })
    }

    /// Creates an empty file for a list that the portal writes itself, without a size limit.
    pub(crate) fn unlimited(config: &Config) -> io::Result<IncomingFile> {
        Ok(IncomingFile { max_bytes: u64::MAX, ..IncomingFile::new(config)? })
    }

    /// Appends bytes. Returns [`ReceiveError::TooLarge`] if the file exceeds its limit.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), ReceiveError> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.max_bytes {
            return Err(ReceiveError::TooLarge(self.max_bytes));
        }
        self.hash.update(bytes);
        self.file.write_all(bytes)?;
        Ok(())
    }

    /// Completes the file.
    pub(crate) fn finish(self) -> io::Result<ReceivedFile> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(ReceivedFile {
            file,
            bytes: self.bytes,
            sha256: self.hash.finalize().to_vec(),
            is_pasted: false,
            unpacked: None,
            sheets: SheetCache::default(),
            reading: Box::default(),
            cancellation: Cancellation::default(),
        })
    }
}
