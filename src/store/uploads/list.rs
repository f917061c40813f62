//! The Uploads tab: the uploads of one customer, newest first, paged by upload ID.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{UploadRow, columns};
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, UploadId};
use crate::domain::order::OrderNumber;
use crate::domain::upload::UploadStatus;
use crate::store::Error;
use crate::store::db::connection::{Conn, on_each};
use crate::store::db::paging::Cursor;
use crate::store::db::stable_filters::{is_among, is_within};
use crate::store::schema::{actors, people, submissions, uploads};

/// The filter on the Uploads tab.
#[derive(Clone, Debug, Default)]
pub struct UploadFilter {
    /// A complete upload ID or order number. Empty for all.
    pub(crate) q: String,
    /// Only uploads with this status.
    pub(crate) status: Option<UploadStatus>,
    /// Only uploads that were accepted at this time or later, UTC.
    pub(crate) from: Option<NaiveDateTime>,
    /// Only uploads that were accepted before this time, UTC.
    pub(crate) before: Option<NaiveDateTime>,
    /// Only the uploads with these IDs. Empty for all.
    pub(crate) ids: Vec<UploadId>,
}

/// The cursor of a list page, by upload ID.
pub type UploadCursor = Cursor<UploadId>;

/// Builds the query for a customer's uploads that match a filter, for a concrete connection type.
macro_rules! matching {
    ($scope:expr, $customer:expr, $filter:expr) => {{
        let filter: &UploadFilter = $filter;
        let mut query = uploads::table
            .inner_join(submissions::table.inner_join(actors::table.left_join(people::table)))
            .filter(uploads::customer_key.eq($customer))
            .filter(is_within(submissions::reseller_key, $scope))
            .into_boxed();
        let q = filter.q.trim();
        if !q.is_empty() {
            // Converts the text to the stored form: composed Unicode with plain spaces. Text that can't be an order
            // number matches no upload.
            let number = OrderNumber::read(q).ok().flatten().map(|number| number.as_str().to_owned());
            let order_number = uploads::order_number.eq(number.unwrap_or_default());
            query = match q.parse::<UploadId>() {
                Ok(id) => query.filter(uploads::id.nullable().eq(id).or(order_number)),
                Err(_) => query.filter(order_number),
            };
        }
        if !filter.ids.is_empty() {
            query = query.filter(is_among(uploads::id, &filter.ids));
        }
        if let Some(from) = filter.from {
            query = query.filter(uploads::accepted_at.ge(from));
        }
        if let Some(before) = filter.before {
            query = query.filter(uploads::accepted_at.lt(before));
        }
        match filter.status {
            None => query,
            Some(UploadStatus::InProgress) => query.filter(uploads::finished_at.is_null()),
            Some(UploadStatus::Completed) => {
                query.filter(uploads::finished_at.is_not_null()).filter(uploads::failed.eq(0))
            }
            Some(UploadStatus::Error) => query
                .filter(uploads::finished_at.is_not_null())
                .filter(uploads::verified.eq(0))
                .filter(uploads::failed.gt(0)),
            Some(UploadStatus::CompletedWithError) => query
                .filter(uploads::finished_at.is_not_null())
                .filter(uploads::verified.gt(0))
                .filter(uploads::failed.gt(0)),
        }
    }};
}

/// Returns at most `limit` of a customer's uploads, starting at the cursor, newest first.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn list(
    conn: &mut Conn,
    scope: Scope,
    customer: CustomerKey,
    filter: &UploadFilter,
    cursor: UploadCursor,
    limit: i64,
) -> Result<Vec<UploadRow>, Error> {
    let mut rows: Vec<UploadRow> = on_each!(conn, |c| {
        let query = matching!(scope, customer, filter).select(columns!()).limit(limit);
        match cursor {
            UploadCursor::First => query.order(uploads::id.desc()),
            UploadCursor::After(id) => query.filter(uploads::id.lt(id)).order(uploads::id.desc()),
            UploadCursor::Before(id) => query.filter(uploads::id.gt(id)).order(uploads::id.asc()),
        }
        .load(c)
    })?;
    if cursor.is_backwards() {
        rows.reverse();
    }
    Ok(rows)
}

/// Counts the uploads that match the filter. Counting stops at 10,001.
pub(crate) fn count(
    conn: &mut Conn,
    scope: Scope,
    customer: CustomerKey,
    filter: &UploadFilter,
) -> Result<i64, Error> {
    let ids: Vec<UploadId> =
        on_each!(conn, |c| matching!(scope, customer, filter).select(uploads::id).limit(10_001).load(c))?;
    Ok(ids.len() as i64)
}
