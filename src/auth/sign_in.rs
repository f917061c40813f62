//! Sign-in: credentials and throttling. An error never says whether the address or the password was wrong.

use chrono::{Duration, NaiveDateTime};

use super::passwords::{self, Passwords};
use crate::clock::Clock;
use crate::domain::activity::Activity;
use crate::domain::ids::PersonKey;
use crate::store::people::{self, sign_in_attempts as attempts};
use crate::store::{self, Conn, Db, activity};

/// Period over which failed attempts are counted.
pub(crate) const WINDOW: Duration = Duration::minutes(15);
/// Number of failed attempts for one account after which it is throttled.
pub(crate) const MAX_FAILURES_PER_ACCOUNT: i64 = 10;
/// Number of failed attempts from one address after which it is throttled.
pub(crate) const MAX_FAILURES_PER_ADDRESS: i64 = 50;

/// The outcome of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInOutcome {
    /// The person is signed in. Holds the key of the person's row.
    SignedIn(PersonKey),
    /// The e-mail address or password is wrong.
    Wrong,
    /// Too many failed attempts. Holds the number of seconds until the next attempt is allowed.
    Throttled(i64),
}

/// Tries to sign a person in from an address. Blocks while hashing the password.
pub(crate) fn sign_in(
    db: &Db,
    clock: &Clock,
    passwords: &Passwords,
    email: &str,
    password: &str,
    address: &str,
) -> Result<SignInOutcome, store::Error> {
    // PostgreSQL rejects NUL in text values, and no e-mail address contains one.
    let account = email.trim().to_lowercase().replace('\0', "\u{FFFD}");
    let at = clock.now();
    if let Some(seconds) = db.read(|conn| throttled_seconds(conn, &account, address, at))? {
        return Ok(SignInOutcome::Throttled(seconds));
    }
    let credentials = db.read(|conn| people::credentials(conn, &account))?;
    let hash = credentials.as_ref().map(|found| found.password_hash.as_str());
    let password = if password.len() > passwords::MAX_LENGTH { "" } else { password };
    let is_match = passwords.matches(password, hash);
    match credentials.filter(|found| is_match && !found.disabled) {
        Some(found) => {
            db.write(|conn| {
                attempts::clear_account(conn, &account)?;
                log_sign_in(conn, at, found.id, &account, address)
            })?;
            Ok(SignInOutcome::SignedIn(found.id))
        }
        None => {
            db.write(|conn| attempts::add(conn, &account, address, at))?;
            Ok(SignInOutcome::Wrong)
        }
    }
}

fn log_sign_in(
    conn: &mut Conn,
    at: NaiveDateTime,
    person: PersonKey,
    account: &str,
    address: &str,
) -> Result<(), store::Error> {
    let row = people::find(conn, person)?;
    let entry = activity::ActivityEntry {
        at,
        actor_key: row.actor_key,
        reseller_key: row.reseller.map(|(id, _)| id),
        action: Activity::PersonSignedIn,
        object: account,
        detail: address,
    };
    activity::write(conn, entry)
}

/// Returns the number of seconds until the next sign-in is allowed, or `None` if sign-in isn't throttled.
fn throttled_seconds(
    conn: &mut Conn,
    account: &str,
    address: &str,
    at: NaiveDateTime,
) -> Result<Option<i64>, store::Error> {
    let since = at - WINDOW;
    let account_failures = attempts::list_of_account(conn, account, since, MAX_FAILURES_PER_ACCOUNT)?;
    let address_failures = attempts::list_of_address(conn, address, since, MAX_FAILURES_PER_ADDRESS)?;
    let wait = |failures: &[NaiveDateTime], limit: i64| {
        let oldest = failures.last().filter(|_| failures.len() as i64 >= limit)?;
        Some((*oldest + WINDOW - at).num_seconds().max(1))
    };
    Ok(wait(&account_failures, MAX_FAILURES_PER_ACCOUNT)
        .max(wait(&address_failures, MAX_FAILURES_PER_ADDRESS)))
}

/// The outcome of changing a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PasswordChange {
    /// The password was changed, and all other sessions of the person have ended.
    Changed,
    /// The current password is wrong.
    WrongPassword,
    /// The new password isn't acceptable. Holds the message that says why.
    Refused(String),
}

/// Changes the password of a person who is signed in. The session whose token hash is `keep` continues.
pub(crate) fn change_password(
    db: &Db,
    clock: &Clock,
    passwords: &Passwords,
    person: PersonKey,
    (current, new): (&str, &str),
    keep: &[u8],
) -> Result<PasswordChange, store::Error> {
    let row = db.read(|conn| people::find(conn, person))?;
    if !passwords.matches(current, Some(&row.password_hash)) {
        return Ok(PasswordChange::WrongPassword);
    }
    if let Some(message) = passwords::find_problem(new, &row.email) {
        return Ok(PasswordChange::Refused(message));
    }
    let hash = passwords.hash(new).map_err(store::Error::inconsistent)?;
    db.write(|conn| {
        people::set_password(conn, person, &hash, Some(keep))?;
        activity::write(
            conn,
            activity::ActivityEntry {
                at: clock.now(),
                actor_key: row.actor_key,
                reseller_key: row.reseller.as_ref().map(|(id, _)| *id),
                action: Activity::PersonPasswordChanged,
                object: &row.email,
                detail: "",
            },
        )
    })?;
    Ok(PasswordChange::Changed)
}
