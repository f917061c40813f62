//! Sessions of people who are signed in. They are looked up by the SHA-256 hash of the token in the cookie.

use chrono::{Duration, NaiveDateTime};
use sha2::{Digest, Sha256};

use super::to_actor;
use crate::domain::activity::Activity;
use crate::domain::actor::Actor;
use crate::domain::ids::PersonKey;
use crate::store::activity::{self, Personal};
use crate::store::{self, Conn, Db, people};

/// Minimum time between two updates of `last_seen`.
const TOUCH_INTERVAL: Duration = Duration::minutes(1);

/// Returns the hash of a token, as stored in the table.
pub(crate) fn hash_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// A valid session.
pub(crate) struct Session {
    /// The person who is signed in.
    pub(crate) actor: Actor,
    /// Time of the last recorded use, UTC.
    pub(crate) last_seen: NaiveDateTime,
}

impl Session {
    /// Returns whether this use should be recorded. Once a minute is enough.
    pub(crate) fn is_due(&self, at: NaiveDateTime) -> bool {
        at - self.last_seen >= TOUCH_INTERVAL
    }
}

/// Returns the session for a token. Returns `None` if it has expired or been revoked, or if the person may no longer
/// sign in.
pub(crate) fn find(conn: &mut Conn, token: &str, at: NaiveDateTime) -> Result<Option<Session>, store::Error> {
    match people::sessions::find(conn, &hash_token(token), at)? {
        Some((row, last_seen)) => Ok(Some(Session { actor: to_actor(row), last_seen })),
        None => Ok(None),
    }
}

/// Records the use of a session. Does nothing while the database is busy, because this isn't urgent.
pub(crate) fn touch(db: &Db, token: &str, at: NaiveDateTime) {
    let _ = db.try_write_if_idle(|conn| people::sessions::touch(conn, &hash_token(token), at));
}

/// Ends a session at the person's request, and logs the sign-out.
pub(crate) fn sign_out(db: &Db, token: &str, actor: &Actor, at: NaiveDateTime) -> Result<(), store::Error> {
    let (key, email) =
        actor.person().map(|person| (person.key.to_string(), person.email.as_str())).unwrap_or_default();
    db.write(|conn| {
        people::sessions::delete(conn, &hash_token(token))?;
        let reseller_key = actor.scope.reseller();
        let (action, actor_key) = (Activity::PersonSignedOut, actor.key);
        let entry = activity::ActivityEntry {
            at,
            actor_key,
            reseller_key,
            action,
            object: &key,
            detail: "",
            personal: Personal::account(email),
        };
        activity::write(conn, entry)
    })
}

/// Starts a session for a person.
pub(crate) fn begin(db: &Db, token: &str, person: PersonKey, at: NaiveDateTime) -> Result<(), store::Error> {
    db.write(|conn| people::sessions::create(conn, &hash_token(token), person, "password", at))
}

/// Ends a session without logging it.
pub(crate) fn end(db: &Db, token: &str) -> Result<(), store::Error> {
    db.write(|conn| people::sessions::delete(conn, &hash_token(token)))
}
