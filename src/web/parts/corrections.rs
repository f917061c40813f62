//! Corrections of failed rows: the submissions that contain them, and the lines that they resolve.

use std::collections::HashMap;

use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::submission::SubmissionKind;
use crate::store::failed_rows::Source;
use crate::store::failed_rows::corrections::{self, CorrectingItem, CorrectionTarget};
use crate::store::submissions::item::Item;
use crate::store::{Conn, Error};
use crate::web::page::format::{counted, other_lines};
use crate::web::urls;

/// A link to an upload, a bulk action or a check.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The text, such as "upload 1000012", "bulk action B-7" or "check 12".
    pub(crate) words: String,
    /// The address of its page.
    pub(crate) url: String,
}

/// A correction, as a line in the results.
pub(crate) struct CorrectionLine {
    /// The upload or bulk action.
    pub(crate) link: Link,
    /// The number of lines that it resolved: "412 lines resolved".
    pub(crate) resolved: String,
}

/// The submission whose failed rows a file contains.
pub(crate) struct CorrectionOf {
    /// The upload, bulk action or check.
    pub(crate) link: Link,
    /// The check's valid lines that haven't been uploaded yet: "the other 3 lines".
    pub(crate) left: Option<String>,
}

impl CorrectionOf {
    /// Creates the link to the submission's page, as its reseller sees it.
    pub(crate) fn new(correction_of: CorrectionTarget) -> CorrectionOf {
        match correction_of {
            CorrectionTarget::Item(item) => {
                CorrectionOf { link: link(item, urls::upload_errors, urls::bulk_action), left: None }
            }
            CorrectionTarget::Check { number: check, good } => CorrectionOf {
                link: Link { words: format!("check {check}"), url: urls::check(check) },
                left: (good > 0).then(|| other_lines(good)),
            },
        }
    }
}

/// The corrections for a results section, as loaded from the database.
pub(crate) struct LoadedCorrections {
    all: Vec<CorrectingItem>,
    /// The number of failed lines that are resolved.
    resolved: i64,
    by_line: HashMap<i64, Item>,
}

impl LoadedCorrections {
    /// Loads the corrections for a source, and those that resolve the given lines.
    pub(crate) fn new(conn: &mut Conn, source: &Source, lines: &[i64]) -> Result<LoadedCorrections, Error> {
        let all = corrections::list_resolving(conn, source)?;
        if all.is_empty() {
            return Ok(LoadedCorrections { all, resolved: 0, by_line: HashMap::new() });
        }
        let resolved = corrections::count_resolved(conn, source)?;
        let by_line = corrections::find_resolving(conn, source, lines)?;
        Ok(LoadedCorrections { all, resolved, by_line })
    }

    /// Adds the corrections of lines from an earlier upload of the same file.
    pub(crate) fn add_lines(&mut self, earlier: HashMap<i64, Item>) {
        self.by_line.extend(earlier);
    }

    /// Returns whether all failed lines are resolved.
    pub(crate) fn resolve_all(&self, failed: i64) -> bool {
        failed > 0 && self.resolved >= failed
    }

    /// Returns the corrections, newest first.
    pub(crate) fn lines(
        &self,
        upload: fn(UploadId) -> String,
        action: fn(SubmissionId) -> String,
    ) -> Vec<CorrectionLine> {
        let linked =
            |correction: &CorrectingItem| (link(correction.item, upload, action), correction.resolved);
        let line = |(link, resolved): (Link, i64)| CorrectionLine {
            link: Link { words: capital(link.words), url: link.url },
            resolved: format!("{} resolved", counted(resolved, "line", "lines")),
        };
        self.all.iter().map(linked).map(line).collect()
    }

    /// Returns a link to the correction that resolved a line.
    pub(crate) fn of_line(
        &self,
        line: i64,
        upload: fn(UploadId) -> String,
        action: fn(SubmissionId) -> String,
    ) -> Option<Link> {
        self.by_line.get(&line).map(|item| link(*item, upload, action))
    }
}

/// Capitalizes the first letter.
fn capital(words: String) -> String {
    let mut rest = words.chars();
    rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect())
}

/// Creates the link to an upload or a bulk action.
pub(crate) fn link(item: Item, upload: fn(UploadId) -> String, action: fn(SubmissionId) -> String) -> Link {
    match item {
        Item::Upload(id) => Link { words: format!("upload {id}"), url: upload(id) },
        Item::Submission(id) => {
            Link { words: format!("bulk action {}", SubmissionKind::BulkUpload.name(id)), url: action(id) }
        }
    }
}
