//! Statements for PostgreSQL. Sets are bound as arrays.
//!
//! `LATERAL … OFFSET 0` makes PostgreSQL use the index for each lookup. Without it, PostgreSQL would hash the whole
//! identifier table to join it with a chunk.

use std::collections::HashSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text, Timestamp};

use super::postgres_copy;
use super::rows::{
    CatalogRemark, DeletedRow, DeletionChunk, Holder, IdRow, IdentifierOwner, KnownIdentifier,
    RegistrationChunk, column,
};
use crate::domain::device_id::IdentifierKind;
use crate::domain::ids::{DeviceKey, UploadId};

pub(crate) fn look_up(c: &mut PgConnection, values: &[String]) -> QueryResult<Vec<KnownIdentifier>> {
    sql_query(
        "SELECT k.value AS value, i.device_key AS device, d.source AS source
         FROM unnest($1) AS k (value)
         CROSS JOIN LATERAL (
             SELECT device_key FROM device_identifiers WHERE device_identifiers.value = k.value OFFSET 0) i
         CROSS JOIN LATERAL (
             SELECT source FROM devices WHERE devices.id = i.device_key OFFSET 0) d",
    )
    .bind::<Array<Text>, _>(values)
    .load(c)
}

pub(crate) fn owners(c: &mut PgConnection, values: &[String]) -> QueryResult<Vec<IdentifierOwner>> {
    sql_query(
        "SELECT k.position - 1 AS position, i.device_key AS device, i.is_further AS is_further
         FROM unnest($1) WITH ORDINALITY AS k (value, position)
         CROSS JOIN LATERAL (
             SELECT device_key, is_further FROM device_identifiers
             WHERE device_identifiers.value = k.value OFFSET 0) i",
    )
    .bind::<Array<Text>, _>(values)
    .load(c)
}

/// Returns remarks on devices. An index covers the devices with an edition, so only their table rows are read.
pub(crate) fn remarks(
    c: &mut PgConnection,
    devices: &[DeviceKey],
    reported: bool,
) -> QueryResult<Vec<CatalogRemark>> {
    sql_query(match reported {
        false => {
            "SELECT d.id AS device, d.source <> 'catalog' AS is_reported, d.edition AS edition
             FROM unnest($1) AS k (id)
             CROSS JOIN LATERAL (
                 SELECT id, source, edition FROM devices
                 WHERE devices.id = k.id AND devices.edition IS NOT NULL OFFSET 0) d"
        }
        true => {
            "SELECT d.id AS device, d.source <> 'catalog' AS is_reported, d.edition AS edition
             FROM unnest($1) AS k (id)
             CROSS JOIN LATERAL (
                 SELECT id, source, edition FROM devices WHERE devices.id = k.id OFFSET 0) d
             WHERE d.edition IS NOT NULL OR d.source <> 'catalog'"
        }
    })
    .bind::<Array<BigInt>, _>(devices)
    .load(c)
}

/// Returns at most `limit` devices that have an edition, from an inclusive range of keys.
pub(crate) fn editions(
    c: &mut PgConnection,
    from: DeviceKey,
    to: DeviceKey,
    limit: i64,
) -> QueryResult<Vec<CatalogRemark>> {
    let query = sql_query(
        "SELECT id AS device, false AS is_reported, edition FROM devices
         WHERE id BETWEEN $1 AND $2 AND edition IS NOT NULL LIMIT $3",
    );
    query.bind::<BigInt, _>(from).bind::<BigInt, _>(to).bind::<BigInt, _>(limit).load(c)
}

pub(crate) fn new_device_ids(c: &mut PgConnection, count: usize) -> QueryResult<Vec<DeviceKey>> {
    // Looks up the name of the sequence only once, not for each key.
    let ids: Vec<IdRow> = sql_query(
        "SELECT nextval(keys.name) AS id
         FROM (SELECT pg_get_serial_sequence('devices', 'id')::regclass AS name OFFSET 0) keys, generate_series(1, $1)",
    )
    .bind::<BigInt, _>(count as i64)
    .load(c)?;
    Ok(ids.into_iter().map(|row| row.id).collect())
}

/// Creates devices. Returns whether all of them are new. Usually they are, and `COPY` is the fastest way to insert
/// them.
pub(crate) fn report(
    c: &mut PgConnection,
    kind: IdentifierKind,
    values: &[String],
    ids: &[DeviceKey],
) -> QueryResult<bool> {
    let are_all_new = try_insert(c, |c| postgres_copy::report(c, kind, values, ids))?;
    if are_all_new { Ok(true) } else { report_new(c, kind, values, ids) }
}

/// Creates the devices whose identifiers don't exist yet. Returns whether all of them are new.
///
/// Inserts in key order so that two chunks can't deadlock.
fn report_new(
    c: &mut PgConnection,
    kind: IdentifierKind,
    values: &[String],
    ids: &[DeviceKey],
) -> QueryResult<bool> {
    let column = column(kind);
    let created = sql_query(format!(
        "WITH fresh AS (
             INSERT INTO device_identifiers (value, device_key)
             SELECT k.value, k.id FROM unnest($1, $2) AS k (value, id)
             ON CONFLICT DO NOTHING
             RETURNING value, device_key)
         INSERT INTO devices (id, {column}, source)
         SELECT device_key, value, 'reported' FROM fresh"
    ))
    .bind::<Array<Text>, _>(values)
    .bind::<Array<BigInt>, _>(ids)
    .execute(c)?;
    Ok(created == values.len())
}

/// Runs work that may violate a unique key. If it does, only this work is rolled back. Returns whether the work
/// succeeded.
pub(crate) fn try_insert(
    c: &mut PgConnection,
    work: impl FnOnce(&mut PgConnection) -> QueryResult<()>,
) -> QueryResult<bool> {
    c.batch_execute("SAVEPOINT unless_taken")?;
    match work(c) {
        Ok(()) => c.batch_execute("RELEASE unless_taken").map(|()| true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            c.batch_execute("ROLLBACK TO unless_taken; RELEASE unless_taken").map(|()| false)
        }
        Err(error) => Err(error),
    }
}

/// Registers the devices without a holder, using `COPY`. If another transaction has registered some of them in the
/// meantime, a slower statement determines which. Returns the rejected devices.
pub(crate) fn register(
    c: &mut PgConnection,
    chunk: RegistrationChunk<'_>,
    held_hint: Option<&HashSet<DeviceKey>>,
) -> QueryResult<Vec<DeviceKey>> {
    let loaded;
    let held = match held_hint {
        Some(held) => held,
        None => {
            loaded = held(c, chunk.devices)?;
            &loaded
        }
    };
    let (rejected, free): (Vec<DeviceKey>, Vec<DeviceKey>) =
        chunk.devices.iter().partition(|id| held.contains(id));
    if try_insert(c, |c| postgres_copy::register(c, RegistrationChunk { devices: &free, ..chunk }))? {
        return Ok(rejected);
    }
    register_and_report(c, chunk)
}

pub(crate) fn held(c: &mut PgConnection, devices: &[DeviceKey]) -> QueryResult<HashSet<DeviceKey>> {
    let held: Vec<IdRow> = sql_query(
        "SELECT k.id AS id FROM unnest($1) AS k (id)
         CROSS JOIN LATERAL (SELECT 1 FROM registrations WHERE registrations.device_key = k.id OFFSET 0) r",
    )
    .bind::<Array<BigInt>, _>(devices)
    .load(c)?;
    Ok(held.into_iter().map(|row| row.id).collect())
}

/// Registers devices and logs the events in one statement. The server returns only the rejected devices.
fn register_and_report(c: &mut PgConnection, chunk: RegistrationChunk<'_>) -> QueryResult<Vec<DeviceKey>> {
    let rejected: Vec<IdRow> = sql_query(
        "WITH registered AS (
             INSERT INTO registrations (device_key, customer_key, upload_id)
             SELECT k.id, $2, $3 FROM unnest($1) AS k (id)
             ON CONFLICT DO NOTHING
             RETURNING device_key),
         logged AS (
             INSERT INTO device_events (device_key, submission_id, kind, at, customer_key, upload_id)
             SELECT device_key, $4, 'registered', $5, $2, $3 FROM registered)
         SELECT k.id AS id FROM unnest($1) AS k (id)
         WHERE NOT EXISTS (SELECT 1 FROM registered WHERE registered.device_key = k.id)",
    )
    .bind::<Array<BigInt>, _>(chunk.devices)
    .bind::<BigInt, _>(chunk.customer)
    .bind::<BigInt, _>(chunk.upload)
    .bind::<BigInt, _>(chunk.submission)
    .bind::<Timestamp, _>(chunk.at)
    .load(c)?;
    Ok(rejected.into_iter().map(|row| row.id).collect())
}

pub(crate) fn delete(c: &mut PgConnection, chunk: DeletionChunk<'_>) -> QueryResult<Vec<DeletedRow>> {
    let deleted: Vec<DeletedRow> = sql_query(
        "DELETE FROM registrations WHERE device_key = ANY ($1) AND customer_key = $2
         RETURNING device_key AS id, upload_id AS upload",
    )
    .bind::<Array<BigInt>, _>(chunk.devices)
    .bind::<BigInt, _>(chunk.customer)
    .load(c)?;
    let ids: Vec<DeviceKey> = deleted.iter().map(|row| row.id).collect();
    let uploads: Vec<UploadId> = deleted.iter().map(|row| row.upload).collect();
    sql_query(
        "INSERT INTO device_events (device_key, submission_id, kind, at, customer_key, upload_id)
         SELECT k.id, $3, 'deleted', $4, $5, k.upload FROM unnest($1, $2) AS k (id, upload)",
    )
    .bind::<Array<BigInt>, _>(&ids)
    .bind::<Array<BigInt>, _>(&uploads)
    .bind::<BigInt, _>(chunk.submission)
    .bind::<Timestamp, _>(chunk.at)
    .bind::<BigInt, _>(chunk.customer)
    .execute(c)?;
    Ok(deleted)
}

pub(crate) fn holders(c: &mut PgConnection, devices: &[DeviceKey]) -> QueryResult<Vec<Holder>> {
    sql_query(
        "SELECT r.device_key AS device, r.customer_key AS customer, c.reseller_key AS reseller, r.upload_id AS upload
         FROM unnest($1) AS k (id)
         CROSS JOIN LATERAL (
             SELECT device_key, customer_key, upload_id FROM registrations
             WHERE registrations.device_key = k.id OFFSET 0) r
         JOIN customers c ON c.id = r.customer_key",
    )
    .bind::<Array<BigInt>, _>(devices)
    .load(c)
}
