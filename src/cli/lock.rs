//! The lock that allows only one `serve`, `work` or `restore` per SQLite file.
//!
//! The lock file contains a mark from startup until a clean exit. A process that finds a mark at startup checks the
//! tables in the background, because the previous process didn't exit cleanly.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::error::CliError;
use super::quick_check::QuickCheck;
use crate::config::Config;
use crate::store::Db;
use crate::store::db::connection::DatabaseLocation;
use crate::store::db::private_files;

/// The content of the file while a process is using the database.
const MARK: &[u8] = b"in use\n";

/// A lock on an SQLite file, released on drop.
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
    was_unclean: bool,
    check: Option<QuickCheck>,
}

impl Lock {
    /// Takes the lock for `serve` or `work`, and marks the database as in use. Returns `None` on PostgreSQL, which
    /// needs no lock.
    pub(super) fn for_use(config: &Config) -> Result<Option<Lock>, CliError> {
        let advice = "Only one process can use an SQLite file. Use PostgreSQL to run several instances.";
        let Some(lock) = Lock::take(config, advice)? else { return Ok(None) };
        lock.mark()
            .map_err(|error| CliError::new(format!("Cannot write {}: {error}.", lock.path.display())))?;
        Ok(Some(lock))
    }

    /// Takes the lock without a mark, for commands that must not run while the portal is running. Returns `None` on
    /// PostgreSQL.
    pub(super) fn take(config: &Config, advice: &str) -> Result<Option<Lock>, CliError> {
        let DatabaseLocation::Sqlite(database) = DatabaseLocation::from_url(&config.database_url())? else {
            return Ok(None);
        };
        let path = PathBuf::from(format!("{database}.lock"));
        let failed =
            |error: io::Error| CliError::new(format!("Cannot write the lock file for {database}: {error}."));
        private_files::create_folder(folder(&path)).map_err(failed)?;
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(private_files::FILE_MODE)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(CliError::new(format!(
                    "Another 'serve', 'work' or 'restore' process is using {database}. {advice}"
                )));
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(failed)?;
        Ok(Some(Lock { file, path, was_unclean: !content.is_empty(), check: None }))
    }

    /// Writes the mark. The mark and the file's directory entry must be on disk before anything is written to the
    /// database.
    fn mark(&self) -> io::Result<()> {
        if !self.was_unclean {
            (&self.file).write_all(MARK)?;
        }
        self.file.sync_all()?;
        File::open(folder(&self.path))?.sync_all()
    }

    /// Checks the tables in the background if the last process exited uncleanly. Must be called once the portal is
    /// ready.
    pub(super) fn check_after_unclean_exit(&mut self, db: &Db) {
        if self.was_unclean {
            self.check = Some(QuickCheck::start(db.clone()));
        }
    }

    /// Releases the lock and removes the mark. The mark stays if a required check is incomplete or has found damage, so
    /// that the next start checks again.
    pub(super) fn end(self) {
        let is_sound = !self.was_unclean || self.check.is_some_and(QuickCheck::end);
        if is_sound && let Err(error) = self.file.set_len(0).and_then(|()| self.file.sync_all()) {
            tracing::warn!(
                %error,
                "could not record the clean shutdown, so the database will be checked at the next start"
            );
        }
    }
}

/// Returns the folder of a file. A bare file name is in the current folder.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
