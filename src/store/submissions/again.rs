//! Submissions whose stored file can be read again, in another way.

use diesel::prelude::*;

use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::submission::{Phase, SubmissionKind};
use crate::store::db::stable_filters::{is_one_of, is_within};
use crate::store::schema::{submission_files as files, submissions};
use crate::store::{Conn, Error};

/// A submission with a stored file.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct StoredList {
    pub(crate) kind: SubmissionKind,
    /// Key of the customer's row. `None` for a bulk action.
    pub(crate) customer: Option<CustomerKey>,
    /// The file's name, as the browser sent it.
    pub(crate) file_name: String,
    /// SHA-256 hash of the file.
    pub(crate) file_sha256: Vec<u8>,
    /// The layout of the file, as JSON.
    pub(crate) layout: String,
    /// The customers that the file names, as JSON. A check also stores the planned uploads.
    pub(crate) row_routing: String,
}

/// Returns a finished submission or a finished check. Returns [`Error::NotFound`] if its file is no longer stored.
pub(crate) fn find(conn: &mut Conn, scope: Scope, id: SubmissionId) -> Result<StoredList, Error> {
    if !has_file(conn, id)? {
        return Err(Error::NotFound);
    }
    Ok(submissions::table
        .find(id)
        .filter(is_within(submissions::reseller_key, scope))
        .filter(is_one_of(submissions::phase, &[Phase::Finished, Phase::Draft]))
        .filter(submissions::file_name.ne(""))
        .select((
            submissions::kind,
            submissions::customer_key,
            submissions::file_name,
            submissions::file_sha256,
            submissions::layout,
            submissions::row_routing,
        ))
        .first(conn)?)
}

/// Returns whether a submission's file is still stored.
pub(crate) fn has_file(conn: &mut Conn, id: SubmissionId) -> Result<bool, Error> {
    let first: Option<i64> = files::table.find((id, 0)).select(files::part).first(conn).optional()?;
    Ok(first.is_some())
}
