//! A reseller's Customers list, which can be searched, filtered and sorted by any column.

use diesel::prelude::*;

use super::{CustomerRow, columns};
use crate::domain::actor::Scope;
use crate::domain::customer::{CustomerStatus, fold};
use crate::store::Error;
use crate::store::db::connection::{Conn, on_each};
use crate::store::db::stable_filters::is_within;
use crate::store::schema::{accounts, customers};

/// The filter on the Customers list.
#[derive(Clone, Debug, Default)]
pub struct CustomerFilter {
    /// Part of the name, reference or ID. Case and accents don't matter, nor do spaces and dashes in an ID. Empty for
    /// all customers.
    pub(crate) q: String,
    /// Only customers with this status.
    pub(crate) status: Option<CustomerStatus>,
}

/// The columns by which the list can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerSort {
    /// Company name.
    Name,
    /// Customer or MSP ID.
    Id,
    /// Country.
    Country,
    /// Latest upload. Customers without one come last in both directions.
    LastUploaded,
    /// Number of accepted uploads.
    Uploads,
    /// Number of devices that are currently registered.
    Devices,
    /// Status, in alphabetical order of the stored words.
    Status,
}

/// Builds the query for a reseller's customers that match a filter, for a concrete connection type.
macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let filter: &CustomerFilter = $filter;
        let mut query = customers::table
            .inner_join(accounts::table)
            .filter(is_within(customers::reseller_key, $scope))
            .into_boxed();
        if let Some(status) = filter.status {
            query = query.filter(customers::status.eq(status));
        }
        let words = fold(filter.q.trim());
        if !words.is_empty() {
            let compact: String = words.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
            let is_number = !compact.is_empty() && compact.bytes().all(|byte| byte.is_ascii_digit());
            let has_words = customers::folded.like(contains_pattern(&words)).escape('\\');
            query = if is_number {
                query
                    .filter(has_words.or(accounts::customer_id.like(contains_pattern(&compact)).escape('\\')))
            } else {
                query.filter(has_words)
            };
        }
        query
    }};
}

/// Returns a `LIKE` pattern that matches any value containing `text`, with wildcards escaped.
fn contains_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Counts the customers that match the filter.
pub(crate) fn count(conn: &mut Conn, scope: Scope, filter: &CustomerFilter) -> Result<i64, Error> {
    Ok(on_each!(conn, |c| matching!(scope, filter).count().get_result(c))?)
}

/// Returns one page of the list. Ties are broken by name, then by key.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn list(
    conn: &mut Conn,
    scope: Scope,
    filter: &CustomerFilter,
    sort: (CustomerSort, bool),
    offset: i64,
    limit: i64,
) -> Result<Vec<CustomerRow>, Error> {
    let (column, descending) = sort;
    macro_rules! by {
        ($query:expr, $column:expr) => {
            if descending { $query.order($column.desc()) } else { $query.order($column.asc()) }
        };
    }
    let rows = on_each!(conn, |c| {
        let query = matching!(scope, filter).select(columns!());
        let query = match column {
            CustomerSort::Name => by!(query, customers::folded_name),
            CustomerSort::Id => by!(query, accounts::customer_id),
            CustomerSort::Country => by!(query, accounts::country),
            CustomerSort::LastUploaded => {
                let query = query.order(customers::last_uploaded_at.is_null().asc());
                if descending {
                    query.then_order_by(customers::last_uploaded_at.desc())
                } else {
                    query.then_order_by(customers::last_uploaded_at.asc())
                }
            }
            CustomerSort::Uploads => by!(query, customers::uploads),
            CustomerSort::Devices => by!(query, customers::devices),
            CustomerSort::Status => by!(query, customers::status),
        };
        query
            .then_order_by((customers::folded_name.asc(), customers::id.asc()))
            .offset(offset)
            .limit(limit)
            .load(c)
    })?;
    Ok(rows)
}
