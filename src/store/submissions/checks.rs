//! Files that are checked, or were, and wait for the word to upload them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::phase::{is_accepted, is_open};
use crate::domain::actor::Scope;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::word::Word;
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{among, is_one_of};
use crate::store::schema::{
    drafts, failed_rows, row_repairs, submission_plans, submission_reason_counts as of_submission,
    submissions,
};
use crate::store::{Conn, Error};

/// A check, as its page shows it.
#[derive(Queryable, Clone, Debug)]
pub struct CheckRow {
    /// Key of the submission; the number of the check.
    pub id: i64,
    /// The word of a [`SubmissionKind`](crate::domain::submission::SubmissionKind).
    pub kind: String,
    /// Key of the customer's row; none of a bulk file.
    pub customer: Option<i64>,
    /// The file's name, as the browser sent it.
    pub file_name: String,
    /// How the file was read, in words.
    pub understood: String,
    /// One of [`Phase`]: [`Phase::Draft`] when it is over.
    pub phase: Phase,
    /// Attempts to go on.
    pub attempts: i64,
    /// Rows of the file.
    pub total: i64,
    /// Rows that were looked at.
    pub done: i64,
    /// Rows that would fail.
    pub failed: i64,
    /// When the file was handed in, UTC.
    pub created_at: NaiveDateTime,
    /// What was decided about the uploads that would be, as JSON.
    pub row_routing: String,
    /// Counts of what was read with a repair, as JSON.
    pub repairs: String,
    /// What the form said besides the file, as JSON.
    pub fields: String,
    /// Until when it can be uploaded, UTC.
    pub expires_at: NaiveDateTime,
}

/// The check with this number. One that was uploaded or whose time is over is not found.
pub fn find(conn: &mut Conn, scope: Scope, id: i64, at: NaiveDateTime) -> Result<CheckRow, Error> {
    Ok(submissions::table
        .inner_join(drafts::table)
        .filter(submissions::id.eq(id))
        .filter(submissions::reseller_key.eq(scope.reseller()))
        .filter(is_one_of(submissions::phase, &[Phase::Checking, Phase::CheckResolved, Phase::Draft]))
        .filter(is_one_of(submissions::kind, &["upload", "bulk_upload"]))
        .filter(drafts::expires_at.gt(at))
        .select((
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
            submissions::row_routing,
            submissions::repairs,
            drafts::fields,
            drafts::expires_at,
        ))
        .first(conn)?)
}

/// A check that somebody may want to find again.
#[derive(Queryable, Clone, Debug)]
pub struct WaitingCheck {
    /// The number of the check.
    pub id: i64,
    /// The file's name, as the browser sent it.
    pub file_name: String,
    /// One of [`Phase`]: [`Phase::Draft`] when it is over.
    pub phase: Phase,
    /// Rows of the file.
    pub total: i64,
    /// Rows that would fail.
    pub failed: i64,
    /// Until when it can be uploaded, UTC.
    pub expires_at: NaiveDateTime,
}

/// Checks out of which something could be uploaded, for this customer or for many, the newest first.
pub fn waiting(
    conn: &mut Conn,
    scope: Scope,
    customer: Option<i64>,
    at: NaiveDateTime,
    limit: i64,
) -> Result<Vec<WaitingCheck>, Error> {
    let kind = if customer.is_some() { SubmissionKind::Upload } else { SubmissionKind::BulkUpload };
    let found = on_each!(conn, |c| {
        let mut query = submissions::table
            .inner_join(drafts::table)
            // What waits is little of all that was handed in: found by the index over what is not finished.
            .filter(is_open())
            .filter(is_one_of(submissions::phase, &[Phase::Checking, Phase::CheckResolved, Phase::Draft]))
            .filter(submissions::reseller_key.eq(scope.reseller()))
            .filter(submissions::kind.eq(kind.word()))
            .filter(drafts::expires_at.gt(at))
            .filter(submissions::rows_failed.lt(submissions::rows_total))
            .order(submissions::id.desc())
            .limit(limit)
            .select((
                submissions::id,
                submissions::file_name,
                submissions::phase,
                submissions::rows_total,
                submissions::rows_failed,
                drafts::expires_at,
            ))
            .into_boxed();
        if let Some(customer) = customer {
            query = query.filter(submissions::customer_key.eq(customer));
        }
        query.load(c)
    })?;
    Ok(found)
}

/// Which of these checks had failed rows that were uploaded, corrected, without the check itself.
pub fn left_behind(conn: &mut Conn, checks: &[i64]) -> Result<Vec<i64>, Error> {
    if checks.is_empty() {
        return Ok(Vec::new());
    }
    let mended: Vec<i64> = on_each!(conn, |c| submissions::table
        .filter(among(submissions::correction_of.assume_not_null(), checks))
        .filter(is_accepted())
        .select(submissions::correction_of.assume_not_null())
        .distinct()
        .load(c))?;
    Ok(mended)
}

/// Keeps the counts of what a check read with a repair, as JSON.
pub fn set_noticed(conn: &mut Conn, id: i64, noticed: &str) -> Result<(), Error> {
    diesel::update(submissions::table.find(id)).set(submissions::repairs.eq(noticed)).execute(conn)?;
    Ok(())
}

/// Makes a checked submission as if it had just arrived, keeping what the check said: its rows are judged anew when
/// it is accepted.
pub fn begin_anew(
    conn: &mut Conn,
    id: i64,
    groups: &str,
    verification: &str,
    checked: &str,
) -> Result<(), Error> {
    forget_outcome(conn, id)?;
    super::drafts::delete_of(conn, id)?;
    diesel::update(submissions::table.find(id))
        .set((
            submissions::rows_done.eq(0),
            submissions::rows_failed.eq(0),
            submissions::plan_cursor.eq(0),
            submissions::attempts.eq(0),
            submissions::row_routing.eq(groups),
            submissions::verification.eq(verification),
            submissions::check_record.eq(checked),
            submissions::repairs.eq(""),
        ))
        .execute(conn)?;
    Ok(())
}

/// Removes what became of the rows of a submission that is not accepted.
pub(crate) fn forget_outcome(conn: &mut Conn, id: i64) -> Result<(), Error> {
    diesel::delete(failed_rows::table.filter(failed_rows::submission_id.eq(id))).execute(conn)?;
    diesel::delete(of_submission::table.filter(of_submission::submission_id.eq(id))).execute(conn)?;
    diesel::delete(row_repairs::table.filter(row_repairs::submission_id.eq(id))).execute(conn)?;
    diesel::delete(submission_plans::table.filter(submission_plans::submission_id.eq(id))).execute(conn)?;
    Ok(())
}

/// What the check of a submission said, as JSON; empty where it was not checked.
pub fn checked(conn: &mut Conn, submission: i64) -> Result<String, Error> {
    Ok(on_each!(conn, |c| submissions::table.find(submission).select(submissions::check_record).first(c))?)
}
