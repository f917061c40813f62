//! Failures to sign in, counted by account and by address.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::schema::sign_in_attempts as attempts;
use crate::store::{Conn, Error};

/// Writes a failure down.
pub fn add(conn: &mut Conn, account: &str, address: &str, at: NaiveDateTime) -> Result<(), Error> {
    diesel::insert_into(attempts::table)
        .values((attempts::email.eq(account), attempts::address.eq(address), attempts::at.eq(at)))
        .execute(conn)?;
    Ok(())
}

/// When the failures of an account since a time were, the latest first, at most so many.
pub fn of_account(
    conn: &mut Conn,
    account: &str,
    since: NaiveDateTime,
    most: i64,
) -> Result<Vec<NaiveDateTime>, Error> {
    let of = attempts::table.filter(attempts::email.eq(account)).filter(attempts::at.gt(since));
    Ok(of.order(attempts::at.desc()).limit(most).select(attempts::at).load(conn)?)
}

/// When the failures from an address since a time were, the latest first, at most so many.
pub fn of_address(
    conn: &mut Conn,
    address: &str,
    since: NaiveDateTime,
    most: i64,
) -> Result<Vec<NaiveDateTime>, Error> {
    let of = attempts::table.filter(attempts::address.eq(address)).filter(attempts::at.gt(since));
    Ok(of.order(attempts::at.desc()).limit(most).select(attempts::at).load(conn)?)
}

/// Forgets the failures of an account: it signed in.
pub fn clear_account(conn: &mut Conn, account: &str) -> Result<(), Error> {
    diesel::delete(attempts::table.filter(attempts::email.eq(account))).execute(conn)?;
    Ok(())
}

/// Removes failures before a time.
pub fn tidy(conn: &mut Conn, before: NaiveDateTime) -> Result<usize, Error> {
    Ok(diesel::delete(attempts::table.filter(attempts::at.lt(before))).execute(conn)?)
}
