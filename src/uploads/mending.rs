//! Failed rows that come back corrected. A file of failed rows has the columns `line` and `code`; what it corrects is
//! the upload or check that its name says, or the latest one in which these lines failed with these codes.

use std::fs::File;

use chrono::NaiveDateTime;

use super::hand_in::About;
use super::process::{Job, Trouble};
use super::refused::Refused;
use super::{Desk, file};
use crate::domain::actor::Scope;
use crate::domain::manifest::{Layout, Row, Rows};
use crate::domain::submission::{SubmissionKind, number_of_name};
use crate::store::mended_rows::{self, NewMended};
use crate::store::{self, Conn, checks, submission_list, uploads};

/// So many rows must agree before a file counts as failed rows of an upload.
const ASKED: usize = 20;
/// So many uploads with errors are looked at, the newest first.
const CANDIDATES: i64 = 50;
/// Rows that are noted in one transaction.
const TOGETHER: usize = 2_000;

/// The key of the submission whose failed rows these are, if they are any's.
pub(super) fn target(
    desk: &Desk,
    scope: Scope,
    source: &File,
    layout: &Layout,
    about: &About<'_>,
) -> Result<Option<i64>, Refused> {
    let (Some(_), Some(code)) = (layout.columns.line, layout.columns.code) else { return Ok(None) };
    let mut asked = Vec::new();
    let mut rows = Rows::new(file::buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let code = row.cell(code).trim().to_owned();
        if let Some(line) = line_of(layout, row).filter(|_| !code.is_empty()) {
            asked.push((line, code));
        }
        if asked.len() == ASKED {
            break;
        }
    }
    if asked.is_empty() {
        return Ok(None);
    }
    let at = desk.clock.now();
    let found = desk.db.read(|conn| {
        let named = named(conn, scope, about.file_name, at)?;
        let latest = mended_rows::candidates(conn, scope, about.customer, at, CANDIDATES)?;
        for candidate in named.into_iter().chain(latest) {
            if mended_rows::has_all(conn, scope, candidate, &asked)? {
                return Ok(Some(candidate));
            }
        }
        Ok::<_, store::Error>(None)
    })?;
    Ok(found)
}

/// What the name says that the download was given.
fn named(
    conn: &mut Conn,
    scope: Scope,
    file_name: &str,
    at: NaiveDateTime,
) -> Result<Option<i64>, store::Error> {
    let Some((of, _)) = file_name.split_once("-failed-rows") else { return Ok(None) };
    if let Some(check) = of.strip_prefix("check-").and_then(|number| number.parse().ok()) {
        return match checks::find(conn, scope, check, at) {
            Ok(check) => Ok(Some(check.id)),
            // Uploaded since, it keeps its number.
            Err(store::Error::NotFound) => mended_rows::accepted(conn, scope, check),
            Err(error) => Err(error),
        };
    }
    let upload = of.strip_prefix("upload-").and_then(|id| id.parse().ok());
    let named = match (upload, number_of_name(of)) {
        (Some(upload), _) => uploads::find(conn, scope, upload).map(|upload| upload.submission),
        (None, Some(number)) => match submission_list::find(conn, scope, number) {
            Ok(row) if row.kind == SubmissionKind::BulkUpload => Ok(row.id),
            Ok(_) => return Ok(None),
            Err(error) => Err(error),
        },
        (None, None) => return Ok(None),
    };
    match named {
        Ok(submission) => Ok(Some(submission)),
        Err(store::Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The line that a row was before it was corrected.
fn line_of(layout: &Layout, row: &Row) -> Option<i64> {
    let cell = row.cell(layout.columns.line?);
    cell.trim().parse::<u32>().ok().map(i64::from)
}

/// Notes which line each row of a corrected file was. Done again it changes nothing.
pub(super) fn note(job: &Job<'_>, source: &File) -> Result<(), Trouble> {
    let Some(mended) = job.work.mends.filter(|_| !job.is_check) else { return Ok(()) };
    if !job.desk.db.read(|conn| mended_rows::any_is_there(conn, mended))? {
        return Ok(());
    }
    let mut rows = Rows::new(file::buffered(source)?, job.layout)?;
    let mut noted = Vec::new();
    let write = |noted: &mut Vec<NewMended>| {
        let rows = std::mem::take(noted);
        job.desk.db.write(|conn| mended_rows::any_note(conn, &rows))
    };
    while let Some(row) = rows.next_row()? {
        if let Some(line) = line_of(job.layout, row) {
            let (submission_id, in_submission) = (mended, job.work.id);
            noted.push(NewMended { submission_id, line, in_submission, in_line: i64::from(row.line) });
        }
        if noted.len() == TOGETHER {
            job.check_stop()?;
            write(&mut noted)?;
        }
    }
    if !noted.is_empty() {
        write(&mut noted)?;
    }
    Ok(())
}
