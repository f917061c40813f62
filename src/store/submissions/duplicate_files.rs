//! Files that have been uploaded before, recognized by their SHA-256 hash.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::item::{Item, to_items};
use super::phase::is_accepted;
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::submission::SubmissionKind;
use crate::store::db::stable_filters::is_within;
use crate::store::schema::submissions;
use crate::store::{Conn, Error};

/// An earlier upload of the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EarlierUpload {
    /// The upload or bulk upload.
    pub(crate) item: Item,
    /// Time at which it was accepted, UTC.
    pub(crate) at: NaiveDateTime,
}

/// Returns a customer's latest upload of the file with this SHA-256 hash. If `customer` is `None`, returns the file's
/// latest bulk upload.
pub(crate) fn find(
    conn: &mut Conn,
    scope: Scope,
    customer: Option<CustomerKey>,
    sha256: &[u8],
) -> Result<Option<EarlierUpload>, Error> {
    let kind = if customer.is_some() { SubmissionKind::Upload } else { SubmissionKind::BulkUpload };
    let mut query = submissions::table
        .filter(is_within(submissions::reseller_key, scope))
        .filter(submissions::file_sha256.eq(sha256.to_vec()))
        .filter(submissions::kind.eq(kind))
        .filter(is_accepted())
        .order(submissions::id.desc())
        .select((submissions::id, submissions::created_at))
        .into_boxed();
    if let Some(customer) = customer {
        query = query.filter(submissions::customer_key.eq(customer));
    }
    let Some((id, at)) = query.first::<(SubmissionId, NaiveDateTime)>(conn).optional()? else {
        return Ok(None);
    };
    Ok(to_items(conn, &[id])?.first().map(|item| EarlierUpload { item: *item, at }))
}

/// Returns the latest upload of a checked file. `check` is the check's number.
pub(crate) fn find_of_check(
    conn: &mut Conn,
    scope: Scope,
    check: SubmissionId,
) -> Result<Option<EarlierUpload>, Error> {
    let (customer, sha256): (Option<CustomerKey>, Vec<u8>) = submissions::table
        .find(check)
        .filter(is_within(submissions::reseller_key, scope))
        .select((submissions::customer_key, submissions::file_sha256))
        .first(conn)?;
    find(conn, scope, customer, &sha256)
}
