//! Recognizes corrections: files of failed rows, which have the columns `line` and `code`.
//!
//! If a file's name identifies an upload or check in which the listed lines failed with the listed codes, the file is a
//! correction of it. Otherwise, the file is a correction of the latest upload or check for which that is true.

use std::fs::File;

use chrono::NaiveDateTime;

use super::rejection::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::manifest::{Layout, Rows};
use crate::domain::submission::{SubmissionKind, parse_submission_name};
use crate::store::failed_rows::corrections;
use crate::store::submissions::{self, checks};
use crate::store::{self, Conn, uploads};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Maximum number of rows to compare, from the start of the file. All of them must match.
const MAX_COMPARED_ROWS: usize = 20;
/// Maximum number of submissions with failed rows to compare the file with, newest first.
const MAX_CANDIDATES: i64 = 50;

/// Returns the submission whose failed rows a file corrects, or `None` if the file isn't a correction.
pub(crate) fn find_target(
    services: &Services,
    scope: Scope,
    source: &File,
    layout: &Layout,
    customer: Option<CustomerKey>,
    file_name: &str,
) -> Result<Option<SubmissionId>, IntakeError> {
    let (Some(_), Some(code)) = (layout.columns.line, layout.columns.code) else { return Ok(None) };
    let mut failures = Vec::new();
    let mut rows = Rows::new(stored_file::rewind_buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let code = row.cell(code).trim().to_owned();
        if let Some(line) = layout.corrected_line(row).filter(|_| !code.is_empty()) {
            failures.push((line, code));
        }
        if failures.len() == MAX_COMPARED_ROWS {
            break;
        }
    }
    if failures.is_empty() {
        return Ok(None);
    }
    let at = services.clock.now();
    let found = services.db.read(|conn| {
        let named = find_named(conn, scope, file_name, at)?;
        let latest = corrections::list_candidates(conn, scope, customer, at, MAX_CANDIDATES)?;
        for candidate in named.into_iter().chain(latest) {
            if corrections::has_all(conn, scope, candidate, &failures)? {
                return Ok(Some(candidate));
            }
        }
        Ok::<_, store::Error>(None)
    })?;
    Ok(found)
}

/// Returns the submission that the name of a downloaded file identifies, or `None` if it doesn't identify one.
fn find_named(
    conn: &mut Conn,
    scope: Scope,
    file_name: &str,
    at: NaiveDateTime,
) -> Result<Option<SubmissionId>, store::Error> {
    let Some((name, _)) = file_name.split_once("-failed-rows") else { return Ok(None) };
    if let Some(check) = name.strip_prefix("check-").and_then(|number| number.parse().ok()) {
        return match checks::find(conn, scope, check, at) {
            Ok(check) => Ok(Some(check.submission.id)),
            // The checked file has been uploaded in the meantime, under the same number.
            Err(store::Error::NotFound) => corrections::find_accepted(conn, scope, check),
            Err(error) => Err(error),
        };
    }
    let upload = name.strip_prefix("upload-").and_then(|id| id.parse().ok());
    let named = match (upload, parse_submission_name(name)) {
        (Some(upload), _) => uploads::find(conn, scope, upload).map(|upload| upload.submission),
        (None, Some(number)) => match submissions::list::find(conn, scope, number) {
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
