//! The registrations of a customer with a reseller, page by page in the order of uploads and devices.

use super::RegisteredRow;
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::parallel::join;
use crate::store::{Conn, Db, Error};

/// Devices per page.
const PAGE_SIZE: i64 = 4_000;

/// An iteration over the pages of a customer's registrations.
pub(crate) struct RegistrationPages {
    scope: Scope,
    customer: CustomerKey,
    /// Only devices of these uploads. Empty for all uploads.
    only_uploads: Vec<UploadId>,
    /// Upload and device of the last row returned.
    after: (UploadId, DeviceKey),
}

impl RegistrationPages {
    pub(crate) fn of(scope: Scope, customer: CustomerKey, only_uploads: Vec<UploadId>) -> RegistrationPages {
        RegistrationPages { scope, customer, only_uploads, after: (UploadId::new(0), DeviceKey::new(0)) }
    }

    /// Returns the next page, or `None` after the last one.
    ///
    /// Two connections read one half each if a second one is free. Each device is on a different page of the disk, so
    /// reading in parallel pays off.
    pub(crate) fn next(&mut self, db: &Db) -> Result<Option<Vec<RegisteredRow>>, Error> {
        let (customer, only_uploads, after) = (self.customer, &self.only_uploads, self.after);
        let places = db.read(|conn| {
            super::positions_after(conn, self.scope, customer, only_uploads, after, PAGE_SIZE)
        })?;
        let Some(last) = places.last() else { return Ok(None) };
        self.after = *last;
        let (one, other) = places.split_at(places.len() / 2);
        let at = |conn: &mut Conn, places: &[(UploadId, DeviceKey)]| super::rows_at(conn, customer, places);
        let (first, second) =
            join(|| db.read(|conn| at(conn, one)), || db.read_at_leisure(|conn| at(conn, other)));
        let mut rows = first?;
        rows.extend(match second? {
            Some(rows) => rows,
            None => db.read(|conn| at(conn, other))?,
        });
        Ok(Some(rows))
    }
}
