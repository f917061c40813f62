//! Bulk actions and deletions, looked up individually or listed newest first and paged by number.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::phase::is_accepted;
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::upload::UploadStatus;
use crate::store::db::paging::Cursor;
use crate::store::db::stable_filters::{is_one_of, is_within};
use crate::store::schema::{actors, submissions, uploads};
use crate::store::{Conn, Error};

/// A bulk action, a deletion or a check, as shown on pages.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct SubmissionRow {
    /// Key of the row, which is also the number in its name.
    pub(crate) id: SubmissionId,
    /// Kind of the submission.
    pub(crate) kind: SubmissionKind,
    /// Key of the customer's row. `None` for a bulk action.
    pub(crate) customer: Option<CustomerKey>,
    /// The file's name, as the browser sent it. Empty for a selection.
    pub(crate) file_name: String,
    /// A description of the selection, or of how the file was read.
    pub(crate) reading_description: String,
    /// Phase of the submission.
    pub(crate) phase: Phase,
    /// Number of attempts since the submission last made progress. More than one means that there were problems.
    pub(crate) attempts: i64,
    /// Number of rows.
    pub(crate) total: i64,
    /// Number of processed rows.
    pub(crate) done: i64,
    /// Number of failed rows.
    pub(crate) failed: i64,
    /// Time (UTC) at which the submission was accepted or, if it is a check, received.
    pub(crate) accepted_at: NaiveDateTime,
    /// E-mail address of the person who submitted the file or the selection.
    pub(crate) by: String,
    /// Why the file counts as a correction, and what was copied to it. Empty if it isn't one.
    pub(crate) correction_note: String,
    /// Number of failed lines that are left after corrections. `None` if no line has been corrected.
    pub(crate) lines_left: Option<i64>,
}

impl SubmissionRow {
    /// Returns the status, computed in the same way as that of an upload.
    pub(crate) fn status(&self) -> UploadStatus {
        UploadStatus::of(self.phase == Phase::Finished, self.done - self.failed, self.failed)
    }

    /// Returns the name that pages show, such as `B-1`.
    pub(crate) fn name(&self) -> String {
        self.kind.name(self.id)
    }
}

/// A list of submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubmissionList {
    /// The reseller's bulk uploads and bulk deletions.
    Bulk,
    /// The deletions of one customer's devices, by the key of the customer's row.
    DeletionsOf(CustomerKey),
}

/// The cursor of a list page, by submission number.
pub(crate) type SubmissionCursor = Cursor<SubmissionId>;

type Joined = diesel::dsl::InnerJoin<submissions::table, actors::table>;
type Query<'a> = diesel::dsl::IntoBoxed<'a, Joined, <Conn as Connection>::Backend>;

macro_rules! columns {
    () => {
        (
            submissions::id,
            submissions::kind,
            submissions::customer_key,
            submissions::file_name,
            submissions::understood,
            submissions::phase,
            submissions::attempts,
            submissions::rows_total,
            submissions::rows_done,
            submissions::rows_failed,
            submissions::created_at,
            actors::name,
            submissions::correction_note,
            submissions::lines_left,
        )
    };
}

pub(super) use columns;

fn accepted_query<'a>(scope: Scope) -> Query<'a> {
    submissions::table
        .inner_join(actors::table)
        .filter(is_within(submissions::reseller_key, scope))
        .filter(is_accepted())
        .into_boxed()
}

fn list_query<'a>(scope: Scope, which: SubmissionList) -> Query<'a> {
    let query = accepted_query(scope);
    match which {
        SubmissionList::Bulk => {
            let bulk = [SubmissionKind::BulkUpload, SubmissionKind::BulkDeletion];
            query.filter(is_one_of(submissions::kind, &bulk))
        }
        SubmissionList::DeletionsOf(customer) => query
            .filter(submissions::kind.eq(SubmissionKind::Deletion))
            .filter(submissions::customer_key.eq(customer)),
    }
}

/// Returns the bulk action or deletion with this number. Returns [`Error::NotFound`] if the submission is an upload for
/// one customer.
pub(crate) fn find(conn: &mut Conn, scope: Scope, id: SubmissionId) -> Result<SubmissionRow, Error> {
    Ok(accepted_query(scope)
        .filter(submissions::id.eq(id))
        .filter(submissions::kind.ne(SubmissionKind::Upload))
        .select(columns!())
        .first(conn)?)
}

/// Returns at most `limit` submissions from a list, starting at the cursor, newest first.
pub(crate) fn list(
    conn: &mut Conn,
    scope: Scope,
    which: SubmissionList,
    cursor: SubmissionCursor,
    limit: i64,
) -> Result<Vec<SubmissionRow>, Error> {
    let query = list_query(scope, which).select(columns!()).limit(limit);
    Ok(match cursor {
        SubmissionCursor::First => query.order(submissions::id.desc()).load(conn)?,
        SubmissionCursor::After(id) => {
            query.filter(submissions::id.lt(id)).order(submissions::id.desc()).load(conn)?
        }
        SubmissionCursor::Before(id) => {
            let mut rows: Vec<SubmissionRow> =
                query.filter(submissions::id.gt(id)).order(submissions::id.asc()).load(conn)?;
            rows.reverse();
            rows
        }
    })
}

/// Counts the submissions in a list. Counting stops at 10,001.
pub(crate) fn count(conn: &mut Conn, scope: Scope, which: SubmissionList) -> Result<i64, Error> {
    let ids: Vec<SubmissionId> = list_query(scope, which).select(submissions::id).limit(10_001).load(conn)?;
    Ok(ids.len() as i64)
}

/// The totals for the uploads that a bulk upload created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UploadTotals {
    /// Number of uploads.
    pub(crate) uploads: i64,
    /// Number of customers.
    pub(crate) customers: i64,
    /// Number of rows in the uploads. Rows without an upload aren't counted.
    pub(crate) rows: i64,
}

/// Returns the totals for a bulk upload, which has at most 10,000 uploads.
pub(crate) fn sum_uploads(conn: &mut Conn, scope: Scope, id: SubmissionId) -> Result<UploadTotals, Error> {
    find(conn, scope, id)?;
    let created = uploads::table.filter(uploads::submission_id.eq(id));
    let created: Vec<(CustomerKey, i64)> =
        created.select((uploads::customer_key, uploads::total)).load(conn)?;
    let customers: std::collections::HashSet<CustomerKey> =
        created.iter().map(|(customer, _)| *customer).collect();
    let rows = created.iter().map(|(_, total)| total).sum();
    Ok(UploadTotals { uploads: created.len() as i64, customers: customers.len() as i64, rows })
}
