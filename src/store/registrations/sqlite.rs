//! Statements for SQLite. Each set is bound as one JSON array, which SQLite reads as a table. `CROSS JOIN` fixes the
//! join order.
//!
//! Values are bound in the order of their placeholders, because SQLite silently ignores a numbered placeholder that is
//! out of order.
//!
//! `OR FAIL` is safe, because a failure here rolls back the whole transaction. To undo only the failed statement,
//! SQLite would have to copy each page before writing it.

use std::collections::HashSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text, Timestamp};

use super::rows::{
    CatalogRemark, DeletedRow, DeletionChunk, Holder, IdRow, IdentifierOwner, KnownIdentifier,
    RegistrationChunk, column,
};
use crate::domain::device_id::IdentifierKind;
use crate::domain::ids::DeviceKey;

pub(super) fn json<T: serde::Serialize + ?Sized>(values: &T) -> QueryResult<String> {
    serde_json::to_string(values).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))
}

pub(crate) fn look_up(c: &mut SqliteConnection, values: &[String]) -> QueryResult<Vec<KnownIdentifier>> {
    sql_query(
        "SELECT i.value AS value, i.device_key AS device, d.source AS source
         FROM json_each(?) j
         CROSS JOIN device_identifiers i ON i.value = j.value
         CROSS JOIN devices d ON d.id = i.device_key",
    )
    .bind::<Text, _>(json(values)?)
    .load(c)
}

pub(crate) fn owners(c: &mut SqliteConnection, values: &[String]) -> QueryResult<Vec<IdentifierOwner>> {
    sql_query(
        "SELECT j.key AS position, i.device_key AS device, i.is_further AS is_further
         FROM json_each(?) j
         CROSS JOIN device_identifiers i ON i.value = j.value",
    )
    .bind::<Text, _>(json(values)?)
    .load(c)
}

/// Returns remarks on devices. An index covers the devices with an edition, so only their table rows are read.
pub(crate) fn remarks(
    c: &mut SqliteConnection,
    devices: &[DeviceKey],
    reported: bool,
) -> QueryResult<Vec<CatalogRemark>> {
    sql_query(match reported {
        false => {
            "SELECT d.id AS device, d.source <> 'catalog' AS is_reported, d.edition AS edition
             FROM json_each(?) j
             CROSS JOIN devices d INDEXED BY devices_edition ON d.id = j.value
             WHERE d.edition IS NOT NULL"
        }
        true => {
            "SELECT d.id AS device, d.source <> 'catalog' AS is_reported, d.edition AS edition
             FROM json_each(?) j
             CROSS JOIN devices d ON d.id = j.value
             WHERE d.edition IS NOT NULL OR d.source <> 'catalog'"
        }
    })
    .bind::<Text, _>(json(devices)?)
    .load(c)
}

/// Returns at most `limit` devices that have an edition, from an inclusive range of keys.
pub(crate) fn editions(
    c: &mut SqliteConnection,
    from: DeviceKey,
    to: DeviceKey,
    limit: i64,
) -> QueryResult<Vec<CatalogRemark>> {
    let query = sql_query(
        "SELECT id AS device, 0 AS is_reported, edition FROM devices INDEXED BY devices_edition
         WHERE id BETWEEN ? AND ? AND edition IS NOT NULL LIMIT ?",
    );
    query.bind::<BigInt, _>(from).bind::<BigInt, _>(to).bind::<BigInt, _>(limit).load(c)
}

pub(crate) fn new_device_ids(c: &mut SqliteConnection, count: usize) -> QueryResult<Vec<DeviceKey>> {
    let last: IdRow = sql_query("SELECT coalesce(max(id), 0) AS id FROM devices").get_result(c)?;
    Ok((1..=count as i64).map(|step| DeviceKey::new(last.id.get() + step)).collect())
}

/// Creates devices. Returns whether all of them are new.
///
/// Usually they are, so the devices are inserted without a lookup. Otherwise, the insert is rolled back and repeated
/// for the missing identifiers, because a device must not exist without its identifier.
pub(crate) fn report(
    c: &mut SqliteConnection,
    kind: IdentifierKind,
    values: &[String],
    ids: &[DeviceKey],
) -> QueryResult<bool> {
    let Some(first) = ids.first() else { return Ok(true) };
    c.batch_execute("SAVEPOINT report")?;
    let created = insert_reported(c, kind, values, *first)?;
    if created == values.len() {
        c.batch_execute("RELEASE report")?;
        return Ok(true);
    }
    c.batch_execute("ROLLBACK TO report; RELEASE report")?;
    let mut missing: HashSet<&String> = values.iter().collect();
    for owner in owners(c, values)? {
        missing.remove(&values[owner.position as usize]);
    }
    let missing: Vec<&String> = values.iter().filter(|value| missing.contains(value)).collect();
    insert_reported(c, kind, &missing, *first)?;
    Ok(false)
}

/// Inserts devices with consecutive keys that start at `first`. Returns the number of new identifiers.
fn insert_reported<T: serde::Serialize>(
    c: &mut SqliteConnection,
    kind: IdentifierKind,
    values: &[T],
    first: DeviceKey,
) -> QueryResult<usize> {
    let values = json(values)?;
    let column = column(kind);
    sql_query(format!(
        "INSERT OR FAIL INTO devices (id, {column}, source)
         SELECT ? + j.key, j.value, 'reported' FROM json_each(?) j"
    ))
    .bind::<BigInt, _>(first)
    .bind::<Text, _>(&values)
    .execute(c)?;
    sql_query(
        "INSERT OR FAIL INTO device_identifiers (value, device_key)
         SELECT j.value, ? + j.key FROM json_each(?) j WHERE true
         ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(first)
    .bind::<Text, _>(&values)
    .execute(c)
}

/// Registers devices and logs the events. Returns the rejected devices. They are rare, so a separate query for them
/// costs less than `RETURNING`.
pub(crate) fn register(
    c: &mut SqliteConnection,
    chunk: RegistrationChunk<'_>,
) -> QueryResult<Vec<DeviceKey>> {
    let devices = json(chunk.devices)?;
    let registered = sql_query(
        "INSERT OR FAIL INTO registrations (device_key, customer_key, upload_id)
         SELECT j.value, ?, ? FROM json_each(?) j WHERE true
         ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(chunk.customer)
    .bind::<BigInt, _>(chunk.upload)
    .bind::<Text, _>(&devices)
    .execute(c)?;
    let rejected = find_rejected(c, chunk, &devices, chunk.devices.len() - registered)?;
    log_registered(c, chunk)?;
    Ok(rejected)
}

/// Logs the upload's registrations within the key range of a chunk, unless they have already been logged.
///
/// Scanning the index costs less than looking up the devices one by one.
fn log_registered(c: &mut SqliteConnection, chunk: RegistrationChunk<'_>) -> QueryResult<()> {
    let (Some(first), Some(last)) = (chunk.devices.first(), chunk.devices.last()) else { return Ok(()) };
    sql_query(
        "INSERT OR FAIL INTO device_events (device_key, submission_id, kind, at, customer_key, upload_id)
         SELECT device_key, ?, 'registered', ?, customer_key, upload_id
         FROM registrations INDEXED BY registrations_customer
         WHERE customer_key = ? AND upload_id = ? AND device_key BETWEEN ? AND ?
         ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(chunk.submission)
    .bind::<Timestamp, _>(chunk.at)
    .bind::<BigInt, _>(chunk.customer)
    .bind::<BigInt, _>(chunk.upload)
    .bind::<BigInt, _>(first)
    .bind::<BigInt, _>(last)
    .execute(c)?;
    Ok(())
}

/// Returns the devices in a chunk that were already registered. `count` is their number.
///
/// They usually belong to other uploads. If an earlier chunk of the same upload registered a device, the device already
/// has an event.
fn find_rejected(
    c: &mut SqliteConnection,
    chunk: RegistrationChunk<'_>,
    devices: &str,
    count: usize,
) -> QueryResult<Vec<DeviceKey>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let from_others = sql_query(
        "SELECT r.device_key AS id FROM json_each(?) j CROSS JOIN registrations r ON r.device_key = j.value
         WHERE r.upload_id <> ?",
    );
    let from_others: Vec<IdRow> =
        from_others.bind::<Text, _>(devices).bind::<BigInt, _>(chunk.upload).load(c)?;
    let rejected: Vec<IdRow> = if from_others.len() == count {
        from_others
    } else {
        sql_query(
            "SELECT r.device_key AS id FROM json_each(?) j CROSS JOIN registrations r ON r.device_key = j.value
             WHERE r.upload_id <> ? OR EXISTS (
                 SELECT 1 FROM device_events e WHERE e.device_key = r.device_key AND e.submission_id = ?)",
        )
        .bind::<Text, _>(devices)
        .bind::<BigInt, _>(chunk.upload)
        .bind::<BigInt, _>(chunk.submission)
        .load(c)?
    };
    Ok(rejected.into_iter().map(|row| row.id).collect())
}

pub(crate) fn delete(c: &mut SqliteConnection, chunk: DeletionChunk<'_>) -> QueryResult<Vec<DeletedRow>> {
    let deleted: Vec<DeletedRow> = sql_query(
        "DELETE FROM registrations
         WHERE customer_key = ? AND device_key IN (SELECT value FROM json_each(?))
         RETURNING device_key AS id, upload_id AS upload",
    )
    .bind::<BigInt, _>(chunk.customer)
    .bind::<Text, _>(json(chunk.devices)?)
    .load(c)?;
    let events: Vec<_> = deleted.iter().map(|row| (row.id, row.upload)).collect();
    sql_query(
        "INSERT OR FAIL INTO device_events (device_key, submission_id, kind, at, customer_key, upload_id)
         SELECT j.value ->> 0, ?, 'deleted', ?, ?, j.value ->> 1 FROM json_each(?) j",
    )
    .bind::<BigInt, _>(chunk.submission)
    .bind::<Timestamp, _>(chunk.at)
    .bind::<BigInt, _>(chunk.customer)
    .bind::<Text, _>(json(&events)?)
    .execute(c)?;
    Ok(deleted)
}

pub(crate) fn holders(c: &mut SqliteConnection, devices: &[DeviceKey]) -> QueryResult<Vec<Holder>> {
    sql_query(
        "SELECT r.device_key AS device, r.customer_key AS customer, c.reseller_key AS reseller, r.upload_id AS upload
         FROM json_each(?) j
         CROSS JOIN registrations r ON r.device_key = j.value
         CROSS JOIN customers c ON c.id = r.customer_key",
    )
    .bind::<Text, _>(json(devices)?)
    .load(c)
}
