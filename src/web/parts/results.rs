//! The results of a file: tally, reasons that filter, failed lines. The pages of an upload, a check, a bulk action and
//! a deletion share this section.

use strum::VariantArray;

use super::corrections::{FollowUpLine, Link, LoadedFollowUps};
use super::repairs::{RepairLine, repair_line};
use super::results_query::ResultsQuery;
use crate::domain::device_id::Repair;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::row_error::{Reason, RowError};
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::db::paging::PageEnds;
use crate::store::failed_rows::{self, FailedRow, Source};
use crate::store::support::holders::ForeignHolder;
use crate::store::{Conn, Error};
use crate::uploads::check_record::CheckResult;
use crate::web::page::format::{Chip, Pager, identifier, number, size_note};
use crate::web::page::frame::Frame;

/// The results section of a page.
pub struct Results {
    /// `h2` on a page, `h3` in a dialog.
    pub heading_level: &'static str,
    /// The name of the submission: "upload 1000012".
    pub of: String,
    /// "In the file" or "Selected".
    pub total_label: &'static str,
    /// The number of rows.
    pub total: String,
    /// "Verified", "Deleted" or "Ready".
    pub done_label: &'static str,
    /// The number of rows that succeeded.
    pub done: String,
    /// The number of rows that failed so far.
    pub failed: String,
    /// The share that succeeded, as a width in percent. `None` without errors.
    pub split: Option<String>,
    /// The sentence that is shown while it runs.
    pub running: &'static str,
    /// Whether the page refreshes itself while it runs.
    pub follows: bool,
    /// The sentence that is shown if nothing failed.
    pub all_well: &'static str,
    /// What changed since the check of the same file.
    pub since_check: Vec<String>,
    /// The values that were corrected automatically.
    pub notices: Vec<RepairLine>,
    /// The corrections that were uploaded since.
    pub follow_ups: Vec<FollowUpLine>,
    /// Whether the corrections resolve all failed lines.
    pub all_resolved: bool,
    /// The reasons, most frequent first.
    pub reasons: Vec<ReasonLine>,
    /// The chosen reason.
    pub filter: Option<Chip>,
    /// Whether the lines name their customers.
    pub with_customer: bool,
    /// The failed lines of this page.
    pub lines: Vec<ResultLine>,
    /// The pager of the failed lines.
    pub pager: Pager,
    /// The size of the downloads, if they are long.
    pub size: Option<String>,
}

/// A reason, which links to its failed lines.
pub struct ReasonLine {
    /// The page with only this reason. The chosen reason links back to all of them.
    pub url: String,
    /// Whether it is the chosen reason.
    pub current: bool,
    /// The short name.
    pub name: &'static str,
    /// The official message.
    pub message: &'static str,
    /// What to do.
    pub what_to_do: &'static str,
    /// The number of lines.
    pub count: String,
}

/// A failed line.
pub struct ResultLine {
    /// The line number.
    pub line: String,
    /// The customer or MSP ID as in the file.
    pub customer_id: String,
    /// The identifier as in the file, in the parts that the page sets apart. Empty for an empty cell.
    pub value: Vec<String>,
    /// The short name of the reason.
    pub name: &'static str,
    /// The whole message, if it says more than the reason's.
    pub detail: String,
    /// What to do.
    pub what_to_do: &'static str,
    /// The upload that registered the device.
    pub collides_with: Option<Other>,
    /// The holder at another reseller. Only support sees it.
    pub holder: Option<String>,
    /// The correction that resolved the line.
    pub resolved: Option<Link>,
}

/// Another upload.
pub struct Other {
    /// The upload ID.
    pub id: UploadId,
    /// The address of its page.
    pub url: String,
}

/// The rows behind the results section.
pub struct LoadedResults {
    source: Source,
    tally: Vec<(Reason, i64)>,
    rows: Vec<FailedRow>,
    ends: PageEnds,
    /// The corrections that were uploaded since.
    pub follow_ups: LoadedFollowUps,
}

impl LoadedResults {
    /// Loads the results of a source.
    pub fn new(conn: &mut Conn, source: Source, query: ResultsQuery) -> Result<LoadedResults, Error> {
        let (rows, ends) = query.page(conn, &source)?;
        let lines: Vec<i64> = rows.iter().map(|row| row.line).collect();
        let follow_ups = LoadedFollowUps::new(conn, &source, &lines)?;
        let tally = failed_rows::count_by_reason(conn, &source)?;
        Ok(LoadedResults { source, tally, rows, ends, follow_ups })
    }
}

/// The facts in which the pages with this section differ.
pub struct ResultsOf<'a> {
    /// The name of the submission: "upload 1000012".
    pub of: String,
    /// The address of the page.
    pub url: &'a str,
    /// The status.
    pub status: UploadStatus,
    /// Whether the page refreshes itself while it runs.
    pub follows: bool,
    /// The number of rows.
    pub total: i64,
    /// The number of rows that succeeded.
    pub done: i64,
    /// The label of the rows that succeeded.
    pub done_label: &'static str,
    /// The sentence that is shown if nothing failed.
    pub all_well: &'static str,
    /// Returns the address of an upload, for people who may open this page.
    pub upload_url: fn(UploadId) -> String,
    /// Returns the address of a bulk action, likewise.
    pub action_url: fn(SubmissionId) -> String,
    /// What changed since the check, from [`LoadedResults::since_check`].
    pub since_check: Vec<String>,
}

impl LoadedResults {
    /// Returns the line numbers of this page.
    pub fn lines(&self) -> Vec<i64> {
        self.rows.iter().map(|row| row.line).collect()
    }

    /// Compares the results with the stored counts of the check. Returns nothing if there was no check.
    pub fn since_check(&self, kept: &str, done: i64) -> Vec<String> {
        let Some(said) = CheckResult::read(kept) else { return Vec::new() };
        let mut changes = Vec::new();
        let mut compare = |what: &str, before: i64, after: i64| {
            if before != after {
                changes.push(format!("{what}: {} in the check, {} now", number(before), number(after)));
            }
        };
        compare("Lines without errors", said.good, done);
        for &reason in Reason::VARIANTS {
            let before = said.failed.get(reason.word()).copied().unwrap_or(0);
            let after = self.tally.iter().find(|(other, _)| *other == reason).map_or(0, |(_, count)| *count);
            compare(reason.short_name(), before, after);
        }
        changes
    }
}

impl Results {
    /// Creates the section for a page.
    pub fn new(frame: &Frame, query: ResultsQuery, loaded: LoadedResults, about: ResultsOf<'_>) -> Results {
        let failed: i64 = loaded.tally.iter().map(|(_, count)| count).sum();
        let shown_of = query.reason.map_or(failed, |only| {
            loaded.tally.iter().find(|(reason, _)| *reason == only).map_or(0, |(_, count)| *count)
        });
        let width = || format!("{:.2}%", about.done as f64 * 100.0 / (about.done + failed).max(1) as f64);
        Results {
            heading_level: if frame.dialog { "h3" } else { "h2" },
            of: about.of,
            total_label: "In the file",
            total: number(about.total),
            done_label: about.done_label,
            done: number(about.done),
            failed: number(failed),
            split: (failed > 0).then(width),
            running: match about.status {
                UploadStatus::InProgress => "Still running. These are the numbers so far.",
                _ => "",
            },
            follows: about.follows,
            all_well: about.all_well,
            since_check: about.since_check,
            notices: Vec::new(),
            all_resolved: loaded.follow_ups.resolve_all(failed),
            follow_ups: loaded.follow_ups.lines(about.upload_url, about.action_url),
            reasons: loaded
                .tally
                .iter()
                .map(|(reason, count)| reason_line(*reason, *count, query, about.url))
                .collect(),
            filter: query
                .reason
                .map(|reason| Chip { label: reason.short_name().to_owned(), remove: about.url.to_owned() }),
            with_customer: !loaded.source.is_upload()
                && loaded.rows.iter().any(|row| row.customer_id.is_some()),
            pager: query.pager(about.url, &loaded.rows, shown_of, loaded.ends),
            lines: loaded
                .rows
                .into_iter()
                .map(|row| {
                    let resolved = loaded.follow_ups.of_line(row.line, about.upload_url, about.action_url);
                    ResultLine { resolved, ..line(row, about.upload_url) }
                })
                .collect(),
            size: size_note(failed, 300),
        }
    }

    /// Adds the repairs: counts by kind, and the stored line numbers.
    pub fn with_notices(self, counts: &[(Repair, i64)], lines: &[(Repair, i64)]) -> Results {
        let notices = counts.iter().map(|(kind, count)| repair_line(*kind, *count, lines)).collect();
        Results { notices, ..self }
    }

    /// Adds the holders of devices at other resellers.
    pub fn with_holders(mut self, holders: &[ForeignHolder], upload_url: fn(UploadId) -> String) -> Results {
        for holder in holders {
            if let Some(line) = self.lines.iter_mut().find(|line| line.line == number(holder.line)) {
                line.holder = Some(format!(
                    "Held by {} ({}) for {} ({})",
                    holder.reseller_name, holder.reseller_id, holder.company_name, holder.customer_id
                ));
                line.collides_with = Some(Other { id: holder.upload, url: upload_url(holder.upload) });
            }
        }
        self
    }

    /// Returns whether lines failed.
    pub fn has_errors(&self) -> bool {
        !self.reasons.is_empty()
    }
}

fn reason_line(reason: Reason, count: i64, query: ResultsQuery, url: &str) -> ReasonLine {
    let current = query.reason == Some(reason);
    ReasonLine {
        // The chosen reason links back to all of them.
        url: if current { url.to_owned() } else { ResultsQuery::only(reason).address(url) },
        current,
        name: reason.short_name(),
        message: reason.message(),
        what_to_do: reason.what_to_do(),
        count: number(count),
    }
}

fn line(row: FailedRow, upload_url: fn(UploadId) -> String) -> ResultLine {
    let error = RowError::new(row.reason, row.detail.clone());
    let other = |id| Other { id, url: upload_url(id) };
    ResultLine {
        line: number(row.line),
        customer_id: row.customer_id.unwrap_or_default(),
        value: if row.value.trim().is_empty() { Vec::new() } else { identifier(&row.value) },
        name: row.reason.short_name(),
        // The link to the other upload says the same.
        detail: match row.detail.is_empty() || row.collides_with.is_some() {
            true => String::new(),
            false => error.full_message(),
        },
        what_to_do: row.reason.what_to_do(),
        collides_with: row.collides_with.map(other),
        holder: None,
        resolved: None,
    }
}
