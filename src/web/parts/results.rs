//! The results of a submission: the tally, the reasons (which act as filters) and the failed lines.

use std::collections::HashMap;

use strum::VariantArray;

use super::corrections::{CorrectionLine, Link, Links, LoadedCorrections};
use super::repairs::RepairLine;
use super::results_line::{ReasonLine, ResultLine, lines};
use super::results_query::ResultsQuery;
use super::results_views::{Left, ResultsView, views};
use crate::domain::row_error::{ListOrigin, Reason};
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::db::paging::PageEnds;
use crate::store::failed_rows::{self, FailedRow, Source, earlier_files};
use crate::store::{Conn, Error};
use crate::uploads::check_record::CheckResult;
use crate::web::page::format::{Chip, Pager, counted, number, shown_of, size_note};
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
    /// What is left after corrections. `None` if no line has been corrected.
    pub(crate) left: Option<Left>,
    /// The corrections of failed lines, uploaded later.
    pub(crate) corrections: Vec<CorrectionLine>,
    /// The earlier submissions that had already processed lines of this one.
    pub(crate) done_before: Vec<CorrectionLine>,
    /// The links between open and corrected lines. Empty if no line has been corrected.
    pub(crate) views: Vec<ResultsView>,
    /// Whether any lines failed, even if they have been corrected since.
    pub(crate) has_errors: bool,
    /// The reasons, most frequent first.
    pub(crate) reasons: Vec<ReasonLine>,
    /// The selected reason.
    pub(crate) filter: Option<Chip>,
    /// Whether the table has a column with each line's customer.
    pub(crate) with_customer: bool,
    /// The heading above the failed lines.
    pub(crate) heading: &'static str,
    /// The failed lines on this page.
    pub(crate) lines: Vec<ResultLine>,
    /// The pager for the failed lines.
    pub(crate) pager: Pager,
    /// The first of the lines that editing can't correct, because their devices are registered already.
    pub(crate) registered: Vec<ResultLine>,
    /// The number of these lines: "12 lines", or "25 of 40 lines" if only the first ones are shown.
    pub(crate) registered_count: String,
    /// The link to the page on which the lines can be corrected: "Correct 5 lines here". `None` if there are none, or
    /// if the person may not submit them.
    pub(crate) correct: Option<Link>,
    /// The number of open lines that editing can correct.
    pub(crate) correctable: i64,
    /// The size of the downloads, if they are large.
    pub(crate) size: Option<String>,
    /// The address for reading the file in another way. `None` if that wouldn't help or isn't possible.
    pub(crate) review_url: Option<String>,
    /// Whether lines failed that might not have failed if the file had been read in another way.
    pub(crate) depends_on_reading: bool,
}

/// The data that the results section shows, as loaded from the database.
pub(crate) struct LoadedResults {
    source: Source,
    tally: Vec<(Reason, i64)>,
    resolved: HashMap<Reason, i64>,
    lines_left: Option<i64>,
    origin: ListOrigin,
    rows: Vec<FailedRow>,
    registered: Vec<FailedRow>,
    ends: PageEnds,
    /// The corrections of failed lines, uploaded later.
    pub(crate) corrections: LoadedCorrections,
}

impl LoadedResults {
    /// Loads the results of a source.
    pub(crate) fn new(conn: &mut Conn, source: Source, query: ResultsQuery) -> Result<LoadedResults, Error> {
        let (rows, ends) = query.page(conn, &source)?;
        let registered = query.registered(conn, &source)?;
        let lines: Vec<i64> = rows.iter().chain(&registered).map(|row| row.line).collect();
        Ok(LoadedResults {
            source,
            tally: failed_rows::count_by_reason(conn, &source)?,
            resolved: failed_rows::count_resolved_by_reason(conn, &source)?,
            lines_left: failed_rows::load_lines_left(conn, &source)?,
            origin: earlier_files::find_origin(conn, source.submission())?,
            rows,
            registered,
            ends,
            corrections: LoadedCorrections::new(conn, &source, &lines)?,
        })
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
    /// Creates links for people who may open this page.
    pub(crate) links: Links,
    /// The differences from the check, as returned by [`LoadedResults::since_check`].
    pub(crate) since_check: Vec<String>,
}

impl LoadedResults {
    /// Returns the line numbers of the failed lines on this page.
    pub(crate) fn lines(&self) -> Vec<i64> {
        self.rows.iter().chain(&self.registered).map(|row| row.line).collect()
    }

    /// Returns the numbers of rows by reason: those that are open, or those that are resolved.
    fn shown_tally(&self, is_resolved: bool) -> Vec<(Reason, i64)> {
        let count = |&(reason, failed): &(Reason, i64)| {
            let resolved = self.resolved.get(&reason).copied().unwrap_or(0);
            (reason, if is_resolved { resolved } else { failed - resolved })
        };
        let mut tally: Vec<(Reason, i64)> = self.tally.iter().map(count).collect();
        tally.retain(|(_, rows)| *rows > 0);
        tally.sort_by_key(|(reason, rows)| (-rows, reason.word()));
        tally
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
        let depends_on_reading = loaded.tally.iter().any(|(reason, _)| reason.depends_on_reading());
        let failed: i64 = loaded.tally.iter().map(|(_, count)| count).sum();
        let tally = loaded.shown_tally(query.is_resolved);
        let open = loaded.shown_tally(false);
        let correctable =
            open.iter().filter(|(reason, _)| !reason.is_registered()).map(|(_, rows)| rows).sum();
        let sum = |is_counted: &dyn Fn(Reason) -> bool| -> i64 {
            tally.iter().filter(|(reason, _)| is_counted(*reason)).map(|(_, count)| count).sum()
        };
        let registered = sum(&|reason| query.splits() && reason.is_registered());
        let shown = sum(&|reason| query.reason.is_none_or(|only| reason == only)) - registered;
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
            left: loaded.lines_left.map(|lines| Left::new(lines, failed)),
            corrections: loaded.corrections.lines(about.links),
            done_before: loaded.corrections.done_before(about.links),
            views: views(loaded.lines_left, loaded.resolved.values().sum(), query, about.url),
            has_errors: failed > 0,
            reasons: tally
                .iter()
                .map(|(reason, count)| ReasonLine::new(*reason, *count, loaded.origin, query, about.url))
                .collect(),
            filter: query.reason.map(|reason| Chip {
                label: reason.short_name().to_owned(),
                remove: if query.is_resolved {
                    ResultsQuery::resolved().address(about.url)
                } else {
                    about.url.to_owned()
                },
            }),
            with_customer: !loaded.source.is_upload()
                && loaded.rows.iter().chain(&loaded.registered).any(|row| row.customer_id.is_some()),
            heading: if query.is_resolved { "Corrected lines" } else { "Failed lines" },
            pager: query.pager(about.url, &loaded.rows, shown, loaded.ends),
            registered_count: shown_of(
                loaded.registered.len(),
                counted(registered, "line", "lines"),
                loaded.registered.len() as i64 == registered,
            ),
            registered: lines(loaded.registered, loaded.origin, &loaded.corrections, about.links),
            lines: lines(loaded.rows, loaded.origin, &loaded.corrections, about.links),
            correct: None,
            correctable: if about.status == UploadStatus::InProgress { 0 } else { correctable },
            size: size_note(failed, 300),
            review_url: None,
            depends_on_reading,
        }
    }

    /// Returns whether any lines failed.
    pub(crate) fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// Returns the words beside the status: "5 left" or "all corrected". Returns `None` if no line has been corrected.
    pub(crate) fn left_note(&self) -> Option<&str> {
        self.left.as_ref().map(|left| left.note.as_str())
    }

    /// Returns whether any failed lines are left.
    pub(crate) fn has_open_lines(&self) -> bool {
        self.has_errors && !self.left.as_ref().is_some_and(|left| left.is_empty)
    }
}
