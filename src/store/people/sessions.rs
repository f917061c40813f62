//! Sessions of signed-in people. Only the SHA-256 hash of a session's token is stored.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;

use super::{PersonRow, columns};
use crate::domain::ids::PersonKey;
use crate::store::db::connection::on_each;
use crate::store::schema::{people, resellers, sessions};
use crate::store::{Conn, Error};

/// Period of inactivity after which a session expires.
pub(crate) const IDLE_LIMIT: Duration = Duration::minutes(30);
/// Time after sign-in at which a session expires, even if it is in use.
pub(crate) const MAX_LIFETIME: Duration = Duration::hours(12);

/// Creates a session. `method` names the sign-in method.
pub(crate) fn create(
    conn: &mut Conn,
    token_hash: &[u8],
    person: PersonKey,
    method: &str,
    at: NaiveDateTime,
) -> Result<(), Error> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token_hash),
            sessions::person_key.eq(person),
            sessions::created_at.eq(at),
            sessions::last_seen_at.eq(at),
            sessions::method.eq(method),
        ))
        .execute(conn)?;
    Ok(())
}

/// Returns a session's person and the time of its last use. Returns `None` if the session has expired or been revoked,
/// or if the person is disabled.
pub(crate) fn find(
    conn: &mut Conn,
    token_hash: &[u8],
    at: NaiveDateTime,
) -> Result<Option<(PersonRow, NaiveDateTime)>, Error> {
    // Every request runs this query. With a concrete connection type, Diesel doesn't rebuild the SQL text.
    Ok(on_each!(conn, |c| {
        sessions::table
            .inner_join(people::table.left_join(resellers::table))
            .filter(sessions::token_hash.eq(token_hash))
            .filter(sessions::last_seen_at.gt(at - IDLE_LIMIT))
            .filter(sessions::created_at.gt(at - MAX_LIFETIME))
            .filter(people::disabled.eq(false))
            .select((columns!(), sessions::last_seen_at))
            .first(c)
            .optional()
    })?)
}

/// Records that a session was used. Does nothing if the session has ended, because a request in progress must not
/// revive it.
pub(crate) fn touch(conn: &mut Conn, token_hash: &[u8], at: NaiveDateTime) -> Result<(), Error> {
    diesel::update(sessions::table.find(token_hash)).set(sessions::last_seen_at.eq(at)).execute(conn)?;
    Ok(())
}

/// Ends a session.
pub(crate) fn delete(conn: &mut Conn, token_hash: &[u8]) -> Result<(), Error> {
    diesel::delete(sessions::table.find(token_hash)).execute(conn)?;
    Ok(())
}

/// Deletes expired sessions and returns their number.
pub(crate) fn delete_expired(conn: &mut Conn, at: NaiveDateTime) -> Result<usize, Error> {
    let is_expired =
        sessions::last_seen_at.le(at - IDLE_LIMIT).or(sessions::created_at.le(at - MAX_LIFETIME));
    Ok(diesel::delete(sessions::table.filter(is_expired)).execute(conn)?)
}
