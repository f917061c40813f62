//! Submitted files, stored in parts until the retention period ends.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::row_index;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::Phase;
use crate::store::schema::{submission_files as files, submissions};
use crate::store::{Conn, Error};

/// Size of one part in bytes.
pub(crate) const PART_BYTES: usize = 1024 * 1024;

/// Stores one part of a file. Parts are numbered from 0.
pub(crate) fn put(conn: &mut Conn, submission: SubmissionId, part: i64, bytes: &[u8]) -> Result<(), Error> {
    diesel::insert_into(files::table)
        .values((files::submission_id.eq(submission), files::part.eq(part), files::bytes.eq(bytes)))
        .execute(conn)?;
    Ok(())
}

/// Returns one part, or `None` after the last one.
pub(crate) fn get(conn: &mut Conn, submission: SubmissionId, part: i64) -> Result<Option<Vec<u8>>, Error> {
    Ok(files::table.find((submission, part)).select(files::bytes).first(conn).optional()?)
}

/// Returns the layout of a submission's file, as JSON. Returns `None` if the file isn't stored any more.
pub(crate) fn load_layout(conn: &mut Conn, submission: SubmissionId) -> Result<Option<String>, Error> {
    Ok(files::table
        .inner_join(submissions::table.on(submissions::id.eq(files::submission_id)))
        .filter(files::submission_id.eq(submission))
        .filter(files::part.eq(0))
        .select(submissions::layout)
        .first(conn)
        .optional()?)
}

/// Removes a submission's file and the index of its rows. Returns the number of removed parts of the file.
pub(crate) fn delete(conn: &mut Conn, submission: SubmissionId) -> Result<usize, Error> {
    row_index::delete(conn, submission)?;
    Ok(diesel::delete(files::table.filter(files::submission_id.eq(submission))).execute(conn)?)
}

/// Removes the file of one submission that finished before the given time. Returns whether there was such a file.
pub(crate) fn delete_expired(conn: &mut Conn, before: NaiveDateTime) -> Result<bool, Error> {
    let expired: Option<SubmissionId> = files::table
        .inner_join(submissions::table.on(submissions::id.eq(files::submission_id)))
        .filter(submissions::phase.eq(Phase::Finished))
        .filter(submissions::finished_at.lt(before))
        .select(files::submission_id)
        .first(conn)
        .optional()?;
    let Some(submission) = expired else { return Ok(false) };
    delete(conn, submission)?;
    Ok(true)
}
