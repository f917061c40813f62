//! Submissions, from the first stored byte to the last processed row.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::db::stable_filters::{is_one_of, is_within};
use super::schema::submissions;
use super::{Conn, Error};
use crate::config::Verification;
use crate::domain::actor::Scope;
use crate::domain::ids::{ActorKey, CustomerKey, ResellerKey, SubmissionId};
use crate::domain::submission::{Phase, SubmissionKind};

pub(crate) mod again;
pub(crate) mod checked_lines;
pub(crate) mod checks;
pub mod discard;
pub(crate) mod drafts;
pub(crate) mod duplicate_files;
pub(crate) mod files;
pub(crate) mod item;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod phase;
pub(crate) mod plans;
pub mod queue;
pub(crate) mod queue_metrics;
pub(crate) mod row_index;

/// A submission to store.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = submissions)]
pub(crate) struct NewSubmission {
    /// Kind of the submission.
    pub(crate) kind: SubmissionKind,
    /// Key of the reseller's row.
    pub(crate) reseller_key: ResellerKey,
    /// Key of the customer's row. `None` for a bulk action.
    pub(crate) customer_key: Option<CustomerKey>,
    /// Key of the actor's row.
    pub(crate) actor_key: ActorKey,
    /// The file's name, as the browser sent it. It is only displayed, never used as a path.
    pub(crate) file_name: String,
    /// The file's name, folded for searching. Empty if there is no file.
    pub(crate) folded_name: String,
    /// Size of the file in bytes.
    pub(crate) file_bytes: i64,
    /// SHA-256 hash of the file.
    pub(crate) file_sha256: Vec<u8>,
    /// Key from the form, which distinguishes a double click from a second upload.
    pub(crate) form_key: Option<String>,
    /// SHA-256 hash of the file and the form fields.
    pub(crate) form_sha256: Vec<u8>,
    /// The layout of the file, as JSON.
    pub(crate) layout: String,
    /// The customers that occur in the file, as JSON. Empty for a single customer.
    pub(crate) row_routing: String,
    /// A description of the file's layout.
    #[diesel(column_name = understood)]
    pub(crate) reading_description: String,
    /// The verification rule in force.
    pub(crate) verification: Verification,
    /// Phase of the submission.
    pub(crate) phase: Phase,
    /// Number of rows in the file.
    pub(crate) rows_total: i64,
    /// Key of the submission whose failed rows this one corrects.
    pub(crate) correction_of: Option<SubmissionId>,
    /// Why it counts as a correction, and what is copied to it from that submission. Empty if it isn't one.
    pub(crate) correction_note: String,
    /// Time of creation, UTC.
    pub(crate) created_at: NaiveDateTime,
    /// Time of the latest progress, UTC.
    pub(crate) progressed_at: NaiveDateTime,
}

/// Stores a submission and returns its key.
pub(crate) fn create(conn: &mut Conn, new: &NewSubmission) -> Result<SubmissionId, Error> {
    Ok(diesel::insert_into(submissions::table).values(new).returning(submissions::id).get_result(conn)?)
}

/// Marks a received submission or a draft as accepted.
///
/// Returns [`Error::Conflict`] if the same form has been accepted in the meantime, and [`Error::NotFound`] if
/// housekeeping has discarded the submission.
pub(crate) fn accept(conn: &mut Conn, id: SubmissionId, at: NaiveDateTime) -> Result<(), Error> {
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

/// Marks a received submission as a draft. Returns [`Error::NotFound`] if housekeeping has discarded it.
pub(crate) fn save_as_draft(conn: &mut Conn, id: SubmissionId, at: NaiveDateTime) -> Result<(), Error> {
    let received = submissions::table.find(id).filter(submissions::phase.eq(Phase::Receiving));
    let changes = (submissions::phase.eq(Phase::Draft), submissions::progressed_at.eq(at));
    if diesel::update(received).set(changes).execute(conn)? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Marks a received submission as a check. Returns [`Error::NotFound`] if housekeeping has discarded it.
pub(crate) fn save_as_check(conn: &mut Conn, id: SubmissionId, at: NaiveDateTime) -> Result<(), Error> {
    let received = submissions::table.find(id).filter(submissions::phase.eq(Phase::Receiving));
    let changes = (submissions::phase.eq(Phase::Checking), submissions::progressed_at.eq(at));
    if diesel::update(received).set(changes).execute(conn)? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Returns the submission that this person has already created with the same form (key, file and fields), or `None` if
/// there is none.
pub(crate) fn find_by_form(
    conn: &mut Conn,
    scope: Scope,
    actor: ActorKey,
    form_key: &str,
    form_sha256: &[u8],
) -> Result<Option<SubmissionId>, Error> {
    Ok(submissions::table
        .filter(is_within(submissions::reseller_key, scope))
        .filter(submissions::actor_key.eq(actor))
        .filter(submissions::form_key.eq(form_key))
        .filter(submissions::form_sha256.eq(form_sha256))
        .filter(submissions::phase.ne(Phase::Receiving))
        .select(submissions::id)
        .first(conn)
        .optional()?)
}

/// The data that a worker needs to process a submission.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct Work {
    /// Key of the row.
    pub(crate) id: SubmissionId,
    /// Kind of the submission.
    pub(crate) kind: SubmissionKind,
    /// Key of the reseller's row.
    pub(crate) reseller: ResellerKey,
    /// Key of the customer's row. `None` for a bulk action.
    pub(crate) customer: Option<CustomerKey>,
    /// The layout of the file, as JSON.
    pub(crate) layout: String,
    /// The customers that occur in the file, as JSON.
    pub(crate) row_routing: String,
    /// The verification rule in force.
    pub(crate) verification: Verification,
    /// Phase of the submission.
    pub(crate) phase: Phase,
    /// Number of rows in the file.
    pub(crate) rows_total: i64,
    /// Number of plan rows that have been processed.
    pub(crate) cursor: i64,
    /// Number of attempts since the last progress, including the current one.
    pub(crate) attempts: i64,
    /// Key of the submission whose failed rows this one corrects.
    pub(crate) correction_of: Option<SubmissionId>,
}

/// Returns the current data that a worker needs to process a submission.
pub(crate) fn load_work(conn: &mut Conn, id: SubmissionId) -> Result<Work, Error> {
    Ok(submissions::table
        .find(id)
        .select((
            submissions::id,
            submissions::kind,
            submissions::reseller_key,
            submissions::customer_key,
            submissions::layout,
            submissions::row_routing,
            submissions::verification,
            submissions::phase,
            submissions::rows_total,
            submissions::plan_cursor,
            submissions::attempts,
            submissions::correction_of,
        ))
        .first(conn)?)
}

/// Returns a submission's total number of rows and its number of failed rows.
pub(crate) fn load_counts(conn: &mut Conn, id: SubmissionId) -> Result<(i64, i64), Error> {
    let counts = (submissions::rows_total, submissions::rows_failed);
    Ok(submissions::table.find(id).select(counts).first(conn)?)
}
