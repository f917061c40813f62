//! Device searches: a complete identifier, a suffix or an order number.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::cursor::{DeviceCursor, DevicePosition};
use super::identifier_suffixes;
use crate::domain::actor::Scope;
use crate::domain::device_id::{read, suffix};
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::domain::order::OrderNumber;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{is_among, is_within};
use crate::store::registrations::find_devices;
use crate::store::schema::{customers, device_identifiers as identifiers, devices, registrations};
use crate::store::{Conn, Error};

/// Maximum number of identifiers with a suffix. If more share it, none of them is returned.
pub(crate) const MAX_SUFFIX_MATCHES: i64 = 5_000;

/// The devices that a text may mean, regardless of their holder.
pub(crate) struct DeviceMatches {
    /// Keys of the devices.
    pub(crate) devices: Vec<DeviceKey>,
    /// A suffix that too many devices share. None of them is among `devices`.
    pub(crate) too_many: Option<String>,
}

/// Returns the devices that have this identifier, in any notation, or this suffix.
pub(crate) fn find_matches(conn: &mut Conn, q: &str) -> Result<DeviceMatches, Error> {
    let mut found = DeviceMatches { devices: Vec::new(), too_many: None };
    if let Ok(reading) = read(q) {
        let value = reading.id.as_str();
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

/// Returns the positions of these devices with this reseller, newest first.
///
/// The tables are read one by one. In a join, the database might walk along all that the reseller has.
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
    let ours: Vec<CustomerKey> = on_each!(conn, |c| {
        customers::table
            .filter(is_among(customers::id, &holders))
            .filter(is_within(customers::reseller_key, scope))
            .select(customers::id)
            .load(c)
    })?;
    let place = |(upload, device, customer)| DevicePosition { upload, device, customer };
    let mut places: Vec<DevicePosition> =
        rows.into_iter().map(place).filter(|place| ours.contains(&place.customer)).collect();
    places.sort_unstable_by(|a, b| b.cmp(a));
    Ok(places)
}

/// An upload whose devices are searched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UploadBatch {
    pub(crate) upload: UploadId,
    pub(crate) customer: CustomerKey,
    /// Number of devices that it registered. It may have fewer now.
    pub(crate) registered: i64,
}

/// Maximum number of uploads in one query, and of devices in all of them.
///
/// Beyond these the database would sort more than a page shows. One query per upload would mean thousands for small
/// uploads.
const MAX_BATCH: (usize, i64) = (64, 10_000);

/// Returns at most `limit` devices of these uploads from the cursor on. It walks the index, so a large upload costs no
/// more than the page itself.
pub(crate) fn list_in_batches(
    conn: &mut Conn,
    batches: &[UploadBatch],
    model: &str,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<Vec<DevicePosition>, Error> {
    let mut ahead: Vec<UploadBatch> = batches.iter().copied().filter(|b| cursor.reaches(b.upload)).collect();
    ahead.sort_unstable_by_key(|batch| batch.upload);
    if !cursor.is_backwards() {
        ahead.reverse();
    }
    let (mut places, mut rest) = (Vec::new(), &ahead[..]);
    while !rest.is_empty() && (places.len() as i64) < limit {
        let (now, later) = rest.split_at(batch_length(rest, cursor));
        places.extend(list_batch(conn, now, model, cursor, limit - places.len() as i64)?);
        rest = later;
    }
    Ok(places)
}

/// Counts the devices of these uploads without loading them. Counting stops at `limit`.
pub(crate) fn count_in_batches(conn: &mut Conn, batches: &[UploadBatch], limit: i64) -> Result<i64, Error> {
    use registrations::{customer_key, upload_id};
    let (mut count, mut rest) = (0, batches);
    while !rest.is_empty() && count < limit {
        let (now, later) = rest.split_at(batch_length(rest, DeviceCursor::First));
        count += match now {
            [batch] if batch.registered > MAX_BATCH.1 => {
                let few = "SELECT count(*) AS count FROM (SELECT 1 FROM registrations \
                    WHERE customer_key = $1 AND upload_id = $2 LIMIT $3) AS few";
                let query = diesel::sql_query(few)
                    .bind::<BigInt, _>(batch.customer)
                    .bind::<BigInt, _>(batch.upload)
                    .bind::<BigInt, _>(limit - count);
                on_each!(conn, |c| query.get_result::<CountRow>(c))?.count
            }
            _ => {
                let (of, uploads) = batch_keys(now);
                registrations::table
                    .filter(customer_key.eq_any(of))
                    .filter(upload_id.eq_any(uploads))
                    .count()
                    .get_result::<i64>(conn)?
            }
        };
        rest = later;
    }
    Ok(count.min(limit))
}

/// Counts the devices of a model that a customer has, without loading them. Counting stops at `limit`.
pub(crate) fn count_of_model(
    conn: &mut Conn,
    customer: CustomerKey,
    model: &str,
    limit: i64,
) -> Result<i64, Error> {
    // In the order of lists, so that the planner chooses the same index as for a page.
    let few = "SELECT count(*) AS count FROM (SELECT 1 FROM registrations \
        WHERE customer_key = $1 AND EXISTS \
        (SELECT 1 FROM devices WHERE devices.id = registrations.device_key AND devices.model = $2) \
        ORDER BY upload_id DESC, device_key DESC LIMIT $3) AS few";
    let query =
        diesel::sql_query(few).bind::<BigInt, _>(customer).bind::<Text, _>(model).bind::<BigInt, _>(limit);
    Ok(on_each!(conn, |c| query.get_result::<CountRow>(c))?.count)
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Returns how many uploads go into the next query, at least one. The upload in which the page begins goes alone.
fn batch_length(batches: &[UploadBatch], cursor: DeviceCursor) -> usize {
    let mut devices = 0;
    let fits = |batch: &&UploadBatch| {
        devices += batch.registered;
        devices <= MAX_BATCH.1 && cursor.within(batch.upload).is_none()
    };
    batches.iter().take(MAX_BATCH.0).take_while(fits).count().max(1)
}

/// Returns the distinct customers and the uploads of batches.
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
    let up = cursor.is_backwards();
    let rows: Vec<(UploadId, DeviceKey, CustomerKey)> = on_each!(conn, |c| {
        let mut query =
            registrations::table.select((upload_id, device_key, customer_key)).limit(limit).into_boxed();
        query = match batches {
            [batch] => query.filter(customer_key.eq(batch.customer)).filter(upload_id.eq(batch.upload)),
            _ => {
                let (of, uploads) = batch_keys(batches);
                query.filter(customer_key.eq_any(of)).filter(upload_id.eq_any(uploads))
            }
        };
        if let [batch] = batches
            && let Some(device) = cursor.within(batch.upload)
        {
            query = match up {
                true => query.filter(device_key.gt(device)),
                false => query.filter(device_key.lt(device)),
            };
        }
        if !model.is_empty() {
            query = query.filter(is_of_model(model));
        }
        match up {
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

/// Builds the condition that the device of a registration is of this model.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn is_of_model<'a>(model: &'a str) -> _ {
    exists(devices::table.filter(devices::id.eq(registrations::device_key)).filter(devices::model.eq(model)))
}

/// Maximum number of devices of a model that are looked up one by one. If a model has more, walking a large customer's
/// devices finds some soon.
const MAX_RARE_MODEL_DEVICES: i64 = 20_000;

/// Returns the devices of a model, regardless of their holder. Returns `None` if there are more than [`MAX_RARE_MODEL_DEVICES`].
pub(crate) fn list_if_rare(conn: &mut Conn, model: &str) -> Result<Option<Vec<DeviceKey>>, Error> {
    let ids = devices::table.filter(devices::model.eq(model)).order(devices::id.asc()).select(devices::id);
    // Usually there are more, and then no device leaves the database.
    let one_more: Option<DeviceKey> = ids.offset(MAX_RARE_MODEL_DEVICES).first(conn).optional()?;
    match one_more {
        Some(_) => Ok(None),
        None => Ok(Some(ids.limit(MAX_RARE_MODEL_DEVICES).load(conn)?)),
    }
}

/// Returns those of the devices that are of this model.
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

/// Returns an order number in its stored form. Returns `None` if the text isn't one.
pub(crate) fn parse_order_number(text: &str) -> Option<String> {
    OrderNumber::read(text).ok().flatten().map(|number| number.as_str().to_owned())
}
