//! The result of a chunk's transaction, for metrics and the log.

use super::job::Job;
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;

/// The numbers of rows that a chunk's transaction wrote.
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
        metrics.rows(job.kind, self.done, self.failed);
        if let Some(Totals { rows, failed }) = self.totals {
            let status = UploadStatus::of(true, rows - failed, failed);
            metrics.finished(job.kind, status);
            tracing::info!(kind = job.kind.word(), status = status.word(), rows, failed, "finished");
        }
    }
}
