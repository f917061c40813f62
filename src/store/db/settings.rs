//! Values that the portal stores for its own use, such as the fingerprints of its secret keys. All instances share
//! them.

use diesel::prelude::*;

use super::connection::Conn;
use super::connection::on_each;
use super::error::Error;
use crate::store::schema::settings;

/// Stores a value under a name. Keeps an existing value.
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

/// Returns the value that is stored under a name, or `None` if no value is stored.
pub(crate) fn find(conn: &mut Conn, name: &str) -> Result<Option<Vec<u8>>, Error> {
    Ok(settings::table.find(name).select(settings::value).first(conn).optional()?)
}

/// Replaces a stored value if it is still `old`. Returns whether it was replaced.
pub(crate) fn replace(conn: &mut Conn, name: &str, old: &[u8], new: &[u8]) -> Result<bool, Error> {
    let unchanged = settings::table.find(name).filter(settings::value.eq(old));
    Ok(diesel::update(unchanged).set(settings::value.eq(new)).execute(conn)? == 1)
}
