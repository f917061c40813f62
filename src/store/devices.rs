//! Devices: pieces of hardware, whoever owns them, and the customers that they are registered for.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::conn::on_each;
use super::schema::{customers, device_identifiers as identifiers, devices, registrations, uploads};
use super::{Conn, Error};
use crate::domain::actor::Scope;

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
pub fn any_by_ids(conn: &mut Conn, ids: &[i64]) -> Result<Vec<DeviceRow>, Error> {
    Ok(on_each!(conn, |c| devices::table.filter(devices::id.eq_any(ids)).load(c))?)
}

impl DeviceRow {
    /// The identifier by which people name it first: IMEI 1, else MEID, serial number, IMEI 2.
    pub fn first_identifier(&self) -> &str {
        first_identifier([&self.imei1, &self.meid, &self.serial, &self.imei2])
    }
}

fn first_identifier(in_order: [&Option<String>; 4]) -> &str {
    in_order.into_iter().flatten().next().map_or("", String::as_str)
}

/// The device that has this canonical identifier.
pub fn any_find(conn: &mut Conn, value: &str) -> Result<DeviceRow, Error> {
    Ok(devices::table
        .inner_join(identifiers::table.on(identifiers::device_id.eq(devices::id)))
        .filter(identifiers::value.eq(value))
        .select(devices::all_columns)
        .first(conn)?)
}

/// Devices registered for a customer out of these uploads, counted now.
pub fn count_of_uploads(
    conn: &mut Conn,
    scope: Scope,
    customer: i64,
    only_uploads: &[i64],
) -> Result<i64, Error> {
    Ok(registrations::table
        .inner_join(customers::table.on(customers::id.eq(registrations::customer_id)))
        .filter(customers::reseller_id.eq(scope.reseller()))
        .filter(registrations::customer_id.eq(customer))
        .filter(registrations::upload_id.eq_any(only_uploads.to_vec()))
        .count()
        .get_result(conn)?)
}

/// A registered device, as downloads show it.
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
}

impl RegisteredRow {
    /// The identifier by which people name it first: IMEI 1, else MEID, serial number, IMEI 2.
    pub fn first_identifier(&self) -> &str {
        first_identifier([&self.imei1, &self.meid, &self.serial, &self.imei2])
    }
}

/// Devices of a customer after (upload, device) in the order of the index: a page of an export.
pub fn registered_after(
    conn: &mut Conn,
    scope: Scope,
    customer: i64,
    only_uploads: &[i64],
    after: (i64, i64),
    limit: i64,
) -> Result<Vec<RegisteredRow>, Error> {
    let (upload, device) = after;
    let mut query = registrations::table
        .inner_join(devices::table)
        .inner_join(uploads::table)
        .inner_join(customers::table.on(customers::id.eq(registrations::customer_id)))
        .filter(customers::reseller_id.eq(scope.reseller()))
        .filter(registrations::customer_id.eq(customer))
        .filter(registrations::upload_id.ge(upload))
        .filter(registrations::upload_id.gt(upload).or(registrations::device_id.gt(device)))
        .order((registrations::upload_id.asc(), registrations::device_id.asc()))
        .limit(limit)
        .select((
            registrations::device_id,
            registrations::upload_id,
            devices::imei1,
            devices::imei2,
            devices::meid,
            devices::serial,
            devices::model,
            uploads::order_number,
            uploads::order_date,
            uploads::accepted_at,
        ))
        .into_boxed();
    if !only_uploads.is_empty() {
        query = query.filter(registrations::upload_id.eq_any(only_uploads.to_vec()));
    }
    Ok(query.load(conn)?)
}
