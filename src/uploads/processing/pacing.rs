//! How many rows one transaction writes.

use std::time::Duration;

use super::job::Job;
use super::plan::PART_ROWS;

/// Rows of the first chunk.
pub(crate) const FIRST_ROWS: usize = 1_000;
/// Rows of a chunk after an attempt without progress, so that one bad row holds up fewer others.
pub(crate) const MIN_ROWS: usize = 200;
/// The maximum number of rows in a chunk: two parts of the plan.
const MAX_ROWS: usize = 2 * PART_ROWS;
/// How long a transaction may hold the one writer of SQLite while others wait for it.
const HOLD_WHEN_AWAITED: Duration = Duration::from_millis(40);
/// How long it may hold it otherwise. Fewer and larger transactions write each page of an index less often.
const HOLD_WHEN_ALONE: Duration = Duration::from_millis(250);

/// Returns the size of the next chunk, which grows and shrinks towards the time that it may hold the writer.
pub(crate) fn next_size(job: &Job<'_>, rows: usize, took: Duration) -> usize {
    let hold = if job.services.db.is_awaited() { HOLD_WHEN_AWAITED } else { HOLD_WHEN_ALONE };
    let aim = rows as f64 * hold.as_secs_f64() / took.as_secs_f64().max(0.001);
    (aim as usize).clamp(rows / 2, rows * 2).clamp(MIN_ROWS, MAX_ROWS)
}
