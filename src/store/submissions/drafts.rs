//! Drafts: files and selections that are waiting to be confirmed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::actor::Scope;
use crate::domain::ids::{ActorKey, CustomerKey, SubmissionId};
use crate::domain::submission::{Phase, SubmissionKind};
use crate::store::db::stable_filters::is_within;
use crate::store::schema::{drafts, submissions};
use crate::store::{Conn, Error};

/// A draft, as shown on the confirmation page.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct Draft {
    /// Token that the confirmation form sends back.
    pub(crate) token: String,
    /// Key of the draft's submission.
    pub(crate) submission: SubmissionId,
    /// Kind of the submission.
    pub(crate) kind: SubmissionKind,
    /// Phase of the submission. It is no longer [`Phase::Draft`] once the draft has been confirmed.
    pub(crate) phase: Phase,
    /// Key of the customer's row. `None` for a bulk action.
    pub(crate) customer: Option<CustomerKey>,
    /// The file's name. Empty for a selection.
    pub(crate) file_name: String,
    /// A description of the selection, or of how the file was read.
    pub(crate) reading_description: String,
    /// Number of lines in the file, or of selected devices.
    pub(crate) rows: i64,
    /// IDs of the uploads whose devices were selected, as JSON. Empty for other drafts.
    pub(crate) upload_ids: String,
}

/// Stores a draft that expires at `expires_at` (UTC). `fields` holds the other form fields for a checked file, as JSON.
pub(crate) fn create(
    conn: &mut Conn,
    token: &str,
    submission: SubmissionId,
    actor: ActorKey,
    upload_ids: &str,
    fields: &str,
    expires_at: NaiveDateTime,
) -> Result<(), Error> {
    diesel::insert_into(drafts::table)
        .values((
            drafts::token.eq(token),
            drafts::submission_id.eq(submission),
            drafts::actor_key.eq(actor),
            drafts::upload_ids.eq(upload_ids),
            drafts::fields.eq(fields),
            drafts::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Returns a person's draft. Returns [`Error::NotFound`] if it has expired.
pub(crate) fn find(
    conn: &mut Conn,
    scope: Scope,
    actor: ActorKey,
    token: &str,
    at: NaiveDateTime,
) -> Result<Draft, Error> {
    Ok(drafts::table
        .inner_join(submissions::table)
        .filter(drafts::token.eq(token))
        .filter(drafts::actor_key.eq(actor))
        .filter(drafts::expires_at.gt(at))
        .filter(is_within(submissions::reseller_key, scope))
        .select((
            drafts::token,
            drafts::submission_id,
            submissions::kind,
            submissions::phase,
            submissions::customer_key,
            submissions::file_name,
            submissions::understood,
            submissions::rows_total,
            drafts::upload_ids,
        ))
        .first(conn)?)
}

/// Removes a submission's draft, but not the submission itself.
pub(crate) fn delete_of(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    diesel::delete(drafts::table.filter(drafts::submission_id.eq(submission))).execute(conn)?;
    Ok(())
}

/// Returns the submissions of at most 100 drafts that have expired by the given time (UTC).
pub(crate) fn list_expired(conn: &mut Conn, at: NaiveDateTime) -> Result<Vec<SubmissionId>, Error> {
    let expired = drafts::table.filter(drafts::expires_at.le(at));
    Ok(expired.select(drafts::submission_id).limit(100).load(conn)?)
}
