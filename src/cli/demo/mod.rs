//! `demo`: fills an empty database with realistic data. The data is always the same, except that its dates are relative
//! to today.
//!
//! It is created like real data: accounts and people through the store, and files through intake.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use crate::auth::passwords::Passwords;
use crate::cli::error::CliError;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::db::settings;
use crate::store::{Conn, Db, Error, resellers};
use crate::telemetry;
use crate::uploads::services::Services;

mod cast;
mod hardware;
mod history;
mod sample_files;

/// The setting that marks a database as filled with demo data.
const MARK: &str = "demo";

/// The sign-in details to print: the password and the people.
pub(crate) const SIGN_INS: &str = "\
Sign in with the password  demo-Portal-2026  as
  maya.okafor@brightline.example    administrator of Brightline Mobile Ltd
  jonas.becker@brightline.example   viewer of Brightline Mobile Ltd
  astrid.lund@nordtel.example       administrator of Nordtel Distribution A/S
  sam.reyes@support.example         support staff
  olga.weiss@operator.example       operator";

/// Returns whether the demo data exists.
pub(crate) fn is_filled(conn: &mut Conn) -> Result<bool, Error> {
    settings::exists(conn, MARK)
}

/// Returns `Err` if `PUBLIC_URL` is an https address, because the demo's passwords are public.
pub(crate) fn refuse_public_address(config: &Config) -> Result<(), CliError> {
    match config.is_https() {
        true => Err(CliError::new(
            "The demo's passwords are public, so it can't be served at an https address. Remove PUBLIC_URL.",
        )),
        false => Ok(()),
    }
}

/// Returns whether any of the demo's people can sign in with the public password.
pub(crate) fn has_public_passwords(db: &Db, passwords: &Passwords) -> Result<bool, Error> {
    cast::has_public_passwords(db, passwords)
}

/// Fills an empty, migrated database, and shows the progress on one line. Returns `Err` if it isn't empty.
pub(crate) fn fill(db: &Db, config: &Config, clock: &Clock) -> Result<(), CliError> {
    const PROGRESS_TEXT: &str = "Filling the database with demo data …";
    let mut out = std::io::stdout();
    // A file or pipe gets the line once, without the percentages that overwrite each other on a terminal.
    let is_terminal = out.is_terminal();
    if !is_terminal {
        writeln!(out, "{PROGRESS_TEXT}")?;
    }
    let mut show = |done: usize, total: usize| {
        if is_terminal {
            // If the progress can't be written, filling the database continues.
            let _ = write!(out, "\r{PROGRESS_TEXT} {:>3} %", done * 100 / total).and_then(|()| out.flush());
        }
    };
    show(0, 1);
    telemetry::with_warnings_only(config.log_json, || fill_quietly(db, config, clock, &mut show))?;
    if is_terminal {
        println!();
    }
    Ok(())
}

/// Fills the database without printing. Calls `progress` with the number of uploads created so far and in total.
fn fill_quietly(
    db: &Db,
    config: &Config,
    clock: &Clock,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(), CliError> {
    if db.read(resellers::any_exists)? {
        return Err(CliError::new("The database is not empty. Demo data needs an empty database."));
    }
    let now = clock.now();
    // The clock is set for each upload in the history.
    let services = Services {
        db: db.clone(),
        clock: Clock::fixed(now),
        config: config.clone(),
        wake: Default::default(),
        metrics: Default::default(),
    };
    let people = cast::fill(&services)?;
    hardware::fill(db)?;
    history::upload_history(&services, &people, now, progress)?;
    db.write(|conn| settings::insert(conn, MARK, b"1"))?;
    Ok(())
}

/// Writes the sample files to the data folder. Returns the path of the one to try first.
pub(crate) fn write_samples(config: &Config) -> Result<PathBuf, CliError> {
    sample_files::write(&config.data_dir.join("samples"))
}
