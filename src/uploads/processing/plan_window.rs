//! The part of the stored plan that is in memory.

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::{PART_ROWS, PlanEntry, unpack};
use crate::store::submissions::plans;

/// A window of consecutive plan entries, which are loaded part by part.
#[derive(Default)]
pub(crate) struct PlanWindow {
    /// Index of the first entry in the plan.
    first: usize,
    entries: Vec<PlanEntry>,
}

impl PlanWindow {
    /// Moves the window to an index, and loads at least `rows` entries from there, or all that are left. Returns false
    /// if a part of the plan is missing or has the wrong length.
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
