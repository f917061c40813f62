//! Sessions of people who are signed in. Only the SHA-256 of a session's token is kept.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;

use super::{PersonRow, columns};
use crate::store::db::connection::on_each;
use crate::store::schema::{people, resellers, sessions};
use crate::store::{Conn, Error};

/// A session ends after so long without a request.
pub const IDLE: Duration = Duration::minutes(30);
/// A session ends so long after signing in, whatever happens.
pub const LIFETIME: Duration = Duration::hours(12);

/// Writes a session down. `how` tells the way of signing in.
pub fn create(
    conn: &mut Conn,
    token_hash: &[u8],
    person: i64,
    how: &str,
    at: NaiveDateTime,
) -> Result<(), Error> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token_hash),
            sessions::person_key.eq(person),
            sessions::created_at.eq(at),
            sessions::last_seen_at.eq(at),
            sessions::method.eq(how),
        ))
        .execute(conn)?;
    Ok(())
}

/// The person, with the reseller, of a session that is neither over, revoked nor of a disabled person; and when it was last seen.
pub fn find(
    conn: &mut Conn,
    token_hash: &[u8],
    at: NaiveDateTime,
) -> Result<Option<(PersonRow, NaiveDateTime)>, Error> {
    // Every request asks this: on the connection itself, the statement's text is not made anew.
    Ok(on_each!(conn, |c| {
        sessions::table
            .inner_join(people::table.left_join(resellers::table))
            .filter(sessions::token_hash.eq(token_hash))
            .filter(sessions::last_seen_at.gt(at - IDLE))
            .filter(sessions::created_at.gt(at - LIFETIME))
            .filter(people::disabled.eq(false))
            .select((columns!(), sessions::last_seen_at))
            .first(c)
            .optional()
    })?)
}

/// Notes that a session was used. Nothing happens where it is gone: a request in flight revives no revoked session.
pub fn touch(conn: &mut Conn, token_hash: &[u8], at: NaiveDateTime) -> Result<(), Error> {
    diesel::update(sessions::table.find(token_hash)).set(sessions::last_seen_at.eq(at)).execute(conn)?;
    Ok(())
}

/// Ends a session.
pub fn delete(conn: &mut Conn, token_hash: &[u8]) -> Result<(), Error> {
    diesel::delete(sessions::table.find(token_hash)).execute(conn)?;
    Ok(())
}

/// Removes the sessions that are over.
pub fn tidy(conn: &mut Conn, at: NaiveDateTime) -> Result<usize, Error> {
    let over = sessions::last_seen_at.le(at - IDLE).or(sessions::created_at.le(at - LIFETIME));
    Ok(diesel::delete(sessions::table.filter(over)).execute(conn)?)
}
