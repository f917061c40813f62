//! `customer add` and `customer set`.

use clap::Subcommand;

use super::error::{CliError, explain};
use crate::clock::Clock;
use crate::domain::actor::Scope;
use crate::domain::customer::CustomerStatus;
use crate::domain::word::Word;
use crate::store::activity::Author;
use crate::store::customers::{self, AddOutcome};
use crate::store::people::actors;
use crate::store::{Db, resellers};

#[derive(Subcommand)]
pub(super) enum CustomerCommand {
    /// Add a customer account to a reseller
    Add {
        /// Reseller ID, 10 digits
        #[arg(long)]
        reseller: String,
        /// Customer or MSP ID, 10 digits
        #[arg(long)]
        account: String,
        /// The reseller's internal reference, at most 100 characters
        #[arg(long, default_value = "")]
        reference: String,
        /// Status: `pending`, `active` or `inactive`
        #[arg(long, default_value = "pending")]
        status: String,
    },
    /// Change a reseller's customer; omitted options keep their current values
    Set {
        /// Reseller ID, 10 digits
        #[arg(long)]
        reseller: String,
        /// Customer or MSP ID, 10 digits
        #[arg(long)]
        account: String,
        /// The reseller's internal reference, at most 100 characters
        #[arg(long)]
        reference: Option<String>,
        /// Status: `pending`, `active` or `inactive`
        #[arg(long)]
        status: Option<String>,
    },
}

fn parse_status(word: &str) -> Result<CustomerStatus, CliError> {
    CustomerStatus::from_word(word)
        .ok_or_else(|| CliError::new("The status must be pending, active or inactive."))
}

fn scope(db: &Db, reseller: &str) -> Result<Scope, CliError> {
    let id = db
        .read(|conn| resellers::find_id(conn, reseller))
        .map_err(|error| explain(error, &format!("Reseller {reseller}")))?;
    Ok(Scope::Reseller(id))
}

pub(super) fn run(db: &Db, command: CustomerCommand) -> Result<(), CliError> {
    let by = Author { actor: actors::COMMAND_LINE, at: Clock::system().now() };
    match command {
        CustomerCommand::Add { reseller, account, reference, status } => {
            let (scope, status) = (scope(db, &reseller)?, parse_status(&status)?);
            check_reference(&reference)?;
            let added = db.write(|conn| {
                let added = customers::add(conn, scope, by, &account, &reference)?;
                if let AddOutcome::Added(_) = added
                    && status != CustomerStatus::Pending
                {
                    customers::set_status(conn, scope, by, &account, status)?;
                }
                Ok::<_, crate::store::Error>(added)
            })?;
            match added {
                AddOutcome::Added(_) => {
                    println!("Account {account} is now a customer of reseller {reseller}.")
                }
                AddOutcome::UnknownAccount => {
                    return Err(CliError::new(format!("Account {account} does not exist.")));
                }
                AddOutcome::AlreadyAdded => {
                    let message = format!("Account {account} is already a customer of reseller {reseller}.");
                    return Err(CliError::new(message));
                }
            }
        }
        CustomerCommand::Set { reseller, account, reference, status } => {
            let scope = scope(db, &reseller)?;
            let status = status.map(|word| parse_status(&word)).transpose()?;
            check_reference(reference.as_deref().unwrap_or_default())?;
            if reference.is_none() && status.is_none() {
                return Err(CliError::new("Nothing to change. Pass --reference or --status."));
            }
            db.write(|conn| {
                if let Some(reference) = &reference {
                    customers::set_reference(conn, scope, by, &account, reference)?;
                }
                match status {
                    Some(status) => customers::set_status(conn, scope, by, &account, status),
                    None => Ok(()),
                }
            })
            .map_err(|error| explain(error, &format!("Customer {account}")))?;
            println!("Customer {account} changed.");
        }
    }
    Ok(())
}

fn check_reference(reference: &str) -> Result<(), CliError> {
    match reference.chars().count() {
        0..=100 => Ok(()),
        _ => Err(CliError::new("The internal reference can have at most 100 characters.")),
    }
}
