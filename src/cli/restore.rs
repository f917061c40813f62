//! `restore FILE`.

use std::path::Path;

use super::backup::described;
use super::error::CliError;
use super::lock::Lock;
use crate::config::Config;
use crate::store::backup;

pub(super) fn run(config: &Config, file: &Path) -> Result<(), CliError> {
    let advice = "Stop it and move its database away first, or set DATABASE_URL to another database.";
    let _lock = Lock::take(config, advice)?;
    let contents = backup::restore(&config.database_url(), file)?;
    println!("Restored {}: {}.", file.display(), described(contents));
    let key_file = config.secret_key_file();
    let advice = if key_file.exists() { "exists; it must be" } else { "is missing; copy" };
    println!(
        "Backups don't include the key file. {} {advice} the one that the portal used when the backup was made.",
        key_file.display()
    );
    println!(
        "All sessions have ended. Next, run 'reseller-portal serve': it migrates the database and resumes \
         unfinished work."
    );
    Ok(())
}
