//! Recognizes corrections: files of failed rows, which have the columns `line` and `code`.
//!
//! If such a file's name identifies an upload or check in which the listed lines failed with the listed codes, the file
//! is a correction of it. Otherwise, the file is a correction of the latest upload or check for which that is true.
//!
//! A whole file can be a correction too, if at least half of its lines are those of an earlier file with failed lines.

use std::collections::HashSet;
use std::fs::File;

use chrono::NaiveDateTime;

use super::rejection::IntakeError;
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::manifest::{Layout, Rows};
use crate::domain::quantity::{counted, number};
use crate::domain::row_position::RowPosition;
use crate::domain::submission::{SubmissionKind, parse_submission_name};
use crate::store::failed_rows::{corrections, earlier_files, resolution};
use crate::store::submissions::{self, checks};
use crate::store::{self, Conn, uploads};
use crate::uploads::services::Services;
use crate::uploads::{stored_file, whole_file};

/// Maximum number of rows to compare, from the start of the file. All of them must match.
const MAX_COMPARED_ROWS: usize = 20;
/// Maximum number of earlier files to compare a whole file with, newest first.
const MAX_EARLIER_FILES: i64 = 5;
/// Maximum number of submissions with failed rows to compare the file with, newest first.
const MAX_CANDIDATES: i64 = 50;

/// A file that may be a correction.
pub(super) struct CorrectingFile<'a> {
    pub(super) source: &'a File,
    pub(super) layout: &'a Layout,
    pub(super) rows: i64,
    pub(super) sha256: &'a [u8],
    pub(super) name: &'a str,
    pub(super) kind: SubmissionKind,
    pub(super) customer: Option<CustomerKey>,
}

/// Returns the submission that a file corrects, and the reason why it is linked, as a sentence. The sentence is empty
/// for failed rows, whose columns say where they come from. Returns `None` if the file isn't a correction.
pub(super) fn find_target(
    services: &Services,
    scope: Scope,
    file: &CorrectingFile<'_>,
) -> Result<Option<(SubmissionId, String)>, IntakeError> {
    let CorrectingFile { source, layout, kind, customer, name: file_name, .. } = *file;
    let (Some(_), Some(code)) = (layout.columns.line, layout.columns.code) else {
        return find_earlier_version(services, scope, file);
    };
    let mut failures = Vec::new();
    let mut rows = Rows::new(stored_file::rewind_buffered(source)?, layout)?;
    while let Some(row) = rows.next_row()? {
        let code = row.cell(code).trim().to_owned();
        if let Some(position) = layout.corrected_position(row).filter(|_| !code.is_empty()) {
            failures.push((position, code));
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
        let named = find_named(conn, scope, kind, file_name, at)?;
        let latest = corrections::list_candidates(conn, scope, kind, customer, at, MAX_CANDIDATES)?;
        for candidate in named.into_iter().chain(latest) {
            if corrections::has_all(conn, scope, candidate, &failures)? {
                return Ok(Some(candidate));
            }
        }
        Ok::<_, store::Error>(None)
    })?;
    Ok(found.map(|target| (target, String::new())))
}

/// Returns the latest submission with failed lines whose file is an earlier version of this one, and the reason.
fn find_earlier_version(
    services: &Services,
    scope: Scope,
    file: &CorrectingFile<'_>,
) -> Result<Option<(SubmissionId, String)>, IntakeError> {
    let CorrectingFile { layout, rows, kind, customer, .. } = *file;
    if file.name.is_empty() || rows > whole_file::MAX_LINES {
        return Ok(None);
    }
    let bounds = rows / 2..=rows * 2;
    let earlier = services
        .db
        .read(|conn| earlier_files::list(conn, scope, (kind, customer), bounds, MAX_EARLIER_FILES))?;
    let mut own = None;
    for earlier in earlier {
        let Ok(stored) = serde_json::from_str::<Layout>(&earlier.layout) else { continue };
        if stored.header_cells != layout.header_cells || earlier.sha256 == file.sha256 {
            continue;
        }
        if own.is_none() {
            own = Some(whole_file::read(file.source, layout)?);
        }
        let Some(own) = &own else { continue };
        let bytes = stored_file::fetch::<IntakeError>(services, earlier.submission)?;
        let alignment = whole_file::align(&whole_file::read(&bytes, &stored)?, own);
        let open = services.db.read(|conn| resolution::list_open(conn, earlier.submission))?;
        let open: HashSet<RowPosition> = open.into_iter().collect();
        let corrected = alignment.pairs.iter().filter(|(failed, _)| open.contains(failed)).count();
        if corrected == 0 {
            continue;
        }
        let (total, equal) = (own.len(), alignment.equal);
        if equal * 2 >= total {
            let sentence = format!(
                "We linked this file because {} of its {} are the same as in the earlier file.",
                number(equal as i64),
                match own.iter().any(|line| line.position.slot > 0) {
                    true => counted(total as i64, "device", "devices"),
                    false => counted(total as i64, "line", "lines"),
                },
            );
            return Ok(Some((earlier.submission, sentence)));
        }
        let has_name = earlier.file_name == file.name && !stored.is_pasted;
        if has_name && alignment.pairs.len() == total && (equal + alignment.similar) * 2 >= total {
            let sentence = "We linked this file because it has the same name and number of lines as the earlier file, \
                and most of its lines are the same or similar.";
            return Ok(Some((earlier.submission, sentence.to_owned())));
        }
    }
    Ok(None)
}

/// Returns the submission that the name of a downloaded file identifies, or `None` if it doesn't identify one.
fn find_named(
    conn: &mut Conn,
    scope: Scope,
    kind: SubmissionKind,
    file_name: &str,
    at: NaiveDateTime,
) -> Result<Option<SubmissionId>, store::Error> {
    let Some((name, _)) = file_name.split_once("-failed-rows") else { return Ok(None) };
    if let Some(check) =
        name.strip_prefix("check-").and_then(|number| number.parse().ok()).filter(|_| !kind.is_deletion())
    {
        return match checks::find(conn, scope, check, at) {
            Ok(check) => Ok(Some(check.submission.id)),
            // The checked file has been uploaded in the meantime, under the same number.
            Err(store::Error::NotFound) => corrections::find_accepted(conn, scope, check),
            Err(error) => Err(error),
        };
    }
    let upload = name.strip_prefix("upload-").and_then(|id| id.parse().ok());
    let named = match (upload, parse_submission_name(name)) {
        (Some(_), _) if kind.is_deletion() => return Ok(None),
        (Some(upload), _) => uploads::find(conn, scope, upload).map(|upload| upload.submission),
        (None, Some(number)) => match submissions::list::find(conn, scope, number) {
            Ok(row) if row.kind.is_deletion() == kind.is_deletion() => Ok(row.id),
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
