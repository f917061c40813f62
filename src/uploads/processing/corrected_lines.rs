//! Records which failed line each row of a correction replaces.

use std::fs::File;

use super::attempt_error::AttemptError;
use super::job::Job;
use crate::domain::ids::SubmissionId;
use crate::domain::manifest::{Layout, Rows};
use crate::domain::row_position::RowPosition;
use crate::store::failed_rows::corrections::{self, NewCorrectedRow};
use crate::store::failed_rows::earlier_files;
use crate::uploads::{stored_file, whole_file};

/// Number of rows recorded in one transaction.
const ROWS_PER_TRANSACTION: usize = 2_000;

/// Records which failed line each row of a correction replaces. A second call changes nothing.
pub(crate) fn record(job: &Job<'_>, source: &File) -> Result<(), AttemptError> {
    let Some(corrected) = job.work.correction_of else { return Ok(()) };
    if !job.services.db.read(|conn| corrections::exists(conn, corrected))? {
        return Ok(());
    }
    let mut pending = Vec::new();
    let mut add = |(failed, correction): (RowPosition, RowPosition)| {
        pending.push(NewCorrectedRow {
            submission_id: corrected,
            line: failed.line,
            slot: failed.slot,
            correction_id: job.work.id,
            correction_line: correction.line,
            correction_slot: correction.slot,
        });
        if pending.len() < ROWS_PER_TRANSACTION {
            return Ok(());
        }
        job.check_stop()?;
        let rows = std::mem::take(&mut pending);
        Ok::<_, AttemptError>(job.services.db.write(|conn| corrections::insert(conn, &rows))?)
    };
    if job.layout.columns.line.is_some() && job.layout.columns.code.is_some() {
        let mut rows = Rows::new(stored_file::rewind_buffered(source)?, job.layout)?;
        while let Some(row) = rows.next_row()? {
            if let Some(failed) = job.layout.corrected_position(row) {
                add((failed, RowPosition::of_line(i64::from(row.line))))?;
            }
        }
    } else {
        for pair in pairs(job, corrected, source)? {
            add(pair)?;
        }
    }
    if !pending.is_empty() {
        job.services.db.write(|conn| corrections::insert(conn, &pending))?;
    }
    Ok(())
}

/// Returns the devices in a whole file that belong to devices in the file that it corrects: the position there, and the
/// position here.
fn pairs(
    job: &Job<'_>,
    corrected: SubmissionId,
    source: &File,
) -> Result<Vec<(RowPosition, RowPosition)>, AttemptError> {
    let layout = job.services.db.read(|conn| earlier_files::find_layout(conn, corrected))?;
    let Some(layout) = layout.and_then(|layout| serde_json::from_str::<Layout>(&layout).ok()) else {
        return Ok(Vec::new());
    };
    let earlier = stored_file::fetch::<AttemptError>(job.services, corrected)?;
    let earlier = whole_file::read(&earlier, &layout)?;
    let later = whole_file::read(source, job.layout)?;
    Ok(whole_file::align(&earlier, &later).pairs)
}
