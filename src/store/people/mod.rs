//! People who sign in.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::activity::{self, Personal};
use super::schema::{people, resellers, sessions as session_rows};
use super::{Conn, Error};
use crate::domain::activity::Activity;
use crate::domain::actor::{Role, Theme};
use crate::domain::csv_separator::CsvSeparator;
use crate::domain::ids::{ActorKey, PersonKey, ResellerKey};
use crate::domain::word::Word;

pub mod actors;
pub(crate) mod known_devices;
pub(crate) mod sessions;
pub(crate) mod sign_in_attempts;

/// A person to add.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = people)]
pub(crate) struct NewPerson<'a> {
    /// E-mail address in lower case.
    pub(crate) email: &'a str,
    /// Name, as shown on pages.
    pub(crate) name: &'a str,
    /// The person's reseller. `None` for support staff and operators.
    pub(crate) reseller_key: Option<ResellerKey>,
    pub(crate) role: Role,
    /// Argon2id hash in PHC string format.
    pub(crate) password_hash: &'a str,
    /// The person's account at the identity provider.
    pub(crate) sso_account: Option<&'a str>,
    /// Time of creation, UTC.
    pub(crate) created_at: NaiveDateTime,
}

/// Adds a person and an actor for them, and returns the person's key. Returns [`Error::Conflict`] if the e-mail address
/// is already in use.
pub(crate) fn add(conn: &mut Conn, new: &NewPerson<'_>) -> Result<PersonKey, Error> {
    let actor = actors::add_person(conn, new.email)?;
    let row = (new, people::actor_key.eq(actor));
    Ok(diesel::insert_into(people::table).values(row).returning(people::id).get_result(conn)?)
}

/// A person's credentials.
#[derive(Queryable, Clone, Debug)]
pub struct Credentials {
    /// Key of the person's row.
    pub id: PersonKey,
    /// Argon2id hash in PHC string format.
    pub(crate) password_hash: String,
    /// Whether the person is barred from signing in.
    pub(crate) disabled: bool,
}

/// Returns the credentials for an e-mail address in lower case. Returns `None` if no person has this address.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn credentials(conn: &mut Conn, email: &str) -> Result<Option<Credentials>, Error> {
    Ok(people::table
        .filter(people::email.eq(email))
        .select((people::id, people::password_hash, people::disabled))
        .first(conn)
        .optional()?)
}

/// Returns the name of the person with this e-mail address, and the name of their reseller if they belong to one.
/// Returns [`Error::NotFound`] if no person has this address.
pub(crate) fn find_names(conn: &mut Conn, email: &str) -> Result<(String, Option<String>), Error> {
    Ok(people::table
        .left_join(resellers::table)
        .filter(people::email.eq(email))
        .select((people::name, resellers::name.nullable()))
        .first(conn)?)
}

/// A person with their reseller.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct PersonRow {
    /// Key of the row.
    pub(crate) id: PersonKey,
    /// Key of the person's actor.
    pub(crate) actor_key: ActorKey,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    /// The person's account at the identity provider.
    pub(crate) sso_account: Option<String>,
    /// IANA name of the time zone.
    pub(crate) time_zone: String,
    pub(crate) theme: Theme,
    /// Whether keyboard shortcuts without Ctrl or Alt are enabled.
    pub(crate) shortcuts: bool,
    /// The separator of downloaded CSV files.
    pub(crate) csv_separator: CsvSeparator,
    /// Argon2id hash in PHC string format.
    pub(crate) password_hash: String,
    /// Key and name of the reseller. `None` for support staff and operators.
    pub(crate) reseller: Option<(ResellerKey, String)>,
}

macro_rules! columns {
    () => {
        (
            people::id,
            people::actor_key,
            people::email,
            people::name,
            people::role,
            people::sso_account,
            people::time_zone,
            people::theme,
            people::shortcuts,
            people::csv_separator,
            people::password_hash,
            (resellers::id, resellers::name).nullable(),
        )
    };
}
pub(crate) use columns;

/// Returns the person with this key. Returns [`Error::NotFound`] if there is none, or if the person is disabled.
pub(crate) fn find(conn: &mut Conn, id: PersonKey) -> Result<PersonRow, Error> {
    Ok(people::table
        .left_join(resellers::table)
        .filter(people::id.eq(id))
        .filter(people::disabled.eq(false))
        .select(columns!())
        .first(conn)?)
}

/// Changes a person's password and ends all of their sessions except the one with the token hash `keep`.
pub(crate) fn set_password(
    conn: &mut Conn,
    id: PersonKey,
    hash: &str,
    keep: Option<&[u8]>,
) -> Result<(), Error> {
    diesel::update(people::table.find(id)).set(people::password_hash.eq(hash)).execute(conn)?;
    end_sessions(conn, id, keep)
}

/// Replaces a password's hash with another hash of the same password. Does nothing if the password has changed.
pub(crate) fn replace_password_hash(
    conn: &mut Conn,
    id: PersonKey,
    old: &str,
    new: &str,
) -> Result<(), Error> {
    let person = people::table.find(id).filter(people::password_hash.eq(old));
    diesel::update(person).set(people::password_hash.eq(new)).execute(conn)?;
    Ok(())
}

/// Bars a person from signing in, ends all of their sessions and forgets their devices.
pub(crate) fn disable(conn: &mut Conn, id: PersonKey) -> Result<(), Error> {
    diesel::update(people::table.find(id)).set(people::disabled.eq(true)).execute(conn)?;
    known_devices::forget_person(conn, id)?;
    end_sessions(conn, id, None)
}

fn end_sessions(conn: &mut Conn, id: PersonKey, keep: Option<&[u8]>) -> Result<(), Error> {
    let person_sessions = session_rows::table.filter(session_rows::person_key.eq(id));
    match keep {
        Some(hash) => {
            diesel::delete(person_sessions.filter(session_rows::token_hash.ne(hash))).execute(conn)?
        }
        None => diesel::delete(person_sessions).execute(conn)?,
    };
    Ok(())
}

/// The settings on a person's account page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Preferences {
    /// IANA name of the time zone.
    pub(crate) time_zone: &'static str,
    pub(crate) theme: Theme,
    /// Whether keyboard shortcuts without Ctrl or Alt are enabled.
    pub(crate) shortcuts: bool,
    /// The separator of downloaded CSV files.
    pub(crate) csv_separator: CsvSeparator,
}

/// Changes a person's preferences.
pub(crate) fn set_preferences(
    conn: &mut Conn,
    id: PersonKey,
    preferences: Preferences,
    at: NaiveDateTime,
) -> Result<(), Error> {
    let Preferences { time_zone, theme, shortcuts, csv_separator } = preferences;
    let (email, actor_key, reseller_key): (String, ActorKey, Option<ResellerKey>) =
        diesel::update(people::table.find(id))
            .set((
                people::time_zone.eq(time_zone),
                people::theme.eq(theme),
                people::shortcuts.eq(shortcuts),
                people::csv_separator.eq(csv_separator),
            ))
            .returning((people::email, people::actor_key, people::reseller_key))
            .get_result(conn)?;
    let (theme, shortcuts) = (theme.word(), if shortcuts { "on" } else { "off" });
    let detail = format!("{time_zone}, {theme}, shortcuts {shortcuts}, CSV with {}", csv_separator.label());
    let action = Activity::PersonDisplayChanged;
    let (object, personal) = (id.to_string(), Personal::account(&email));
    let entry = activity::ActivityEntry {
        at,
        actor_key,
        reseller_key,
        action,
        object: &object,
        detail: &detail,
        personal,
    };
    activity::write(conn, entry)
}
