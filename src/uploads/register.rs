//! Along the plan, chunk by chunk, each one short write transaction.

use std::fs::File;
use std::time::{Duration, Instant};

use super::plan::{Entry, PART_ROWS, unpack};
use super::process::{Job, Trouble};
use super::{chunk, endings, lost_plan};
use crate::store::{self, plans};

/// Rows of the first chunk.
pub(super) const FIRST: usize = 1_000;
/// Rows of a chunk after a fruitless attempt: less to lose with one bad row.
const CAREFUL: usize = 200;
/// Rows of a chunk at most.
const MOST: usize = 2 * PART_ROWS;
/// A chunk should hold the one writer of SQLite about so long while others wait for it.
const AWAITED: Duration = Duration::from_millis(40);
/// While nobody waits, fewer and larger transactions write each page of an index less often.
const ALONE: Duration = Duration::from_millis(250);
/// So often a chunk is done again because a device was taken between looking and writing.
const TAKEN: usize = 20;

/// Registers what the plan says, from the cursor to the end, and finishes the submission.
pub(super) fn register(job: &Job<'_>, file: &File) -> Result<(), Trouble> {
    let mut cursor = job.work.cursor as usize;
    let total = job.work.rows_total as usize;
    let mut rows = if job.work.attempts > 1 { CAREFUL } else { FIRST };
    let mut parts = Parts::default();
    let mut taken = 0;
    while cursor < total {
        job.check_stop()?;
        if !parts.reach(cursor, rows, total) {
            parts = match load(job, cursor)? {
                None if job.is_given_up() => {
                    lost_plan::remake(job, file, cursor)?;
                    load(job, cursor)?
                }
                loaded => loaded,
            }
            .ok_or_else(|| broken(job, "a part of the plan is missing"))?;
        }
        let chunk = parts.from(cursor, rows);
        let is_last = cursor + chunk.len() == total;
        if is_last && job.reports() {
            endings::write(job, cursor)?;
        }
        let ready = chunk::prepare(job, file, chunk)?;
        let began = Instant::now();
        match chunk::write(job, file, chunk, &ready, cursor, is_last) {
            Err(Trouble::Taken) if taken < TAKEN => taken += 1,
            Err(trouble) => return Err(trouble),
            Ok(written) => {
                written.count(job);
                cursor += chunk.len();
                rows = next_size(rows, began.elapsed(), hold(job));
            }
        }
    }
    Ok(())
}

/// How long a transaction may hold the writer now.
pub(super) fn hold(job: &Job<'_>) -> Duration {
    if job.desk.db.is_awaited() { AWAITED } else { ALONE }
}

/// Chunks grow and shrink towards the time that they may hold the writer.
pub(super) fn next_size(rows: usize, took: Duration, hold: Duration) -> usize {
    let aim = rows as f64 * hold.as_secs_f64() / took.as_secs_f64().max(0.001);
    (aim as usize).clamp(rows / 2, rows * 2).clamp(CAREFUL, MOST)
}

/// Neighbouring parts of the plan.
#[derive(Default)]
struct Parts {
    /// Place of the first row in the plan.
    first: usize,
    entries: Vec<Entry>,
}

impl Parts {
    /// Whether as many rows as there can be are here from a place on.
    fn reach(&self, place: usize, rows: usize, total: usize) -> bool {
        let end = self.first + self.entries.len();
        let is_here = (self.first..end).contains(&place);
        is_here && (place + rows <= end || end == total || self.first == place / PART_ROWS * PART_ROWS)
    }

    /// So many rows from a place on, or as many as there are.
    fn from(&self, place: usize, rows: usize) -> &[Entry] {
        let from = place - self.first;
        &self.entries[from..(from + rows).min(self.entries.len())]
    }
}

/// The part of the plan with this place and those after it; none where one is lost, or is not as long as it has to be.
fn load(job: &Job<'_>, place: usize) -> Result<Option<Parts>, Trouble> {
    let total = job.work.rows_total as usize;
    let first = place / PART_ROWS;
    let mut entries = Vec::with_capacity(MOST.min(total - first * PART_ROWS));
    for part in first..total.div_ceil(PART_ROWS).min(first + MOST / PART_ROWS) {
        let bytes = job.desk.db.read(|conn| plans::any_get(conn, job.work.id, part as i64))?;
        let rows = (total - part * PART_ROWS).min(PART_ROWS);
        match bytes.and_then(|bytes| unpack(&bytes)).filter(|entries| entries.len() == rows) {
            Some(part) => entries.extend(part),
            None => return Ok(None),
        }
    }
    Ok(Some(Parts { first: first * PART_ROWS, entries }))
}

fn broken(job: &Job<'_>, what: &str) -> Trouble {
    store::Error::broken(format!("submission {}: {what}", job.work.id)).into()
}
