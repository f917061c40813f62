//! The data shared by the steps of an attempt.

use std::sync::atomic::{AtomicBool, Ordering};

use super::attempt_error::AttemptError;
use crate::domain::activity::Activity;
use crate::domain::manifest::Layout;
use crate::domain::quantity::number;
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::activity::{self, ActivityEntry, Personal};
use crate::store::people::actors;
use crate::store::submissions::queue::{self, Lease};
use crate::store::submissions::{self, Work};
use crate::store::uploads::{self, Destination};
use crate::store::{self, Conn};
use crate::uploads::row_routing::{NO_DESTINATION, RowRouting};
use crate::uploads::services::Services;

/// Maximum number of attempts without progress. After that, the remaining rows fail, so that no submission waits
/// forever. If the limit were lower, rows could fail because of temporary problems.
pub const MAX_ATTEMPTS: i64 = 8;

/// A leased submission with all data that an attempt loads only once.
pub(crate) struct Job<'a> {
    pub(crate) services: &'a Services,
    pub(crate) lease: &'a Lease,
    /// Set when the worker is asked to stop.
    pub(crate) stop: &'a AtomicBool,
    /// Set when another worker takes over the lease.
    pub(crate) lease_lost: &'a AtomicBool,
    pub(crate) work: &'a Work,
    /// The uploads, ordered by position. For a deletion, the customers.
    pub(crate) destinations: &'a [Destination],
    pub(crate) routing: RowRouting,
    pub(crate) layout: &'a Layout,
}

impl Job<'_> {
    /// Returns `Err` if the worker was asked to stop or the lease was lost.
    pub(crate) fn check_stop(&self) -> Result<(), AttemptError> {
        if self.lease_lost.load(Ordering::Relaxed) {
            return Err(AttemptError::LeaseLost);
        }
        if self.stop.load(Ordering::Relaxed) { Err(AttemptError::Stopped) } else { Ok(()) }
    }

    /// Returns the destination at a position. Returns `None` for rows without a destination.
    pub(crate) fn destination(&self, position: u16) -> Result<Option<&Destination>, AttemptError> {
        if position == NO_DESTINATION {
            return Ok(None);
        }
        let found = self.destinations.get(usize::from(position));
        found.map(Some).ok_or_else(|| self.inconsistent(&format!("there is no upload {position}")))
    }

    /// Returns the reference that people can quote if the portal has given up on rows.
    pub(crate) fn reference(&self) -> String {
        format!("S-{}", self.work.id)
    }

    /// Returns the error for a submission whose stored data is damaged or inconsistent.
    pub(crate) fn inconsistent(&self, problem: &str) -> AttemptError {
        store::Error::inconsistent(format!("submission {}: {problem}", self.work.id)).into()
    }

    /// Marks the submission as finished and returns its totals. Returns `Err` if one of its uploads is still missing
    /// rows.
    pub(crate) fn finish(&self, conn: &mut Conn) -> Result<Totals, AttemptError> {
        let unfinished = uploads::count_unfinished(conn, self.work.id)?;
        if unfinished > 0 || !queue::mark_finished(conn, self.lease, self.services.clock.now())? {
            return Err(self.inconsistent("its counts are inconsistent"));
        }
        let (rows, failed) = submissions::load_counts(conn, self.work.id)?;
        Ok(Totals { rows, failed })
    }

    /// Writes the activity entry for a finished bulk action or deletion.
    pub(crate) fn log_totals(&self, conn: &mut Conn, totals: Totals) -> Result<(), AttemptError> {
        let (done, failed) = (number(totals.rows - totals.failed), number(totals.failed));
        let action = Activity::finished(self.work.kind);
        self.log(conn, action, &self.work.kind.name(self.work.id), &format!("{done} done, {failed} failed"))
    }

    /// Writes an activity entry on behalf of the portal itself.
    pub(crate) fn log(
        &self,
        conn: &mut Conn,
        action: Activity,
        object: &str,
        detail: &str,
    ) -> Result<(), AttemptError> {
        let (at, reseller_key) = (self.services.clock.now(), Some(self.work.reseller));
        let (actor_key, personal) = (actors::PORTAL, Personal::NONE);
        let entry = ActivityEntry { at, actor_key, reseller_key, action, object, detail, personal };
        Ok(activity::write(conn, entry)?)
    }
}

/// The numbers of rows written in a chunk's transaction.
#[derive(Default)]
pub(crate) struct ChunkResult {
    /// Rows that were registered or deleted.
    pub(crate) done: u64,
    /// Rows that failed.
    pub(crate) failed: u64,
    /// Totals of the submission, if this was its last chunk.
    pub(crate) totals: Option<Totals>,
}

/// The row counts of a finished submission.
#[derive(Clone, Copy)]
pub(crate) struct Totals {
    pub(crate) rows: i64,
    pub(crate) failed: i64,
}

impl ChunkResult {
    /// Adds the rows to the metrics, after they have been committed.
    pub(crate) fn count(&self, job: &Job<'_>) {
        let metrics = &job.services.metrics;
        metrics.rows(job.work.kind, self.done, self.failed);
        if let Some(Totals { rows, failed }) = self.totals {
            let status = UploadStatus::of(true, rows - failed, failed);
            metrics.finished(job.work.kind, status);
            tracing::info!(kind = job.work.kind.word(), status = status.word(), rows, failed, "finished");
        }
    }
}
