//! Restricts other users' access to the portal's files.

use std::path::Path;

use crate::config::Config;
use crate::store::db::connection::DatabaseLocation;
use crate::store::db::private_files::{self, Restriction};

/// Removes other users' access to the data folder and the database. Failures are only logged, because the file system
/// may not support permissions.
pub(super) fn restrict(config: &Config) {
    for folder in [config.data_dir.clone(), config.temporary_dir()] {
        log(&folder, private_files::restrict_folder(&folder));
    }
    if let Ok(DatabaseLocation::Sqlite(path)) = DatabaseLocation::from_url(&config.database_url()) {
        for file in private_files::database_files(&path) {
            log(&file, private_files::restrict_file(&file));
        }
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
            tracing::warn!(path = %path_text, "other programs use this folder too; set DATA_DIR to a folder that only the portal uses");
        }
        Err(error) => {
            tracing::warn!(path = %path_text, %error, "other users have access to this path, and it could not be restricted");
        }
    }
}
