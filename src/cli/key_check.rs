//! Loads the key file for an instance that is starting, and checks that it belongs to the database.

use std::io::ErrorKind;
use std::path::Path;

use chrono::NaiveDateTime;

use super::error::CliError;
use crate::auth::key_record;
use crate::config::Config;
use crate::keys::{self, Admission, KeyFileError, KeyList, KeyRing};
use crate::store::Db;

/// Loads the keys for an instance that is starting. On SQLite, the first start creates the file.
pub(super) fn load(config: &Config, db: &Db, now: NaiveDateTime) -> Result<KeyRing, CliError> {
    let path = config.secret_key_file();
    let is_new = key_record::newest_id(db)?.is_none();
    if is_new && db.is_sqlite() {
        create_if_missing(config, now)?;
    }
    let list = match keys::read(&path) {
        Err(KeyFileError::Missing(_)) if !is_new => {
            return Err(CliError::new(format!(
                "The key file {} is missing, but this database has been used with key {}. {LOST}",
                path.display(),
                newest_id(db)?
            )));
        }
        other => other?,
    };
    admit(&path, &list, db)?;
    Ok(KeyRing::new(list))
}

/// Checks the key file of an instance that only processes submissions. Such an instance signs nothing, so it may lack
/// the file. A file that belongs to another database indicates that `DATABASE_URL` is wrong.
pub(super) fn check_if_present(config: &Config, db: &Db) -> Result<(), CliError> {
    let path = config.secret_key_file();
    if key_record::newest_id(db)?.is_none() {
        return Ok(());
    }
    match keys::read(&path) {
        Err(KeyFileError::Missing(_)) => Ok(()),
        list => admit(&path, &list?, db),
    }
}

fn admit(path: &Path, list: &KeyList, db: &Db) -> Result<(), CliError> {
    match key_record::admit(db, list)? {
        Admission::Current | Admission::Newer => Ok(()),
        Admission::Outdated => {
            tracing::warn!(
                file = %path.display(),
                missing = newest_id(db)?,
                "the key file lacks the newest key; copy the file from another instance"
            );
            Ok(())
        }
        Admission::Foreign => Err(foreign(path, list, db)),
    }
}

/// Creates the key file unless it already exists.
pub(super) fn create_if_missing(config: &Config, now: NaiveDateTime) -> Result<(), CliError> {
    let path = config.secret_key_file();
    match keys::create(&path, now) {
        Ok(list) => tracing::info!(file = %path.display(), id = %list.newest().id, "created the key file"),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(CliError::new(format!("Cannot write {}: {error}.", path.display()))),
    }
    Ok(())
}

/// The advice at the end of each error about a missing or wrong key file.
const LOST: &str = "Copy the file from another instance, or restore it from your own copy. If there is no copy, run \
    'reseller-portal key create' if the file is missing, and then 'reseller-portal key adopt'. Everyone is then signed \
    out.";

/// Returns the error for a key file that belongs to another database.
pub(super) fn foreign(path: &Path, list: &KeyList, db: &Db) -> CliError {
    let known = newest_id(db).unwrap_or_default();
    CliError::new(format!(
        "The key file {} with key {} belongs to another database. This one has been used with key {known}. {LOST}",
        path.display(),
        list.newest().id
    ))
}

/// Returns the ID of the newest key with which the database has been used, or an empty string.
pub(super) fn newest_id(db: &Db) -> Result<String, CliError> {
    Ok(key_record::newest_id(db)?.unwrap_or_default())
}
