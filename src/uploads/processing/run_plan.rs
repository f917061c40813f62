//! Runs the plan chunk by chunk. Each chunk is one short write transaction.

use std::fs::File;
use std::time::Instant;

use super::attempt_error::AttemptError;
use super::chunk;
use super::job::Job;
use super::pacing::{FIRST_ROWS, MIN_ROWS, next_size};
use super::plan::{PART_ROWS, PlanEntry, unpack};
use super::prepared_chunk::PreparedChunk;
use super::task::Task;
use super::{rebuild_plan, suffix_index};
use crate::parallel::join;
use crate::store;
use crate::store::submissions::plans;

/// Maximum number of times that a chunk is retried after it lost a race for a device.
const MAX_RETRIES: usize = 20;

/// Runs the plan from the cursor to the end, and finishes the submission.
pub(crate) fn run(job: &Job<'_>, task: &dyn Task, file: &File) -> Result<(), AttemptError> {
    let mut cursor = job.work.cursor as usize;
    let total = job.work.rows_total as usize;
    let mut rows = if job.work.attempts > 1 { MIN_ROWS } else { FIRST_ROWS };
    let mut window = PlanWindow::default();
    let mut retries = 0;
    // Whether a device of the chunk has disappeared since the plan was created.
    let mut is_outdated = false;
    // The number of rows in the next chunk, and the data that was prepared for it.
    let mut next: Option<(usize, Result<PreparedChunk, AttemptError>)> = None;
    while cursor < total {
        job.check_stop()?;
        // Load this chunk and the next one.
        if !window.load(job, cursor, 2 * rows)? {
            if !task.tolerates_damage() {
                return Err(job.inconsistent("a part of the plan is missing"));
            }
            rebuild_plan::rebuild(job, task, file, cursor)?;
            (window, next) = (PlanWindow::default(), None);
            if !window.load(job, cursor, 2 * rows)? {
                return Err(job.inconsistent("the rebuilt plan has a gap"));
            }
        }
        // Takes no more rows than were prepared, and fewer if another writer is now waiting.
        let rows_now = next.as_ref().map_or(rows, |(prepared, _)| rows.min(*prepared));
        let chunk = window.entries(cursor, rows_now);
        let is_last = cursor + chunk.len() == total;
        if is_last && task.indexes_suffixes() {
            suffix_index::write(job, task, cursor)?;
        }
        let prepared = match next.take() {
            Some((_, prepared)) => prepared?,
            None => chunk::prepare(job, task, file, chunk, is_outdated)?,
        };
        let start = Instant::now();
        let write = || (chunk::write(job, task, file, chunk, &prepared, cursor, is_last), start.elapsed());
        let following = window.entries(cursor + chunk.len(), rows);
        let (written, duration) = match following.is_empty() {
            true => write(),
            false => {
                let (written, prepared) = join(write, || chunk::prepare(job, task, file, following, false));
                next = Some((following.len(), prepared));
                written
            }
        };
        match written {
            Err(AttemptError::DeviceTaken) if retries < MAX_RETRIES => {
                retries += 1;
                next = None;
            }
            Err(AttemptError::Store(store::Error::Missing)) if !is_outdated => {
                (is_outdated, next) = (true, None);
            }
            Err(error) => return Err(error),
            Ok(written) => {
                task.count(job, &written);
                cursor += chunk.len();
                is_outdated = false;
                rows = next_size(job, chunk.len(), duration);
            }
        }
    }
    Ok(())
}

/// A window of consecutive plan entries, which are loaded part by part.
#[derive(Default)]
pub(crate) struct PlanWindow {
    /// Index, in the plan, of the window's first entry.
    first: usize,
    entries: Vec<PlanEntry>,
}

impl PlanWindow {
    /// Moves the window to an index, and loads at least `rows` entries from there, or all that are left. Returns
    /// `false` if a part of the plan is missing or has the wrong length.
    pub(crate) fn load(&mut self, job: &Job<'_>, index: usize, rows: usize) -> Result<bool, AttemptError> {
        let total = job.work.rows_total as usize;
        let passed = index.saturating_sub(self.first).min(self.entries.len());
        self.entries.drain(..passed);
        self.first = index;
        while self.entries.len() < rows.min(total - index) {
            let end = self.first + self.entries.len();
            let (part, offset) = (end / PART_ROWS, end % PART_ROWS);
            let bytes = job.services.db.read(|conn| plans::get(conn, job.work.id, part as i64))?;
            let expected = (total - part * PART_ROWS).min(PART_ROWS);
            match bytes.and_then(|bytes| unpack(&bytes)).filter(|entries| entries.len() == expected) {
                Some(entries) => self.entries.extend_from_slice(&entries[offset..]),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Returns up to `rows` entries, starting at an index.
    pub(crate) fn entries(&self, index: usize, rows: usize) -> &[PlanEntry] {
        let from = (index - self.first).min(self.entries.len());
        &self.entries[from..(from + rows).min(self.entries.len())]
    }
}
