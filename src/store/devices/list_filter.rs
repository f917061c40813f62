//! The filter on the Devices tab. It is resolved to uploads and devices, which can then be counted and paged.

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

/// Number at which counting stops.
const COUNT_LIMIT: i64 = 10_001;

/// Maximum number of uploads that are searched for one order number, newest first.
pub(crate) const MAX_UPLOADS: i64 = 10_000;

/// The filter on the Devices tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceFilter {
    /// An identifier, a suffix of at least four characters, or an order number. Empty for all.
    pub q: String,
    /// Only devices with exactly this order number. Empty for all.
    pub order_number: String,
    /// Only devices of exactly this model. Empty for all.
    pub model: String,
    /// Only devices with this status.
    pub status: Option<DeviceStatus>,
    /// Only devices from this upload.
    pub upload: Option<UploadId>,
}

/// A filter resolved to uploads and devices.
pub(crate) struct ResolvedFilter {
    customer: CustomerKey,
    /// Number of devices currently registered for the customer, regardless of the filter.
    pub(crate) all: i64,
    /// Devices that were looked up individually, by identifier or because their model is rare.
    found: Vec<DevicePosition>,
    /// Uploads whose devices also match. `None` for all uploads.
    uploads: Option<Vec<UploadBatch>>,
    model: String,
    pub(crate) too_many: Option<String>,
}

/// A range of the index on (customer, upload, device) that one query reads.
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
        customer_row: &CustomerRow,
        filter: &DeviceFilter,
    ) -> Result<ResolvedFilter, Error> {
        let (customer, model) = (customer_row.id, filter.model.clone());
        let mut resolved = ResolvedFilter {
            customer,
            all: customer_row.devices,
            found: Vec::new(),
            uploads: None,
            model,
            too_many: None,
        };
        if filter.status.is_some_and(|status| status != DeviceStatus::of(customer_row.status)) {
            resolved.uploads = Some(Vec::new());
            return Ok(resolved);
        }
        let mut included: Option<Vec<UploadBatch>> =
            filter.upload.map(|upload| vec![UploadBatch { upload, customer, registered: i64::MAX }]);
        if !filter.order_number.trim().is_empty() {
            let order_uploads = find_uploads_of_order(conn, customer, &filter.order_number)?;
            included = Some(intersect(order_uploads, included.as_deref()));
        }
        let q = filter.q.trim();
        if q.is_empty() {
            resolved.uploads = included;
            resolved.find_rare_devices(conn, scope)?;
            return Ok(resolved);
        }
        let order_uploads = find_uploads_of_order(conn, customer, q)?;
        resolved.uploads = Some(intersect(order_uploads, included.as_deref()));
        let mut matches = find_matches(conn, q)?;
        resolved.too_many = matches.too_many;
        if !resolved.model.is_empty() {
            matches.devices = filter_by_model(conn, &matches.devices, &resolved.model)?;
        }
        resolved.found = find_positions(conn, scope, &matches.devices)?;
        resolved.found.retain(|position| {
            position.customer == customer && is_among(included.as_deref(), position.upload)
        });
        resolved.find_rare_devices(conn, scope)?;
        Ok(resolved)
    }

    /// Looks up the devices of a rare model individually. Scanning the uploads might read all of a customer's devices
    /// to find one.
    fn find_rare_devices(&mut self, conn: &mut Conn, scope: Scope) -> Result<(), Error> {
        if self.model.is_empty() || self.uploads.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        let Some(devices) = list_if_rare(conn, &self.model)? else { return Ok(()) };
        let uploads = self.uploads.replace(Vec::new());
        let uploads: Option<HashSet<UploadId>> =
            uploads.map(|batches| batches.iter().map(|batch| batch.upload).collect());
        let is_match = |position: &DevicePosition| {
            position.customer == self.customer
                && uploads.as_ref().is_none_or(|uploads| uploads.contains(&position.upload))
        };
        self.found.extend(find_positions(conn, scope, &devices)?.into_iter().filter(is_match));
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
        let positions = self.positions(conn, cursor, limit)?;
        list_registrations(conn, &positions.iter().map(|position| position.device).collect::<Vec<_>>())
    }

    /// Returns the matching positions, newest first regardless of the cursor.
    fn positions(
        &self,
        conn: &mut Conn,
        cursor: DeviceCursor,
        limit: i64,
    ) -> Result<Vec<DevicePosition>, Error> {
        let mut positions = self.scan(conn, cursor, limit)?;
        positions.extend(self.found.iter().filter(|position| cursor.admits(position)));
        positions.sort_unstable_by(|a, b| if cursor.is_backwards() { a.cmp(b) } else { b.cmp(a) });
        positions.dedup();
        positions.truncate(limit as usize);
        if cursor.is_backwards() {
            positions.reverse();
        }
        Ok(positions)
    }

    /// Scans the index, starting at the cursor. Each query reads one range of the index, so a page in the middle of a
    /// large upload costs no more than the first one.
    fn scan(&self, conn: &mut Conn, cursor: DeviceCursor, limit: i64) -> Result<Vec<DevicePosition>, Error> {
        if let Some(batches) = &self.uploads {
            return list_in_batches(conn, batches, &self.model, cursor, limit);
        }
        let is_backwards = cursor.is_backwards();
        match cursor {
            DeviceCursor::First => self.scan_range(conn, IndexRange::Whole, is_backwards, limit),
            DeviceCursor::After((upload, device)) | DeviceCursor::Before((upload, device)) => {
                let mut positions =
                    self.scan_range(conn, IndexRange::SameUpload(upload, device), is_backwards, limit)?;
                let remaining = limit - positions.len() as i64;
                if remaining > 0 {
                    positions.extend(self.scan_range(
                        conn,
                        IndexRange::OtherUploads(upload),
                        is_backwards,
                        remaining,
                    )?);
                }
                Ok(positions)
            }
        }
    }

    fn scan_range(
        &self,
        conn: &mut Conn,
        range: IndexRange,
        is_backwards: bool,
        limit: i64,
    ) -> Result<Vec<DevicePosition>, Error> {
        use registrations::{customer_key, device_key, upload_id};
        let rows: Vec<(UploadId, DeviceKey)> = on_each!(conn, |c| {
            let mut query = registrations::table
                .filter(customer_key.eq(self.customer))
                .select((upload_id, device_key))
                .limit(limit)
                .into_boxed();
            query = match (range, is_backwards) {
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
            query = match is_backwards {
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
    order_number: &str,
) -> Result<Vec<UploadBatch>, Error> {
    let Some(number) = parse_order_number(order_number) else { return Ok(Vec::new()) };
    let rows: Vec<(UploadId, i64)> = uploads::table
        .filter(uploads::customer_key.eq(customer))
        .filter(uploads::order_number.eq(number))
        .order(uploads::id.desc())
        .limit(MAX_UPLOADS)
        .select((uploads::id, uploads::verified))
        .load(conn)?;
    Ok(rows.into_iter().map(|(upload, registered)| UploadBatch { upload, customer, registered }).collect())
}

/// Keeps the batches whose uploads are also in `only`. `None` includes all uploads.
fn intersect(mut batches: Vec<UploadBatch>, only: Option<&[UploadBatch]>) -> Vec<UploadBatch> {
    batches.retain(|batch| is_among(only, batch.upload));
    batches
}

fn is_among(only: Option<&[UploadBatch]>, upload: UploadId) -> bool {
    only.is_none_or(|only| only.iter().any(|batch| batch.upload == upload))
}
