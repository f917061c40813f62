//! Failed rows and their reasons. They are read through a [`Source`], which can only be found within a scope.

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
use crate::domain::submission::SubmissionKind;
use crate::domain::word::Word;
use crate::store::db::paging::Cursor;
use crate::store::db::stable_filters::is_within;

pub(crate) mod corrections;
pub(crate) mod repairs;
pub(crate) mod write;

/// A failed row, as shown on pages and in downloads.
#[derive(Queryable, Clone, Debug)]
pub struct FailedRow {
    /// Physical line number in the file, starting at 1.
    pub(crate) line: i64,
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

/// Returns the failed lines of a submission.
pub(crate) fn list_lines(conn: &mut Conn, submission: SubmissionId) -> Result<Vec<i64>, Error> {
    Ok(failed_rows::table
        .filter(failed_rows::submission_id.eq(submission))
        .select(failed_rows::line)
        .load(conn)?)
}

/// Returns the failed lines of a submission from one line to another, in ascending order.
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

/// The cursor of a list page, by physical line.
pub type LineCursor = Cursor<i64>;

/// Returns at most `limit` failed rows, starting at the cursor, in line order, for one reason or for all.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn list(
    conn: &mut Conn,
    source: &Source,
    only: Option<Reason>,
    cursor: LineCursor,
    limit: i64,
) -> Result<Vec<FailedRow>, Error> {
    let mut rows = Vec::new();
    for range in index_ranges(conn, source, only)? {
        rows.extend(load(conn, range, cursor, limit)?);
    }
    rows.sort_by_key(|row| row.line);
    let surplus = rows.len().saturating_sub(limit as usize);
    if cursor.is_backwards() {
        rows.drain(..surplus);
    } else {
        rows.truncate(limit as usize);
    }
    Ok(rows)
}

macro_rules! columns {
    () => {
        (
            failed_rows::line,
            failed_rows::customer_id,
            failed_rows::value,
            failed_rows::order_number,
            failed_rows::order_date,
            failed_rows::stc_alias,
            failed_rows::canonical,
            failed_rows::reason,
            failed_rows::detail,
            failed_rows::collides_with,
        )
    };
}

/// A range of failed rows that are consecutive in an index.
#[derive(Clone, Copy)]
enum IndexRange {
    /// A submission's rows in line order, for one reason or for all.
    OfSubmission(SubmissionId, Option<Reason>),
    /// An upload's rows for one reason, in line order.
    OfUpload(UploadId, Reason),
}

/// Returns the index ranges to read. A submission's rows are indexed in line order, so they form one range. An upload
/// from a bulk action has one range for each reason.
fn index_ranges(conn: &mut Conn, source: &Source, only: Option<Reason>) -> Result<Vec<IndexRange>, Error> {
    let Some(upload) = source.upload else {
        return Ok(vec![IndexRange::OfSubmission(source.submission, only)]);
    };
    let reasons = match only {
        Some(only) => vec![only],
        None => count_by_reason(conn, source)?.into_iter().map(|(reason, _)| reason).collect(),
    };
    Ok(reasons.into_iter().map(|reason| IndexRange::OfUpload(upload, reason)).collect())
}

fn load(conn: &mut Conn, range: IndexRange, cursor: LineCursor, limit: i64) -> Result<Vec<FailedRow>, Error> {
    let mut rows: Vec<FailedRow> = on_each!(conn, |c| {
        let query = failed_rows::table.select(columns!()).limit(limit).into_boxed();
        let query = match range {
            IndexRange::OfSubmission(submission, None) => {
                query.filter(failed_rows::submission_id.eq(submission))
            }
            IndexRange::OfSubmission(submission, Some(reason)) => {
                query.filter(failed_rows::submission_id.eq(submission)).filter(failed_rows::reason.eq(reason))
            }
            IndexRange::OfUpload(upload, reason) => {
                query.filter(failed_rows::upload_id.eq(upload)).filter(failed_rows::reason.eq(reason))
            }
        };
        match cursor {
            LineCursor::First => query.order(failed_rows::line.asc()),
            LineCursor::After(line) => {
                query.filter(failed_rows::line.gt(line)).order(failed_rows::line.asc())
            }
            LineCursor::Before(line) => {
                query.filter(failed_rows::line.lt(line)).order(failed_rows::line.desc())
            }
        }
        .load(c)
    })?;
    for row in &mut rows {
        // A reseller must not learn which other reseller holds the device, or through which upload.
        row.collides_with.take_if(|_| row.reason == Reason::DuplicateOtherReseller);
    }
    Ok(rows)
}
