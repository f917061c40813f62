//! Statements for PostgreSQL about the identifiers that rows report together with the one that names the device.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

use super::rows::{FurtherIdentifier, ScopedSerial};
use crate::domain::device_id::DeviceId;
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::DeviceKey;

/// Returns at most 100 identifiers for each of these prefixes, which end with a tilde. No key has a character that
/// sorts after it.
pub(crate) fn find_scoped(c: &mut PgConnection, prefixes: &[String]) -> QueryResult<Vec<ScopedSerial>> {
    sql_query(
        "SELECT k.position - 1 AS position, i.value AS key, i.device_key AS device
         FROM unnest($1) WITH ORDINALITY AS k (value, position)
         CROSS JOIN LATERAL (
             SELECT value, device_key FROM device_identifiers
             WHERE device_identifiers.value >= k.value
                 AND device_identifiers.value < left(k.value, -1) || chr(127)
             ORDER BY device_identifiers.value LIMIT 100) i",
    )
    .bind::<Array<Text>, _>(prefixes)
    .load(c)
}

pub(crate) fn list_further(
    c: &mut PgConnection,
    devices: &[DeviceKey],
) -> QueryResult<Vec<FurtherIdentifier>> {
    sql_query(
        "SELECT i.value AS key, i.device_key AS device
         FROM unnest($1) AS k (id)
         CROSS JOIN LATERAL (
             SELECT value, device_key FROM device_identifiers
             WHERE device_identifiers.device_key = k.id AND device_identifiers.is_further OFFSET 0) i",
    )
    .bind::<Array<BigInt>, _>(devices)
    .load(c)
}

pub(crate) fn update(c: &mut PgConnection, devices: &[(DeviceKey, IdentifierSet)]) -> QueryResult<usize> {
    let keys: Vec<DeviceKey> = devices.iter().map(|(id, _)| *id).collect();
    let column = |of: fn(&IdentifierSet) -> &Option<DeviceId>| -> Vec<Option<&str>> {
        devices.iter().map(|(_, set)| of(set).as_ref().map(DeviceId::as_str)).collect()
    };
    sql_query(
        "UPDATE devices SET imei1 = k.imei1, imei2 = k.imei2, meid = k.meid, serial = k.serial
         FROM unnest($1, $2, $3, $4, $5) AS k (id, imei1, imei2, meid, serial) WHERE devices.id = k.id",
    )
    .bind::<Array<BigInt>, _>(keys)
    .bind::<Array<Nullable<Text>>, _>(column(|set| &set.imei1))
    .bind::<Array<Nullable<Text>>, _>(column(|set| &set.imei2))
    .bind::<Array<Nullable<Text>>, _>(column(|set| &set.meid))
    .bind::<Array<Nullable<Text>>, _>(column(|set| &set.serial))
    .execute(c)
}

pub(crate) fn remove(c: &mut PgConnection, keys: &[String]) -> QueryResult<usize> {
    sql_query("DELETE FROM device_identifiers WHERE value = ANY ($1)").bind::<Array<Text>, _>(keys).execute(c)
}
