//! `device release`.

use clap::Subcommand;

use super::error::{CliError, explain};
use crate::clock::Clock;
use crate::domain::actor::Scope;
use crate::domain::device_id;
use crate::store::Db;
use crate::store::activity::Author;
use crate::store::devices::removed_identifiers::{ReleaseOutcome, release};
use crate::store::people::actors;

#[derive(Subcommand)]
pub(super) enum DeviceCommand {
    /// Remove a wrong identifier from the device for which an upload reported it
    ///
    /// Afterwards, the identifier belongs to no device, and anyone can upload it. The device keeps its other
    /// identifiers. Identifiers from the catalog can't be released.
    Release {
        /// IMEI, MEID or serial number
        identifier: String,
    },
}

pub(super) fn run(db: &Db, command: DeviceCommand) -> Result<(), CliError> {
    let DeviceCommand::Release { identifier } = command;
    let id = device_id::from_link(&identifier)
        .ok_or_else(|| CliError::new(format!("'{identifier}' is not an identifier.")))?;
    let by = Author { actor: actors::COMMAND_LINE, at: Clock::system().now() };
    let outcome = db.write(|conn| release(conn, Scope::AllResellers, by, id.as_str()));
    let outcome = outcome.map_err(|error| explain(error, &format!("A device with {id}")))?;
    match outcome {
        ReleaseOutcome::Released => println!("{id} released. It no longer belongs to any device."),
        ReleaseOutcome::AlreadyFree => {
            println!("{id} belongs to no registered device, so anyone can upload it.");
        }
        ReleaseOutcome::FromCatalog => {
            return Err(CliError::new(format!("{id} comes from the catalog and can't be released.")));
        }
        ReleaseOutcome::Only => {
            return Err(CliError::new(format!(
                "{id} is the only identifier of a registered device. Ask its reseller to delete the device."
            )));
        }
        ReleaseOutcome::Several => {
            return Err(CliError::new(format!(
                "Several devices have the serial number {id}, so it never blocks an upload."
            )));
        }
    }
    Ok(())
}
