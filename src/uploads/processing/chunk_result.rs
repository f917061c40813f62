//! What became of a chunk, counted for those who watch from outside once it is committed.

use super::job::Job;
use crate::domain::upload::UploadStatus;

/// What a chunk's transaction wrote.
#[derive(Default)]
pub(crate) struct Written {
    /// Rows that were registered or deleted; of a check, that would be.
    pub done: u64,
    /// Rows that failed.
    pub failed: u64,
    /// Rows in all and failed rows of the submission, where this was its last chunk.
    pub ended: Option<(i64, i64)>,
}

impl Written {
    /// Counts it. A check registers nothing, so nothing of it counts.
    pub(crate) fn count(&self, job: &Job<'_>) {
        if job.is_check {
            return;
        }
        let metrics = &job.services.metrics;
        metrics.rows(job.kind, self.done, self.failed);
        if let Some((rows, failed)) = self.ended {
            let status = UploadStatus::of(true, rows - failed, failed);
            metrics.finished(job.kind, status);
            tracing::info!(kind = job.kind.word(), status = status.word(), rows, failed, "finished");
        }
    }
}
