//! Device searches by complete identifier, suffix or order number.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::cursor::{DeviceCursor, DevicePosition};
use super::identifier_suffixes;
use crate::domain::actor::Scope;
use crate::domain::device_id::{find_in_pasted, suffix};
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::domain::order::OrderNumber;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{is_among, is_within};
use crate::store::registrations::find_devices;
use crate::store::schema::{customers, device_identifiers as identifiers, devices, registrations};
use crate::store::{Conn, Error};

/// Maximum number of identifiers that may share a suffix in a search. If more do, none of them are returned.
pub(crate) const MAX_SUFFIX_MATCHES: i64 = 5_000;

/// The devices that match a search text, regardless of their holder.
pub(crate) struct DeviceMatches {
    pub(crate) devices: Vec<DeviceKey>,
    /// The suffix searched for, if too many devices share it. `devices` contains none of them.
    pub(crate) too_many: Option<String>,
}

/// Returns the devices that have this identifier, in any notation, or this suffix.
pub(crate) fn find_matches(conn: &mut Conn, q: &str) -> Result<DeviceMatches, Error> {
    let mut found = DeviceMatches { devices: Vec::new(), too_many: None };
    if let Some(id) = find_in_pasted(q) {
        let value = id.as_str();
        let device =
            on_each!(conn, |c| identifiers::table.find(value).select(identifiers::device_key).first(c))
                .optional()?;
        found.devices.extend::<Option<DeviceKey>>(device);
    }
    if let Some(suffix) = suffix(q) {
        let values = identifier_suffixes::find_by_suffix(conn, &suffix, MAX_SUFFIX_MATCHES + 1)?;
        if values.len() as i64 > MAX_SUFFIX_MATCHES {
            found.too_many = Some(suffix);
        } else {
            found.devices.extend(find_devices(conn, &values)?.into_iter().flatten());
        }
    }
    found.devices.sort_unstable();
    found.devices.dedup();
    Ok(found)
}

/// Returns the positions of the given devices that are registered with this reseller, newest first.
///
/// Reads the tables one by one. With a join, the database might scan all of the reseller's devices.
pub(crate) fn find_positions(
    conn: &mut Conn,
    scope: Scope,
    devices: &[DeviceKey],
) -> Result<Vec<DevicePosition>, Error> {
    let rows: Vec<(UploadId, DeviceKey, CustomerKey)> = on_each!(conn, |c| {
        registrations::table
            .filter(is_among(registrations::device_key, devices))
            .select((registrations::upload_id, registrations::device_key, registrations::customer_key))
            .load(c)
    })?;
    let holders = distinct(rows.iter().map(|row| row.2));
    let own_customers: Vec<CustomerKey> = on_each!(conn, |c| {
        customers::table
            .filter(is_among(customers::id, &holders))
            .filter(is_within(customers::reseller_key, scope))
            .select(customers::id)
            .load(c)
    })?;
    let mut positions: Vec<DevicePosition> = rows
        .into_iter()
        .map(|(upload, device, customer)| DevicePosition { upload, device, customer })
        .filter(|position| own_customers.contains(&position.customer))
        .collect();
    positions.sort_unstable_by(|a, b| b.cmp(a));
    Ok(positions)
}

/// An upload whose devices a search covers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UploadBatch {
    pub(crate) upload: UploadId,
    pub(crate) customer: CustomerKey,
    /// Number of devices that the upload registered. Some may have been deleted since.
    pub(crate) registered: i64,
}

/// Maximum number of uploads, and of their devices, in one query.
///
/// In a larger batch, the database would sort far more devices than a page shows. One query per upload could mean
/// thousands of queries if the uploads are small.
const MAX_BATCH: (usize, i64) = (64, 10_000);

/// Returns at most `limit` devices from these uploads, starting at the cursor. Scans an index, so a page from a large
/// upload costs no more than one from a small upload.
pub(crate) fn list_in_batches(
    conn: &mut Conn,
    batches: &[UploadBatch],
    model: &str,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<Vec<DevicePosition>, Error> {
    let mut remaining: Vec<UploadBatch> =
        batches.iter().copied().filter(|b| cursor.reaches(b.upload)).collect();
    remaining.sort_unstable_by_key(|batch| batch.upload);
    if !cursor.is_backwards() {
        remaining.reverse();
    }
    let (mut positions, mut rest) = (Vec::new(), &remaining[..]);
    while !rest.is_empty() && (positions.len() as i64) < limit {
        let (next, later) = rest.split_at(batch_length(rest, cursor));
        positions.extend(list_batch(conn, next, model, cursor, limit - positions.len() as i64)?);
        rest = later;
    }
    Ok(positions)
}

/// Counts the devices from these uploads without loading them. Counting stops at `limit`.
pub(crate) fn count_in_batches(conn: &mut Conn, batches: &[UploadBatch], limit: i64) -> Result<i64, Error> {
    use registrations::{customer_key, upload_id};
    let (mut count, mut rest) = (0, batches);
    while !rest.is_empty() && count < limit {
        let (next, later) = rest.split_at(batch_length(rest, DeviceCursor::First));
        count += match next {
            [batch] if batch.registered > MAX_BATCH.1 => {
                let sql = "SELECT count(*) AS count FROM (SELECT 1 FROM registrations \
                    WHERE customer_key = $1 AND upload_id = $2 LIMIT $3) AS few";
                let query = diesel::sql_query(sql)
                    .bind::<BigInt, _>(batch.customer)
                    .bind::<BigInt, _>(batch.upload)
                    .bind::<BigInt, _>(limit - count);
                on_each!(conn, |c| query.get_result::<CountRow>(c))?.count
            }
            _ => {
                let (customers, uploads) = batch_keys(next);
                registrations::table
                    .filter(customer_key.eq_any(customers))
                    .filter(upload_id.eq_any(uploads))
                    .count()
                    .get_result::<i64>(conn)?
            }
        };
        rest = later;
    }
    Ok(count.min(limit))
}

/// Counts a customer's devices of a model without loading them. Counting stops at `limit`.
pub(crate) fn count_of_model(
    conn: &mut Conn,
    customer: CustomerKey,
    model: &str,
    limit: i64,
) -> Result<i64, Error> {
    // The devices are sorted as in a list, so that the planner chooses the same index as for a page.
    let sql = "SELECT count(*) AS count FROM (SELECT 1 FROM registrations \
        WHERE customer_key = $1 AND EXISTS \
        (SELECT 1 FROM devices WHERE devices.id = registrations.device_key AND devices.model = $2) \
        ORDER BY upload_id DESC, device_key DESC LIMIT $3) AS few";
    let query =
        diesel::sql_query(sql).bind::<BigInt, _>(customer).bind::<Text, _>(model).bind::<BigInt, _>(limit);
    Ok(on_each!(conn, |c| query.get_result::<CountRow>(c))?.count)
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Returns the number of uploads for the next query, which is at least one. The upload that contains the cursor gets
/// its own query.
fn batch_length(batches: &[UploadBatch], cursor: DeviceCursor) -> usize {
    let mut devices = 0;
    let has_room = |batch: &&UploadBatch| {
        devices += batch.registered;
        devices <= MAX_BATCH.1 && cursor.within(batch.upload).is_none()
    };
    batches.iter().take(MAX_BATCH.0).take_while(has_room).count().max(1)
}

/// Returns the distinct customers and all uploads in these batches.
fn batch_keys(batches: &[UploadBatch]) -> (Vec<CustomerKey>, Vec<UploadId>) {
    let customers = distinct(batches.iter().map(|batch| batch.customer));
    (customers, batches.iter().map(|batch| batch.upload).collect())
}

fn distinct(keys: impl Iterator<Item = CustomerKey>) -> Vec<CustomerKey> {
    let mut keys: Vec<CustomerKey> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn list_batch(
    conn: &mut Conn,
    batches: &[UploadBatch],
    model: &str,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<Vec<DevicePosition>, Error> {
    use registrations::{customer_key, device_key, upload_id};
    let is_backwards = cursor.is_backwards();
    let rows: Vec<(UploadId, DeviceKey, CustomerKey)> = on_each!(conn, |c| {
        let mut query =
            registrations::table.select((upload_id, device_key, customer_key)).limit(limit).into_boxed();
        query = match batches {
            [batch] => query.filter(customer_key.eq(batch.customer)).filter(upload_id.eq(batch.upload)),
            _ => {
                let (customers, uploads) = batch_keys(batches);
                query.filter(customer_key.eq_any(customers)).filter(upload_id.eq_any(uploads))
            }
        };
        if let [batch] = batches
            && let Some(device) = cursor.within(batch.upload)
        {
            query = match is_backwards {
                true => query.filter(device_key.gt(device)),
                false => query.filter(device_key.lt(device)),
            };
        }
        if !model.is_empty() {
            query = query.filter(is_of_model(model));
        }
        match is_backwards {
            true => query.order((upload_id.asc(), device_key.asc())),
            false => query.order((upload_id.desc(), device_key.desc())),
        }
        .load(c)
    })?;
    Ok(rows
        .into_iter()
        .map(|(upload, device, customer)| DevicePosition { upload, device, customer })
        .collect())
}

/// Builds the condition that a registration's device is of this model.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn is_of_model<'a>(model: &'a str) -> _ {
    exists(devices::table.filter(devices::id.eq(registrations::device_key)).filter(devices::model.eq(model)))
}

/// Maximum number of devices of a rare model, which are looked up individually. If a model is more common, scanning a
/// customer's devices soon finds some.
const MAX_RARE_MODEL_DEVICES: i64 = 20_000;

/// Returns the devices of a model, regardless of their holder. Returns `None` if there are more than
/// [`MAX_RARE_MODEL_DEVICES`].
pub(crate) fn list_if_rare(conn: &mut Conn, model: &str) -> Result<Option<Vec<DeviceKey>>, Error> {
    let ids = devices::table.filter(devices::model.eq(model)).order(devices::id.asc()).select(devices::id);
    // Usually there are more devices. In that case, the database returns only one key.
    let one_more: Option<DeviceKey> = ids.offset(MAX_RARE_MODEL_DEVICES).first(conn).optional()?;
    match one_more {
        Some(_) => Ok(None),
        None => Ok(Some(ids.limit(MAX_RARE_MODEL_DEVICES).load(conn)?)),
    }
}

/// Returns which of the given devices are of this model.
pub(crate) fn filter_by_model(
    conn: &mut Conn,
    ids: &[DeviceKey],
    model: &str,
) -> Result<Vec<DeviceKey>, Error> {
    Ok(on_each!(conn, |c| {
        devices::table
            .filter(is_among(devices::id, ids))
            .filter(devices::model.eq(model))
            .select(devices::id)
            .load(c)
    })?)
}

/// Parses an order number into its stored form. Returns `None` if the text isn't one.
pub(crate) fn parse_order_number(text: &str) -> Option<String> {
    OrderNumber::read(text).ok().flatten().map(|number| number.as_str().to_owned())
}
