//! `person add`, `person set-password`, `person unlock` and `person disable`. There is no default password.

use std::io::Read;

use clap::Subcommand;

use super::error::{CliError, explain};
use super::resellers::log;
use crate::auth::passwords::Passwords;
use crate::auth::sign_in::hash_account;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::activity::Activity;
use crate::domain::actor::Role;
use crate::domain::email;
use crate::domain::ids::PersonKey;
use crate::domain::password::{self, Owner};
use crate::domain::word::Word;
use crate::store::activity::Personal;
use crate::store::people::{self, NewPerson, sign_in_attempts};
use crate::store::{Db, Error, resellers};

#[derive(Subcommand)]
pub(super) enum PersonCommand {
    /// Add a person who can sign in
    Add {
        /// E-mail address for signing in
        #[arg(long)]
        email: String,
        /// Name, as shown on pages
        #[arg(long)]
        name: String,
        /// Role: `administrator` or `viewer` of a reseller, `support` or `operator`
        #[arg(long)]
        role: String,
        /// Reseller ID, required for administrators and viewers
        #[arg(long)]
        reseller: Option<String>,
        /// The person's ID at the identity provider
        #[arg(long = "account-id")]
        sso_account: Option<String>,
        /// Read the password from standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Set a new password and end the person's sessions
    SetPassword {
        /// E-mail address
        #[arg(long)]
        email: String,
        /// Read the password from standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Delete failed sign-in attempts, so that the person can try again at once, even from an unknown device
    Unlock {
        /// E-mail address
        #[arg(long)]
        email: String,
    },
    /// Stop a person from signing in and end the person's sessions
    Disable {
        /// E-mail address
        #[arg(long)]
        email: String,
    },
}

pub(super) fn run(db: &Db, config: &Config, command: PersonCommand) -> Result<(), CliError> {
    match command {
        PersonCommand::Add { email, name, role, reseller, sso_account, .. } => {
            let email = email::parse(&email).map_err(CliError::new)?;
            let role = Role::from_word(&role).ok_or_else(|| {
                CliError::new("The role must be administrator, viewer, support or operator.")
            })?;
            let reseller_key = match (&reseller, role.belongs_to_reseller()) {
                (Some(id), true) => Some(
                    db.read(|conn| resellers::find_id(conn, id))
                        .map_err(|error| explain(error, &format!("Reseller {id}")))?,
                ),
                (None, false) => None,
                (None, true) => {
                    return Err(CliError::new("This role belongs to a reseller. Pass --reseller."));
                }
                (Some(_), false) => {
                    return Err(CliError::new(
                        "Support staff and operators do not belong to a reseller. Leave out --reseller.",
                    ));
                }
            };
            let reseller_name =
                reseller_key.map(|key| db.read(|conn| resellers::find_name(conn, key))).transpose()?;
            let owner = Owner { email: &email, name: &name, reseller: reseller_name.as_deref() };
            let hash = read_password(config, owner)?;
            let new = NewPerson {
                email: &email,
                name: &name,
                reseller_key,
                role,
                password_hash: &hash,
                sso_account: sso_account.as_deref(),
                created_at: Clock::system().now(),
            };
            db.write(|conn| {
                let key = people::add(conn, &new)?.to_string();
                let details = (role.word(), Personal::account(&email));
                log(conn, reseller_key, Activity::PersonAdded, &key, details)
            })
            .map_err(|error| explain(error, &email))?;
            println!("{email} can now sign in.");
        }
        PersonCommand::SetPassword { email, .. } => {
            let email = email::normalize(&email);
            let (name, reseller) =
                db.read(|conn| people::find_names(conn, &email)).map_err(|error| explain(error, &email))?;
            let owner = Owner { email: &email, name: &name, reseller: reseller.as_deref() };
            let hash = read_password(config, owner)?;
            update_person(db, &email, Activity::PersonPasswordChanged, |conn, id| {
                people::set_password(conn, id, &hash, None)
            })?;
            println!("Password of {email} changed.");
        }
        PersonCommand::Unlock { email } => {
            let email = email::normalize(&email);
            update_person(db, &email, Activity::PersonUnlocked, |conn, _| {
                sign_in_attempts::clear_account(conn, &hash_account(&email))
            })?;
            println!("{email} can try to sign in again.");
        }
        PersonCommand::Disable { email } => {
            let email = email::normalize(&email);
            update_person(db, &email, Activity::PersonDisabled, people::disable)?;
            println!("{email} can no longer sign in.");
        }
    }
    Ok(())
}

fn update_person(
    db: &Db,
    email: &str,
    activity: Activity,
    update: impl FnOnce(&mut crate::store::Conn, PersonKey) -> Result<(), Error>,
) -> Result<(), CliError> {
    db.write(|conn| {
        let id = people::credentials(conn, email)?.ok_or(Error::NotFound)?.id;
        update(conn, id)?;
        log(conn, None, activity, &id.to_string(), ("", Personal::account(email)))
    })
    .map_err(|error| explain(error, email))
}

fn read_password(config: &Config, owner: Owner<'_>) -> Result<String, CliError> {
    let mut password = String::new();
    std::io::stdin().take(4096).read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    if let Some(sentence) = password::find_problem(password, owner) {
        return Err(CliError::new(format!("{sentence}.")));
    }
    Passwords::new(config.password_memory_kib).hash(password).map_err(CliError::new)
}
