//! The results of a submission: the tally, the reasons (which act as filters) and the failed lines. The pages of
//! uploads, checks, bulk actions and deletions share this section.

use strum::VariantArray;

use super::corrections::{CorrectionLine, LoadedCorrections};
use super::repairs::{RepairLine, repair_line};
use super::results_line::{OtherUpload, ReasonLine, ResultLine};
use super::results_query::ResultsQuery;
use crate::domain::device_id::Repair;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::row_error::Reason;
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::db::paging::PageEnds;
use crate::store::failed_rows::{self, FailedRow, Source};
use crate::store::support::holders::ForeignHolder;
use crate::store::{Conn, Error};
use crate::uploads::check_record::CheckResult;
use crate::web::page::format::{Chip, Pager, number, size_note};
use crate::web::page::frame::Frame;

/// The results section of a page.
pub(crate) struct Results {
    /// The level of the headings: `h2` on a page, `h3` in a dialog.
    pub(crate) heading_level: &'static str,
    /// The name of the submission: "upload 1000012".
    pub(crate) of: String,
    /// The label for the number of rows: "In the file" or "Selected".
    pub(crate) total_label: &'static str,
    /// The number of rows.
    pub(crate) total: String,
    /// The label for the rows that succeeded: "Verified", "Deleted" or "Ready".
    pub(crate) done_label: &'static str,
    /// The number of rows that succeeded.
    pub(crate) done: String,
    /// The number of rows that have failed so far.
    pub(crate) failed: String,
    /// The share of rows that succeeded, as a width in percent. `None` if no rows failed.
    pub(crate) split: Option<String>,
    /// The message shown while the submission is in progress.
    pub(crate) running: &'static str,
    /// Whether the page refreshes itself while the submission is in progress.
    pub(crate) follows: bool,
    /// The message shown if no lines failed.
    pub(crate) all_well: &'static str,
    /// The devices by kind, in words. Empty if they are unknown.
    pub(crate) figures: String,
    /// The differences from the check of the same file.
    pub(crate) since_check: Vec<String>,
    /// The values that were corrected automatically.
    pub(crate) repairs: Vec<RepairLine>,
    /// The corrections of failed lines, uploaded later.
    pub(crate) corrections: Vec<CorrectionLine>,
    /// Whether the corrections resolve all failed lines.
    pub(crate) all_resolved: bool,
    /// The reasons, most frequent first.
    pub(crate) reasons: Vec<ReasonLine>,
    /// The selected reason.
    pub(crate) filter: Option<Chip>,
    /// Whether the table has a column with each line's customer.
    pub(crate) with_customer: bool,
    /// The failed lines on this page.
    pub(crate) lines: Vec<ResultLine>,
    /// The pager for the failed lines.
    pub(crate) pager: Pager,
    /// The size of the downloads, if they are large.
    pub(crate) size: Option<String>,
}

/// The data that the results section shows, as loaded from the database.
pub(crate) struct LoadedResults {
    source: Source,
    tally: Vec<(Reason, i64)>,
    rows: Vec<FailedRow>,
    ends: PageEnds,
    /// The corrections of failed lines, uploaded later.
    pub(crate) corrections: LoadedCorrections,
}

impl LoadedResults {
    /// Loads the results of a source.
    pub(crate) fn new(conn: &mut Conn, source: Source, query: ResultsQuery) -> Result<LoadedResults, Error> {
        let (rows, ends) = query.page(conn, &source)?;
        let lines: Vec<i64> = rows.iter().map(|row| row.line).collect();
        let corrections = LoadedCorrections::new(conn, &source, &lines)?;
        let tally = failed_rows::count_by_reason(conn, &source)?;
        Ok(LoadedResults { source, tally, rows, ends, corrections })
    }
}

/// The values that differ between the pages that have a results section.
pub(crate) struct ResultsSource<'a> {
    /// The name of the submission: "upload 1000012".
    pub(crate) of: String,
    /// The address of the page.
    pub(crate) url: &'a str,
    /// The status.
    pub(crate) status: UploadStatus,
    /// Whether the page refreshes itself while the submission is in progress.
    pub(crate) follows: bool,
    /// The number of rows.
    pub(crate) total: i64,
    /// The number of rows that succeeded.
    pub(crate) done: i64,
    /// The label for the rows that succeeded.
    pub(crate) done_label: &'static str,
    /// The message shown if no lines failed.
    pub(crate) all_well: &'static str,
    /// Returns the address of an upload, for people who may open this page.
    pub(crate) upload_url: fn(UploadId) -> String,
    /// Returns the address of a bulk action, for the same people.
    pub(crate) action_url: fn(SubmissionId) -> String,
    /// The differences from the check, as returned by [`LoadedResults::since_check`].
    pub(crate) since_check: Vec<String>,
}

impl LoadedResults {
    /// Returns the line numbers of the failed lines on this page.
    pub(crate) fn lines(&self) -> Vec<i64> {
        self.rows.iter().map(|row| row.line).collect()
    }

    /// Compares the results with the stored counts from the check. Returns an empty list if there was no check.
    pub(crate) fn since_check(&self, stored: &str, done: i64) -> Vec<String> {
        let Some(check) = CheckResult::read(stored) else { return Vec::new() };
        let mut changes = Vec::new();
        let mut compare = |what: &str, before: i64, after: i64| {
            if before != after {
                changes.push(format!("{what}: {} in the check, {} now", number(before), number(after)));
            }
        };
        compare("Lines without errors", check.good, done);
        for &reason in Reason::VARIANTS {
            let before = check.failed.get(reason.word()).copied().unwrap_or(0);
            let after = self.tally.iter().find(|(other, _)| *other == reason).map_or(0, |(_, count)| *count);
            compare(reason.short_name(), before, after);
        }
        changes
    }
}

impl Results {
    /// Creates the section for a page.
    pub(crate) fn new(
        frame: &Frame,
        query: ResultsQuery,
        loaded: LoadedResults,
        about: ResultsSource<'_>,
    ) -> Results {
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
            figures: String::new(),
            since_check: about.since_check,
            repairs: Vec::new(),
            all_resolved: loaded.corrections.resolve_all(failed),
            corrections: loaded.corrections.lines(about.upload_url, about.action_url),
            reasons: loaded
                .tally
                .iter()
                .map(|(reason, count)| ReasonLine::new(*reason, *count, query, about.url))
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
                    let resolved = loaded.corrections.of_line(row.line, about.upload_url, about.action_url);
                    ResultLine { resolved, ..ResultLine::new(row, about.upload_url) }
                })
                .collect(),
            size: size_note(failed, 300),
        }
    }

    /// Adds the repairs: their counts by kind, and the stored line numbers.
    pub(crate) fn with_repairs(self, counts: &[(Repair, i64)], lines: &[(Repair, i64)]) -> Results {
        let repairs = counts.iter().map(|(kind, count)| repair_line(*kind, *count, lines)).collect();
        Results { repairs, ..self }
    }

    /// Adds the devices by kind, in words.
    pub(crate) fn with_figures(self, figures: String) -> Results {
        Results { figures, ..self }
    }

    /// Adds the holders of devices that other resellers have registered.
    pub(crate) fn with_holders(
        mut self,
        holders: &[ForeignHolder],
        upload_url: fn(UploadId) -> String,
    ) -> Results {
        for holder in holders {
            if let Some(line) = self.lines.iter_mut().find(|line| line.line == number(holder.line)) {
                line.holder = Some(format!(
                    "Held by {} ({}) for {} ({})",
                    holder.reseller_name, holder.reseller_id, holder.company_name, holder.customer_id
                ));
                line.collides_with = Some(OtherUpload { id: holder.upload, url: upload_url(holder.upload) });
            }
        }
        self
    }

    /// Returns whether any lines failed.
    pub(crate) fn has_errors(&self) -> bool {
        !self.reasons.is_empty()
    }
}
