//! Checks: files that are being checked, and checked files that are waiting to be uploaded.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::list::{SubmissionRow, columns};
use super::phase::{is_accepted, is_open};
use super::row_index;
use crate::config::Verification;
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::submission::{Phase, SubmissionKind};
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{is_among, is_one_of, is_within};
use crate::store::failed_rows::resolution;
use crate::store::schema::{
    actors, drafts, failed_rows, row_repairs, submission_plans, submission_reason_counts as of_submission,
    submissions,
};
use crate::store::{Conn, Error};

/// A check, as shown on its page.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct CheckRow {
    /// The submission. Its phase is [`Phase::Draft`] once the check is done.
    pub(crate) submission: SubmissionRow,
    /// The uploads that the file would create, as JSON.
    pub(crate) row_routing: String,
    /// Repair counts, as JSON.
    pub(crate) repairs: String,
    /// The other fields of the form, as JSON.
    pub(crate) fields: String,
    /// Time until which the file can be uploaded, UTC.
    pub(crate) expires_at: NaiveDateTime,
}

/// Returns the check with this number. Returns [`Error::NotFound`] if it was uploaded or has expired.
pub(crate) fn find(
    conn: &mut Conn,
    scope: Scope,
    id: SubmissionId,
    at: NaiveDateTime,
) -> Result<CheckRow, Error> {
    Ok(submissions::table
        .inner_join(drafts::table)
        .inner_join(actors::table)
        .filter(submissions::id.eq(id))
        .filter(is_within(submissions::reseller_key, scope))
        .filter(is_one_of(submissions::phase, &Phase::CHECKS))
        .filter(is_one_of(submissions::kind, &[SubmissionKind::Upload, SubmissionKind::BulkUpload]))
        .filter(drafts::expires_at.gt(at))
        .select((
            columns!(),
            submissions::row_routing,
            submissions::repairs,
            drafts::fields,
            drafts::expires_at,
        ))
        .first(conn)?)
}

/// A check in a list of waiting checks.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct WaitingCheck {
    /// The check's number.
    pub(crate) id: SubmissionId,
    /// The file's name, as the browser sent it.
    pub(crate) file_name: String,
    /// Phase of the submission. It is [`Phase::Draft`] once the check is done.
    pub(crate) phase: Phase,
    /// Number of rows in the file.
    pub(crate) total: i64,
    /// Number of rows that would fail.
    pub(crate) failed: i64,
    /// Time until which the file can be uploaded, UTC.
    pub(crate) expires_at: NaiveDateTime,
}

/// Returns the waiting checks with rows that can be uploaded, newest first: this customer's, or those for bulk uploads
/// if `customer` is `None`.
pub(crate) fn list_waiting(
    conn: &mut Conn,
    scope: Scope,
    customer: Option<CustomerKey>,
    at: NaiveDateTime,
    limit: i64,
) -> Result<Vec<WaitingCheck>, Error> {
    let kind = if customer.is_some() { SubmissionKind::Upload } else { SubmissionKind::BulkUpload };
    let found = on_each!(conn, |c| {
        let mut query = submissions::table
            .inner_join(drafts::table)
            // Few submissions are unfinished, and a partial index contains only these.
            .filter(is_open())
            .filter(is_one_of(submissions::phase, &Phase::CHECKS))
            .filter(is_within(submissions::reseller_key, scope))
            .filter(submissions::kind.eq(kind))
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

/// Returns which of the given checks have had their failed rows uploaded as a correction. The checked files themselves
/// haven't been uploaded.
pub(crate) fn filter_corrected(conn: &mut Conn, checks: &[SubmissionId]) -> Result<Vec<SubmissionId>, Error> {
    if checks.is_empty() {
        return Ok(Vec::new());
    }
    let corrected: Vec<SubmissionId> = on_each!(conn, |c| submissions::table
        .filter(is_among(submissions::correction_of.assume_not_null(), checks))
        .filter(is_accepted())
        .select(submissions::correction_of.assume_not_null())
        .distinct()
        .load(c))?;
    Ok(corrected)
}

/// Stores a check's repair counts, as JSON.
pub(crate) fn set_repairs(conn: &mut Conn, id: SubmissionId, repairs: &str) -> Result<(), Error> {
    diesel::update(submissions::table.find(id)).set(submissions::repairs.eq(repairs)).execute(conn)?;
    Ok(())
}

/// Takes a check away from its worker, and makes other transactions that change it wait until this one ends. Returns
/// [`Error::NotFound`] if it was uploaded or discarded in the meantime.
pub(crate) fn lock(conn: &mut Conn, id: SubmissionId) -> Result<(), Error> {
    let check = submissions::table.find(id).filter(is_one_of(submissions::phase, &Phase::CHECKS));
    let no_lease = (submissions::lease_until.eq(None::<i64>), submissions::lease_token.eq(None::<String>));
    if diesel::update(check).set(no_lease).execute(conn)? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Resets a checked submission to the state in which it arrived, but keeps the result of the check. Its rows are
/// validated again once it is accepted. Returns [`Error::NotFound`] if it was uploaded or discarded in the meantime.
pub(crate) fn reset(
    conn: &mut Conn,
    id: SubmissionId,
    row_routing: &str,
    verification: Verification,
    check_record: &str,
) -> Result<(), Error> {
    lock(conn, id)?;
    delete_outcome(conn, id)?;
    resolution::reset(conn, id)?;
    super::drafts::delete_of(conn, id)?;
    diesel::update(submissions::table.find(id))
        .set((
            submissions::rows_done.eq(0),
            submissions::rows_failed.eq(0),
            submissions::plan_cursor.eq(0),
            submissions::attempts.eq(0),
            submissions::row_routing.eq(row_routing),
            submissions::verification.eq(verification),
            submissions::check_record.eq(check_record),
            submissions::repairs.eq(""),
        ))
        .execute(conn)?;
    Ok(())
}

/// Removes the row outcomes of a submission that hasn't been accepted.
pub(crate) fn delete_outcome(conn: &mut Conn, id: SubmissionId) -> Result<(), Error> {
    diesel::delete(failed_rows::table.filter(failed_rows::submission_id.eq(id))).execute(conn)?;
    diesel::delete(of_submission::table.filter(of_submission::submission_id.eq(id))).execute(conn)?;
    diesel::delete(row_repairs::table.filter(row_repairs::submission_id.eq(id))).execute(conn)?;
    diesel::delete(submission_plans::table.filter(submission_plans::submission_id.eq(id))).execute(conn)?;
    row_index::delete(conn, id)?;
    row_index::delete_counts(conn, id)
}

/// Returns the result of a submission's check, as JSON, or an empty string if the submission wasn't checked.
pub(crate) fn load_result(conn: &mut Conn, submission: SubmissionId) -> Result<String, Error> {
    Ok(on_each!(conn, |c| submissions::table.find(submission).select(submissions::check_record).first(c))?)
}
