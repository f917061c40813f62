//! Attempts to sign in, and other attempts to enter a secret. They are counted per account, per known device and per
//! network.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::attempt::{AttemptKind, MAX_FAILURES_PER_ACCOUNT, WINDOW};
use crate::store::db::advisory_lock;
use crate::store::schema::sign_in_attempts as attempts;
use crate::store::{Conn, Error};

/// An attempt to enter a secret.
#[derive(Insertable, Clone, Copy, Debug)]
#[diesel(table_name = attempts)]
pub(crate) struct Attempt<'a> {
    pub(crate) kind: AttemptKind,
    /// SHA-256 hash of the account's name, so that the name's length doesn't matter.
    pub(crate) account_hash: &'a [u8],
    /// The network that the attempt came from.
    pub(crate) network: &'a str,
    /// The hash of the device if it is known for this account, or empty otherwise. A known device has its own count, so
    /// that other people's failures can't lock it out.
    pub(crate) device_hash: &'a [u8],
}

/// Returns the number of seconds until the next attempt is allowed, or `None` if one is allowed now.
pub(crate) fn seconds_to_wait(
    conn: &mut Conn,
    attempt: Attempt<'_>,
    at: NaiveDateTime,
) -> Result<Option<i64>, Error> {
    let counted =
        attempts::table.filter(attempts::kind.eq(attempt.kind)).filter(attempts::at.gt(at - WINDOW));
    let of_account: Vec<NaiveDateTime> = counted
        .filter(attempts::account_hash.eq(attempt.account_hash))
        .filter(attempts::device_hash.eq(attempt.device_hash))
        .order(attempts::at.desc())
        .limit(MAX_FAILURES_PER_ACCOUNT)
        .select(attempts::at)
        .load(conn)?;
    // Failures are released one by one as they leave the window, so the oldest counted failure determines the wait.
    let wait = |times: &[NaiveDateTime], limit: i64| {
        let oldest = times.last().filter(|_| times.len() as i64 >= limit)?;
        Some((*oldest + WINDOW - at).num_seconds().max(1))
    };
    let for_account = wait(&of_account, MAX_FAILURES_PER_ACCOUNT);
    let Some(limit) = attempt.kind.max_per_network().filter(|_| attempt.device_hash.is_empty()) else {
        return Ok(for_account);
    };
    let of_network: Vec<NaiveDateTime> = counted
        .filter(attempts::network.eq(attempt.network))
        .filter(attempts::device_hash.eq(attempt.device_hash))
        .order(attempts::at.desc())
        .limit(limit)
        .select(attempts::at)
        .load(conn)?;
    Ok(for_account.max(wait(&of_network, limit)))
}

/// Counts an attempt before its secret is checked, so that parallel attempts can't exceed the limits. Returns the
/// number of seconds to wait, and counts nothing, if the attempt isn't allowed. Call [`clear`] if the secret is
/// correct.
pub(crate) fn begin(conn: &mut Conn, attempt: Attempt<'_>, at: NaiveDateTime) -> Result<Option<i64>, Error> {
    lock(conn, attempt)?;
    let seconds = seconds_to_wait(conn, attempt, at)?;
    if seconds.is_none() {
        diesel::insert_into(attempts::table).values((attempt, attempts::at.eq(at))).execute(conn)?;
    }
    Ok(seconds)
}

/// Makes other transactions for the same account or network wait, so that each sees the attempts of earlier ones.
fn lock(conn: &mut Conn, attempt: Attempt<'_>) -> Result<(), Error> {
    let account = [attempt.account_hash, attempt.device_hash].concat();
    let mut names = vec![("account", account.as_slice())];
    if attempt.device_hash.is_empty() {
        names.push(("network", attempt.network.as_bytes()));
    }
    advisory_lock::lock(conn, &names)
}

/// Deletes a successful attempt, together with the account's failures from the same device, or from the same network if
/// the device is unknown. Failures from elsewhere remain, because they may be someone else's guesses.
pub(crate) fn clear(conn: &mut Conn, attempt: Attempt<'_>) -> Result<(), Error> {
    let of_account = attempts::table
        .filter(attempts::kind.eq(attempt.kind))
        .filter(attempts::account_hash.eq(attempt.account_hash))
        .filter(attempts::device_hash.eq(attempt.device_hash));
    if attempt.device_hash.is_empty() {
        diesel::delete(of_account.filter(attempts::network.eq(attempt.network))).execute(conn)?;
    } else {
        diesel::delete(of_account).execute(conn)?;
    }
    Ok(())
}

/// Deletes all attempts for an account, so that its owner can try again at once.
pub(crate) fn clear_account(conn: &mut Conn, account_hash: &[u8]) -> Result<(), Error> {
    diesel::delete(attempts::table.filter(attempts::account_hash.eq(account_hash))).execute(conn)?;
    Ok(())
}

/// Deletes the attempts that were made before the given time, and returns their number.
pub(crate) fn delete_before(conn: &mut Conn, before: NaiveDateTime) -> Result<usize, Error> {
    Ok(diesel::delete(attempts::table.filter(attempts::at.lt(before))).execute(conn)?)
}
