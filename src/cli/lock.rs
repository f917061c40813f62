//! One `serve` or `work` for an SQLite file. The file that bears the lock also tells whether the last one ended well: a
//! word stands in it from start to clean end. After an unclean end the tables are looked through in the background.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::error::CliError;
use super::quick_check::QuickCheck;
use crate::config::Config;
use crate::store::Db;
use crate::store::db::connection::Place;

/// What stands in the file while a process uses the database.
const WORD: &[u8] = b"in use\n";

/// The lock on an SQLite file; it lasts as long as this.
pub struct Lock {
    file: File,
    path: PathBuf,
    was_left: bool,
    check: Option<QuickCheck>,
}

impl Lock {
    /// The lock for serving or working, from here on marked as in use. None on PostgreSQL, which needs none.
    pub(super) fn for_use(config: &Config) -> Result<Option<Lock>, CliError> {
        let advice = "Only one process can use an SQLite file. Use PostgreSQL to run several instances.";
        let Some(lock) = Lock::take(config, advice)? else { return Ok(None) };
        lock.mark()
            .map_err(|error| CliError::new(format!("Cannot write {}: {error}.", lock.path.display())))?;
        Ok(Some(lock))
    }

    /// The lock alone, for what must not meet a serving portal. None on PostgreSQL.
    pub(super) fn take(config: &Config, advice: &str) -> Result<Option<Lock>, CliError> {
        let Place::Sqlite(database) = Place::from_url(&config.database_url())? else { return Ok(None) };
        let path = PathBuf::from(format!("{database}.lock"));
        let failed =
            |error: io::Error| CliError::new(format!("Cannot write the lock file of {database}: {error}."));
        std::fs::create_dir_all(folder(&path)).map_err(failed)?;
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(CliError::new(format!(
                    "Another 'serve', 'work' or 'restore' is using {database}. {advice}"
                )));
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut words = Vec::new();
        file.read_to_end(&mut words).map_err(failed)?;
        Ok(Some(Lock { file, path, was_left: !words.is_empty(), check: None }))
    }

    /// The word must be on the disk before anything is written to the database, its file's name too.
    fn mark(&self) -> io::Result<()> {
        if !self.was_left {
            (&self.file).write_all(WORD)?;
        }
        self.file.sync_all()?;
        File::open(folder(&self.path))?.sync_all()
    }

    /// Looks through the tables in a thread, if the last process did not end well. To be called when the portal is ready.
    pub(super) fn check_what_was_left(&mut self, db: &Db) {
        if self.was_left {
            self.check = Some(QuickCheck::start(db.clone()));
        }
    }

    /// The clean end. The word stays where a check that was due is not over or found damage: the next start makes it again.
    pub(super) fn end(self) {
        let is_sound = !self.was_left || self.check.is_some_and(QuickCheck::end);
        if is_sound && let Err(error) = self.file.set_len(0).and_then(|()| self.file.sync_all()) {
            tracing::warn!(%error, "could not record the clean shutdown, so the next start will check the database");
        }
    }
}

/// The folder of a file, for names without one too.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}
