//! Reads a customer's registrations page by page, ordered by upload and device.

use super::RegisteredRow;
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::parallel::join;
use crate::store::{Conn, Db, Error};

/// Number of devices per page.
const PAGE_SIZE: i64 = 4_000;

/// A reader that returns a customer's registrations page by page.
pub(crate) struct RegistrationPages {
    scope: Scope,
    customer: CustomerKey,
    /// Limits the result to devices from these uploads. Empty for all uploads.
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
    /// If a second connection is free, each connection reads half of the page. The devices are scattered across the
    /// disk, so reading in parallel is faster.
    pub(crate) fn next(&mut self, db: &Db) -> Result<Option<Vec<RegisteredRow>>, Error> {
        let (customer, only_uploads, after) = (self.customer, &self.only_uploads, self.after);
        let positions = db.read(|conn| {
            super::positions_after(conn, self.scope, customer, only_uploads, after, PAGE_SIZE)
        })?;
        let Some(last) = positions.last() else { return Ok(None) };
        self.after = *last;
        let (first_half, second_half) = positions.split_at(positions.len() / 2);
        let rows_at =
            |conn: &mut Conn, positions: &[(UploadId, DeviceKey)]| super::rows_at(conn, customer, positions);
        let (first, second) = join(
            || db.read(|conn| rows_at(conn, first_half)),
            || db.try_read_if_idle(|conn| rows_at(conn, second_half)),
        );
        let mut rows = first?;
        rows.extend(match second? {
            Some(rows) => rows,
            None => db.read(|conn| rows_at(conn, second_half))?,
        });
        Ok(Some(rows))
    }
}
