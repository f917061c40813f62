//! Devices on which people have signed in. A person's failed attempts on them are counted separately from everyone
//! else's.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::ids::PersonKey;
use crate::store::db::connection::on_each;
use crate::store::schema::{known_devices as devices, people};
use crate::store::{Conn, Error};

/// Period for which a device is remembered after the latest sign-in. Its cookie has the same lifetime.
pub(crate) const LIFETIME: Duration = Duration::days(400);
/// Maximum number of devices that are remembered for a person. A new device replaces the least recently used one.
const MAX_PER_PERSON: i64 = 100;
/// Maximum number of people for whom a device remains known when another person signs in on it.
const MAX_PER_DEVICE: i64 = 20;

/// Returns whether the person with this e-mail address has signed in on a device.
pub(crate) fn is_known(
    conn: &mut Conn,
    device_hash: &[u8],
    email: &str,
    at: NaiveDateTime,
) -> Result<bool, Error> {
    let known = devices::table
        .inner_join(people::table)
        .filter(devices::device_hash.eq(device_hash))
        .filter(devices::last_seen_at.gt(at - LIFETIME))
        .filter(people::email.eq(email));
    let person: Option<PersonKey> = known.select(people::id).first(conn).optional()?;
    Ok(person.is_some())
}

/// Remembers that a person signed in on a device.
pub(crate) fn remember(
    conn: &mut Conn,
    device_hash: &[u8],
    person: PersonKey,
    at: NaiveDateTime,
) -> Result<(), Error> {
    let row =
        (devices::device_hash.eq(device_hash), devices::person_key.eq(person), devices::last_seen_at.eq(at));
    on_each!(conn, |c| {
        diesel::insert_into(devices::table)
            .values(row)
            .on_conflict((devices::device_hash, devices::person_key))
            .do_update()
            .set(devices::last_seen_at.eq(at))
            .execute(c)
    })?;
    forget_oldest(conn, person)
}

fn forget_oldest(conn: &mut Conn, person: PersonKey) -> Result<(), Error> {
    let of_person = devices::table.filter(devices::person_key.eq(person));
    let excess: Vec<Vec<u8>> = of_person
        .order((devices::last_seen_at.desc(), devices::id.desc()))
        .offset(MAX_PER_PERSON)
        .limit(MAX_PER_PERSON)
        .select(devices::device_hash)
        .load(conn)?;
    for device_hash in excess {
        diesel::delete(of_person.filter(devices::device_hash.eq(device_hash))).execute(conn)?;
    }
    Ok(())
}

/// Copies the records of who has signed in on a device to the device's new ID, so that it remains known for them.
pub(crate) fn copy(
    conn: &mut Conn,
    from_hash: &[u8],
    to_hash: &[u8],
    at: NaiveDateTime,
) -> Result<(), Error> {
    let known: Vec<(PersonKey, NaiveDateTime)> = devices::table
        .filter(devices::device_hash.eq(from_hash))
        .filter(devices::last_seen_at.gt(at - LIFETIME))
        .order(devices::last_seen_at.desc())
        .limit(MAX_PER_DEVICE)
        .select((devices::person_key, devices::last_seen_at))
        .load(conn)?;
    for (person, last_seen_at) in known {
        remember(conn, to_hash, person, last_seen_at)?;
    }
    Ok(())
}

/// Forgets all of a person's devices.
pub(crate) fn forget_person(conn: &mut Conn, person: PersonKey) -> Result<(), Error> {
    diesel::delete(devices::table.filter(devices::person_key.eq(person))).execute(conn)?;
    Ok(())
}

/// Forgets the devices on which no one has signed in within [`LIFETIME`], and returns their number.
pub(crate) fn delete_expired(conn: &mut Conn, at: NaiveDateTime) -> Result<usize, Error> {
    Ok(diesel::delete(devices::table.filter(devices::last_seen_at.le(at - LIFETIME))).execute(conn)?)
}
