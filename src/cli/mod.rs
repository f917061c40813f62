//! The executable's commands, each in a file of its own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::clock::Clock;
use crate::config::Config;
use crate::store::db::migrations;

mod accounts;
mod activity;
mod backup;
mod catalog;
mod customers;
mod database;
mod database_clock;
pub(crate) mod demo;
mod dev;
mod devices;
mod error;
mod key_check;
mod keys;
mod lock;
mod people;
mod quick_check;
mod resellers;
mod restore;
pub mod serve;
mod settings;
mod sold_to_codes;
mod start_checks;
mod work;

pub(crate) use error::CliError;

use database::{open, set_up};

/// A portal where resellers upload lists of the devices that they have sold to companies.
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
    /// Serve the portal with demo data, to try it out
    ///
    /// Migrates the database, fills it with demo data if it is empty, and prints the address and the sign-in details.
    /// Listens on loopback only, and refuses to start on a database with other data. Without `DATABASE_URL`, the
    /// database is `dev.sqlite` in the data folder.
    Dev,
    /// Migrate the database, serve the portal and process uploads
    Serve {
        /// Leave processing to other instances
        #[arg(long)]
        no_worker: bool,
    },
    /// Process uploads without serving pages
    Work,
    /// Apply pending migrations to the database
    Migrate,
    /// Fill an empty database with demo data
    Demo,
    /// Back up the database to a file while the portal is running
    ///
    /// An existing file is replaced only when the new backup is complete and verified. On PostgreSQL, this needs
    /// `pg_dump` and `pg_restore`.
    Backup {
        /// File to write, readable by its owner only
        file: PathBuf,
    },
    /// Restore a backup into an empty database
    ///
    /// The SQLite file must not exist, or the PostgreSQL database must have no tables. Everyone is signed out. On
    /// PostgreSQL, this needs `pg_restore`.
    Restore {
        /// File written by `backup`
        file: PathBuf,
    },
    /// Manage the secret keys that sign cookies
    #[command(subcommand)]
    Key(keys::KeyCommand),
    /// Manage resellers
    #[command(subcommand)]
    Reseller(resellers::ResellerCommand),
    /// Manage customer accounts and MSPs
    #[command(subcommand)]
    Account(accounts::AccountCommand),
    /// Manage a reseller's customers
    #[command(subcommand)]
    Customer(customers::CustomerCommand),
    /// Manage people
    #[command(subcommand)]
    Person(people::PersonCommand),
    /// Manage sold-to codes
    #[command(subcommand)]
    SoldToCode(sold_to_codes::SoldToCodeCommand),
    /// Manage devices
    #[command(subcommand)]
    Device(devices::DeviceCommand),
    /// Manage the device catalog
    #[command(subcommand)]
    Catalog(catalog::CatalogCommand),
    /// Manage the activity log
    #[command(subcommand)]
    Activity(activity::ActivityCommand),
}

/// Returns the description of all commands and settings. Reference documents are generated from it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command named in the process's arguments.
pub fn run() -> ExitCode {
    let cli: Cli = settings::parse();
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
    start_checks::before_any_command(&config, &settings::names(&command()))?;
    match cli.command {
        Command::Dev => dev::run(config),
        Command::Serve { no_worker } => serve::run(config, !no_worker),
        Command::Work => work::run(config),
        Command::Migrate => {
            let applied = migrations::run(&config.database_url())?;
            println!("Migrations applied: {applied}. The database is up to date.");
            Ok(())
        }
        Command::Demo => {
            demo::refuse_public_address(&config)?;
            migrations::run(&config.database_url())?;
            demo::fill(&open(&config)?, &config, &Clock::system())?;
            println!("{}", demo::SIGN_INS);
            Ok(())
        }
        Command::Backup { file } => backup::run(&config, &file),
        Command::Restore { file } => restore::run(&config, &file),
        Command::Key(command) => keys::run(&config, command),
        Command::Reseller(command) => resellers::run(&set_up(&config)?, command),
        Command::Account(command) => accounts::run(&set_up(&config)?, command),
        Command::Customer(command) => customers::run(&set_up(&config)?, command),
        Command::Person(command) => people::run(&set_up(&config)?, &config, command),
        Command::SoldToCode(command) => sold_to_codes::run(&set_up(&config)?, command),
        Command::Device(command) => devices::run(&set_up(&config)?, command),
        Command::Catalog(command) => catalog::run(&set_up(&config)?, command),
        Command::Activity(command) => activity::run(&set_up(&config)?, command),
    }
}
