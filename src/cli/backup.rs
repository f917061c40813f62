//! `backup FILE`.

use std::path::Path;

use super::error::CliError;
use crate::config::Config;
use crate::store::backup;

pub(super) fn run(config: &Config, file: &Path) -> Result<(), CliError> {
    let contents = backup::back_up(&config.database_url(), file)?;
    println!("{} is a whole backup, checked and on the disk: {}.", file.display(), told(contents));
    println!(
        "It holds password hashes and the key of the session cookies; keep it where only you can read it."
    );
    Ok(())
}

/// What a backup holds, in words.
pub(super) fn told(contents: backup::Contents) -> String {
    let backup::Contents { bytes, uploads, devices } = contents;
    format!("{:.1} MB, {uploads} uploads, {devices} registered devices", bytes as f64 / 1e6)
}
