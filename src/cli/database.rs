//! Opens the database for commands.

use super::error::CliError;
use crate::config::Config;
use crate::store::Db;
use crate::store::db::migrations;

/// Opens the database that the settings specify.
pub(crate) fn open(config: &Config) -> Result<Db, CliError> {
    Ok(Db::open(&config.database_url(), config.connections)?)
}

/// Opens the database for a set-up command and applies pending migrations. It may be the first command run on this
/// database, and the portal may already be running.
pub(crate) fn set_up(config: &Config) -> Result<Db, CliError> {
    migrations::run(&config.database_url())?;
    open(config)
}
