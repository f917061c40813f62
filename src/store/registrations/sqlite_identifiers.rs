//! Statements for SQLite about the identifiers that rows report together with the one that names the device.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use super::rows::{FurtherIdentifier, NewIdentifier, ScopedSerial};
use super::sqlite::json;
use crate::domain::device_id::DeviceId;
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::DeviceKey;

/// Returns at most 100 identifiers for each of these prefixes, which end with a tilde. No key has a character that
/// sorts after it.
pub(crate) fn find_scoped(c: &mut SqliteConnection, prefixes: &[String]) -> QueryResult<Vec<ScopedSerial>> {
    sql_query(
        "SELECT j.key AS position, i.value AS \"key\", i.device_key AS device
         FROM json_each(?) j
         CROSS JOIN device_identifiers i ON i.value IN (
             SELECT w.value FROM device_identifiers w
             WHERE w.value >= j.value AND w.value < substr(j.value, 1, length(j.value) - 1) || char(127)
             ORDER BY w.value LIMIT 100)",
    )
    .bind::<Text, _>(json(prefixes)?)
    .load(c)
}

pub(crate) fn list_further(
    c: &mut SqliteConnection,
    devices: &[DeviceKey],
) -> QueryResult<Vec<FurtherIdentifier>> {
    sql_query(
        "SELECT i.value AS \"key\", i.device_key AS device
         FROM json_each(?) j
         CROSS JOIN device_identifiers i INDEXED BY device_identifiers_further
             ON i.device_key = j.value AND i.is_further",
    )
    .bind::<Text, _>(json(devices)?)
    .load(c)
}

/// Stores identifiers and creates devices. Fails if one of the identifiers already exists. As there is only one writer,
/// the caller knows which ones do.
pub(crate) fn add(
    c: &mut SqliteConnection,
    identifiers: &[NewIdentifier],
    created: &[(DeviceKey, IdentifierSet)],
) -> QueryResult<()> {
    let rows: Vec<_> =
        identifiers.iter().map(|new| (&new.key, new.device, i32::from(new.is_further))).collect();
    sql_query(
        "INSERT OR FAIL INTO device_identifiers (value, device_key, is_further)
         SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2 FROM json_each(?) j",
    )
    .bind::<Text, _>(json(&rows)?)
    .execute(c)?;
    sql_query(
        "INSERT OR FAIL INTO devices (id, imei1, imei2, meid, serial, source)
         SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, 'reported'
         FROM json_each(?) j",
    )
    .bind::<Text, _>(json(&columns(created))?)
    .execute(c)?;
    Ok(())
}

pub(crate) fn update(c: &mut SqliteConnection, devices: &[(DeviceKey, IdentifierSet)]) -> QueryResult<usize> {
    sql_query(
        "UPDATE devices SET imei1 = j.value ->> 1, imei2 = j.value ->> 2, meid = j.value ->> 3, serial = j.value ->> 4
         FROM json_each(?) j WHERE devices.id = j.value ->> 0",
    )
    .bind::<Text, _>(json(&columns(devices))?)
    .execute(c)
}

type DeviceColumns<'a> = (DeviceKey, Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>);

/// Returns the columns of `devices`: key, IMEI 1, IMEI 2, MEID, serial number.
fn columns(devices: &[(DeviceKey, IdentifierSet)]) -> Vec<DeviceColumns<'_>> {
    devices
        .iter()
        .map(|(id, set)| {
            (
                *id,
                set.imei1.as_ref().map(DeviceId::as_str),
                set.imei2.as_ref().map(DeviceId::as_str),
                set.meid.as_ref().map(DeviceId::as_str),
                set.serial.as_ref().map(DeviceId::as_str),
            )
        })
        .collect()
}

pub(crate) fn remove(c: &mut SqliteConnection, keys: &[String]) -> QueryResult<usize> {
    sql_query("DELETE FROM device_identifiers WHERE value IN (SELECT value FROM json_each(?))")
        .bind::<Text, _>(json(keys)?)
        .execute(c)
}
