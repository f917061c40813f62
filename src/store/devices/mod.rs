//! Devices: pieces of hardware, whoever owns them, and the customers that they are registered for.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::db::connection::on_each;
use super::db::stable_filters::among;
use super::schema::{customers, device_identifiers as identifiers, devices, registrations, uploads};
use super::{Conn, Error};
use crate::domain::actor::Scope;

pub mod catalog;
pub(crate) mod cursor;
pub mod find;
pub mod history;
pub mod identifier_suffixes;
pub mod list;
mod list_filter;
pub mod pages;
pub mod search;

/// A device with its identifiers.
#[derive(Queryable, Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Key of the row.
    pub id: i64,
    /// First IMEI.
    pub imei1: Option<String>,
    /// Second IMEI of a device with two SIM slots.
    pub imei2: Option<String>,
    /// MEID, 14 hexadecimal digits.
    pub meid: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Edition.
    pub edition: Option<String>,
    /// `catalog` or `reported`.
    pub source: String,
}

/// Devices by their keys, at most 10,000 at a time.
pub fn by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<DeviceRow>, Error> {
    Ok(on_each!(conn, |c| devices::table.filter(among(devices::id, ids)).load(c))?)
}

/// The device that has this canonical identifier.
pub fn find(conn: &mut Conn, value: &str) -> Result<DeviceRow, Error> {
    Ok(on_each!(conn, |c| devices::table
        .inner_join(identifiers::table.on(identifiers::device_key.eq(devices::id)))
        .filter(identifiers::value.eq(value))
        .select(devices::all_columns)
        .first(c))?)
}

/// Devices registered for a customer out of these uploads, counted now.
pub fn count_of_uploads(
    conn: &mut Conn,
    scope: Scope,
    customer: i64,
    only_uploads: &[i64],
) -> Result<i64, Error> {
    Ok(registrations::table
        .inner_join(customers::table.on(customers::id.eq(registrations::customer_key)))
        .filter(customers::reseller_key.eq(scope.reseller()))
        .filter(registrations::customer_key.eq(customer))
        .filter(registrations::upload_id.eq_any(only_uploads.to_vec()))
        .count()
        .get_result(conn)?)
}

impl DeviceRow {
    /// All identifiers of the device.
    pub fn identifiers(&self) -> impl Iterator<Item = &String> {
        [&self.imei1, &self.imei2, &self.meid, &self.serial].into_iter().flatten()
    }
}

/// A registered device, as lists and downloads show it.
#[derive(Queryable, Clone, Debug)]
pub struct RegisteredRow {
    /// Key of the device.
    pub device: i64,
    /// UPLOAD ID.
    pub upload: i64,
    /// First IMEI.
    pub imei1: Option<String>,
    /// Second IMEI.
    pub imei2: Option<String>,
    /// MEID.
    pub meid: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Order number of the upload.
    pub order_number: Option<String>,
    /// Order date of the upload.
    pub order_date: Option<NaiveDate>,
    /// When the upload was accepted, UTC.
    pub uploaded: NaiveDateTime,
    /// Key of the customer's row.
    pub customer: i64,
}

impl RegisteredRow {
    /// The identifier by which the device is named: its first one.
    pub fn identifier(&self) -> &str {
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

/// The registrations of these devices, in their order; what is registered no more is left out. At most 10,000. One statement,
/// as a page needs it; of a download's thousands, [`at_places`] does not join the upload to each.
pub fn registered(conn: &mut Conn, ids: &[i64]) -> Result<Vec<RegisteredRow>, Error> {
    let rows: Vec<RegisteredRow> = on_each!(conn, |c| {
        registrations::table
            .inner_join(devices::table)
            .inner_join(uploads::table)
            .filter(among(registrations::device_key, ids))
            .select(columns!())
            .load(c)
    })?;
    let mut rows: HashMap<i64, RegisteredRow> = rows.into_iter().map(|row| (row.device, row)).collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// Upload and device of what a customer has after (upload, device), in the order of the index: a page of an export. First
/// the rest of that upload, then those after it: asked for together, every page would walk again over what came before.
pub fn places_after(
    conn: &mut Conn,
    scope: Scope,
    customer: i64,
    only_uploads: &[i64],
    after: (i64, i64),
    limit: i64,
) -> Result<Vec<(i64, i64)>, Error> {
    let of_reseller = customers::table.find(customer).filter(customers::reseller_key.eq(scope.reseller()));
    if of_reseller.select(customers::id).first::<i64>(conn).optional()?.is_none() {
        return Ok(Vec::new());
    }
    let (upload, device) = after;
    let wanted = |limit: i64| {
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
    let rest = wanted(limit)
        .filter(registrations::upload_id.eq(upload))
        .filter(registrations::device_key.gt(device));
    let mut places: Vec<(i64, i64)> = rest.load(conn)?;
    let left = limit - places.len() as i64;
    if left > 0 {
        places.extend(wanted(left).filter(registrations::upload_id.gt(upload)).load::<(i64, i64)>(conn)?);
    }
    Ok(places)
}

/// What stands at these places (upload, device) of a customer, which are sorted; a device that is there no more is left out. What is said of
/// an upload is asked for once, and not joined to each of its devices.
pub fn at_places(conn: &mut Conn, customer: i64, places: &[(i64, i64)]) -> Result<Vec<RegisteredRow>, Error> {
    let ids: Vec<i64> = places.iter().map(|(_, device)| *device).collect();
    let mut uploads: Vec<i64> = places.iter().map(|(upload, _)| *upload).collect();
    uploads.dedup();
    let uploads: Vec<OfUpload> = on_each!(conn, |c| uploads::table
        .filter(among(uploads::id, &uploads))
        .select((uploads::id, uploads::order_number, uploads::order_date, uploads::accepted_at))
        .load(c))?;
    let uploads: HashMap<i64, OfUpload> = uploads.into_iter().map(|upload| (upload.0, upload)).collect();
    let mut devices: HashMap<i64, DeviceRow> =
        by_ids(conn, &ids)?.into_iter().map(|row| (row.id, row)).collect();
    let registered = |(upload, device): &(i64, i64)| {
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
    Ok(places.iter().filter_map(registered).collect())
}

/// What downloads say of an upload.
type OfUpload = (i64, Option<String>, Option<NaiveDate>, NaiveDateTime);
