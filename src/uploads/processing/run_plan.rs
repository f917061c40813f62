//! Runs the plan chunk by chunk. Each chunk is one short write transaction.

use std::fs::File;
use std::time::Instant;

use super::attempt_error::AttemptError;
use super::chunk::{self, Prepared};
use super::job::Job;
use super::pacing::{FIRST_ROWS, MIN_ROWS, next_size};
use super::plan_window::PlanWindow;
use super::task::Task;
use super::{rebuild_plan, suffix_index};
use crate::parallel::join;

/// Maximum retries of a chunk that lost a race for a device.
const MAX_RETRIES: usize = 20;

/// Runs the plan from the cursor to the end, and finishes the submission.
pub(crate) fn run(job: &Job<'_>, task: &dyn Task, file: &File) -> Result<(), AttemptError> {
    let mut cursor = job.work.cursor as usize;
    let total = job.work.rows_total as usize;
    let mut rows = if job.work.attempts > 1 { MIN_ROWS } else { FIRST_ROWS };
    let mut window = PlanWindow::default();
    let mut retries = 0;
    // The number of rows in the next chunk, and the data that was prepared for it.
    let mut next: Option<(usize, Result<Prepared, AttemptError>)> = None;
    while cursor < total {
        job.check_stop()?;
        // Load this chunk and the next one.
        if !window.load(job, cursor, 2 * rows)? {
            if !task.tolerates_damage() {
                return Err(job.broken("a part of the plan is missing"));
            }
            rebuild_plan::rebuild(job, task, file, cursor)?;
            (window, next) = (PlanWindow::default(), None);
            if !window.load(job, cursor, 2 * rows)? {
                return Err(job.broken("the rebuilt plan has a gap"));
            }
        }
        // Not more rows than were prepared, but fewer if another writer is now waiting.
        let rows_now = next.as_ref().map_or(rows, |(prepared, _)| rows.min(*prepared));
        let chunk = window.entries(cursor, rows_now);
        let is_last = cursor + chunk.len() == total;
        if is_last && task.indexes_suffixes() {
            suffix_index::write(job, task, cursor)?;
        }
        let prepared = match next.take() {
            Some((_, prepared)) => prepared?,
            None => chunk::prepare(job, task, file, chunk)?,
        };
        let start = Instant::now();
        let write = || (chunk::write(job, task, file, chunk, &prepared, cursor, is_last), start.elapsed());
        let following = window.entries(cursor + chunk.len(), rows);
        let (written, duration) = match following.is_empty() {
            true => write(),
            false => {
                let (written, prepared) = join(write, || chunk::prepare(job, task, file, following));
                next = Some((following.len(), prepared));
                written
            }
        };
        match written {
            Err(AttemptError::DeviceTaken) if retries < MAX_RETRIES => {
                retries += 1;
                next = None;
            }
            Err(error) => return Err(error),
            Ok(written) => {
                task.count(job, &written);
                cursor += chunk.len();
                rows = next_size(job, chunk.len(), duration);
            }
        }
    }
    Ok(())
}
