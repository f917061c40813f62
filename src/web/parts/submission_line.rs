//! A bulk action or a deletion as a line in a list, and its progress.

use super::corrections::FailureNote;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::upload::UploadStatus;
use crate::store::db::paging::PageEnds;
use crate::store::submissions::list::{SubmissionCursor, SubmissionRow};
use crate::web::page::format::{Moment, Pager, Status, counted_to, number, shown_of};
use crate::web::page::frame::Frame;
use crate::web::urls;

/// Lines per page.
pub(crate) const PER_PAGE: i64 = 25;

/// A bulk action or a deletion, as a line in a list.
pub(crate) struct SubmissionLine {
    /// The name, such as `B-17`.
    pub(crate) name: String,
    /// The address of its page.
    pub(crate) url: String,
    /// The file name, or a description of the selection.
    pub(crate) what: String,
    /// The action: "Upload" or "Delete".
    pub(crate) action: &'static str,
    /// The e-mail address of the person who made the submission.
    pub(crate) by: String,
    /// The number of rows.
    pub(crate) total: String,
    /// The number of rows that succeeded.
    pub(crate) done: String,
    /// When the submission was accepted.
    pub(crate) at: Moment,
    /// The status.
    pub(crate) status: Status,
    /// The number of errors, or what is left after corrections. Empty while the submission is in progress.
    pub(crate) note: FailureNote,
    /// The progress. `None` once the submission has finished.
    pub(crate) progress: Option<Progress>,
}

/// The progress of a submission.
pub(crate) struct Progress {
    /// The number of rows.
    pub(crate) max: i64,
    /// The number of processed rows. `None` while the file is being read.
    pub(crate) value: Option<i64>,
    /// The percentage: "61%". Empty while the file is being read.
    pub(crate) percent: String,
    /// The current step.
    pub(crate) words: String,
}

/// Returns the address of a bulk action or a deletion.
pub(crate) fn url(kind: SubmissionKind, id: SubmissionId) -> String {
    if kind.is_bulk() { urls::bulk_action(id) } else { urls::deletion(id) }
}

impl SubmissionLine {
    /// Creates the line, with times in the person's time zone.
    pub(crate) fn new(row: &SubmissionRow, frame: &Frame) -> SubmissionLine {
        let status = row.status();
        let is_running = status == UploadStatus::InProgress;
        SubmissionLine {
            name: row.name(),
            url: url(row.kind, row.id),
            what: if row.file_name.is_empty() {
                row.reading_description.clone()
            } else {
                row.file_name.clone()
            },
            action: if row.kind.is_deletion() { "Delete" } else { "Upload" },
            by: row.by.clone(),
            total: number(row.total),
            done: number(row.done - row.failed),
            at: frame.moment(row.accepted_at),
            status: status.into(),
            note: if is_running {
                FailureNote::default()
            } else {
                FailureNote::new(row.failed, row.lines_left)
            },
            progress: is_running.then(|| Progress::new(row)),
        }
    }
}

impl Progress {
    /// Returns the progress of a submission.
    pub(crate) fn new(row: &SubmissionRow) -> Progress {
        let is_counting = matches!(row.phase, Phase::Resolved | Phase::CheckResolved);
        Progress::of(is_counting, row.attempts, row.done, row.total)
    }

    /// Returns the progress of a submission. Rows are counted only once the file has been read.
    pub(crate) fn of(is_counting: bool, attempts: i64, done: i64, total: i64) -> Progress {
        let words = match (is_counting, attempts) {
            (true, _) => format!("{} of {} checked", number(done), number(total)),
            (false, 0) => "Waiting to start".to_owned(),
            (false, _) => "Checking the file".to_owned(),
        };
        let percent = if is_counting { format!("{}%", done * 100 / total.max(1)) } else { String::new() };
        Progress { max: total.max(1), value: is_counting.then_some(done), percent, words }
    }
}

/// One page of a list of bulk actions or deletions.
pub(crate) struct SubmissionLines {
    rows: Vec<SubmissionRow>,
    ends: PageEnds,
    total: i64,
}

impl SubmissionLines {
    /// Creates the page from rows that were queried at a cursor. The query must ask for one more row than a page shows.
    pub(crate) fn new(mut rows: Vec<SubmissionRow>, cursor: SubmissionCursor, total: i64) -> SubmissionLines {
        let ends = cursor.cut(&mut rows, PER_PAGE as usize);
        SubmissionLines { rows, ends, total }
    }

    /// Returns the lines.
    pub(crate) fn lines(&self, frame: &Frame) -> Vec<SubmissionLine> {
        self.rows.iter().map(|row| SubmissionLine::new(row, frame)).collect()
    }

    /// Returns the pager for the list at the address `base`.
    pub(crate) fn pager(&self, base: &str, one: &str, many: &str) -> Pager {
        let at = |name: &str, row: &SubmissionRow| urls::with_query(base, &[(name, &row.id.to_string())]);
        Pager {
            shown: shown_of(self.rows.len(), counted_to(self.total, one, many), self.ends.is_whole()),
            previous: self.rows.first().filter(|_| self.ends.has_before).map(|row| at("before", row)),
            next: self.rows.last().filter(|_| self.ends.has_after).map(|row| at("after", row)),
            ..Pager::default()
        }
    }
}

/// Reads the cursor from a query string. Invalid values are ignored.
pub(crate) fn cursor(params: &crate::web::page::query::Params) -> SubmissionCursor {
    match (params.number("after"), params.number("before")) {
        (Some(number), _) => SubmissionCursor::After(number),
        (None, Some(number)) => SubmissionCursor::Before(number),
        (None, None) => SubmissionCursor::First,
    }
}
