//! Recognition of corrections. A file of failed rows has the columns `line` and `code`.
//!
//! It corrects the upload or check that its file name names. Otherwise it corrects the latest one in which these lines
//! failed with these codes.

use std::fs::File;

use chrono::NaiveDateTime;

use super::refusal::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::manifest::{Layout, Rows};
use crate::domain::submission::{SubmissionKind, number_of_name};
use crate::store::failed_rows::corrections;
use crate::store::submissions::{self, checks};
use crate::store::{self, Conn, uploads};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Number of rows that must match before a file counts as a correction. A shorter file must match completely.
const MAX_COMPARED_ROWS: usize = 20;
/// Maximum number of submissions with failed rows that are compared, newest first.
const MAX_CANDIDATES: i64 = 50;

/// Returns the key of the submission that a file corrects. Returns `None` if it isn't a correction.
pub(crate) fn find_target(
    services: &Services,
    scope: Scope,
    source: &File,
    layout: &Layout,
    customer: Option<CustomerKey>,
    file_name: &str,
) -> Result<Option<SubmissionId>, IntakeError> {
    let (Some(_), Some(code)) = (layout.columns.line, layout.columns.code) else { return Ok(None) };
    let mut asked = Vec::new();
    let mut rows = Rows::new(stored_file::rewind_buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let code = row.cell(code).trim().to_owned();
        if let Some(line) = layout.corrected_line(row).filter(|_| !code.is_empty()) {
            asked.push((line, code));
        }
        if asked.len() == MAX_COMPARED_ROWS {
            break;
        }
    }
    if asked.is_empty() {
        return Ok(None);
    }
    let at = services.clock.now();
    let found = services.db.read(|conn| {
        let named = find_named(conn, scope, file_name, at)?;
        let latest = corrections::list_candidates(conn, scope, customer, at, MAX_CANDIDATES)?;
        for candidate in named.into_iter().chain(latest) {
            if corrections::has_all(conn, scope, candidate, &asked)? {
                return Ok(Some(candidate));
            }
        }
        Ok::<_, store::Error>(None)
    })?;
    Ok(found)
}

/// Returns the submission that the download's file name names. Returns `None` if it names none.
fn find_named(
    conn: &mut Conn,
    scope: Scope,
    file_name: &str,
    at: NaiveDateTime,
) -> Result<Option<SubmissionId>, store::Error> {
    let Some((of, _)) = file_name.split_once("-failed-rows") else { return Ok(None) };
    if let Some(check) = of.strip_prefix("check-").and_then(|number| number.parse().ok()) {
        return match checks::find(conn, scope, check, at) {
            Ok(check) => Ok(Some(check.id)),
            // The check was uploaded since. It keeps its number.
            Err(store::Error::NotFound) => corrections::find_accepted(conn, scope, check),
            Err(error) => Err(error),
        };
    }
    let upload = of.strip_prefix("upload-").and_then(|id| id.parse().ok());
    let named = match (upload, number_of_name(of)) {
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
