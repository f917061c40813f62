//! The contents of a backup, and the errors that occur during backups and restores.

use std::path::Path;

/// The contents of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    /// Size of the file in bytes.
    pub(crate) bytes: u64,
    /// Number of uploads.
    pub(crate) uploads: i64,
    /// Number of registered devices.
    pub(crate) devices: i64,
}

/// An error during a backup or a restore.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A message that says what is wrong and what to do.
    #[error("{0}")]
    Sentence(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error::Sentence(message.into())
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Error {
        Error::Store(error.into())
    }
}

/// Returns the error for a damaged backup.
pub(crate) fn damaged_backup_error(file: &Path, cause: &str) -> Error {
    Error::new(format!("{} is damaged ({cause}). Nothing was restored. Use another backup.", file.display()))
}

/// Returns the error for a backup that predates the baseline migration.
pub(crate) fn outdated_error(file: &Path) -> Error {
    Error::new(format!(
        "{} is a backup from a preview version of the portal, older than 0.1.0. Nothing was restored. To read the old \
         data, restore the backup with that version.",
        file.display()
    ))
}

/// Returns the error for a database that isn't empty.
pub(crate) fn not_empty_error(database: &str) -> Error {
    Error::new(format!("{database} already has tables. Set DATABASE_URL to an empty database."))
}

/// Returns the error for a database without the portal's tables.
pub(crate) fn no_tables_error(database: &str) -> Error {
    Error::new(format!("{database} does not contain the portal's tables, so there is nothing to back up."))
}
