//! Devices, regardless of their holder, and the customers for whom they are registered.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::db::connection::on_each;
use super::db::stable_filters::{is_among, is_within};
use super::registrations::find_devices;
use super::registrations::identifiers::find_scoped;
use super::schema::{customers, device_identifiers as identifiers, devices, registrations, uploads};
use super::{Conn, Error};
use crate::domain::actor::Scope;
use crate::domain::device::DeviceSource;
use crate::domain::device_id::{DeviceId, identifier_key};
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};

pub(crate) mod catalog;
mod catalog_line;
mod catalog_reports;
pub(crate) mod contradictions;
pub(crate) mod cursor;
pub mod find;
pub(crate) mod further;
pub(crate) mod history;
pub mod identifier_suffixes;
pub(crate) mod known_pairs;
pub mod list;
mod list_filter;
pub(crate) mod pages;
pub(crate) mod removed_identifiers;
pub(crate) mod search;

/// A device with its identifiers.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    pub(crate) id: DeviceKey,
    /// First IMEI.
    pub imei1: Option<String>,
    /// Second IMEI, on a device with two SIM slots.
    pub(crate) imei2: Option<String>,
    /// MEID, which has 14 hexadecimal digits.
    pub(crate) meid: Option<String>,
    /// Serial number.
    pub(crate) serial: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) edition: Option<String>,
    /// Source of the device's data: `catalog` or `reported`.
    pub source: DeviceSource,
}

/// Returns the devices with these keys, of which there may be at most 10,000.
pub(crate) fn by_ids(conn: &mut Conn, ids: &[DeviceKey]) -> Result<Vec<DeviceRow>, Error> {
    Ok(on_each!(conn, |c| devices::table.filter(is_among(devices::id, ids)).load(c))?)
}

/// Returns the device with this canonical identifier.
///
/// # Errors
///
/// Returns [`Error::NotFound`] if there is none.
pub fn find(conn: &mut Conn, value: &str) -> Result<DeviceRow, Error> {
    Ok(on_each!(conn, |c| devices::table
        .inner_join(identifiers::table.on(identifiers::device_key.eq(devices::id)))
        .filter(identifiers::value.eq(value))
        .select(devices::all_columns)
        .first(c))?)
}

/// Returns the devices with this canonical identifier. There can be several only if it is a serial number that isn't
/// unique by itself. Of those, only the scope's are returned.
pub(crate) fn find_all(conn: &mut Conn, scope: Scope, identifier: &str) -> Result<Vec<DeviceRow>, Error> {
    let mut ids = find_devices(conn, &[identifier.to_owned()])?;
    if DeviceId::from_canonical(identifier).is_some_and(|id| id.is_weak()) {
        let prefix = identifier_key::prefix(identifier, scope.reseller());
        let scoped = find_scoped(conn, &[prefix])?;
        ids.extend(scoped.into_iter().map(|serial| Some(serial.device)));
    }
    by_ids(conn, &ids.into_iter().flatten().collect::<Vec<_>>())
}

/// Counts the devices from these uploads that are currently registered for a customer.
pub(crate) fn count_of_uploads(
    conn: &mut Conn,
    scope: Scope,
    customer: CustomerKey,
    only_uploads: &[UploadId],
) -> Result<i64, Error> {
    Ok(registrations::table
        .inner_join(customers::table.on(customers::id.eq(registrations::customer_key)))
        .filter(is_within(customers::reseller_key, scope))
        .filter(registrations::customer_key.eq(customer))
        .filter(registrations::upload_id.eq_any(only_uploads.to_vec()))
        .count()
        .get_result(conn)?)
}

/// Returns the first devices after a key that an upload registered for a customer and that are still registered.
pub(crate) fn list_of_upload(
    conn: &mut Conn,
    customer: CustomerKey,
    upload: UploadId,
    after: DeviceKey,
    limit: i64,
) -> Result<Vec<DeviceKey>, Error> {
    Ok(registrations::table
        .filter(registrations::customer_key.eq(customer))
        .filter(registrations::upload_id.eq(upload))
        .filter(registrations::device_key.gt(after))
        .order(registrations::device_key.asc())
        .limit(limit)
        .select(registrations::device_key)
        .load(conn)?)
}

impl DeviceRow {
    /// Returns all of the device's identifiers.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = &String> {
        [&self.imei1, &self.imei2, &self.meid, &self.serial].into_iter().flatten()
    }
}

/// A registered device, as lists and downloads show it.
#[derive(Queryable, Clone, Debug)]
pub struct RegisteredRow {
    pub(crate) device: DeviceKey,
    /// Upload ID.
    pub(crate) upload: UploadId,
    pub(crate) imei1: Option<String>,
    pub(crate) imei2: Option<String>,
    pub(crate) meid: Option<String>,
    pub(crate) serial: Option<String>,
    pub(crate) model: Option<String>,
    /// Order number of the upload.
    pub(crate) order_number: Option<String>,
    /// Order date of the upload.
    pub(crate) order_date: Option<NaiveDate>,
    /// Time at which the upload was accepted, UTC.
    pub(crate) uploaded: NaiveDateTime,
    pub(crate) customer: CustomerKey,
}

impl RegisteredRow {
    /// Returns the device's first identifier, by which pages and links refer to it.
    pub(crate) fn identifier(&self) -> &str {
        let first = [&self.imei1, &self.imei2, &self.meid, &self.serial].into_iter().flatten().next();
        first.map_or("", String::as_str)
    }
}

macro_rules! columns {
    () => {
        (
            registrations::device_key,
            registrations::upload_id,
            devices::imei1,
            devices::imei2,
            devices::meid,
            devices::serial,
            devices::model,
            uploads::order_number,
            uploads::order_date,
            uploads::accepted_at,
            registrations::customer_key,
        )
    };
}

/// Returns the registrations of at most 10,000 devices, in the same order. Leaves out devices that are no longer
/// registered.
///
/// Uses a single statement, which is best for a page. For the thousands of devices in a download, [`rows_at`] avoids
/// joining the upload to each device.
pub(crate) fn list_registrations(conn: &mut Conn, ids: &[DeviceKey]) -> Result<Vec<RegisteredRow>, Error> {
    let rows: Vec<RegisteredRow> = on_each!(conn, |c| {
        registrations::table
            .inner_join(devices::table)
            .inner_join(uploads::table)
            .filter(is_among(registrations::device_key, ids))
            .select(columns!())
            .load(c)
    })?;
    let mut rows: HashMap<DeviceKey, RegisteredRow> = rows.into_iter().map(|row| (row.device, row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// Returns one page of an export: the (upload, device) positions of a customer's registrations after `after`, in index
/// order.
///
/// Reads the rest of the upload in `after` first, and then the uploads that follow it. With a single query, every page
/// would scan all earlier pages again.
pub(crate) fn positions_after(
    conn: &mut Conn,
    scope: Scope,
    customer: CustomerKey,
    only_uploads: &[UploadId],
    after: (UploadId, DeviceKey),
    limit: i64,
) -> Result<Vec<(UploadId, DeviceKey)>, Error> {
    let in_scope = customers::table.find(customer).filter(is_within(customers::reseller_key, scope));
    if in_scope.select(customers::id).first::<CustomerKey>(conn).optional()?.is_none() {
        return Ok(Vec::new());
    }
    let (upload, device) = after;
    let select_positions = |limit: i64| {
        let query = registrations::table
            .filter(registrations::customer_key.eq(customer))
            .order((registrations::upload_id.asc(), registrations::device_key.asc()))
            .limit(limit)
            .select((registrations::upload_id, registrations::device_key))
            .into_boxed();
        match only_uploads.is_empty() {
            true => query,
            false => query.filter(registrations::upload_id.eq_any(only_uploads.to_vec())),
        }
    };
    let rest = select_positions(limit)
        .filter(registrations::upload_id.eq(upload))
        .filter(registrations::device_key.gt(device));
    let mut positions: Vec<(UploadId, DeviceKey)> = rest.load(conn)?;
    let remaining = limit - positions.len() as i64;
    if remaining > 0 {
        let following: Vec<(UploadId, DeviceKey)> =
            select_positions(remaining).filter(registrations::upload_id.gt(upload)).load(conn)?;
        positions.extend(following);
    }
    Ok(positions)
}

/// Returns a customer's registrations at these sorted (upload, device) positions. Leaves out devices that no longer
/// exist.
///
/// Reads each upload only once, instead of joining it to each of its devices.
pub(crate) fn rows_at(
    conn: &mut Conn,
    customer: CustomerKey,
    positions: &[(UploadId, DeviceKey)],
) -> Result<Vec<RegisteredRow>, Error> {
    let ids: Vec<DeviceKey> = positions.iter().map(|(_, device)| *device).collect();
    let mut uploads: Vec<UploadId> = positions.iter().map(|(upload, _)| *upload).collect();
    uploads.dedup();
    let uploads: Vec<UploadColumns> = on_each!(conn, |c| uploads::table
        .filter(is_among(uploads::id, &uploads))
        .select((uploads::id, uploads::order_number, uploads::order_date, uploads::accepted_at))
        .load(c))?;
    let uploads: HashMap<UploadId, UploadColumns> =
        uploads.into_iter().map(|upload| (upload.0, upload)).collect();
    let mut devices: HashMap<DeviceKey, DeviceRow> =
        by_ids(conn, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    let to_row = |(upload, device): &(UploadId, DeviceKey)| {
        let (_, order_number, order_date, uploaded) = uploads.get(upload)?.clone();
        let DeviceRow { id, imei1, imei2, meid, serial, model, .. } = devices.remove(device)?;
        Some(RegisteredRow {
            device: id,
            upload: *upload,
            imei1,
            imei2,
            meid,
            serial,
            model,
            order_number,
            order_date,
            uploaded,
            customer,
        })
    };
    Ok(positions.iter().filter_map(to_row).collect())
}

/// The columns of an upload that appear in downloads: ID, order number, order date and time of acceptance.
type UploadColumns = (UploadId, Option<String>, Option<NaiveDate>, NaiveDateTime);
