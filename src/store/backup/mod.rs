//! Backups. A backup is one file: a copy of the database for SQLite, or the output of `pg_dump` for PostgreSQL. It can
//! be created and checked while the portal is running. It can be restored only to an empty database.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::db::connection::DatabaseLocation;

mod error;
mod password;
mod postgres;
mod programs;
mod sqlite;
mod unfinished;

pub(crate) use error::{Contents, Error};

/// Backs up the database at `url` to a file. The file appears only once it is complete.
pub(crate) fn back_up(url: &str, file: &Path) -> Result<Contents, Error> {
    if file.exists() && !file.is_file() {
        return Err(Error::new(format!("{} is not a regular file. Choose another file.", file.display())));
    }
    match DatabaseLocation::from_url(url)? {
        DatabaseLocation::Sqlite(path) => sqlite::back_up(&path, file),
        DatabaseLocation::Postgres(url) => postgres::back_up(&url, file),
    }
}

/// Restores a backup to the empty database at `url`, completely or not at all. Doesn't restore sessions, because one
/// that was revoked after the backup would become valid again.
pub(crate) fn restore(url: &str, file: &Path) -> Result<Contents, Error> {
    let kind = BackupKind::of(file)?;
    match (DatabaseLocation::from_url(url)?, kind) {
        (DatabaseLocation::Sqlite(path), BackupKind::Sqlite) => sqlite::restore(&path, file),
        (DatabaseLocation::Postgres(url), BackupKind::Postgres) => postgres::restore(&url, file),
        (DatabaseLocation::Sqlite(_), BackupKind::Postgres) => Err(Error::new(format!(
            "{} is a PostgreSQL backup, but DATABASE_URL refers to an SQLite file. Set DATABASE_URL to an empty \
             PostgreSQL database.",
            file.display()
        ))),
        (DatabaseLocation::Postgres(_), BackupKind::Sqlite) => Err(Error::new(format!(
            "{} is an SQLite backup, but DATABASE_URL refers to a PostgreSQL database. Set DATABASE_URL to \
             sqlite: followed by a path where no file exists.",
            file.display()
        ))),
    }
}

enum BackupKind {
    Sqlite,
    Postgres,
}

impl BackupKind {
    /// Determines a backup's kind from its first bytes. Returns `Err` if the file isn't a backup.
    fn of(file: &Path) -> Result<BackupKind, Error> {
        let unreadable =
            |error: std::io::Error| Error::new(format!("Cannot read {}: {error}.", file.display()));
        let mut head = Vec::new();
        File::open(file).and_then(|open| open.take(16).read_to_end(&mut head)).map_err(unreadable)?;
        if head == b"SQLite format 3\0" {
            Ok(BackupKind::Sqlite)
        } else if head.starts_with(b"PGDMP") {
            Ok(BackupKind::Postgres)
        } else {
            Err(Error::new(format!(
                "{} is not a backup. To create one, run 'reseller-portal backup FILE'.",
                file.display()
            )))
        }
    }
}
