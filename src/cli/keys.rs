//! The `key` commands, which create, change and show the key file.

use std::io::ErrorKind;
use std::path::Path;

use chrono::NaiveDateTime;
use clap::Subcommand;

use super::database::set_up;
use super::error::CliError;
use super::key_check::{foreign, newest_id};
use crate::auth::key_record;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::quantity::counted;
use crate::keys::{self, Admission, DISTRIBUTION_TIME, KeyList, OLD_KEY_LIFETIME};
use crate::store::Db;

#[derive(Subcommand)]
pub(super) enum KeyCommand {
    /// Create the key file for a new portal
    ///
    /// Copy the file to all instances that share the database. An existing file isn't changed.
    Create,
    /// Add a new key to the key file
    ///
    /// The new key starts signing ten minutes later, so that the file can be copied to the other instances first.
    /// Running instances notice the change. Session cookies signed with the old key are accepted for 12 hours after
    /// that. The first rotation after these 12 hours removes the old key.
    Rotate,
    /// Show the IDs, ages and fingerprints of the keys, without the keys themselves
    Show,
    /// Use the current key file with this database after the previous file was lost
    ///
    /// Everyone is signed out when the portal starts with the new file.
    Adopt,
}

pub(super) fn run(config: &Config, command: KeyCommand) -> Result<(), CliError> {
    let (path, now) = (config.secret_key_file(), Clock::system().now());
    match command {
        KeyCommand::Create => {
            let list = keys::create(&path, now).map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => CliError::new(format!(
                    "{} already exists. To replace its key, run 'reseller-portal key rotate'.",
                    path.display()
                )),
                _ => CliError::new(format!("Cannot write {}: {error}.", path.display())),
            })?;
            println!("Created {} with key {}.", path.display(), list.newest().id);
            println!("Keep a copy where only you can read it. Backups don't include it.");
        }
        KeyCommand::Rotate => rotate(&path, &set_up(config)?, now)?,
        KeyCommand::Show => show(&keys::read(&path)?, now),
        KeyCommand::Adopt => {
            let list = keys::read(&path)?;
            key_record::adopt(&set_up(config)?, &list)?;
            println!("The database now belongs to key {}. Restart all instances.", list.newest().id);
        }
    }
    Ok(())
}

fn rotate(path: &Path, db: &Db, now: NaiveDateTime) -> Result<(), CliError> {
    let list = keys::rotate(path, now, |list| match key_record::admit(db, list)? {
        Admission::Current | Admission::Newer => Ok(()),
        Admission::Outdated => Err(CliError::new(format!(
            "{} lacks the newest key {}. Copy the file from another instance first.",
            path.display(),
            newest_id(db)?
        ))),
        Admission::Foreign => Err(foreign(path, list, db)),
    })?;
    key_record::admit(db, &list)?;
    println!("Added key {} to {}.", list.newest().id, path.display());
    println!(
        "It starts signing cookies at {} UTC. If other instances share the database, copy the file to them first. \
         Running instances notice the change. Session cookies signed with the old key are accepted for {} hours after \
         that.",
        (list.newest().created_at + DISTRIBUTION_TIME).format("%Y-%m-%d %H:%M"),
        OLD_KEY_LIFETIME.num_hours()
    );
    Ok(())
}

fn show(list: &KeyList, now: NaiveDateTime) {
    for (index, key) in list.keys().iter().enumerate() {
        let days = (now - key.created_at).num_days();
        let state = match index.cmp(&list.signing(now)) {
            std::cmp::Ordering::Less => "new",
            std::cmp::Ordering::Equal => "signs",
            std::cmp::Ordering::Greater if list.is_accepted(index, OLD_KEY_LIFETIME, now) => "accepted",
            std::cmp::Ordering::Greater => "accepted for devices only",
        };
        println!("{}  {}  {state}", key.fingerprint(), counted(days, "day", "days"));
    }
}
