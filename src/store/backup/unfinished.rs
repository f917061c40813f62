//! A file that appears under its name only when it is whole and on the disk.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::Error;

/// A file in the making, beside the one that it becomes: only there a rename is one step. It is readable by its owner alone,
/// and goes away where it is not finished.
pub(super) struct Unfinished {
    file: NamedTempFile,
    becomes: PathBuf,
}

impl Unfinished {
    /// Begins an empty one.
    pub(super) fn beside(becomes: &Path) -> Result<Unfinished, Error> {
        let Some(name) = becomes.file_name() else {
            return Err(Error::new(format!("{} does not name a file.", becomes.display())));
        };
        let prefix = format!("{}.", name.to_string_lossy());
        let file = tempfile::Builder::new()
            .prefix(&prefix)
            .suffix(".unfinished")
            .tempfile_in(folder(becomes))
            .map_err(|error| not_written(becomes, &error))?;
        Ok(Unfinished { file, becomes: becomes.to_owned() })
    }

    /// Where it is for now.
    pub(super) fn path(&self) -> &Path {
        self.file.path()
    }

    /// Its bytes.
    pub(super) fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Takes the place of what bore its name. Gives its size.
    pub(super) fn replace(self) -> Result<u64, Error> {
        self.finish(|file, name| file.persist(name))
    }

    /// Takes its place if there is nothing yet. Gives its size.
    pub(super) fn appear(self) -> Result<u64, Error> {
        self.finish(|file, name| file.persist_noclobber(name))
    }

    fn finish(
        self,
        persist: impl FnOnce(NamedTempFile, &Path) -> Result<File, tempfile::PersistError>,
    ) -> Result<u64, Error> {
        let failed = |error: io::Error| not_written(&self.becomes, &error);
        self.file.as_file().sync_all().map_err(failed)?;
        let file = persist(self.file, &self.becomes).map_err(|error| failed(error.error))?;
        // The name is on the disk when the folder is.
        File::open(folder(&self.becomes)).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(file.metadata().map_err(failed)?.len())
    }
}

/// The sentence about a file that could not be written.
pub(super) fn not_written(file: &Path, why: &dyn std::fmt::Display) -> Error {
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

/// The folder of a file, for names without one too.
pub(super) fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
