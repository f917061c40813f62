//! `reseller add`.

use clap::Subcommand;

use super::error::{CliError, explained, public_id};
use crate::clock::Clock;
use crate::domain::activity::Activity;
use crate::store::people::actors;
use crate::store::{Db, activity, resellers};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Add a reseller
    Add {
        /// Reseller ID, 10 digits
        #[arg(long)]
        id: String,
        /// Name of the company
        #[arg(long)]
        name: String,
        /// Country, as shown on pages
        #[arg(long)]
        country: String,
    },
}

pub(super) fn run(db: &Db, command: Command) -> Result<(), CliError> {
    let Command::Add { id, name, country } = command;
    let id = public_id(&id, "reseller ID")?;
    db.write(|conn| {
        let reseller = resellers::add(conn, &id, &name, &country)?;
        tell(conn, Some(reseller), Activity::ResellerAdded, &id, &name)
    })
    .map_err(|error| explained(error, &format!("Reseller {id}")))?;
    println!("Reseller {id} added: {name}.");
    Ok(())
}

/// Logs an action of the command line in the activity log.
pub(super) fn tell(
    conn: &mut crate::store::Conn,
    reseller_key: Option<i64>,
    action: Activity,
    object: &str,
    detail: &str,
) -> Result<(), crate::store::Error> {
    let at = Clock::system().now();
    activity::write(
        conn,
        activity::Entry { at, actor_key: actors::COMMAND_LINE, reseller_key, action, object, detail },
    )
}
