//! Files that appear under their final names only once they are complete and on disk.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::Error;

/// An incomplete file. It is in the same folder as its target, so that the final rename is atomic. Only its owner can
/// read it. Dropping it removes the file unless it has been finished.
pub(super) struct UnfinishedFile {
    file: NamedTempFile,
    target: PathBuf,
}

impl UnfinishedFile {
    /// Creates an empty file in the same folder as its target.
    pub(super) fn next_to(target: &Path) -> Result<UnfinishedFile, Error> {
        let Some(name) = target.file_name() else {
            return Err(Error::new(format!("{} does not name a file.", target.display())));
        };
        let prefix = format!("{}.", name.to_string_lossy());
        let file = tempfile::Builder::new()
            .prefix(&prefix)
            .suffix(".unfinished")
            .tempfile_in(folder(target))
            .map_err(|error| write_error(target, &error))?;
        Ok(UnfinishedFile { file, target: target.to_owned() })
    }

    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    pub(super) fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Finishes the file and replaces the target with it. Returns the file's size in bytes.
    pub(super) fn replace_target(self) -> Result<u64, Error> {
        self.finish(|file, name| file.persist(name))
    }

    /// Finishes the file under its final name. Fails if the target already exists. Returns the file's size in bytes.
    pub(super) fn create_target(self) -> Result<u64, Error> {
        self.finish(|file, name| file.persist_noclobber(name))
    }

    fn finish(
        self,
        persist: impl FnOnce(NamedTempFile, &Path) -> Result<File, tempfile::PersistError>,
    ) -> Result<u64, Error> {
        let failed = |error: io::Error| write_error(&self.target, &error);
        self.file.as_file().sync_all().map_err(failed)?;
        let file = persist(self.file, &self.target).map_err(|error| failed(error.error))?;
        // The name isn't on disk until the folder is synced.
        File::open(folder(&self.target)).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(file.metadata().map_err(failed)?.len())
    }
}

/// Returns the error for a file that couldn't be written.
pub(super) fn write_error(file: &Path, cause: &dyn std::fmt::Display) -> Error {
    let (folder, cause) = (folder(file).display(), cause.to_string());
    let is_full =
        ["No space left", "disk is full", "quota exceeded"].iter().any(|phrase| cause.contains(phrase));
    if is_full {
        return Error::new(format!(
            "There is no space left for {} in {folder}. Free up some space there.",
            file.display()
        ));
    }
    Error::new(format!("Cannot write {} in {folder}: {cause}.", file.display()))
}

/// Returns the folder that contains a file. For a bare file name, this is the current folder.
pub(super) fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
