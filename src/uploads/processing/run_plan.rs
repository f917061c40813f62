//! Along the plan, chunk by chunk, each one short write transaction.

use std::fs::File;
use std::time::{Duration, Instant};

use super::chunk::{self, Ready};
use super::job::{Job, Trouble};
use super::plan::{Entry, PART_ROWS, unpack};
use super::{rebuild_plan, suffix_index};
use crate::parallel::join;
use crate::store;
use crate::store::submissions::plans;

/// Rows of the first chunk.
pub(crate) const FIRST: usize = 1_000;
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
pub(crate) fn register(job: &Job<'_>, file: &File) -> Result<(), Trouble> {
    let mut cursor = job.work.cursor as usize;
    let total = job.work.rows_total as usize;
    let mut rows = if job.work.attempts > 1 { CAREFUL } else { FIRST };
    let mut parts = Parts::default();
    let mut taken = 0;
    // The chunk after this one, made ready: its rows, and what was found.
    let mut next: Option<(usize, Result<Ready, Trouble>)> = None;
    while cursor < total {
        job.check_stop()?;
        // This chunk and the next one.
        if job.is_given_up() && !parts.reach(job, cursor, 2 * rows)? {
            rebuild_plan::remake(job, file, cursor)?;
            (parts, next) = (Parts::default(), None);
        }
        if !parts.reach(job, cursor, 2 * rows)? {
            return Err(broken(job, "a part of the plan is missing"));
        }
        // No more than was made ready; less where somebody has begun to wait.
        let rows_now = next.as_ref().map_or(rows, |(ready, _)| rows.min(*ready));
        let chunk = parts.from(cursor, rows_now);
        let is_last = cursor + chunk.len() == total;
        if is_last && job.reports() {
            suffix_index::write(job, cursor)?;
        }
        let ready = match next.take() {
            Some((_, ready)) => ready?,
            None => chunk::prepare(job, file, chunk)?,
        };
        let began = Instant::now();
        let write = || (chunk::write(job, file, chunk, &ready, cursor, is_last), began.elapsed());
        let following = parts.from(cursor + chunk.len(), rows);
        let (written, took) = match following.is_empty() {
            true => write(),
            false => {
                let (written, ready) = join(write, || chunk::prepare(job, file, following));
                next = Some((following.len(), ready));
                written
            }
        };
        match written {
            Err(Trouble::Taken) if taken < TAKEN => {
                taken += 1;
                next = None;
            }
            Err(trouble) => return Err(trouble),
            Ok(written) => {
                written.count(job);
                cursor += chunk.len();
                rows = next_size(chunk.len(), took, hold(job));
            }
        }
    }
    Ok(())
}

/// How long a transaction may hold the writer now.
pub(crate) fn hold(job: &Job<'_>) -> Duration {
    if job.services.db.is_awaited() { AWAITED } else { ALONE }
}

/// Chunks grow and shrink towards the time that they may hold the writer.
pub(crate) fn next_size(rows: usize, took: Duration, hold: Duration) -> usize {
    let aim = rows as f64 * hold.as_secs_f64() / took.as_secs_f64().max(0.001);
    (aim as usize).clamp(rows / 2, rows * 2).clamp(CAREFUL, MOST)
}

/// A piece of the plan.
#[derive(Default)]
struct Parts {
    /// Place of its first row in the plan.
    first: usize,
    entries: Vec<Entry>,
}

impl Parts {
    /// Holds the rows from a place on, at least so many as far as there are; false where a part of the plan is lost, or is
    /// not as long as it has to be.
    fn reach(&mut self, job: &Job<'_>, place: usize, rows: usize) -> Result<bool, Trouble> {
        let total = job.work.rows_total as usize;
        let over = place.saturating_sub(self.first).min(self.entries.len());
        self.entries.drain(..over);
        self.first = place;
        while self.entries.len() < rows.min(total - place) {
            let end = self.first + self.entries.len();
            let (part, offset) = (end / PART_ROWS, end % PART_ROWS);
            let bytes = job.services.db.read(|conn| plans::get(conn, job.work.id, part as i64))?;
            let wanted = (total - part * PART_ROWS).min(PART_ROWS);
            match bytes.and_then(|bytes| unpack(&bytes)).filter(|entries| entries.len() == wanted) {
                Some(entries) => self.entries.extend_from_slice(&entries[offset..]),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// So many rows from a place on, or as many as there are.
    fn from(&self, place: usize, rows: usize) -> &[Entry] {
        let from = (place - self.first).min(self.entries.len());
        &self.entries[from..(from + rows).min(self.entries.len())]
    }
}

fn broken(job: &Job<'_>, what: &str) -> Trouble {
    store::Error::broken(format!("submission {}: {what}", job.work.id)).into()
}
