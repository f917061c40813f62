//! People who sign in.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::schema::{logins, people, resellers};
use super::{Conn, Error, activity};
use crate::domain::activity::Activity;

pub mod sessions;
pub mod sign_in_attempts;

/// A person to add.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = people)]
pub struct NewPerson<'a> {
    /// E-mail address in lower case.
    pub email: &'a str,
    /// Name, as it is shown.
    pub name: &'a str,
    /// Key of the reseller's row; none for support and operators.
    pub reseller_id: Option<i64>,
    /// The word of a role.
    pub role: &'a str,
    /// Argon2id, in PHC string form.
    pub password_hash: &'a str,
    /// Account ID at the identity provider.
    pub account_id: Option<&'a str>,
    /// When, UTC.
    pub created_at: NaiveDateTime,
}

/// Adds a person; [`Error::Conflict`] where the address is taken.
pub fn add(conn: &mut Conn, new: &NewPerson<'_>) -> Result<i64, Error> {
    Ok(diesel::insert_into(people::table).values(new).returning(people::id).get_result(conn)?)
}

/// What signing in needs to know.
#[derive(Queryable, Clone, Debug)]
pub struct Credentials {
    /// Key of the person's row.
    pub id: i64,
    /// Argon2id, in PHC string form.
    pub password_hash: String,
    /// Whether signing in is over for this person.
    pub disabled: bool,
}

/// The credentials of an e-mail address (in lower case), if somebody has it.
pub fn credentials(conn: &mut Conn, email: &str) -> Result<Option<Credentials>, Error> {
    Ok(people::table
        .filter(people::email.eq(email))
        .select((people::id, people::password_hash, people::disabled))
        .first(conn)
        .optional()?)
}

/// A person with the reseller.
#[derive(Queryable, Clone, Debug)]
pub struct PersonRow {
    /// Key of the row.
    pub id: i64,
    /// E-mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// The word of a role.
    pub role: String,
    /// Account ID at the identity provider.
    pub account_id: Option<String>,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// The word of a theme.
    pub theme: String,
    /// Whether keys without Ctrl or Alt do something.
    pub shortcuts: bool,
    /// Argon2id, in PHC string form.
    pub password_hash: String,
    /// Key, reseller ID and name of the reseller.
    pub reseller: Option<(i64, String, String)>,
}

macro_rules! columns {
    () => {
        (
            people::id,
            people::email,
            people::name,
            people::role,
            people::account_id,
            people::time_zone,
            people::theme,
            people::shortcuts,
            people::password_hash,
            (resellers::id, resellers::public_id, resellers::name).nullable(),
        )
    };
}
pub(crate) use columns;

/// The person with this key, unless disabled.
pub fn find(conn: &mut Conn, id: i64) -> Result<PersonRow, Error> {
    Ok(people::table
        .left_join(resellers::table)
        .filter(people::id.eq(id))
        .filter(people::disabled.eq(false))
        .select(columns!())
        .first(conn)?)
}

/// Changes a password, and ends every session of the person but the one to keep.
pub fn set_password(conn: &mut Conn, id: i64, hash: &str, keep: Option<&[u8]>) -> Result<(), Error> {
    diesel::update(people::table.find(id)).set(people::password_hash.eq(hash)).execute(conn)?;
    end_logins(conn, id, keep)
}

/// Ends signing in for a person, and every session.
pub fn disable(conn: &mut Conn, id: i64) -> Result<(), Error> {
    diesel::update(people::table.find(id)).set(people::disabled.eq(true)).execute(conn)?;
    end_logins(conn, id, None)
}

fn end_logins(conn: &mut Conn, id: i64, keep: Option<&[u8]>) -> Result<(), Error> {
    let of_person = logins::table.filter(logins::person_id.eq(id));
    match keep {
        Some(hash) => diesel::delete(of_person.filter(logins::token_hash.ne(hash))).execute(conn)?,
        None => diesel::delete(of_person).execute(conn)?,
    };
    Ok(())
}

/// Changes the zone (IANA name) in which times are shown, the theme (its word), and whether keys without Ctrl or Alt do
/// something.
pub fn set_preferences(
    conn: &mut Conn,
    id: i64,
    time_zone: &str,
    theme: &str,
    shortcuts: bool,
    at: NaiveDateTime,
) -> Result<(), Error> {
    let (email, reseller_id): (String, Option<i64>) = diesel::update(people::table.find(id))
        .set((people::time_zone.eq(time_zone), people::theme.eq(theme), people::shortcuts.eq(shortcuts)))
        .returning((people::email, people::reseller_id))
        .get_result(conn)?;
    let detail = format!("{time_zone}, {theme}, shortcuts {}", if shortcuts { "on" } else { "off" });
    let action = Activity::PersonDisplayChanged;
    let entry =
        activity::Entry { at, person_id: Some(id), reseller_id, action, object: &email, detail: &detail };
    activity::write(conn, entry)
}
