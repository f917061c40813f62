//! Chooses the number of rows that one transaction writes.

use std::time::Duration;

use super::job::Job;
use super::plan::PART_ROWS;

/// Number of rows in the first chunk.
pub(crate) const FIRST_ROWS: usize = 1_000;
/// Minimum number of rows in a chunk. An attempt starts with this number if the previous one made no progress, so that
/// a bad row holds up fewer others.
pub(crate) const MIN_ROWS: usize = 200;
/// Maximum number of rows in a chunk: two parts of the plan.
const MAX_ROWS: usize = 2 * PART_ROWS;
/// Time for which a transaction may hold SQLite's only writer while others are waiting for it.
const HOLD_WHEN_AWAITED: Duration = Duration::from_millis(40);
/// Time for which it may hold the writer otherwise. With fewer and larger transactions, each index page is written less
/// often.
const HOLD_WHEN_ALONE: Duration = Duration::from_millis(250);

/// Returns the number of rows in the next chunk, chosen so that its transaction takes about as long as is allowed.
pub(crate) fn next_size(job: &Job<'_>, rows: usize, duration: Duration) -> usize {
    let hold = if job.services.db.is_awaited() { HOLD_WHEN_AWAITED } else { HOLD_WHEN_ALONE };
    let target = rows as f64 * hold.as_secs_f64() / duration.as_secs_f64().max(0.001);
    (target as usize).clamp(rows / 2, rows * 2).clamp(MIN_ROWS, MAX_ROWS)
}
