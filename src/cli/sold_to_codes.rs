//! `sold-to-code add`.

use clap::Subcommand;

use super::resellers::tell;
use super::{CliError, explained};
use crate::domain::actor::Scope;
use crate::domain::sold_to_code::{Alias, MOST_SOLD_TO_CODES, SoldToCode};
use crate::store::{Db, Error, resellers, sold_to_codes};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Add a sold-to code of a reseller
    Add {
        /// Reseller ID
        #[arg(long)]
        reseller: String,
        /// Code: 7 to 10 of A-Z, 0-9 and hyphen
        #[arg(long)]
        code: String,
        /// What people pick
        #[arg(long)]
        alias: String,
    },
}

pub(super) fn run(db: &Db, command: Command) -> Result<(), CliError> {
    let Command::Add { reseller, code, alias } = command;
    let code = SoldToCode::read(&code).map_err(|error| CliError::new(error.to_string()))?;
    let alias = Alias::read(&alias).map_err(|error| CliError::new(error.to_string()))?;
    let id = db
        .read(|conn| resellers::any_id(conn, &reseller))
        .map_err(|error| explained(error, &format!("Reseller {reseller}")))?;
    let scope = Scope::of(id);
    db.write(|conn| {
        if sold_to_codes::list(conn, scope)?.len() >= MOST_SOLD_TO_CODES {
            let sentence = format!("A reseller has at most {MOST_SOLD_TO_CODES} sold-to codes.");
            return Err(CliError::new(sentence));
        }
        sold_to_codes::add(conn, scope, code.as_str(), alias.as_str()).map_err(|error| match error {
            Error::Conflict => CliError::new("This code or this alias is there already."),
            other => other.into(),
        })?;
        Ok(tell(conn, Some(id), "sold_to_code.added", code.as_str(), alias.as_str())?)
    })?;
    println!("Sold-to code {} added as '{}'.", code.as_str(), alias.as_str());
    Ok(())
}
