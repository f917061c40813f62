//! The DEVICES tab: the devices of one customer, newest first, searched and filtered, paged by (upload, device).

use diesel::prelude::*;

use super::device_search::{
    Batch, Place, count_in_batches, in_batches, is_of_model, meant, of_model, order_number, places,
};
use super::devices::{RegisteredRow, any_registered};
use super::schema::{registrations, uploads};
use super::{Conn, Error, customers};
use crate::domain::actor::Scope;
use crate::domain::device::DeviceStatus;

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
    pub(super) fn is_upwards(self) -> bool {
        matches!(self, DeviceCursor::Before(..))
    }

    /// Whether there may be devices of this upload from here on.
    pub(super) fn reaches(self, of: i64) -> bool {
        match self {
            DeviceCursor::Newest => true,
            DeviceCursor::After(upload, _) => of <= upload,
            DeviceCursor::Before(upload, _) => of >= upload,
        }
    }

    /// The device from which on the page begins, if that is in this upload.
    pub(super) fn within(self, of: i64) -> Option<i64> {
        match self {
            DeviceCursor::After(upload, device) | DeviceCursor::Before(upload, device) => {
                (upload == of).then_some(device)
            }
            DeviceCursor::Newest => None,
        }
    }

    pub(super) fn admits(self, place: &Place) -> bool {
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

/// A page and its numbers.
pub fn listed(
    conn: &mut Conn,
    scope: Scope,
    customer: i64,
    filter: &DeviceFilter,
    cursor: DeviceCursor,
    limit: i64,
) -> Result<Listed, Error> {
    let wanted = Wanted::of(conn, scope, customer, filter)?;
    let total = match *filter == DeviceFilter::default() {
        true => wanted.all,
        false => wanted.count(conn)?,
    };
    Ok(Listed { rows: wanted.rows(conn, cursor, limit)?, total, too_many: wanted.too_many })
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
    Wanted::of(conn, scope, customer, filter)?.rows(conn, cursor, limit)
}

/// How many the filter shows; counting stops at 10,001.
pub fn count(conn: &mut Conn, scope: Scope, customer: i64, filter: &DeviceFilter) -> Result<i64, Error> {
    Wanted::of(conn, scope, customer, filter)?.count(conn)
}

/// Counting stops here.
const COUNTED: i64 = 10_001;

/// Uploads of one order number, at most; the newest count.
pub(super) const MOST_UPLOADS: i64 = 10_000;

/// What a filter comes down to.
struct Wanted {
    customer: i64,
    /// Registered for the customer now, whatever the filter.
    all: i64,
    /// Found by their identifiers.
    found: Vec<Place>,
    /// The devices of these uploads, too; none: those of all uploads.
    uploads: Option<Vec<Batch>>,
    model: String,
    too_many: Option<String>,
}

/// A part of the index (customer, upload, device) that is read in one go.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    SameUpload(i64, i64),
    OtherUploads(i64),
}

impl Wanted {
    fn of(conn: &mut Conn, scope: Scope, customer: i64, filter: &DeviceFilter) -> Result<Wanted, Error> {
        let row = customers::get(conn, scope, customer)?;
        let model = filter.model.clone();
        let mut wanted =
            Wanted { customer, all: row.devices, found: Vec::new(), uploads: None, model, too_many: None };
        if filter.status.is_some_and(|status| status != DeviceStatus::of(row.status)) {
            wanted.uploads = Some(Vec::new());
            return Ok(wanted);
        }
        let mut only: Option<Vec<Batch>> =
            filter.upload.map(|upload| vec![Batch { upload, customer, registered: i64::MAX }]);
        if !filter.order_number.trim().is_empty() {
            let of_order = of_order(conn, customer, &filter.order_number)?;
            only = Some(and(of_order, only.as_deref()));
        }
        let q = filter.q.trim();
        if q.is_empty() {
            wanted.uploads = only;
            return Ok(wanted);
        }
        let of_order = of_order(conn, customer, q)?;
        wanted.uploads = Some(and(of_order, only.as_deref()));
        let mut meant = meant(conn, q)?;
        wanted.too_many = meant.too_many;
        if !wanted.model.is_empty() {
            meant.devices = of_model(conn, &meant.devices, &wanted.model)?;
        }
        wanted.found = places(conn, scope, &meant.devices)?;
        wanted.found.retain(|place| place.customer == customer && is_among(only.as_deref(), place.upload));
        Ok(wanted)
    }

    /// Counting stops at 10,001.
    fn count(&self, conn: &mut Conn) -> Result<i64, Error> {
        match &self.uploads {
            Some(batches) if self.found.is_empty() && self.model.is_empty() => {
                count_in_batches(conn, batches, COUNTED)
            }
            _ => Ok(self.places(conn, DeviceCursor::Newest, COUNTED)?.len() as i64),
        }
    }

    fn rows(&self, conn: &mut Conn, cursor: DeviceCursor, limit: i64) -> Result<Vec<RegisteredRow>, Error> {
        let places = self.places(conn, cursor, limit)?;
        any_registered(conn, &places.iter().map(|place| place.device).collect::<Vec<_>>())
    }

    /// Newest first, wherever the page begins.
    fn places(&self, conn: &mut Conn, cursor: DeviceCursor, limit: i64) -> Result<Vec<Place>, Error> {
        let mut places = self.walk(conn, cursor, limit)?;
        places.extend(self.found.iter().filter(|place| cursor.admits(place)));
        places.sort_unstable_by(|a, b| if cursor.is_upwards() { a.cmp(b) } else { b.cmp(a) });
        places.dedup();
        places.truncate(limit as usize);
        if cursor.is_upwards() {
            places.reverse();
        }
        Ok(places)
    }

    /// Along the index, from the cursor on. Each part is a range of the index: however large an upload is, a page in
    /// its middle costs no more than its first one.
    fn walk(&self, conn: &mut Conn, cursor: DeviceCursor, limit: i64) -> Result<Vec<Place>, Error> {
        if let Some(batches) = &self.uploads {
            return in_batches(conn, batches, &self.model, cursor, limit);
        }
        let up = cursor.is_upwards();
        match cursor {
            DeviceCursor::Newest => self.part(conn, Part::Whole, up, limit),
            DeviceCursor::After(upload, device) | DeviceCursor::Before(upload, device) => {
                let mut places = self.part(conn, Part::SameUpload(upload, device), up, limit)?;
                let left = limit - places.len() as i64;
                if left > 0 {
                    places.extend(self.part(conn, Part::OtherUploads(upload), up, left)?);
                }
                Ok(places)
            }
        }
    }

    fn part(&self, conn: &mut Conn, part: Part, up: bool, limit: i64) -> Result<Vec<Place>, Error> {
        use registrations::{customer_id, device_id, upload_id};
        let mut query = registrations::table
            .filter(customer_id.eq(self.customer))
            .select((upload_id, device_id))
            .limit(limit)
            .into_boxed();
        query = match (part, up) {
            (Part::Whole, _) => query,
            (Part::SameUpload(upload, device), false) => {
                query.filter(upload_id.eq(upload)).filter(device_id.lt(device))
            }
            (Part::SameUpload(upload, device), true) => {
                query.filter(upload_id.eq(upload)).filter(device_id.gt(device))
            }
            (Part::OtherUploads(upload), false) => query.filter(upload_id.lt(upload)),
            (Part::OtherUploads(upload), true) => query.filter(upload_id.gt(upload)),
        };
        query = match up {
            true => query.order((upload_id.asc(), device_id.asc())),
            false => query.order((upload_id.desc(), device_id.desc())),
        };
        if !self.model.is_empty() {
            query = query.filter(is_of_model(&self.model));
        }
        let rows: Vec<(i64, i64)> = query.load(conn)?;
        let customer = self.customer;
        Ok(rows.into_iter().map(|(upload, device)| Place { upload, device, customer }).collect())
    }
}

/// The customer's uploads of this order number.
fn of_order(conn: &mut Conn, customer: i64, text: &str) -> Result<Vec<Batch>, Error> {
    let Some(number) = order_number(text) else { return Ok(Vec::new()) };
    let rows: Vec<(i64, i64)> = uploads::table
        .filter(uploads::customer_id.eq(customer))
        .filter(uploads::order_number.eq(number))
        .order(uploads::id.desc())
        .limit(MOST_UPLOADS)
        .select((uploads::id, uploads::verified))
        .load(conn)?;
    Ok(rows.into_iter().map(|(upload, registered)| Batch { upload, customer, registered }).collect())
}

/// Those that the other filter admits as well.
fn and(mut batches: Vec<Batch>, only: Option<&[Batch]>) -> Vec<Batch> {
    batches.retain(|batch| is_among(only, batch.upload));
    batches
}

fn is_among(only: Option<&[Batch]>, upload: i64) -> bool {
    only.is_none_or(|only| only.iter().any(|batch| batch.upload == upload))
}
