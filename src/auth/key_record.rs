//! The record of the secret keys with which the database has been used. It contains their fingerprints. An instance
//! with other keys must not start, because the instances would then reject each other's sessions.

use crate::keys::{Admission, KeyList, admission};
use crate::store::db::settings;
use crate::store::{Db, Error};

/// Name of the setting that contains the fingerprints, one per line, newest first.
const NAME: &str = "secret_keys";

/// Compares an instance's keys with the record, and records them if they are newer.
pub(crate) fn admit(db: &Db, list: &KeyList) -> Result<Admission, Error> {
    let own = list.fingerprints();
    loop {
        let known = load(db)?;
        let admission = admission(&own, known.as_deref().unwrap_or_default());
        if admission != Admission::Newer || store(db, known, &own)? {
            return Ok(admission);
        }
    }
}

/// Replaces the recorded keys with those of an instance.
pub(crate) fn adopt(db: &Db, list: &KeyList) -> Result<(), Error> {
    while !store(db, load(db)?, &list.fingerprints())? {}
    Ok(())
}

/// Returns the ID of the newest recorded key. Returns `None` if no key is recorded.
pub(crate) fn newest_id(db: &Db) -> Result<Option<String>, Error> {
    let newest = load(db)?.and_then(|known| known.into_iter().next());
    Ok(newest.map(|newest| newest.split(':').next().unwrap_or_default().to_owned()))
}

fn load(db: &Db) -> Result<Option<Vec<String>>, Error> {
    let value = db.read(|conn| settings::find(conn, NAME))?;
    Ok(value.map(|value| String::from_utf8_lossy(&value).lines().map(str::to_owned).collect()))
}

/// Stores the fingerprints. Returns `false` if another instance has changed the record since it was loaded.
fn store(db: &Db, known: Option<Vec<String>>, own: &[String]) -> Result<bool, Error> {
    let own = own.join("\n").into_bytes();
    match known {
        Some(known) => db.write(|conn| settings::replace(conn, NAME, known.join("\n").as_bytes(), &own)),
        None => {
            db.write(|conn| settings::insert(conn, NAME, &own))?;
            Ok(db.read(|conn| settings::find(conn, NAME))? == Some(own))
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_session_outlives_an_old_key() {
        assert_eq!(crate::keys::OLD_KEY_LIFETIME, crate::store::people::sessions::MAX_LIFETIME);
    }
}
