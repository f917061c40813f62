//! A filter of the DEVICES tab, resolved to uploads and devices, with its count and pages.

use std::collections::HashSet;

use diesel::prelude::*;

use super::cursor::{DeviceCursor, DevicePosition};
use super::search::{
    UploadBatch, count_in_batches, count_of_model, filter_by_model, find_matches, find_positions,
    is_of_model, list_if_rare, list_in_batches, parse_order_number,
};
use super::{RegisteredRow, list_registrations};
use crate::domain::actor::Scope;
use crate::domain::device::DeviceStatus;
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::store::customers::CustomerRow;
use crate::store::db::connection::on_each;
use crate::store::schema::{registrations, uploads};
use crate::store::{Conn, Error};

/// Limit of counting.
const COUNT_LIMIT: i64 = 10_001;

/// Maximum number of uploads with one order number, the newest ones.
pub(crate) const MAX_UPLOADS: i64 = 10_000;

/// The filter of the DEVICES tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceFilter {
    /// An identifier, a suffix of at least four characters, or an order number. Empty for all.
    pub q: String,
    /// Only this complete order number. Empty for all.
    pub order_number: String,
    /// Only this complete model. Empty for all.
    pub model: String,
    /// Only devices with this status.
    pub status: Option<DeviceStatus>,
    /// Only devices of this upload.
    pub upload: Option<UploadId>,
}

/// A filter resolved to uploads and devices.
pub(crate) struct ResolvedFilter {
    customer: CustomerKey,
    /// Devices registered for the customer now, regardless of the filter.
    pub(crate) all: i64,
    /// Devices found one by one: by their identifiers, or because their model is rare.
    found: Vec<DevicePosition>,
    /// Uploads whose devices are included too. `None` for all uploads.
    uploads: Option<Vec<UploadBatch>>,
    model: String,
    pub(crate) too_many: Option<String>,
}

/// A range of the index (customer, upload, device) that one query reads.
#[derive(Clone, Copy)]
enum IndexRange {
    Whole,
    SameUpload(UploadId, DeviceKey),
    OtherUploads(UploadId),
}

impl ResolvedFilter {
    pub(crate) fn of(
        conn: &mut Conn,
        scope: Scope,
        of: &CustomerRow,
        filter: &DeviceFilter,
    ) -> Result<ResolvedFilter, Error> {
        let (customer, model) = (of.id, filter.model.clone());
        let mut filtered = ResolvedFilter {
            customer,
            all: of.devices,
            found: Vec::new(),
            uploads: None,
            model,
            too_many: None,
        };
        if filter.status.is_some_and(|status| status != DeviceStatus::of(of.status)) {
            filtered.uploads = Some(Vec::new());
            return Ok(filtered);
        }
        let mut only: Option<Vec<UploadBatch>> =
            filter.upload.map(|upload| vec![UploadBatch { upload, customer, registered: i64::MAX }]);
        if !filter.order_number.trim().is_empty() {
            let of_order = find_uploads_of_order(conn, customer, &filter.order_number)?;
            only = Some(intersect(of_order, only.as_deref()));
        }
        let q = filter.q.trim();
        if q.is_empty() {
            filtered.uploads = only;
            filtered.find_few(conn, scope)?;
            return Ok(filtered);
        }
        let of_order = find_uploads_of_order(conn, customer, q)?;
        filtered.uploads = Some(intersect(of_order, only.as_deref()));
        let mut meant = find_matches(conn, q)?;
        filtered.too_many = meant.too_many;
        if !filtered.model.is_empty() {
            meant.devices = filter_by_model(conn, &meant.devices, &filtered.model)?;
        }
        filtered.found = find_positions(conn, scope, &meant.devices)?;
        filtered.found.retain(|place| place.customer == customer && is_among(only.as_deref(), place.upload));
        filtered.find_few(conn, scope)?;
        Ok(filtered)
    }

    /// Looks up devices of a rare model one by one. Walking the uploads might read all devices of a customer to find
    /// one.
    fn find_few(&mut self, conn: &mut Conn, scope: Scope) -> Result<(), Error> {
        if self.model.is_empty() || self.uploads.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        let Some(devices) = list_if_rare(conn, &self.model)? else { return Ok(()) };
        let uploads = self.uploads.replace(Vec::new());
        let uploads: Option<HashSet<UploadId>> =
            uploads.map(|batches| batches.iter().map(|batch| batch.upload).collect());
        let is_wanted = |place: &DevicePosition| {
            place.customer == self.customer
                && uploads.as_ref().is_none_or(|some| some.contains(&place.upload))
        };
        self.found.extend(find_positions(conn, scope, &devices)?.into_iter().filter(is_wanted));
        Ok(())
    }

    /// Counts the matching devices. Counting stops at 10,001.
    pub(crate) fn count(&self, conn: &mut Conn) -> Result<i64, Error> {
        match &self.uploads {
            Some(batches) if self.found.is_empty() && self.model.is_empty() => {
                count_in_batches(conn, batches, COUNT_LIMIT)
            }
            None if self.found.is_empty() && !self.model.is_empty() => {
                count_of_model(conn, self.customer, &self.model, COUNT_LIMIT)
            }
            _ => Ok(self.positions(conn, DeviceCursor::First, COUNT_LIMIT)?.len() as i64),
        }
    }

    pub(crate) fn rows(
        &self,
        conn: &mut Conn,
        cursor: DeviceCursor,
        limit: i64,
    ) -> Result<Vec<RegisteredRow>, Error> {
        let places = self.positions(conn, cursor, limit)?;
        list_registrations(conn, &places.iter().map(|place| place.device).collect::<Vec<_>>())
    }

    /// Returns positions, newest first for any cursor.
    fn positions(
        &self,
        conn: &mut Conn,
        cursor: DeviceCursor,
        limit: i64,
    ) -> Result<Vec<DevicePosition>, Error> {
        let mut places = self.walk(conn, cursor, limit)?;
        places.extend(self.found.iter().filter(|place| cursor.admits(place)));
        places.sort_unstable_by(|a, b| if cursor.is_backwards() { a.cmp(b) } else { b.cmp(a) });
        places.dedup();
        places.truncate(limit as usize);
        if cursor.is_backwards() {
            places.reverse();
        }
        Ok(places)
    }

    /// Walks the index from the cursor on. Each part is a range of the index, so a page in the middle of a large upload
    /// costs no more than its first one.
    fn walk(&self, conn: &mut Conn, cursor: DeviceCursor, limit: i64) -> Result<Vec<DevicePosition>, Error> {
        if let Some(batches) = &self.uploads {
            return list_in_batches(conn, batches, &self.model, cursor, limit);
        }
        let up = cursor.is_backwards();
        match cursor {
            DeviceCursor::First => self.part(conn, IndexRange::Whole, up, limit),
            DeviceCursor::After((upload, device)) | DeviceCursor::Before((upload, device)) => {
                let mut places = self.part(conn, IndexRange::SameUpload(upload, device), up, limit)?;
                let left = limit - places.len() as i64;
                if left > 0 {
                    places.extend(self.part(conn, IndexRange::OtherUploads(upload), up, left)?);
                }
                Ok(places)
            }
        }
    }

    fn part(
        &self,
        conn: &mut Conn,
        part: IndexRange,
        up: bool,
        limit: i64,
    ) -> Result<Vec<DevicePosition>, Error> {
        use registrations::{customer_key, device_key, upload_id};
        let rows: Vec<(UploadId, DeviceKey)> = on_each!(conn, |c| {
            let mut query = registrations::table
                .filter(customer_key.eq(self.customer))
                .select((upload_id, device_key))
                .limit(limit)
                .into_boxed();
            query = match (part, up) {
                (IndexRange::Whole, _) => query,
                (IndexRange::SameUpload(upload, device), false) => {
                    query.filter(upload_id.eq(upload)).filter(device_key.lt(device))
                }
                (IndexRange::SameUpload(upload, device), true) => {
                    query.filter(upload_id.eq(upload)).filter(device_key.gt(device))
                }
                (IndexRange::OtherUploads(upload), false) => query.filter(upload_id.lt(upload)),
                (IndexRange::OtherUploads(upload), true) => query.filter(upload_id.gt(upload)),
            };
            query = match up {
                true => query.order((upload_id.asc(), device_key.asc())),
                false => query.order((upload_id.desc(), device_key.desc())),
            };
            if !self.model.is_empty() {
                query = query.filter(is_of_model(&self.model));
            }
            query.load(c)
        })?;
        let customer = self.customer;
        Ok(rows.into_iter().map(|(upload, device)| DevicePosition { upload, device, customer }).collect())
    }
}

/// Returns the customer's uploads with this order number.
fn find_uploads_of_order(
    conn: &mut Conn,
    customer: CustomerKey,
    text: &str,
) -> Result<Vec<UploadBatch>, Error> {
    let Some(number) = parse_order_number(text) else { return Ok(Vec::new()) };
    let rows: Vec<(UploadId, i64)> = uploads::table
        .filter(uploads::customer_key.eq(customer))
        .filter(uploads::order_number.eq(number))
        .order(uploads::id.desc())
        .limit(MAX_UPLOADS)
        .select((uploads::id, uploads::verified))
        .load(conn)?;
    Ok(rows.into_iter().map(|(upload, registered)| UploadBatch { upload, customer, registered }).collect())
}

/// Keeps the batches that the other filter includes too.
fn intersect(mut batches: Vec<UploadBatch>, only: Option<&[UploadBatch]>) -> Vec<UploadBatch> {
    batches.retain(|batch| is_among(only, batch.upload));
    batches
}

fn is_among(only: Option<&[UploadBatch]>, upload: UploadId) -> bool {
    only.is_none_or(|only| only.iter().any(|batch| batch.upload == upload))
}
