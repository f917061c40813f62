//! Files that appear under their name only when they are complete and on disk.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::Error;

/// An incomplete file in the folder of its target, because only there a rename is atomic. Only its owner can read it.
/// It is removed on drop unless it is finished.
pub(super) struct UnfinishedFile {
    file: NamedTempFile,
    becomes: PathBuf,
}

impl UnfinishedFile {
    /// Creates an empty file in the folder of its target.
    pub(super) fn beside(becomes: &Path) -> Result<UnfinishedFile, Error> {
        let Some(name) = becomes.file_name() else {
            return Err(Error::new(format!("{} does not name a file.", becomes.display())));
        };
        let prefix = format!("{}.", name.to_string_lossy());
        let file = tempfile::Builder::new()
            .prefix(&prefix)
            .suffix(".unfinished")
            .tempfile_in(folder(becomes))
            .map_err(|error| write_error(becomes, &error))?;
        Ok(UnfinishedFile { file, becomes: becomes.to_owned() })
    }

    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    pub(super) fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Finishes the file and replaces the target. Returns its size in bytes.
    pub(super) fn replace(self) -> Result<u64, Error> {
        self.finish(|file, name| file.persist(name))
    }

    /// Finishes the file if the target doesn't exist yet. Returns its size in bytes.
    pub(super) fn appear(self) -> Result<u64, Error> {
        self.finish(|file, name| file.persist_noclobber(name))
    }

    fn finish(
        self,
        persist: impl FnOnce(NamedTempFile, &Path) -> Result<File, tempfile::PersistError>,
    ) -> Result<u64, Error> {
        let failed = |error: io::Error| write_error(&self.becomes, &error);
        self.file.as_file().sync_all().map_err(failed)?;
        let file = persist(self.file, &self.becomes).map_err(|error| failed(error.error))?;
        // The name is on disk only when the folder is synced.
        File::open(folder(&self.becomes)).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(file.metadata().map_err(failed)?.len())
    }
}

/// Returns the error about a file that couldn't be written.
pub(super) fn write_error(file: &Path, why: &dyn std::fmt::Display) -> Error {
    let (folder, why) = (folder(file).display(), why.to_string());
    let is_full = ["No space left", "disk is full", "quota exceeded"].iter().any(|words| why.contains(words));
    if is_full {
        return Error::new(format!(
            "There is no space left for {} in {folder}. Free some space there.",
            file.display()
        ));
    }
    Error::new(format!("Cannot write {} in {folder}: {why}.", file.display()))
}

/// Returns the folder of a file. A bare file name is in the current folder.
pub(super) fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
