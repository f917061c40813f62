//! Along the plan, chunk by chunk, each one short write transaction.

use std::fs::File;
use std::time::{Duration, Instant};

use super::plan::{Entry, PART_ROWS, unpack};
use super::process::{Job, Trouble};
use super::{chunk, lost_plan};
use crate::store::{self, plans};

/// Rows of the first chunk.
const FIRST: usize = 1_000;
/// Rows of a chunk after a fruitless attempt: less to lose with one bad row.
const CAREFUL: usize = 200;
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
    let mut part: (usize, Vec<Entry>) = (usize::MAX, Vec::new());
    let mut taken = 0;
    while cursor < total {
        job.check_stop()?;
        if part.0 != cursor / PART_ROWS {
            let number = cursor / PART_ROWS;
            let mut entries = load(job, number)?;
            if entries.is_none() && job.is_given_up() {
                lost_plan::remake(job, file, cursor)?;
                entries = load(job, number)?;
            }
            part = (number, entries.ok_or_else(|| broken(job, "a part of the plan is missing"))?);
        }
        let from = cursor % PART_ROWS;
        let to = (from + rows).min(part.1.len());
        let chunk = part.1.get(from..to).filter(|chunk| !chunk.is_empty());
        let chunk = chunk.ok_or_else(|| broken(job, "the plan ends before the file"))?;
        let ready = chunk::prepare(job, file, chunk)?;
        let began = Instant::now();
        match chunk::write(job, file, chunk, &ready, cursor, cursor + chunk.len() == total) {
            Err(Trouble::Taken) if taken < TAKEN => taken += 1,
            Err(trouble) => return Err(trouble),
            Ok(written) => {
                written.count(job);
                cursor += chunk.len();
                let hold = if job.desk.db.is_awaited() { AWAITED } else { ALONE };
                rows = next_size(rows, began.elapsed(), hold);
            }
        }
    }
    Ok(())
}

/// Chunks grow and shrink towards the time that they may hold the writer.
fn next_size(rows: usize, took: Duration, hold: Duration) -> usize {
    let aim = rows as f64 * hold.as_secs_f64() / took.as_secs_f64().max(0.001);
    (aim as usize).clamp(rows / 2, rows * 2).clamp(CAREFUL, PART_ROWS)
}

/// A part of the plan; none where it is lost, or is not as long as it has to be.
fn load(job: &Job<'_>, part: usize) -> Result<Option<Vec<Entry>>, Trouble> {
    let bytes = job.desk.db.read(|conn| plans::any_get(conn, job.work.id, part as i64))?;
    let rows = (job.work.rows_total as usize - part * PART_ROWS).min(PART_ROWS);
    Ok(bytes.and_then(|bytes| unpack(&bytes)).filter(|entries| entries.len() == rows))
}

fn broken(job: &Job<'_>, what: &str) -> Trouble {
    store::Error::broken(format!("submission {}: {what}", job.work.id)).into()
}
