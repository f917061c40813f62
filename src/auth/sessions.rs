//! Sessions of people who are signed in: found by the SHA-256 of the token that the cookie carries.

use chrono::{Duration, NaiveDateTime};
use sha2::{Digest, Sha256};

use super::acting;
use crate::domain::activity::Activity;
use crate::domain::actor::Actor;
use crate::store::{self, Conn, Db, activity, people};

/// `last_seen` is written at most so often.
const TOUCH: Duration = Duration::minutes(1);

/// What the table keeps of a token.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// A session that goes on.
pub struct Session {
    /// Who acts in it.
    pub actor: Actor,
    /// When its last use was noted, UTC.
    pub last_seen: NaiveDateTime,
}

impl Session {
    /// Whether this use should be noted: once a minute is enough.
    pub fn is_due(&self, at: NaiveDateTime) -> bool {
        at - self.last_seen >= TOUCH
    }
}

/// The session of a token; none where it is over, revoked, or the person may not sign in any more.
pub fn find(conn: &mut Conn, token: &str, at: NaiveDateTime) -> Result<Option<Session>, store::Error> {
    match people::sessions::find(conn, &token_hash(token), at)? {
        Some((row, last_seen)) => Ok(Some(Session { actor: acting(row)?, last_seen })),
        None => Ok(None),
    }
}

/// Notes that a session was used; left out when the database is busy, because it can wait.
pub fn touch(db: &Db, token: &str, at: NaiveDateTime) {
    let _ = db.write_at_leisure(|conn| people::sessions::touch(conn, &token_hash(token), at));
}

/// Ends a session because its person asked for it.
pub fn sign_out(db: &Db, token: &str, actor: &Actor, at: NaiveDateTime) -> Result<(), store::Error> {
    let address = actor.email.as_str();
    db.write(|conn| {
        people::sessions::delete(conn, &token_hash(token))?;
        let reseller_key = actor.scope().map(|scope| scope.reseller());
        let (action, actor_key) = (Activity::PersonSignedOut, actor.key);
        let entry = activity::Entry { at, actor_key, reseller_key, action, object: address, detail: "" };
        activity::write(conn, entry)
    })
}

/// Begins a session of a person.
pub fn begin(db: &Db, token: &str, person: i64, at: NaiveDateTime) -> Result<(), store::Error> {
    db.write(|conn| people::sessions::create(conn, &token_hash(token), person, "password", at))
}

/// Ends a session.
pub fn end(db: &Db, token: &str) -> Result<(), store::Error> {
    db.write(|conn| people::sessions::delete(conn, &token_hash(token)))
}
