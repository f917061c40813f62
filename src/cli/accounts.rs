//! `account add` and `account set`.

use clap::Subcommand;

use super::error::{CliError, explain, parse_public_id};
use super::resellers::log;
use crate::domain::activity::Activity;
use crate::domain::customer::{AccountKind, Approval};
use crate::domain::word::Word;
use crate::store::Db;
use crate::store::activity::Personal;
use crate::store::customers::accounts::{self, AccountChange, NewAccount};

#[derive(Subcommand)]
pub(super) enum AccountCommand {
    /// Add a customer account
    Add {
        /// Customer or MSP ID, 10 digits
        #[arg(long)]
        id: String,
        /// Company name
        #[arg(long)]
        name: String,
        /// Country, as shown on pages
        #[arg(long)]
        country: String,
        /// Mark the account as a managed service provider
        #[arg(long)]
        msp: bool,
        /// How resellers are approved: `automatic` (when they register their first device) or `manual`
        #[arg(long, default_value = "automatic")]
        approval: String,
    },
    /// Change a customer account; omitted options keep their current values
    Set {
        /// Customer or MSP ID, 10 digits
        #[arg(long)]
        id: String,
        /// Company name
        #[arg(long)]
        name: Option<String>,
        /// Country, as shown on pages
        #[arg(long)]
        country: Option<String>,
        /// How resellers are approved: `automatic` (when they register their first device) or `manual`
        #[arg(long)]
        approval: Option<String>,
    },
}

fn parse_approval(word: &str) -> Result<Approval, CliError> {
    Approval::from_word(word).ok_or_else(|| CliError::new("The approval must be automatic or manual."))
}

pub(super) fn run(db: &Db, command: AccountCommand) -> Result<(), CliError> {
    match command {
        AccountCommand::Add { id, name, country, msp, approval } => {
            let id = parse_public_id(&id, "customer or MSP ID")?;
            let kind = if msp { AccountKind::Msp } else { AccountKind::Customer };
            let approval = parse_approval(&approval)?;
            let new = NewAccount { customer_id: &id, kind, company_name: &name, country: &country, approval };
            db.write(|conn| {
                accounts::add(conn, new)?;
                log(conn, None, Activity::AccountAdded, &id, ("", Personal::text(&name)))
            })
            .map_err(|error| explain(error, &format!("Account {id}")))?;
            println!("Account {id} added: {name}.");
        }
        AccountCommand::Set { id, name, country, approval } => {
            let approval =
                approval.map(|word| parse_approval(&word)).transpose()?.map(|a| a.word().to_owned());
            let change = AccountChange { company_name: name, country, approval };
            if change.company_name.is_none() && change.country.is_none() && change.approval.is_none() {
                return Err(CliError::new("Nothing to change. Pass --name, --country or --approval."));
            }
            db.write(|conn| {
                accounts::set(conn, &id, &change)?;
                log(conn, None, Activity::AccountChanged, &id, ("", Personal::NONE))
            })
            .map_err(|error| explain(error, &format!("Account {id}")))?;
            println!("Account {id} changed.");
        }
    }
    Ok(())
}
