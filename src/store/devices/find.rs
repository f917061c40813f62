//! The device search, which covers all of a reseller's devices. Results are paged by (upload, device), newest first.

use diesel::prelude::*;

use super::cursor::{DeviceCursor, DevicePosition};
use super::list_filter::MAX_UPLOADS;
use super::search::{
    UploadBatch, count_in_batches, find_matches, find_positions, list_in_batches, parse_order_number,
};
use super::{RegisteredRow, list_registrations};
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerId, CustomerKey, UploadId};
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{is_among, is_within};
use crate::store::schema::{accounts, customers, uploads};
use crate::store::{Conn, Error};

/// A device that a search found, and the customer for whom it is registered.
#[derive(Clone, Debug)]
pub struct FoundRow {
    pub(crate) row: RegisteredRow,
    /// Customer or MSP ID.
    pub(crate) customer_id: CustomerId,
    pub(crate) company_name: String,
}

/// One page of search results.
#[derive(Clone, Debug)]
pub struct DeviceMatchPage {
    /// The devices on the page.
    pub rows: Vec<FoundRow>,
    /// The suffix searched for, if more than 5,000 devices share it. None of them are shown.
    pub(crate) too_many: Option<String>,
}

/// Returns at most `limit` of the reseller's devices that have this identifier, suffix or order number.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn find(
    conn: &mut Conn,
    scope: Scope,
    q: &str,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<DeviceMatchPage, Error> {
    let (positions, too_many) = search(conn, scope, q, cursor, limit)?;
    let rows =
        list_registrations(conn, &positions.iter().map(|position| position.device).collect::<Vec<_>>())?;
    Ok(DeviceMatchPage { rows: with_customers(conn, scope, rows)?, too_many })
}

/// Counts the matching devices. Counting stops at 10,001.
pub(crate) fn count(conn: &mut Conn, scope: Scope, q: &str) -> Result<i64, Error> {
    const COUNT_LIMIT: i64 = 10_001;
    let devices = find_matches(conn, q)?.devices;
    if devices.is_empty() {
        let Some(number) = parse_order_number(q) else { return Ok(0) };
        let batches = find_uploads_of_order(conn, scope, &number)?;
        return count_in_batches(conn, &batches, COUNT_LIMIT);
    }
    let (positions, _) = search(conn, scope, q, DeviceCursor::First, COUNT_LIMIT)?;
    Ok(positions.len() as i64)
}

/// Returns the matching positions, newest first regardless of the cursor, and the suffix searched for if too many
/// devices share it.
fn search(
    conn: &mut Conn,
    scope: Scope,
    q: &str,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<(Vec<DevicePosition>, Option<String>), Error> {
    let matches = find_matches(conn, q)?;
    let mut positions = find_positions(conn, scope, &matches.devices)?;
    positions.retain(|position| cursor.admits(position));
    if let Some(number) = parse_order_number(q) {
        let batches = find_uploads_of_order(conn, scope, &number)?;
        positions.extend(list_in_batches(conn, &batches, "", cursor, limit)?);
    }
    positions.sort_unstable_by(|a, b| if cursor.is_backwards() { a.cmp(b) } else { b.cmp(a) });
    positions.dedup();
    positions.truncate(limit as usize);
    if cursor.is_backwards() {
        positions.reverse();
    }
    Ok((positions, matches.too_many))
}

/// Returns the reseller's uploads with this order number.
fn find_uploads_of_order(conn: &mut Conn, scope: Scope, number: &str) -> Result<Vec<UploadBatch>, Error> {
    let rows: Vec<(UploadId, CustomerKey, i64)> = uploads::table
        .inner_join(customers::table)
        .filter(uploads::order_number.eq(number.to_owned()))
        .filter(is_within(customers::reseller_key, scope))
        .order(uploads::id.desc())
        .limit(MAX_UPLOADS)
        .select((uploads::id, uploads::customer_key, uploads::verified))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(upload, customer, registered)| UploadBatch { upload, customer, registered })
        .collect())
}

fn with_customers(conn: &mut Conn, scope: Scope, rows: Vec<RegisteredRow>) -> Result<Vec<FoundRow>, Error> {
    let mut keys: Vec<CustomerKey> = rows.iter().map(|row| row.customer).collect();
    keys.sort_unstable();
    keys.dedup();
    let names: Vec<(CustomerKey, CustomerId, String)> = on_each!(conn, |c| customers::table
        .inner_join(accounts::table)
        .filter(is_within(customers::reseller_key, scope))
        .filter(is_among(customers::id, &keys))
        .select((customers::id, accounts::customer_id, accounts::company_name))
        .load(c))?;
    let add_customer = |row: RegisteredRow| {
        let (_, customer_id, company_name) = names.iter().find(|name| name.0 == row.customer)?.clone();
        Some(FoundRow { row, customer_id, company_name })
    };
    Ok(rows.into_iter().filter_map(add_customer).collect())
}
