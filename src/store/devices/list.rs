//! The DEVICES tab: the devices of one customer, newest first, searched and filtered, paged by (upload, device).

use super::RegisteredRow;
use super::list_filter::Filtered;
use super::search::Place;
use crate::domain::actor::Scope;
use crate::domain::device::DeviceStatus;
use crate::store::customers::{self, CustomerRow};
use crate::store::{Conn, Error};

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceFilter {
    /// An identifier, its last four or more characters, or an order number; empty: all.
    pub q: String,
    /// Only this order number, whole; empty: all.
    pub order_number: String,
    /// Only this model, whole; empty: all.
    pub model: String,
    /// Only these.
    pub status: Option<DeviceStatus>,
    /// Only those of this upload.
    pub upload: Option<i64>,
}

/// Where a page begins: upload and key of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceCursor {
    /// With the newest.
    Newest,
    /// After (older than) this one.
    After(i64, i64),
    /// Before (newer than) this one, those nearest to it.
    Before(i64, i64),
}

impl DeviceCursor {
    /// Behind this row, towards the older.
    pub fn after(row: &RegisteredRow) -> DeviceCursor {
        DeviceCursor::After(row.upload, row.device)
    }

    /// Before this row, towards the newer.
    pub fn before(row: &RegisteredRow) -> DeviceCursor {
        DeviceCursor::Before(row.upload, row.device)
    }

    /// Whether the list goes up from its end, towards the newer.
    pub(crate) fn is_upwards(self) -> bool {
        matches!(self, DeviceCursor::Before(..))
    }

    /// Whether there may be devices of this upload from here on.
    pub(crate) fn reaches(self, of: i64) -> bool {
        match self {
            DeviceCursor::Newest => true,
            DeviceCursor::After(upload, _) => of <= upload,
            DeviceCursor::Before(upload, _) => of >= upload,
        }
    }

    /// The device from which on the page begins, if that is in this upload.
    pub(crate) fn within(self, of: i64) -> Option<i64> {
        match self {
            DeviceCursor::After(upload, device) | DeviceCursor::Before(upload, device) => {
                (upload == of).then_some(device)
            }
            DeviceCursor::Newest => None,
        }
    }

    pub(crate) fn admits(self, place: &Place) -> bool {
        match self {
            DeviceCursor::Newest => true,
            DeviceCursor::After(upload, device) => (place.upload, place.device) < (upload, device),
            DeviceCursor::Before(upload, device) => (place.upload, place.device) > (upload, device),
        }
    }
}

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
