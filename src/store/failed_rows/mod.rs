//! Failed rows and their reasons. They are read through a [`Source`], which can only be found within a scope.

use std::collections::HashMap;

use diesel::prelude::*;

use super::db::connection::on_each;
use super::schema::{
    failed_row_counts as counts, failed_rows, submission_reason_counts as of_submission, submissions, uploads,
};
use super::uploads::UploadRow;
use super::{Conn, Error};
use crate::domain::actor::Scope;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::row_error::Reason;
use crate::domain::row_position::RowPosition;
use crate::domain::submission::SubmissionKind;
use crate::domain::word::Word;
use crate::store::db::stable_filters::is_within;

pub(crate) mod corrections;
pub(crate) mod earlier_files;
pub mod listing;
pub(crate) mod repairs;
pub(crate) mod resolution;
pub(crate) mod write;

/// A failed row, as shown on pages and in downloads.
#[derive(Queryable, Clone, Debug)]
pub struct FailedRow {
    /// Physical line number in the file, starting at 1.
    pub(crate) line: i64,
    /// The device within the line, counted from 0.
    pub(crate) slot: i64,
    /// Customer ID, as it appears in the file.
    pub(crate) customer_id: Option<String>,
    /// Identifier, as it appears in the file.
    pub(crate) value: String,
    /// Order number, as it appears in the file.
    pub(crate) order_number: Option<String>,
    /// Order date, as it appears in the file.
    pub(crate) order_date: Option<String>,
    /// STC alias, as it appears in the file.
    pub(crate) stc_alias: Option<String>,
    /// Canonical identifier, as read from the value.
    pub(crate) canonical: Option<String>,
    /// Reason for the failure.
    pub(crate) reason: Reason,
    /// Details that are appended to the message, such as numbers and characters.
    pub(crate) detail: String,
    /// The upload through which the device is registered, if the reseller is allowed to know it.
    pub(crate) collides_with: Option<UploadId>,
}

impl FailedRow {
    /// Returns the row's position in the file.
    pub(crate) fn position(&self) -> RowPosition {
        RowPosition { line: self.line, slot: self.slot }
    }
}

/// Returns the positions of a submission's failed rows.
pub(crate) fn list_positions(conn: &mut Conn, submission: SubmissionId) -> Result<Vec<RowPosition>, Error> {
    let found: Vec<(i64, i64)> = failed_rows::table
        .filter(failed_rows::submission_id.eq(submission))
        .select((failed_rows::line, failed_rows::slot))
        .load(conn)?;
    Ok(found.into_iter().map(|(line, slot)| RowPosition { line, slot }).collect())
}

/// Returns the failed devices of a line.
pub(crate) fn list_slots(conn: &mut Conn, submission: SubmissionId, line: i64) -> Result<Vec<i64>, Error> {
    Ok(failed_rows::table
        .filter(failed_rows::submission_id.eq(submission))
        .filter(failed_rows::line.eq(line))
        .select(failed_rows::slot)
        .load(conn)?)
}

/// Returns the failed lines of a submission from one line to another, in ascending order, each once for each of its
/// failed devices.
pub(crate) fn list_lines_between(
    conn: &mut Conn,
    submission: SubmissionId,
    first: i64,
    last: i64,
) -> Result<Vec<i64>, Error> {
    Ok(failed_rows::table
        .filter(failed_rows::submission_id.eq(submission))
        .filter(failed_rows::line.between(first, last))
        .order(failed_rows::line.asc())
        .select(failed_rows::line)
        .load(conn)?)
}

/// The owner of failed rows: an upload or a whole submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOwner {
    /// An upload, by its ID.
    Upload(UploadId),
    /// A whole submission (a bulk action, a deletion or a check), by the key of its row.
    Submission(SubmissionId),
}

/// A source of failed rows that the requesting person has access to.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    pub(super) submission: SubmissionId,
    /// The upload. `None` if it is the only one in its submission, or for a whole submission.
    pub(super) upload: Option<UploadId>,
    is_upload: bool,
}

impl Source {
    /// Creates the source for the rows of an upload.
    pub(crate) fn of_upload(upload: &UploadRow) -> Source {
        Source::new(upload.submission, upload.id, upload.kind)
    }

    fn new(submission: SubmissionId, upload: UploadId, kind: SubmissionKind) -> Source {
        let is_only_upload = kind == SubmissionKind::Upload;
        Source { submission, upload: Some(upload).filter(|_| !is_only_upload), is_upload: true }
    }

    /// Returns the key of the submission that the rows belong to.
    pub(crate) fn submission(&self) -> SubmissionId {
        self.submission
    }

    /// Returns whether the rows belong to one upload. Otherwise they belong to a whole submission.
    pub(crate) fn is_upload(&self) -> bool {
        self.is_upload
    }
}

/// Finds the source of an owner's failed rows.
///
/// # Errors
///
/// Returns [`Error::NotFound`] if the rows aren't within the scope.
pub fn find_source(conn: &mut Conn, scope: Scope, owner: RowOwner) -> Result<Source, Error> {
    let in_scope = submissions::table.filter(is_within(submissions::reseller_key, scope));
    match owner {
        RowOwner::Submission(id) => {
            let submission = in_scope.find(id).select(submissions::id).first(conn)?;
            Ok(Source { submission, upload: None, is_upload: false })
        }
        RowOwner::Upload(id) => {
            let (submission, kind): (SubmissionId, SubmissionKind) = in_scope
                .inner_join(uploads::table)
                .filter(uploads::id.eq(id))
                .select((submissions::id, submissions::kind))
                .first(conn)?;
            Ok(Source::new(submission, id, kind))
        }
    }
}

/// Returns the reasons with their counts, most frequent first.
pub(crate) fn count_by_reason(conn: &mut Conn, source: &Source) -> Result<Vec<(Reason, i64)>, Error> {
    let mut reasons: Vec<(Reason, i64)> = on_each!(conn, |c| match source.upload {
        Some(upload) => counts::table
            .filter(counts::upload_id.eq(upload))
            .select((counts::reason, counts::failed))
            .load(c),
        None => of_submission::table
            .filter(of_submission::submission_id.eq(source.submission))
            .select((of_submission::reason, of_submission::failed))
            .load(c),
    })?;
    reasons.sort_by_key(|(reason, failed)| (-failed, reason.word()));
    Ok(reasons)
}

/// Returns the number of resolved rows by reason.
pub(crate) fn count_resolved_by_reason(
    conn: &mut Conn,
    source: &Source,
) -> Result<HashMap<Reason, i64>, Error> {
    let found: Vec<(Reason, i64)> = on_each!(conn, |c| match source.upload {
        Some(upload) => counts::table
            .filter(counts::upload_id.eq(upload))
            .filter(counts::resolved.gt(0))
            .select((counts::reason, counts::resolved))
            .load(c),
        None => of_submission::table
            .filter(of_submission::submission_id.eq(source.submission))
            .filter(of_submission::resolved.gt(0))
            .select((of_submission::reason, of_submission::resolved))
            .load(c),
    })?;
    Ok(found.into_iter().collect())
}

/// Returns the number of failed lines that are left after corrections. Returns `None` if no line has been corrected.
pub(crate) fn load_lines_left(conn: &mut Conn, source: &Source) -> Result<Option<i64>, Error> {
    Ok(match source.upload {
        Some(upload) => uploads::table.find(upload).select(uploads::lines_left).first(conn)?,
        None => submissions::table.find(source.submission).select(submissions::lines_left).first(conn)?,
    })
}
