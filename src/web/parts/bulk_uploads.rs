//! The list of uploads that a bulk action created, by customer.

use actix_web::HttpRequest;

use crate::domain::actor::Scope;
use crate::domain::ids::SubmissionId;
use crate::store::submissions::list::{UploadTotals, sum_uploads};
use crate::store::uploads::of_bulk_action::{self, BulkActionUpload};
use crate::store::{Conn, Error};
use crate::web::page::format::{Pager, counted};
use crate::web::page::query::Params;
use crate::web::urls;

/// Number of uploads per page.
const PER_PAGE: i64 = 50;

/// The uploads on a page of the list, as loaded from the database.
pub(crate) struct LoadedUploads {
    /// The uploads on this page.
    pub(crate) rows: Vec<BulkActionUpload>,
    /// The totals for all pages.
    pub(crate) totals: UploadTotals,
    offset: i64,
    has_more: bool,
}

impl LoadedUploads {
    /// Returns the offset from a request's query string, or 0 if it has none.
    pub(crate) fn offset(request: &HttpRequest) -> i64 {
        Params::of(request).number("from").unwrap_or(0).max(0)
    }

    /// Loads the page that starts at the offset.
    pub(crate) fn new(
        conn: &mut Conn,
        scope: Scope,
        id: SubmissionId,
        offset: i64,
    ) -> Result<LoadedUploads, Error> {
        // One extra row is queried to find out whether there is another page.
        let mut rows = of_bulk_action::list(conn, scope, id, offset, PER_PAGE + 1)?;
        let has_more = rows.len() as i64 > PER_PAGE;
        rows.truncate(PER_PAGE as usize);
        Ok(LoadedUploads { rows, totals: sum_uploads(conn, scope, id)?, offset, has_more })
    }

    /// Returns the pager for the page at `url`.
    pub(crate) fn pager(&self, url: &str) -> Pager {
        let page_url = |offset: i64| {
            let from = if offset > 0 { offset.to_string() } else { String::new() };
            urls::with_query(url, &[("from", &from)])
        };
        Pager {
            shown: counted(self.totals.uploads, "upload", "uploads"),
            previous: (self.offset > 0).then(|| page_url((self.offset - PER_PAGE).max(0))),
            next: self.has_more.then(|| page_url(self.offset + PER_PAGE)),
            ..Pager::default()
        }
    }
}
