//! The database of a command.

use super::error::CliError;
use crate::config::Config;
use crate::store::Db;
use crate::store::db::migrations;

/// The database of the settings.
pub(crate) fn open(config: &Config) -> Result<Db, CliError> {
    Ok(Db::open(&config.database_url(), config.connections)?)
}

/// The database for a set-up command, which may be the first that ever runs; it runs beside a serving portal.
pub(crate) fn set_up(config: &Config) -> Result<Db, CliError> {
    migrations::run(&config.database_url())?;
    open(config)
}
