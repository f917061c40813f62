//! Failed sign-in attempts, counted per account and per IP address.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::schema::sign_in_attempts as attempts;
use crate::store::{Conn, Error};

/// Records a failed attempt.
pub(crate) fn add(conn: &mut Conn, account: &str, address: &str, at: NaiveDateTime) -> Result<(), Error> {
    diesel::insert_into(attempts::table)
        .values((attempts::email.eq(account), attempts::address.eq(address), attempts::at.eq(at)))
        .execute(conn)?;
    Ok(())
}

/// Returns the times of an account's failed attempts after `since`, newest first and at most `limit`.
pub(crate) fn list_of_account(
    conn: &mut Conn,
    account: &str,
    since: NaiveDateTime,
    limit: i64,
) -> Result<Vec<NaiveDateTime>, Error> {
    let failures = attempts::table.filter(attempts::email.eq(account)).filter(attempts::at.gt(since));
    Ok(failures.order(attempts::at.desc()).limit(limit).select(attempts::at).load(conn)?)
}

/// Returns the times of an address's failed attempts after `since`, newest first and at most `limit`.
pub(crate) fn list_of_address(
    conn: &mut Conn,
    address: &str,
    since: NaiveDateTime,
    limit: i64,
) -> Result<Vec<NaiveDateTime>, Error> {
    let failures = attempts::table.filter(attempts::address.eq(address)).filter(attempts::at.gt(since));
    Ok(failures.order(attempts::at.desc()).limit(limit).select(attempts::at).load(conn)?)
}

/// Deletes an account's failed attempts after a successful sign-in.
pub(crate) fn clear_account(conn: &mut Conn, account: &str) -> Result<(), Error> {
    diesel::delete(attempts::table.filter(attempts::email.eq(account))).execute(conn)?;
    Ok(())
}

/// Deletes the failed attempts before a time and returns their number.
pub(crate) fn delete_before(conn: &mut Conn, before: NaiveDateTime) -> Result<usize, Error> {
    Ok(diesel::delete(attempts::table.filter(attempts::at.lt(before))).execute(conn)?)
}
