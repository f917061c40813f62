//! Sessions of people who are signed in: found by the SHA-256 of the token that the cookie carries.

use chrono::{Duration, NaiveDateTime};
use sha2::{Digest, Sha256};

use crate::store::{self, Db, logins};

/// `last_seen` is written at most so often.
const TOUCH: Duration = Duration::minutes(1);

/// What the table keeps of a token.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The person of a session that goes on.
pub fn person(db: &Db, token: &str, at: NaiveDateTime) -> Result<Option<i64>, store::Error> {
    let found = db.read(|conn| logins::any_find(conn, &token_hash(token), at))?;
    Ok(found.map(|(person, _)| person))
}

/// Notes that a session was used, at most once a minute; left out when the database is busy, because it can wait.
pub fn touch(db: &Db, token: &str, at: NaiveDateTime) {
    let hash = token_hash(token);
    let last_seen = db.read(|conn| logins::any_find(conn, &hash, at));
    if let Ok(Some((_, last_seen))) = last_seen
        && at - last_seen >= TOUCH
    {
        let _ = db.write(|conn| logins::any_touch(conn, &hash, at));
    }
}

/// Begins a session of a person.
pub fn begin(db: &Db, token: &str, person: i64, at: NaiveDateTime) -> Result<(), store::Error> {
    db.write(|conn| logins::any_create(conn, &token_hash(token), person, "password", at))
}

/// Ends a session.
pub fn end(db: &Db, token: &str) -> Result<(), store::Error> {
    db.write(|conn| logins::any_delete(conn, &token_hash(token)))
}
