//! Sessions of people who are signed in. Only the SHA-256 of a session's token is kept.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;

use super::{PersonRow, columns};
use crate::store::db::connection::on_each;
use crate::store::schema::{logins, people, resellers};
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
    diesel::insert_into(logins::table)
        .values((
            logins::token_hash.eq(token_hash),
            logins::person_id.eq(person),
            logins::created_at.eq(at),
            logins::last_seen.eq(at),
            logins::how.eq(how),
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
        logins::table
            .inner_join(people::table.left_join(resellers::table))
            .filter(logins::token_hash.eq(token_hash))
            .filter(logins::last_seen.gt(at - IDLE))
            .filter(logins::created_at.gt(at - LIFETIME))
            .filter(people::disabled.eq(false))
            .select((columns!(), logins::last_seen))
            .first(c)
            .optional()
    })?)
}

/// Notes that a session was used. Nothing happens where it is gone: a request in flight revives no revoked session.
pub fn touch(conn: &mut Conn, token_hash: &[u8], at: NaiveDateTime) -> Result<(), Error> {
    diesel::update(logins::table.find(token_hash)).set(logins::last_seen.eq(at)).execute(conn)?;
    Ok(())
}

/// Ends a session.
pub fn delete(conn: &mut Conn, token_hash: &[u8]) -> Result<(), Error> {
    diesel::delete(logins::table.find(token_hash)).execute(conn)?;
    Ok(())
}

/// Removes the sessions that are over.
pub fn tidy(conn: &mut Conn, at: NaiveDateTime) -> Result<usize, Error> {
    let over = logins::last_seen.le(at - IDLE).or(logins::created_at.le(at - LIFETIME));
    Ok(diesel::delete(logins::table.filter(over)).execute(conn)?)
}
