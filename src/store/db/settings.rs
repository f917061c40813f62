//! What the portal keeps for itself, such as the key that signs session cookies: shared by all instances.

use diesel::prelude::*;

use super::connection::Conn;
use super::connection::on_each;
use super::error::Error;
use crate::store::schema::settings;

/// Bytes of the cookie key.
const COOKIE_KEY_BYTES: usize = 64;

/// The key that signs session cookies: made once, by whichever instance comes first.
pub fn cookie_key(conn: &mut Conn) -> Result<Vec<u8>, Error> {
    let mut fresh = vec![0_u8; COOKIE_KEY_BYTES];
    rand::fill(&mut fresh[..]);
    let row = (settings::name.eq("cookie_key"), settings::value.eq(&fresh));
    on_each!(conn, |c| diesel::insert_into(settings::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(settings::table.find("cookie_key").select(settings::value).first(conn)?)
}

/// Keeps a value under a name; what was there stays.
pub fn put(conn: &mut Conn, name: &str, value: &[u8]) -> Result<(), Error> {
    let row = (settings::name.eq(name), settings::value.eq(value));
    on_each!(conn, |c| diesel::insert_into(settings::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// Whether there is a value under a name.
pub fn is_there(conn: &mut Conn, name: &str) -> Result<bool, Error> {
    let found: Option<String> = settings::table.find(name).select(settings::name).first(conn).optional()?;
    Ok(found.is_some())
}
