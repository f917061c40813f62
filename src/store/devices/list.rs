//! The DEVICES tab: the devices of one customer, newest first, searched and filtered, paged by (upload, device).

use super::RegisteredRow;
use super::list_filter::ResolvedFilter;
use crate::domain::actor::Scope;
use crate::domain::ids::CustomerKey;
use crate::store::customers::{self, CustomerRow};
use crate::store::{Conn, Error};

pub use super::cursor::DeviceCursor;
pub use super::list_filter::DeviceFilter;

/// One page of the list, with the numbers that the page shows.
#[derive(Clone, Debug)]
pub(crate) struct DeviceListPage {
    /// The devices.
    pub(crate) rows: Vec<RegisteredRow>,
    /// Number of devices that match the filter. Counting stops at 10,001.
    pub(crate) total: i64,
    /// A suffix that more than 5,000 devices share, so that none of them is shown.
    pub(crate) too_many: Option<String>,
}

/// Returns a page and its numbers, for a customer of this reseller.
pub(crate) fn load_page(
    conn: &mut Conn,
    scope: Scope,
    customer: &CustomerRow,
    filter: &DeviceFilter,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<DeviceListPage, Error> {
    let filtered = ResolvedFilter::of(conn, scope, customer, filter)?;
    let total = match *filter == DeviceFilter::default() {
        true => filtered.all,
        false => filtered.count(conn)?,
    };
    Ok(DeviceListPage { rows: filtered.rows(conn, cursor, limit)?, total, too_many: filtered.too_many })
}

/// Returns at most `limit` devices of a customer from the cursor on, newest first. An export reads all that match the
/// filter in pages of 1,000.
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
