//! The steps that finish a submission, which all kinds of work share.

use crate::domain::activity::Activity;
use crate::store::activity::{self, ActivityEntry};
use crate::store::people::actors;
use crate::store::submissions::{self, queue};
use crate::store::{Conn, uploads};
use crate::uploads::processing::attempt_error::AttemptError;
use crate::uploads::processing::chunk_result::Totals;
use crate::uploads::processing::job::Job;

/// Marks the submission as finished and returns its totals. Returns `Err` if one of its uploads is still missing rows.
pub(super) fn mark(conn: &mut Conn, job: &Job<'_>) -> Result<Totals, AttemptError> {
    let unfinished = uploads::count_unfinished(conn, job.work.id)?;
    if unfinished > 0 || !queue::mark_finished(conn, job.lease, job.services.clock.now())? {
        return Err(job.broken("its counts are inconsistent"));
    }
    let (rows, failed) = submissions::load_counts(conn, job.work.id)?;
    Ok(Totals { rows, failed })
}

/// Writes the activity entry of a finished bulk action or deletion.
pub(super) fn record_totals(conn: &mut Conn, job: &Job<'_>, totals: Totals) -> Result<(), AttemptError> {
    let detail = format!("{} done, {} failed", totals.rows - totals.failed, totals.failed);
    let action = Activity::finished(job.kind);
    record(conn, job, action, &job.kind.name(job.work.id), &detail)
}

/// Writes an activity entry on behalf of the portal itself.
pub(super) fn record(
    conn: &mut Conn,
    job: &Job<'_>,
    action: Activity,
    object: &str,
    detail: &str,
) -> Result<(), AttemptError> {
    let (at, reseller_key) = (job.services.clock.now(), Some(job.work.reseller));
    Ok(activity::write(
        conn,
        ActivityEntry { at, actor_key: actors::PORTAL, reseller_key, action, object, detail },
    )?)
}
