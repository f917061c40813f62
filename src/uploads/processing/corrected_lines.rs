//! Which failed line each row of a correcting file replaces.

use std::fs::File;

use super::attempt_error::AttemptError;
use super::job::Job;
use crate::domain::manifest::Rows;
use crate::store::failed_rows::corrections::{self, NewCorrectedRow};
use crate::uploads::stored_file;

/// Rows noted in one transaction.
const ROWS_PER_TRANSACTION: usize = 2_000;

/// Notes which failed line each row of a correcting file replaces. Doing so again changes nothing.
pub(crate) fn note(job: &Job<'_>, source: &File) -> Result<(), AttemptError> {
    let Some(corrected) = job.work.correction_of else { return Ok(()) };
    if !job.services.db.read(|conn| corrections::exists(conn, corrected))? {
        return Ok(());
    }
    let mut rows = Rows::new(stored_file::rewind_buffered(source)?, job.layout)?;
    let mut noted = Vec::new();
    let write = |noted: &mut Vec<NewCorrectedRow>| {
        let rows = std::mem::take(noted);
        job.services.db.write(|conn| corrections::insert(conn, &rows))
    };
    while let Some(row) = rows.next_row()? {
        if let Some(line) = job.layout.corrected_line(row) {
            let (submission_id, correction_id) = (corrected, job.work.id);
            noted.push(NewCorrectedRow {
                submission_id,
                line,
                correction_id,
                correction_line: i64::from(row.line),
            });
        }
        if noted.len() == ROWS_PER_TRANSACTION {
            job.check_stop()?;
            write(&mut noted)?;
        }
    }
    if !noted.is_empty() {
        write(&mut noted)?;
    }
    Ok(())
}
