//! `sold-to-code add`.

use clap::Subcommand;

use super::error::{CliError, explain};
use crate::clock::Clock;
use crate::domain::actor::Scope;
use crate::domain::sold_to_code::{Alias, MAX_SOLD_TO_CODES, SoldToCode};
use crate::store::Db;
use crate::store::activity::Author;
use crate::store::people::actors;
use crate::store::resellers;
use crate::store::resellers::sold_to_codes::{self, SaveOutcome};

#[derive(Subcommand)]
pub(super) enum SoldToCodeCommand {
    /// Add a sold-to code to a reseller
    Add {
        /// Reseller ID, 10 digits
        #[arg(long)]
        reseller: String,
        /// Sold-to code: 7 to 10 characters from `A-Z`, `0-9` and `-`
        #[arg(long)]
        code: String,
        /// Alias by which people pick the code
        #[arg(long)]
        alias: String,
    },
}

pub(super) fn run(db: &Db, command: SoldToCodeCommand) -> Result<(), CliError> {
    let SoldToCodeCommand::Add { reseller, code, alias } = command;
    let code = SoldToCode::read(&code).map_err(|error| CliError::new(error.to_string()))?;
    let alias = Alias::read(&alias).map_err(|error| CliError::new(error.to_string()))?;
    let id = db
        .read(|conn| resellers::find_id(conn, &reseller))
        .map_err(|error| explain(error, &format!("Reseller {reseller}")))?;
    let scope = Scope::Reseller(id);
    let by = Author { actor: actors::COMMAND_LINE, at: Clock::system().now() };
    let message = match db.write(|conn| sold_to_codes::add(conn, scope, by, code.as_str(), alias.as_str()))? {
        SaveOutcome::Saved => None,
        SaveOutcome::CodeTaken(_) | SaveOutcome::AliasTaken(_) => {
            Some("This code or alias already exists.".to_owned())
        }
        SaveOutcome::TooMany => {
            Some(format!("A reseller can have at most {MAX_SOLD_TO_CODES} sold-to codes."))
        }
    };
    if let Some(message) = message {
        return Err(CliError::new(message));
    }
    println!("Sold-to code {} added as '{}'.", code.as_str(), alias.as_str());
    Ok(())
}
