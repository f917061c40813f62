//! The commands of the executable, one file a command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Db, migrations};

mod accounts;
mod backup;
mod catalog;
mod customers;
pub mod demo;
mod dev;
mod lock;
mod people;
mod quick_check;
mod resellers;
mod restore;
pub mod serve;
mod sold_to_codes;
mod work;

/// The portal where resellers register the devices that they sold.
#[derive(Parser)]
#[command(name = "reseller-portal", version, about)]
struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Migrate, fill an empty database with demo data, serve with worker, and print address and sign-ins; loopback only
    Dev,
    /// Serve the portal
    Serve {
        /// Leave the processing of uploads to other instances
        #[arg(long)]
        no_worker: bool,
    },
    /// Process uploads without serving
    Work,
    /// Bring the tables up to date
    Migrate,
    /// Fill an empty database with demo data
    Demo,
    /// Back the database up into a file, beside a serving portal. A file that is there is replaced only when the new backup is whole, checked and on the disk
    Backup {
        /// The file; readable by its owner alone
        file: PathBuf,
    },
    /// Put a backup into an empty database: an SQLite file that is not there, or a PostgreSQL database without tables. Everybody is signed out
    Restore {
        /// What 'backup' has made
        file: PathBuf,
    },
    /// Keep resellers
    #[command(subcommand)]
    Reseller(resellers::Command),
    /// Keep customer accounts and MSPs
    #[command(subcommand)]
    Account(accounts::Command),
    /// Keep what accounts are to resellers
    #[command(subcommand)]
    Customer(customers::Command),
    /// Keep people
    #[command(subcommand)]
    Person(people::Command),
    /// Keep sold-to codes
    #[command(subcommand)]
    SoldToCode(sold_to_codes::Command),
    /// Keep the device catalog
    #[command(subcommand)]
    Catalog(catalog::Command),
}

/// Why a command ended early: the sentence for whoever typed it.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// What is wrong and what to do.
    #[error("{0}")]
    Sentence(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// The machine failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<crate::store::backup::Error> for CliError {
    fn from(error: crate::store::backup::Error) -> CliError {
        match error {
            crate::store::backup::Error::Sentence(sentence) => CliError::Sentence(sentence),
            crate::store::backup::Error::Store(error) => CliError::Store(error),
        }
    }
}

impl CliError {
    fn new(sentence: impl Into<String>) -> CliError {
        CliError::Sentence(sentence.into())
    }
}

/// Runs the command of the process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    crate::telemetry::start(cli.config.log_json);
    crate::fail_points::start();
    match dispatch(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> Result<(), CliError> {
    let config = cli.config;
    match cli.command {
        Command::Dev => dev::run(config),
        Command::Serve { no_worker } => serve::run(config, !no_worker),
        Command::Work => work::run(config),
        Command::Migrate => {
            let applied = migrations::run(&config.database_url())?;
            println!("{applied} migrations applied; the tables are up to date.");
            Ok(())
        }
        Command::Demo => {
            migrations::run(&config.database_url())?;
            demo::fill(&open(&config)?, &config, &Clock::system())?;
            println!("{}", demo::SIGN_INS);
            Ok(())
        }
        Command::Backup { file } => backup::run(&config, &file),
        Command::Restore { file } => restore::run(&config, &file),
        Command::Reseller(command) => resellers::run(&set_up(&config)?, command),
        Command::Account(command) => accounts::run(&set_up(&config)?, command),
        Command::Customer(command) => customers::run(&set_up(&config)?, command),
        Command::Person(command) => people::run(&set_up(&config)?, &config, command),
        Command::SoldToCode(command) => sold_to_codes::run(&set_up(&config)?, command),
        Command::Catalog(command) => catalog::run(&set_up(&config)?, command),
    }
}

/// The database of the settings.
fn open(config: &Config) -> Result<Db, CliError> {
    Ok(Db::open(&config.database_url(), config.connections)?)
}

/// The database for a set-up command, which may be the first that ever runs; it runs beside a serving portal.
fn set_up(config: &Config) -> Result<Db, CliError> {
    migrations::run(&config.database_url())?;
    open(config)
}

/// An ID of ten digits, or the sentence about it.
fn public_id(text: &str, what: &str) -> Result<String, CliError> {
    if crate::domain::customer::is_public_id(text) {
        Ok(text.to_owned())
    } else {
        Err(CliError::new(format!("The {what} must have 10 digits; '{text}' has not.")))
    }
}

/// Turns "is there already" and "is not there" into sentences about a thing.
fn explained(error: crate::store::Error, thing: &str) -> CliError {
    match error {
        crate::store::Error::Conflict => CliError::new(format!("{thing} is there already.")),
        crate::store::Error::NotFound => CliError::new(format!("{thing} is not there.")),
        other => CliError::Store(other),
    }
}
