//! The DEVICES tab: the devices of one customer, newest first, searched and filtered, paged by (upload, device).

use super::RegisteredRow;
use super::list_filter::Filtered;
use crate::domain::actor::Scope;
use crate::store::customers::{self, CustomerRow};
use crate::store::{Conn, Error};

pub use super::cursor::DeviceCursor;
pub use super::list_filter::DeviceFilter;

/// One page of the list with what else the page says of it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The devices.
    pub rows: Vec<RegisteredRow>,
    /// How many the filter shows; counting stops at 10,001.
    pub total: i64,
    /// The last characters that more than 5,000 devices have, so that none of these is shown.
    pub too_many: Option<String>,
}

/// A page and its numbers, of a customer of this reseller.
pub fn listed(
    conn: &mut Conn,
    scope: Scope,
    customer: &CustomerRow,
    filter: &DeviceFilter,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<Listed, Error> {
    let filtered = Filtered::of(conn, scope, customer, filter)?;
    let total = match *filter == DeviceFilter::default() {
        true => filtered.all,
        false => filtered.count(conn)?,
    };
    Ok(Listed { rows: filtered.rows(conn, cursor, limit)?, total, too_many: filtered.too_many })
}

/// At most `limit` devices of a customer from a place on, newest first. Page after page of 1,000 makes a list of all
/// that a filter shows.
pub fn page(
    conn: &mut Conn,
    scope: Scope,
    customer: i64,
    filter: &DeviceFilter,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<Vec<RegisteredRow>, Error> {
    let customer = customers::get(conn, scope, customer)?;
    Filtered::of(conn, scope, &customer, filter)?.rows(conn, cursor, limit)
}

/// How many the filter shows; counting stops at 10,001.
pub fn count(conn: &mut Conn, scope: Scope, customer: i64, filter: &DeviceFilter) -> Result<i64, Error> {
    let customer = customers::get(conn, scope, customer)?;
    Filtered::of(conn, scope, &customer, filter)?.count(conn)
}
