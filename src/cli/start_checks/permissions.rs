//! Restricts other users' access to the portal's files.

use std::ffi::OsStr;
use std::path::Path;

use crate::config::Config;
use crate::store::db::connection::DatabaseLocation;
use crate::store::db::private_files::{self, Restriction};

/// Extensions of files that operators keep in the data folder: databases, backups, keys, logs and sample files.
const EXTENSIONS: [&str; 6] = ["sqlite", "db", "key", "log", "csv", "lock"];

/// Removes other users' access to the data folder and the database. Failures are only logged, because the file system
/// may not support permissions. A folder with anything else in it isn't changed, because `DATA_DIR` may be wrong.
pub(super) fn restrict(config: &Config) {
    let database = match DatabaseLocation::from_url(&config.database_url()) {
        Ok(DatabaseLocation::Sqlite(path)) => Some(path),
        _ => None,
    };
    let key_file = config.secret_key_file();
    let own =
        [database.as_deref().map(Path::new), Some(&key_file)].map(|path| path.and_then(Path::file_name));
    let is_own = |name: &str| {
        let is_ours = |own: &OsStr| own.to_str().is_some_and(|own| name.starts_with(own));
        let extension = Path::new(name).extension().and_then(OsStr::to_str);
        name == "tmp"
            || name == "log"
            || name.starts_with(".secret-key.")
            || own.into_iter().flatten().any(is_ours)
            || !name.starts_with('.') && extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
    };
    log(&config.data_dir, private_files::restrict_folder(&config.data_dir, is_own));
    // Temporary files have no names, except for a moment on file systems that require one.
    let temporary_dir = config.temporary_dir();
    log(&temporary_dir, private_files::restrict_folder(&temporary_dir, |name| name.starts_with(".tmp")));
    for file in database.iter().flat_map(|path| private_files::database_files(path)) {
        log(&file, private_files::restrict_file(&file));
    }
}

fn log(path: &Path, restriction: std::io::Result<Restriction>) {
    let path_text = path.display();
    match restriction {
        Ok(Restriction::Unneeded) => {}
        Ok(Restriction::Restricted) => {
            tracing::info!(path = %path_text, "other users had access to this path; it is now restricted to its owner");
        }
        Ok(Restriction::Shared) => {
            tracing::warn!(path = %path_text, "other programs may use this folder too, so its permissions were not changed; set DATA_DIR to a folder that only the portal uses");
        }
        Err(error) => {
            tracing::warn!(path = %path_text, %error, "other users have access to this path, and it could not be restricted");
        }
    }
}
