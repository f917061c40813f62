//! What a customer has of this reseller, in the order of uploads and devices, a page at a time.

use super::RegisteredRow;
use crate::domain::actor::Scope;
use crate::parallel::join;
use crate::store::{Conn, Db, Error};

/// Devices asked for at a time.
const PAGE: i64 = 4_000;

/// The pages, from the first one on.
pub(crate) struct Registered {
    scope: Scope,
    customer: i64,
    /// Those of these uploads; of all uploads, where it names none.
    only_uploads: Vec<i64>,
    /// Upload and device of the last one that was given.
    after: (i64, i64),
}

impl Registered {
    pub(crate) fn of(scope: Scope, customer: i64, only_uploads: Vec<i64>) -> Registered {
        Registered { scope, customer, only_uploads, after: (0, 0) }
    }

    /// The next page; none after the last one. Two connections look for half of the devices each, where a second one is
    /// free: a device is in a page of the disk that it shares with none of the others.
    pub(crate) fn next(&mut self, db: &Db) -> Result<Option<Vec<RegisteredRow>>, Error> {
        let (customer, only_uploads, after) = (self.customer, &self.only_uploads, self.after);
        let places =
            db.read(|conn| super::places_after(conn, self.scope, customer, only_uploads, after, PAGE))?;
        let Some(last) = places.last() else { return Ok(None) };
        self.after = *last;
        let (one, other) = places.split_at(places.len() / 2);
        let at = |conn: &mut Conn, places: &[(i64, i64)]| super::at_places(conn, customer, places);
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
