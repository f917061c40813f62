//! `restore FILE`.

use std::path::Path;

use super::backup::told;
use super::error::CliError;
use super::lock::Lock;
use crate::config::Config;
use crate::store::backup;

pub(super) fn run(config: &Config, file: &Path) -> Result<(), CliError> {
    let advice = "Stop it and move its database away first, or name another place in DATABASE_URL.";
    let _lock = Lock::take(config, advice)?;
    let contents = backup::restore(&config.database_url(), file)?;
    println!("{} is restored: {}.", file.display(), told(contents));
    println!(
        "Everybody is signed out. Next: reseller-portal serve. Migrations run by themselves, and what was in \
         progress goes on."
    );
    Ok(())
}
