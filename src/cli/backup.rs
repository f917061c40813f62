//! `backup FILE`.

use std::path::Path;

use super::error::CliError;
use crate::config::Config;
use crate::domain::quantity::{counted, file_size};
use crate::store::backup;

pub(super) fn run(config: &Config, file: &Path) -> Result<(), CliError> {
    let contents = backup::back_up(&config.database_url(), file)?;
    println!("Backup {} is complete and verified: {}.", file.display(), described(contents));
    println!("It contains password hashes. Keep it where only you can read it.");
    println!(
        "It doesn't include the key file {}. Keep a copy of that file in a different place.",
        config.secret_key_file().display()
    );
    Ok(())
}

/// Describes the contents of a backup.
pub(super) fn described(contents: backup::Contents) -> String {
    let backup::Contents { bytes, uploads, devices } = contents;
    format!(
        "{}, {}, {}",
        file_size(bytes),
        counted(uploads, "upload", "uploads"),
        counted(devices, "registered device", "registered devices")
    )
}
