//! The Devices tab, which lists one customer's devices. They can be searched and filtered, and are sorted newest first
//! and paged by (upload, device).

use super::RegisteredRow;
use super::list_filter::ResolvedFilter;
use crate::domain::actor::Scope;
use crate::domain::ids::CustomerKey;
use crate::store::customers::{self, CustomerRow};
use crate::store::{Conn, Error};

pub use super::cursor::DeviceCursor;
pub use super::list_filter::DeviceFilter;

/// One page of the list, with the count that it shows.
#[derive(Clone, Debug)]
pub(crate) struct DeviceListPage {
    /// The devices on the page.
    pub(crate) rows: Vec<RegisteredRow>,
    /// Number of devices that match the filter. Counting stops at 10,001.
    pub(crate) total: i64,
    /// The suffix searched for, if more than 5,000 devices share it. None of them are shown.
    pub(crate) too_many: Option<String>,
}

/// Returns a page of a customer's devices, with the count.
pub(crate) fn load_page(
    conn: &mut Conn,
    scope: Scope,
    customer: &CustomerRow,
    filter: &DeviceFilter,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<DeviceListPage, Error> {
    let resolved = ResolvedFilter::of(conn, scope, customer, filter)?;
    let total = match *filter == DeviceFilter::default() {
        true => resolved.all,
        false => resolved.count(conn)?,
    };
    Ok(DeviceListPage { rows: resolved.rows(conn, cursor, limit)?, total, too_many: resolved.too_many })
}

/// Returns at most `limit` of a customer's devices that match the filter, starting at the cursor, newest first.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn page(
    conn: &mut Conn,
    scope: Scope,
    customer: CustomerKey,
    filter: &DeviceFilter,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<Vec<RegisteredRow>, Error> {
    let customer = customers::find_by_key(conn, scope, customer)?;
    ResolvedFilter::of(conn, scope, &customer, filter)?.rows(conn, cursor, limit)
}

/// Counts the devices that match the filter. Counting stops at 10,001.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn count(
    conn: &mut Conn,
    scope: Scope,
    customer: CustomerKey,
    filter: &DeviceFilter,
) -> Result<i64, Error> {
    let customer = customers::find_by_key(conn, scope, customer)?;
    ResolvedFilter::of(conn, scope, &customer, filter)?.count(conn)
}
