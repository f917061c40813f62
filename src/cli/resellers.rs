//! `reseller add`.

use clap::Subcommand;

use super::error::{CliError, explain, parse_public_id};
use crate::clock::Clock;
use crate::domain::activity::Activity;
use crate::domain::ids::ResellerKey;
use crate::store::activity::{self, Personal};
use crate::store::people::actors;
use crate::store::{Db, resellers};

#[derive(Subcommand)]
pub(super) enum ResellerCommand {
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

pub(super) fn run(db: &Db, command: ResellerCommand) -> Result<(), CliError> {
    let ResellerCommand::Add { id, name, country } = command;
    let id = parse_public_id(&id, "reseller ID")?;
    db.write(|conn| {
        let reseller = resellers::add(conn, &id, &name, &country)?;
        log(conn, Some(reseller), Activity::ResellerAdded, &id, ("", Personal::text(&name)))
    })
    .map_err(|error| explain(error, &format!("Reseller {id}")))?;
    println!("Reseller {id} added: {name}.");
    Ok(())
}

/// Records an action from the command line in the activity log.
pub(super) fn log(
    conn: &mut crate::store::Conn,
    reseller_key: Option<ResellerKey>,
    action: Activity,
    object: &str,
    (detail, personal): (&str, Personal<'_>),
) -> Result<(), crate::store::Error> {
    let (at, actor_key) = (Clock::system().now(), actors::COMMAND_LINE);
    let entry = activity::ActivityEntry { at, actor_key, reseller_key, action, object, detail, personal };
    activity::write(conn, entry)
}
