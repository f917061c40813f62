//! Records which failed line each row of a correction replaces.

use std::fs::File;

use super::attempt_error::AttemptError;
use super::job::Job;
use crate::domain::manifest::Rows;
use crate::store::failed_rows::corrections::{self, NewCorrectedRow};
use crate::uploads::stored_file;

/// Number of rows recorded in one transaction.
const ROWS_PER_TRANSACTION: usize = 2_000;

/// Records which failed line each row of a correction replaces. A second call changes nothing.
pub(crate) fn record(job: &Job<'_>, source: &File) -> Result<(), AttemptError> {
    let Some(corrected) = job.work.correction_of else { return Ok(()) };
    if !job.services.db.read(|conn| corrections::exists(conn, corrected))? {
        return Ok(());
    }
    let mut rows = Rows::new(stored_file::rewind_buffered(source)?, job.layout)?;
    let mut pending = Vec::new();
    let write = |pending: &mut Vec<NewCorrectedRow>| {
        let rows = std::mem::take(pending);
        job.services.db.write(|conn| corrections::insert(conn, &rows))
    };
    while let Some(row) = rows.next_row()? {
        if let Some(line) = job.layout.corrected_line(row) {
            let (submission_id, correction_id) = (corrected, job.work.id);
            pending.push(NewCorrectedRow {
                submission_id,
                line,
                correction_id,
                correction_line: i64::from(row.line),
            });
        }
        if pending.len() == ROWS_PER_TRANSACTION {
            job.check_stop()?;
            write(&mut pending)?;
        }
    }
    if !pending.is_empty() {
        write(&mut pending)?;
    }
    Ok(())
}
