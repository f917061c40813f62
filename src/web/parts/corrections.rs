//! Corrections of failed rows: the submissions that contain them, and the lines that they resolve.

use std::collections::HashMap;

use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::row_position::RowPosition;
use crate::domain::submission::SubmissionKind;
use crate::store::failed_rows::Source;
use crate::store::failed_rows::corrections::{self, CorrectingItem, CorrectionTarget};
use crate::store::submissions::item::Item;
use crate::store::{Conn, Error};
use crate::web::page::format::{counted, number, other_lines};
use crate::web::urls;

/// A link to an upload, a bulk action or a check.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The text, such as "upload 1000012", "bulk action B-7" or "check 12".
    pub(crate) words: String,
    /// The address of its page.
    pub(crate) url: String,
}

/// Creates links to uploads, bulk actions and deletions, for people who may open the page that shows them.
#[derive(Clone, Copy)]
pub(crate) struct Links {
    upload_url: fn(UploadId) -> String,
    submission_url: fn(SubmissionId) -> String,
    /// The kind of the submissions that aren't single uploads.
    kind: SubmissionKind,
}

impl Links {
    /// Creates links for the reseller, on a page about a submission of this kind.
    pub(crate) fn for_reseller(kind: SubmissionKind) -> Links {
        let submission_url = match kind {
            SubmissionKind::Deletion => urls::deletion,
            _ => urls::bulk_action,
        };
        Links { upload_url: urls::upload_errors, submission_url, kind }
    }

    /// Creates links for support.
    pub(crate) fn for_support(kind: SubmissionKind) -> Links {
        Links { upload_url: urls::support_upload, submission_url: urls::support_submission, kind }
    }

    /// Returns the address of an upload.
    pub(crate) fn upload_url(self, upload: UploadId) -> String {
        (self.upload_url)(upload)
    }

    /// Creates the link to an upload, a bulk action or a deletion.
    pub(crate) fn link(self, item: Item) -> Link {
        match item {
            Item::Upload(id) => Link { words: format!("upload {id}"), url: self.upload_url(id) },
            Item::Submission(id) => {
                let what = if self.kind == SubmissionKind::Deletion { "deletion" } else { "bulk action" };
                Link { words: format!("{what} {}", self.kind.name(id)), url: (self.submission_url)(id) }
            }
        }
    }
}

/// A correction, as a line in the results.
pub(crate) struct CorrectionLine {
    /// The upload or submission.
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
    /// Why the file is a correction, and what was copied to it. May be empty.
    pub(crate) note: String,
}

impl CorrectionOf {
    /// Creates the link to the submission's page, as its reseller sees it. `note` says why the file is a correction.
    pub(crate) fn new(target: CorrectionTarget, kind: SubmissionKind, note: &str) -> CorrectionOf {
        let note = note.to_owned();
        match target {
            CorrectionTarget::Item(item) => {
                CorrectionOf { link: Links::for_reseller(kind).link(item), left: None, note }
            }
            CorrectionTarget::Check { number: check, good } => CorrectionOf {
                link: Link { words: format!("check {check}"), url: urls::check(check) },
                left: (good > 0).then(|| other_lines(good)),
                note,
            },
        }
    }
}

/// Returns the number of rows that a correction resolved, in words.
fn rows(correction: &CorrectingItem) -> String {
    match correction.has_further {
        true => counted(correction.resolved, "device", "devices"),
        false => counted(correction.resolved, "line", "lines"),
    }
}

/// The corrections for a results section, as loaded from the database.
pub(crate) struct LoadedCorrections {
    all: Vec<CorrectingItem>,
    by_row: HashMap<RowPosition, Item>,
}

impl LoadedCorrections {
    /// Loads the corrections for a source, and those that resolve the given lines.
    pub(crate) fn new(conn: &mut Conn, source: &Source, lines: &[i64]) -> Result<LoadedCorrections, Error> {
        let all = corrections::list_resolving(conn, source)?;
        let by_row = match all.is_empty() {
            true => HashMap::new(),
            false => corrections::find_resolving(conn, source, lines)?,
        };
        Ok(LoadedCorrections { all, by_row })
    }

    /// Adds the corrections of lines from an earlier upload of the same file.
    pub(crate) fn add_lines(&mut self, earlier: HashMap<RowPosition, Item>) {
        self.by_row.extend(earlier);
    }

    /// Returns the corrections that were submitted later, newest first.
    pub(crate) fn lines(&self, links: Links) -> Vec<CorrectionLine> {
        let later = self.all.iter().filter(|correction| !correction.is_earlier);
        later
            .map(|correction| CorrectionLine {
                link: capital(links.link(correction.item)),
                resolved: format!("{} resolved", rows(correction)),
            })
            .collect()
    }

    /// Returns the earlier submissions that had already processed lines of this one, newest first.
    pub(crate) fn done_before(&self, links: Links) -> Vec<CorrectionLine> {
        let earlier = self.all.iter().filter(|correction| correction.is_earlier);
        earlier
            .map(|correction| CorrectionLine {
                link: capital(links.link(correction.item)),
                resolved: rows(correction),
            })
            .collect()
    }

    /// Returns a link to the submission that resolved a failed row.
    pub(crate) fn of_row(&self, position: RowPosition, links: Links) -> Option<Link> {
        self.by_row.get(&position).map(|item| links.link(*item))
    }
}

/// Capitalizes the first letter of a link.
fn capital(link: Link) -> Link {
    let mut rest = link.words.chars();
    let words = rest.next().map_or(String::new(), |first| first.to_uppercase().chain(rest).collect());
    Link { words, ..link }
}

/// The note that lists show beside the status of a submission with failed lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FailureNote {
    /// The link to the failed lines: "184 errors", or "5 left" after corrections. `None` if nothing is left.
    pub(crate) errors: Option<String>,
    /// Whether all failed lines have been corrected.
    pub(crate) is_corrected: bool,
}

impl FailureNote {
    /// Creates the note. `lines_left` is `None` if no line has been corrected.
    pub(crate) fn new(failed: i64, lines_left: Option<i64>) -> FailureNote {
        match lines_left {
            _ if failed == 0 => FailureNote::default(),
            None => FailureNote { errors: Some(counted(failed, "error", "errors")), is_corrected: false },
            Some(0) => FailureNote { errors: None, is_corrected: true },
            Some(left) => FailureNote { errors: Some(format!("{} left", number(left))), is_corrected: false },
        }
    }
}
