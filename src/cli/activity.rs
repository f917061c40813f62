//! `activity erase`.

use clap::Subcommand;

use super::error::CliError;
use crate::clock::Clock;
use crate::domain::email;
use crate::store::Db;
use crate::store::activity::erasure;
use crate::store::people::actors;

#[derive(Subcommand)]
pub(super) enum ActivityCommand {
    /// Erase an account's personal data from the activity log
    ///
    /// Erases e-mail addresses, network addresses, names and free text. This affects all entries about this account,
    /// and all entries about its owner's actions. The entries themselves remain.
    Erase {
        /// E-mail address of the account; the account need not exist
        #[arg(long)]
        email: String,
    },
}

pub(super) fn run(db: &Db, command: ActivityCommand) -> Result<(), CliError> {
    let ActivityCommand::Erase { email } = command;
    let (email, at) = (email::normalize(&email), Clock::system().now());
    let mut erased = 0;
    loop {
        match db.write(|conn| erasure::erase(conn, &email, actors::COMMAND_LINE, at))? {
            0 => break,
            entries => erased += entries,
        }
    }
    println!("Entries erased: {erased}.");
    Ok(())
}
