//! The uploads that a bulk action created, grouped by customer.

use diesel::prelude::*;

use super::{UploadRow, columns};
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerId, SubmissionId};
use crate::store::db::stable_filters::is_within;
use crate::store::schema::{accounts, actors, customers, people, submissions, uploads};
use crate::store::{Conn, Error};

/// An upload from a bulk action, with its customer.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct BulkActionUpload {
    /// Customer or MSP ID.
    pub(crate) customer_id: CustomerId,
    /// Company name.
    pub(crate) company_name: String,
    /// The upload.
    pub(crate) upload: UploadRow,
}

/// Returns at most `limit` uploads from a bulk action, starting at the position `from`.
pub(crate) fn list(
    conn: &mut Conn,
    scope: Scope,
    submission: SubmissionId,
    from: i64,
    limit: i64,
) -> Result<Vec<BulkActionUpload>, Error> {
    Ok(uploads::table
        .inner_join(submissions::table.inner_join(actors::table.left_join(people::table)))
        .inner_join(customers::table.inner_join(accounts::table))
        .filter(is_within(submissions::reseller_key, scope))
        .filter(uploads::submission_id.eq(submission))
        .filter(uploads::position.ge(from))
        .order(uploads::position.asc())
        .limit(limit)
        .select((accounts::customer_id, accounts::company_name, columns!()))
        .load(conn)?)
}
