//! What lists and links speak of: an upload, or a whole submission (a bulk action, a deletion).

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::submission::SubmissionKind;
use crate::domain::word::Word;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::among;
use crate::store::schema::{submissions, uploads};
use crate::store::{Conn, Error};

/// An upload, or a submission that is more than one upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// An upload, by its ID.
    Upload(i64),
    /// A bulk action or a deletion, by its number.
    Submission(i64),
}

/// The submission with this key as lists speak of it.
pub fn of_submission(conn: &mut Conn, id: i64) -> Result<Item, Error> {
    Ok(as_items(conn, &[id])?.first().copied().unwrap_or(Item::Submission(id)))
}

/// Submissions as lists speak of them: an upload for one customer is that upload.
pub(crate) fn as_items(conn: &mut Conn, submissions: &[i64]) -> Result<Vec<Item>, Error> {
    if submissions.is_empty() {
        return Ok(Vec::new());
    }
    let alone: Vec<(i64, i64)> = on_each!(conn, |c| uploads::table
        .inner_join(submissions::table)
        .filter(among(uploads::submission_id, submissions))
        .filter(submissions::kind.eq(SubmissionKind::Upload.word()))
        .select((uploads::submission_id, uploads::id))
        .load(c))?;
    let alone: HashMap<i64, i64> = alone.into_iter().collect();
    Ok(submissions
        .iter()
        .map(|id| alone.get(id).map_or(Item::Submission(*id), |upload| Item::Upload(*upload)))
        .collect())
}
