//! Files of submissions with failed rows, of which a corrected file may be a later version, and how they are read.

use diesel::prelude::*;

use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::row_error::ListOrigin;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::store::db::stable_filters::is_within;
use crate::store::schema::submissions;
use crate::store::{Conn, Error};

/// A submission with open failed lines, whose file may be an earlier version of another file.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct EarlierFile {
    /// Key of the submission.
    pub(crate) submission: SubmissionId,
    /// The file's name, as the browser sent it.
    pub(crate) file_name: String,
    /// SHA-256 hash of the file.
    pub(crate) sha256: Vec<u8>,
    /// The layout of the file, as JSON.
    pub(crate) layout: String,
}

/// Returns the latest finished submissions of this kind that have open failed lines and a number of rows within these
/// bounds, newest first. `customer` is `None` for bulk actions.
pub(crate) fn list(
    conn: &mut Conn,
    scope: Scope,
    (kind, customer): (SubmissionKind, Option<CustomerKey>),
    rows: std::ops::RangeInclusive<i64>,
    limit: i64,
) -> Result<Vec<EarlierFile>, Error> {
    let mut query = submissions::table
        .filter(is_within(submissions::reseller_key, scope))
        .filter(submissions::kind.eq(kind))
        .filter(submissions::phase.eq(Phase::Finished))
        .filter(submissions::rows_failed.gt(0))
        .filter(submissions::lines_left.is_null().or(submissions::lines_left.gt(0)))
        .filter(submissions::file_name.ne(""))
        .filter(submissions::rows_total.between(*rows.start(), *rows.end()))
        .order(submissions::id.desc())
        .limit(limit)
        .select((submissions::id, submissions::file_name, submissions::file_sha256, submissions::layout))
        .into_boxed();
    if let Some(customer) = customer {
        query = query.filter(submissions::customer_key.eq(customer));
    }
    Ok(query.load(conn)?)
}

/// Returns where the rows of a submission come from.
pub(crate) fn find_origin(conn: &mut Conn, submission: SubmissionId) -> Result<ListOrigin, Error> {
    let layout = find_layout(conn, submission)?;
    Ok(layout.map_or(ListOrigin::File, |layout| ListOrigin::of_stored_layout(&layout)))
}

/// Returns the layout of a submission's file, as JSON. Returns `None` if the submission no longer exists.
pub(crate) fn find_layout(conn: &mut Conn, submission: SubmissionId) -> Result<Option<String>, Error> {
    let layout = submissions::table.find(submission).select(submissions::layout);
    Ok(layout.first(conn).optional()?)
}
