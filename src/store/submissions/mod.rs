//! Submissions: one file handed in, from its first byte in the table to its last row done.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::db::stable_filters::is_one_of;
use super::schema::submissions;
use super::{Conn, Error};
use crate::domain::actor::Scope;
use crate::domain::submission::Phase;

pub mod checks;
pub mod discard;
pub mod drafts;
pub mod duplicate_files;
pub mod files;
pub mod item;
pub mod list;
pub mod phase;
pub mod plans;
pub mod queue;
pub mod queue_metrics;

/// A submission to write down.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = submissions)]
pub struct NewSubmission {
    /// The word of a [`SubmissionKind`](crate::domain::submission::SubmissionKind).
    pub kind: &'static str,
    /// Key of the reseller's row.
    pub reseller_key: i64,
    /// Key of the customer's row.
    pub customer_key: Option<i64>,
    /// Key of the actor's row.
    pub actor_key: i64,
    /// The file's name, as the browser sent it: text to show, never a path.
    pub file_name: String,
    /// The same, folded to be searched; empty where there is no file.
    pub folded_name: String,
    /// Size of the file in bytes.
    pub file_bytes: i64,
    /// SHA-256 of the file.
    pub file_sha256: Vec<u8>,
    /// What the form sent to tell a double click from a second upload.
    pub form_key: Option<String>,
    /// SHA-256 over file and fields.
    pub form_sha256: Vec<u8>,
    /// What reading decided, as JSON.
    pub layout: String,
    /// What reading decided about customers, as JSON; empty where there is one customer.
    pub row_routing: String,
    /// What reading decided, in words.
    pub understood: String,
    /// The word of the verification rule in force.
    pub verification: String,
    /// One of [`Phase`].
    pub phase: Phase,
    /// Rows in the file.
    pub rows_total: i64,
    /// Key of the submission whose failed rows it corrects.
    pub correction_of: Option<i64>,
    /// When, UTC.
    pub created_at: NaiveDateTime,
    /// When something last went forward, UTC.
    pub progressed_at: NaiveDateTime,
}

/// Writes a submission down and gives its key.
pub fn create(conn: &mut Conn, new: &NewSubmission) -> Result<i64, Error> {
    Ok(diesel::insert_into(submissions::table).values(new).returning(submissions::id).get_result(conn)?)
}

/// Marks a received submission or a draft as accepted. [`Error::Conflict`] where the same form was accepted meanwhile,
/// [`Error::NotFound`] where housekeeping gave it up.
pub fn accept(conn: &mut Conn, id: i64, at: NaiveDateTime) -> Result<(), Error> {
    let not_accepted = is_one_of(submissions::phase, &[Phase::Receiving, Phase::Draft]);
    let changed = diesel::update(submissions::table.find(id).filter(not_accepted))
        .set((
            submissions::phase.eq(Phase::Waiting),
            submissions::created_at.eq(at),
            submissions::progressed_at.eq(at),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Marks a received submission as a draft.
pub fn keep_as_draft(conn: &mut Conn, id: i64, at: NaiveDateTime) -> Result<(), Error> {
    let received = submissions::table.find(id).filter(submissions::phase.eq(Phase::Receiving));
    let kept = (submissions::phase.eq(Phase::Draft), submissions::progressed_at.eq(at));
    if diesel::update(received).set(kept).execute(conn)? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Marks a received submission as one to be checked.
pub fn keep_as_check(conn: &mut Conn, id: i64, at: NaiveDateTime) -> Result<(), Error> {
    let received = submissions::table.find(id).filter(submissions::phase.eq(Phase::Receiving));
    let kept = (submissions::phase.eq(Phase::Checking), submissions::progressed_at.eq(at));
    if diesel::update(received).set(kept).execute(conn)? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// The submission that this very form (key, file and fields) of this person became, if it was accepted before.
pub fn of_form(
    conn: &mut Conn,
    scope: Scope,
    actor: i64,
    form_key: &str,
    form_sha256: &[u8],
) -> Result<Option<i64>, Error> {
    Ok(submissions::table
        .filter(submissions::reseller_key.eq(scope.reseller()))
        .filter(submissions::actor_key.eq(actor))
        .filter(submissions::form_key.eq(form_key))
        .filter(submissions::form_sha256.eq(form_sha256))
        .filter(submissions::phase.ne(Phase::Receiving))
        .select(submissions::id)
        .first(conn)
        .optional()?)
}

/// What a worker needs to know of a submission.
#[derive(Queryable, Clone, Debug)]
pub struct Work {
    /// Key of the row.
    pub id: i64,
    /// The word of a [`SubmissionKind`](crate::domain::submission::SubmissionKind).
    pub kind: String,
    /// Key of the reseller's row.
    pub reseller: i64,
    /// Key of the customer's row; none of a bulk action.
    pub customer: Option<i64>,
    /// What reading decided, as JSON.
    pub layout: String,
    /// What it decided about customers, as JSON.
    pub row_routing: String,
    /// When it was accepted, UTC.
    pub accepted_at: NaiveDateTime,
    /// The word of the verification rule in force.
    pub verification: String,
    /// One of [`Phase`].
    pub phase: Phase,
    /// Rows in the file.
    pub rows_total: i64,
    /// Rows of the plan that are done.
    pub cursor: i64,
    /// Attempts since something last went forward, the present one included.
    pub attempts: i64,
    /// Key of the submission whose failed rows it corrects.
    pub correction_of: Option<i64>,
}

/// The work of a submission, as it stands now.
pub fn work(conn: &mut Conn, id: i64) -> Result<Work, Error> {
    Ok(submissions::table
        .find(id)
        .select((
            submissions::id,
            submissions::kind,
            submissions::reseller_key,
            submissions::customer_key,
            submissions::layout,
            submissions::row_routing,
            submissions::created_at,
            submissions::verification,
            submissions::phase,
            submissions::rows_total,
            submissions::plan_cursor,
            submissions::attempts,
            submissions::correction_of,
        ))
        .first(conn)?)
}

/// Rows in all and failed rows of a submission.
pub fn counts(conn: &mut Conn, id: i64) -> Result<(i64, i64), Error> {
    let counts = (submissions::rows_total, submissions::rows_failed);
    Ok(submissions::table.find(id).select(counts).first(conn)?)
}
