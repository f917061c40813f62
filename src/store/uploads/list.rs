//! The UPLOADS tab: the uploads of one customer, newest first, paged by upload ID.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{UploadRow, columns};
use crate::domain::actor::Scope;
use crate::domain::order::OrderNumber;
use crate::domain::upload::UploadStatus;
use crate::store::Error;
use crate::store::db::connection::{Conn, on_each};
use crate::store::db::stable_filters::among;
use crate::store::schema::{actors, people, submissions, uploads};

/// What the list shows.
#[derive(Clone, Debug, Default)]
pub struct UploadFilter {
    /// An upload ID or an order number, whole; empty: all.
    pub q: String,
    /// Only these.
    pub status: Option<UploadStatus>,
    /// Accepted at this time or later, UTC.
    pub from: Option<NaiveDateTime>,
    /// Accepted before this time, UTC.
    pub before: Option<NaiveDateTime>,
    /// Only these upload IDs; empty: all.
    pub ids: Vec<i64>,
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadCursor {
    /// With the newest.
    Newest,
    /// After (older than) this upload ID.
    After(i64),
    /// Before (newer than) this upload ID, those nearest to it.
    Before(i64),
}

/// The uploads of a customer that a filter shows: a query on the concrete connection that it is run on.
macro_rules! matching {
    ($scope:expr, $customer:expr, $filter:expr) => {{
        let filter: &UploadFilter = $filter;
        let mut query = uploads::table
            .inner_join(submissions::table.inner_join(actors::table.left_join(people::table)))
            .filter(uploads::customer_key.eq($customer))
            .filter(submissions::reseller_key.eq($scope.reseller()))
            .into_boxed();
        let q = filter.q.trim();
        if !q.is_empty() {
            // Written as it was stored: composed, with plain blanks. What cannot be an order number is none.
            let number = OrderNumber::read(q).ok().flatten().map(|number| number.as_str().to_owned());
            let order_number = uploads::order_number.eq(number.unwrap_or_default());
            query = match q.parse::<i64>() {
                Ok(id) => query.filter(uploads::id.nullable().eq(id).or(order_number)),
                Err(_) => query.filter(order_number),
            };
        }
        if !filter.ids.is_empty() {
            query = query.filter(among(uploads::id, &filter.ids));
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

/// At most `limit` uploads of a customer from a place on, newest first.
pub fn list(
    conn: &mut Conn,
    scope: Scope,
    customer: i64,
    filter: &UploadFilter,
    cursor: UploadCursor,
    limit: i64,
) -> Result<Vec<UploadRow>, Error> {
    let mut rows: Vec<UploadRow> = on_each!(conn, |c| {
        let query = matching!(scope, customer, filter).select(columns!()).limit(limit);
        match cursor {
            UploadCursor::Newest => query.order(uploads::id.desc()),
            UploadCursor::After(id) => query.filter(uploads::id.lt(id)).order(uploads::id.desc()),
            UploadCursor::Before(id) => query.filter(uploads::id.gt(id)).order(uploads::id.asc()),
        }
        .load(c)
    })?;
    if matches!(cursor, UploadCursor::Before(_)) {
        rows.reverse();
    }
    Ok(rows)
}

/// How many the filter shows; counting stops at 10,001.
pub fn count(conn: &mut Conn, scope: Scope, customer: i64, filter: &UploadFilter) -> Result<i64, Error> {
    let ids: Vec<i64> =
        on_each!(conn, |c| matching!(scope, customer, filter).select(uploads::id).limit(10_001).load(c))?;
    Ok(ids.len() as i64)
}
