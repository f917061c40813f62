//! Removal of submissions that were never accepted.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{checks, drafts, files};
use crate::domain::ids::SubmissionId;
use crate::domain::submission::Phase;
use crate::store::db::stable_filters::is_one_of;
use crate::store::failed_rows::corrections;
use crate::store::schema::submissions;
use crate::store::{Conn, Error};

/// Removes at most 100 submissions whose transfer stalled before the given time. Returns their number.
pub(crate) fn delete_unaccepted_before(conn: &mut Conn, before: NaiveDateTime) -> Result<usize, Error> {
    let abandoned = submissions::table
        .filter(submissions::phase.eq(Phase::Receiving))
        .filter(submissions::progressed_at.lt(before));
    let ids: Vec<SubmissionId> = abandoned.select(submissions::id).limit(100).load(conn)?;
    for id in &ids {
        files::delete(conn, *id)?;
        diesel::delete(submissions::table.find(id)).execute(conn)?;
    }
    Ok(ids.len())
}

/// Removes a submission that was never accepted, along with its file. Does nothing if it was accepted.
pub(crate) fn delete_unaccepted(conn: &mut Conn, id: SubmissionId) -> Result<(), Error> {
    let not_accepted = is_one_of(submissions::phase, &Phase::NOT_ACCEPTED);
    let found: Option<SubmissionId> =
        submissions::table.find(id).filter(not_accepted).select(submissions::id).first(conn).optional()?;
    if found.is_some() {
        files::delete(conn, id)?;
        drafts::delete_of(conn, id)?;
        checks::delete_outcome(conn, id)?;
        corrections::delete_of(conn, id)?;
        diesel::delete(submissions::table.find(id)).execute(conn)?;
    }
    Ok(())
}

/// Removes expired drafts and their files. Returns their number.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn delete_expired_drafts(conn: &mut Conn, at: NaiveDateTime) -> Result<usize, Error> {
    let expired = drafts::list_expired(conn, at)?;
    for submission in &expired {
        drafts::delete_of(conn, *submission)?;
        delete_unaccepted(conn, *submission)?;
    }
    Ok(expired.len())
}
