//! `dev`: serves the portal with demo data, to try it out. The command migrates and fills the database first. It
//! serves only on loopback addresses, and only with a database of its own.

use super::database::open;
use super::error::CliError;
use super::{demo, key_check, serve, start_checks};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::db::migrations;
use crate::store::resellers;

/// The file name of the development database, unless the settings name another database.
const DATABASE_FILE: &str = "dev.sqlite";

pub(super) fn run(mut config: Config) -> Result<(), CliError> {
    if !config.listen.ip().is_loopback() {
        return Err(CliError::new(format!(
            "'dev' uses publicly known passwords, so it listens on loopback addresses only, not on {}.",
            config.listen
        )));
    }
    if config.database_url.is_none() {
        config.database_url = Some(format!("sqlite:{}", config.data_dir.join(DATABASE_FILE).display()));
    }
    demo::refuse_public_address(&config)?;
    start_checks::before_start(&config);
    let clock = Clock::system();
    migrations::run(&config.database_url())?;
    let db = open(&config)?;
    if !db.read(demo::is_filled)? {
        if db.read(resellers::any_exists)? {
            return Err(CliError::new(
                "This database contains other data. 'dev' needs a database of its own.",
            ));
        }
        demo::fill(&db, &config, &clock)?;
    }
    key_check::create_if_missing(&config, clock.now())?;
    start_checks::restrict_files(&config);
    let samples = demo::write_samples(&config)?;
    drop(db);
    let address = config.listen;
    println!("\n{}", demo::SIGN_INS);
    println!("\nSample file: {} (upload it for the customer 'Aster Logistics GmbH')", samples.display());
    println!("\nThe portal is at http://{address}\n");
    serve::serve_until_stopped(config, clock, true)
}
