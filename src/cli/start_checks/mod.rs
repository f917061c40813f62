//! Checks at startup. Settings that look like mistakes are rejected or cause a warning.

mod exposure;
mod misspelt;
mod permissions;

use super::demo;
use super::error::CliError;
use crate::auth::passwords::Passwords;
use crate::config::Config;
use crate::store::Db;

/// Checks the names of environment variables. Every command calls this function.
pub(super) fn before_any_command(config: &Config, settings: &[String]) -> Result<(), CliError> {
    let variables = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    misspelt::check(settings, variables, config.database_url.is_some())
}

/// Warns about settings that expose the portal.
pub(super) fn before_start(config: &Config) {
    exposure::warn(config, |name| std::env::var(name).ok());
}

/// Removes other users' access to the portal's files. Must be called after the database has been opened, because only
/// the portal's own files may be changed.
pub(super) fn restrict_files(config: &Config) {
    permissions::restrict(config);
}

/// Returns an error if demo accounts, whose passwords are public, would be available at an https address.
pub(super) fn refuse_public_passwords(
    db: &Db,
    config: &Config,
    passwords: &Passwords,
) -> Result<(), CliError> {
    if config.is_https() && demo::has_public_passwords(db, passwords)? {
        return Err(CliError::new(
            "This database contains demo accounts with public passwords, but PUBLIC_URL is an https address. \
             Disable them with 'reseller-portal person disable', or set DATABASE_URL to another database.",
        ));
    }
    Ok(())
}
