//! What backups hold, and why there is none.

use std::path::Path;

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Size of the file.
    pub bytes: u64,
    /// Uploads.
    pub uploads: i64,
    /// Devices that are registered.
    pub devices: i64,
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is wrong and what to do.
    #[error("{0}")]
    Sentence(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
}

impl Error {
    pub(crate) fn new(sentence: impl Into<String>) -> Error {
        Error::Sentence(sentence.into())
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Error {
        Error::Store(error.into())
    }
}

/// The sentence about a file that cannot be restored from.
pub(crate) fn damaged(file: &Path, why: &str) -> Error {
    Error::new(format!("{} is damaged ({why}). Nothing was restored. Use another backup.", file.display()))
}

/// Creates the error about a backup from before the baseline.
pub(crate) fn outdated(file: &Path) -> Error {
    Error::new(format!(
        "{} is a backup of a preview of the portal from before version 0.1.0. Nothing was restored. To read the old \
         data, restore it with the old version.",
        file.display()
    ))
}

/// The sentence about a database that is not empty.
pub(crate) fn occupied(place: &str) -> Error {
    Error::new(format!("{place} already has tables. Set DATABASE_URL to an empty database."))
}

/// The sentence about a database without the tables of the portal.
pub(crate) fn nothing_there(place: &str) -> Error {
    Error::new(format!("There is nothing to back up: {place} does not contain the portal's tables."))
}
