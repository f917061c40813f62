//! Lets signed-in people change their own passwords.

use chrono::NaiveDateTime;

use super::passwords::{Passwords, Verification};
use super::sign_in::hash_account;
use crate::clock::Clock;
use crate::domain::activity::Activity;
use crate::domain::attempt::AttemptKind;
use crate::domain::ids::PersonKey;
use crate::domain::password::{self, Owner};
use crate::store::activity::{self, Personal};
use crate::store::people::sign_in_attempts::{self as attempts, Attempt};
use crate::store::people::{self, PersonRow};
use crate::store::{self, Conn, Db};

/// A signed-in person's request to change their password.
pub(crate) struct PasswordChange {
    pub(crate) person: PersonKey,
    /// The person's e-mail address, as stored.
    pub(crate) email: String,
    pub(crate) current: String,
    pub(crate) new: String,
    /// Hash of the current session's token. A change doesn't end this session.
    pub(crate) session_hash: Vec<u8>,
}

/// The outcome of changing a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PasswordChangeOutcome {
    /// The password was changed, and all of the person's other sessions have ended.
    Changed,
    /// The current password is wrong.
    WrongPassword,
    /// Too many wrong passwords. Holds the number of seconds until the next attempt is allowed.
    Throttled(i64),
    /// The new password isn't acceptable. Holds the message for the form.
    Rejected(String),
}

impl PasswordChange {
    /// Returns the number of seconds until the change is allowed, or `None` if it is allowed now.
    pub(crate) fn seconds_to_wait(
        &self,
        conn: &mut Conn,
        at: NaiveDateTime,
    ) -> Result<Option<i64>, store::Error> {
        attempts::seconds_to_wait(conn, stored_attempt(&hash_account(&self.email)), at)
    }
}

fn stored_attempt(account_hash: &[u8]) -> Attempt<'_> {
    Attempt { kind: AttemptKind::CurrentPassword, account_hash, network: "", device_hash: &[] }
}

/// Changes a signed-in person's password. Blocks while the passwords are being hashed.
pub(crate) fn change_password(
    db: &Db,
    clock: &Clock,
    passwords: &Passwords,
    change: &PasswordChange,
) -> Result<PasswordChangeOutcome, store::Error> {
    let (at, account_hash) = (clock.now(), hash_account(&change.email));
    let admission = db.write(|conn| match attempts::begin(conn, stored_attempt(&account_hash), at)? {
        Some(seconds) => Ok::<_, store::Error>(Err(seconds)),
        None => Ok(Ok(people::find(conn, change.person)?)),
    })?;
    let row = match admission {
        Ok(row) => row,
        Err(seconds) => return Ok(PasswordChangeOutcome::Throttled(seconds)),
    };
    if passwords.verify(&change.current, Some(&row.password_hash)) == Verification::Wrong {
        return Ok(PasswordChangeOutcome::WrongPassword);
    }
    let reseller = row.reseller.as_ref().map(|(_, name)| name.as_str());
    let owner = Owner { email: &row.email, name: &row.name, reseller };
    if let Some(message) = password::find_problem(&change.new, owner) {
        db.write(|conn| attempts::clear(conn, stored_attempt(&account_hash)))?;
        return Ok(PasswordChangeOutcome::Rejected(message));
    }
    let hash = passwords.hash(&change.new).map_err(store::Error::inconsistent)?;
    db.write(|conn| {
        attempts::clear(conn, stored_attempt(&account_hash))?;
        people::set_password(conn, change.person, &hash, Some(&change.session_hash))?;
        log_change(conn, at, &row)
    })?;
    Ok(PasswordChangeOutcome::Changed)
}

fn log_change(conn: &mut Conn, at: NaiveDateTime, row: &PersonRow) -> Result<(), store::Error> {
    let entry = activity::ActivityEntry {
        at,
        actor_key: row.actor_key,
        reseller_key: row.reseller.as_ref().map(|(id, _)| *id),
        action: Activity::PersonPasswordChanged,
        object: &row.id.to_string(),
        detail: "",
        personal: Personal::account(&row.email),
    };
    activity::write(conn, entry)
}
