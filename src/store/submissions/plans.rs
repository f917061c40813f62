//! Submission plans, each stored in parts until the submission is finished.

use diesel::prelude::*;

use crate::domain::ids::SubmissionId;
use crate::store::schema::submission_plans as plans;
use crate::store::{Conn, Error};

/// Stores one part of a plan. Parts are numbered from 0.
pub(crate) fn put(conn: &mut Conn, submission: SubmissionId, part: i64, bytes: &[u8]) -> Result<(), Error> {
    diesel::insert_into(plans::table)
        .values((plans::submission_id.eq(submission), plans::part.eq(part), plans::bytes.eq(bytes)))
        .execute(conn)?;
    Ok(())
}

/// Returns one part, or `None` after the last one.
pub(crate) fn get(conn: &mut Conn, submission: SubmissionId, part: i64) -> Result<Option<Vec<u8>>, Error> {
    Ok(plans::table.find((submission, part)).select(plans::bytes).first(conn).optional()?)
}

/// Removes the plan of a submission that is finished or whose planning was interrupted.
pub(crate) fn delete(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    diesel::delete(plans::table.filter(plans::submission_id.eq(submission))).execute(conn)?;
    Ok(())
}
