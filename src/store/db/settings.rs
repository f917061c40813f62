//! Values that the portal stores for its own use, such as the key that signs session cookies. All instances share them.

use diesel::prelude::*;

use super::connection::Conn;
use super::connection::on_each;
use super::error::Error;
use crate::store::schema::settings;

/// Length of the cookie key in bytes.
const COOKIE_KEY_BYTES: usize = 64;

/// Returns the key that signs session cookies. The first instance to start creates it.
pub(crate) fn cookie_key(conn: &mut Conn) -> Result<Vec<u8>, Error> {
    let mut new_key = vec![0_u8; COOKIE_KEY_BYTES];
    rand::fill(&mut new_key[..]);
    let row = (settings::name.eq("cookie_key"), settings::value.eq(&new_key));
    on_each!(conn, |c| diesel::insert_into(settings::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(settings::table.find("cookie_key").select(settings::value).first(conn)?)
}

/// Stores a value under a name. An existing value isn't changed.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn insert(conn: &mut Conn, name: &str, value: &[u8]) -> Result<(), Error> {
    let row = (settings::name.eq(name), settings::value.eq(value));
    on_each!(conn, |c| diesel::insert_into(settings::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// Returns whether a value is stored under a name.
pub(crate) fn exists(conn: &mut Conn, name: &str) -> Result<bool, Error> {
    let found: Option<String> = settings::table.find(name).select(settings::name).first(conn).optional()?;
    Ok(found.is_some())
}
