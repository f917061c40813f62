//! Items: uploads, bulk actions and deletions, as lists and links refer to them.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::submission::SubmissionKind;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::is_among;
use crate::store::schema::{submissions, uploads};
use crate::store::{Conn, Error};

/// An upload, or a submission that isn't a single upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// An upload, by its ID.
    Upload(UploadId),
    /// A bulk action or a deletion, by its number.
    Submission(SubmissionId),
}

/// Returns the item for the submission with this key.
pub(crate) fn to_item(conn: &mut Conn, id: SubmissionId) -> Result<Item, Error> {
    Ok(to_items(conn, &[id])?.first().copied().unwrap_or(Item::Submission(id)))
}

/// Returns the items for submissions, in the same order. A submission for one customer is represented by its upload.
pub(crate) fn to_items(conn: &mut Conn, submissions: &[SubmissionId]) -> Result<Vec<Item>, Error> {
    if submissions.is_empty() {
        return Ok(Vec::new());
    }
    let single_uploads: Vec<(SubmissionId, UploadId)> = on_each!(conn, |c| uploads::table
        .inner_join(submissions::table)
        .filter(is_among(uploads::submission_id, submissions))
        .filter(submissions::kind.eq(SubmissionKind::Upload))
        .select((uploads::submission_id, uploads::id))
        .load(c))?;
    let single_uploads: HashMap<SubmissionId, UploadId> = single_uploads.into_iter().collect();
    Ok(submissions
        .iter()
        .map(|id| single_uploads.get(id).map_or(Item::Submission(*id), |upload| Item::Upload(*upload)))
        .collect())
}
