//! What became of the lines of a file: tally, reasons that filter, failed lines. The same part of the pages of an
//! upload, a bulk action and a deletion.

use strum::VariantArray;

use super::corrections::{FollowUpLine, Link, LoadedFollowUps};
use super::repairs::{Noticed, noticed};
use super::results_query::ReportQuery;
use crate::domain::row_error::{Reason, RowError};
use crate::domain::upload::UploadStatus;
use crate::domain::word::Word;
use crate::store::failed_rows::{self, FailedRow, Source};
use crate::store::support::holders::Holder;
use crate::store::{Conn, Error};
use crate::uploads::check_record::Said;
use crate::web::page::format::{Chip, Pager, identifier, number, size_note};
use crate::web::page::frame::Frame;

/// What the part shows.
pub struct Report {
    /// `h2` on a page, `h3` in a dialog.
    pub heading_level: &'static str,
    /// What it is about: "upload 1000012".
    pub of: String,
    /// "In the file"
    pub total_label: &'static str,
    /// Rows in all.
    pub total: String,
    /// "Verified" or "Deleted"
    pub done_label: &'static str,
    /// Rows that went well.
    pub done: String,
    /// Rows that failed so far.
    pub failed: String,
    /// The part that went well, as a width.
    pub split: Option<String>,
    /// Said while it runs.
    pub running: &'static str,
    /// Whether the page asks for itself while it runs.
    pub follows: bool,
    /// Said where nothing failed.
    pub all_well: &'static str,
    /// What came out otherwise than the check before it said.
    pub since_check: Vec<String>,
    /// What was read with a repair.
    pub notices: Vec<Noticed>,
    /// Corrected rows that came since.
    pub follow_ups: Vec<FollowUpLine>,
    /// Whether they leave nothing to do.
    pub all_resolved: bool,
    /// Reasons, the most frequent first.
    pub reasons: Vec<ReasonLine>,
    /// The reason that is chosen.
    pub filter: Option<Chip>,
    /// Whether lines name their customers.
    pub with_customer: bool,
    /// Failed lines.
    pub lines: Vec<Line>,
    /// The way through them.
    pub pager: Pager,
    /// What to expect of the downloads, where they are long.
    pub size: Option<String>,
}

/// A reason; a link that filters.
pub struct ReasonLine {
    /// The page with only this reason; from there back to all.
    pub url: String,
    /// Whether it is chosen.
    pub current: bool,
    /// Short name.
    pub name: &'static str,
    /// The official message.
    pub message: &'static str,
    /// What to do.
    pub what_to_do: &'static str,
    /// Lines.
    pub count: String,
}

/// A failed line.
pub struct Line {
    /// Its number.
    pub line: String,
    /// Customer or MSP ID as it stood.
    pub customer_id: String,
    /// Identifier as it stood, in the parts that are shown apart; none of an empty one.
    pub value: Vec<String>,
    /// Short name of the reason.
    pub name: &'static str,
    /// The whole message, where it says more than the reason's.
    pub detail: String,
    /// What to do.
    pub what_to_do: &'static str,
    /// The upload that has the device.
    pub collides_with: Option<Other>,
    /// Who has it, where it is another reseller; support alone is told.
    pub holder: Option<String>,
    /// What registered it since, corrected.
    pub resolved: Option<Link>,
}

/// Another upload.
pub struct Other {
    /// UPLOAD ID.
    pub id: i64,
    /// Its page.
    pub url: String,
}

/// What the part is made of.
pub struct Loaded {
    source: Source,
    tally: Vec<(Reason, i64)>,
    rows: Vec<FailedRow>,
    has_before: bool,
    has_after: bool,
    /// Corrected rows that came since.
    pub follow_ups: LoadedFollowUps,
}

impl Loaded {
    /// Loads it.
    pub fn new(conn: &mut Conn, source: Source, query: ReportQuery) -> Result<Loaded, Error> {
        let (rows, has_before, has_after) = query.page(conn, &source)?;
        let lines: Vec<i64> = rows.iter().map(|row| row.line).collect();
        let follow_ups = LoadedFollowUps::new(conn, &source, &lines)?;
        let tally = failed_rows::tally(conn, &source)?;
        Ok(Loaded { source, tally, rows, has_before, has_after, follow_ups })
    }
}

/// What differs between the pages that have the part.
pub struct About<'a> {
    /// What it is about: "upload 1000012".
    pub of: String,
    /// The page's own address.
    pub url: &'a str,
    /// How it stands.
    pub status: UploadStatus,
    /// Whether the page asks for itself while it runs.
    pub follows: bool,
    /// Rows in all.
    pub total: i64,
    /// Rows that went well.
    pub done: i64,
    /// What going well is called.
    pub done_label: &'static str,
    /// Said where nothing failed.
    pub all_well: &'static str,
    /// The page of another upload, for whoever looks at this one.
    pub upload_url: fn(i64) -> String,
    /// The page of a bulk action, likewise.
    pub action_url: fn(i64) -> String,
    /// What came out otherwise than the check before it said, see [`Loaded::since_check`].
    pub since_check: Vec<String>,
}

impl Loaded {
    /// The lines that are shown.
    pub fn lines(&self) -> Vec<i64> {
        self.rows.iter().map(|row| row.line).collect()
    }

    /// What differs from what a check said (as it is kept; nothing where there was none), now that `done` rows went well.
    pub fn since_check(&self, kept: &str, done: i64) -> Vec<String> {
        let Some(said) = Said::read(kept) else { return Vec::new() };
        let mut changes = Vec::new();
        let mut compare = |what: &str, before: i64, after: i64| {
            if before != after {
                changes.push(format!(
                    "{what}: {} when it was checked, {} now",
                    number(before),
                    number(after)
                ));
            }
        };
        compare("Good lines", said.good, done);
        for &reason in Reason::VARIANTS {
            let before = said.failed.get(reason.word()).copied().unwrap_or(0);
            let after = self.tally.iter().find(|(other, _)| *other == reason).map_or(0, |(_, count)| *count);
            compare(reason.short_name(), before, after);
        }
        changes
    }
}

impl Report {
    /// The part, as this page shows it.
    pub fn new(frame: &Frame, query: ReportQuery, loaded: Loaded, about: About<'_>) -> Report {
        let failed: i64 = loaded.tally.iter().map(|(_, count)| count).sum();
        let shown_of = query.reason.map_or(failed, |only| {
            loaded.tally.iter().find(|(reason, _)| *reason == only).map_or(0, |(_, count)| *count)
        });
        let width = || format!("{:.2}%", about.done as f64 * 100.0 / (about.done + failed).max(1) as f64);
        Report {
            heading_level: if frame.dialog { "h3" } else { "h2" },
            of: about.of,
            total_label: "In the file",
            total: number(about.total),
            done_label: about.done_label,
            done: number(about.done),
            failed: number(failed),
            split: (failed > 0).then(width),
            running: match about.status {
                UploadStatus::InProgress => "It is still running. The numbers below are those so far.",
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
            pager: query.pager(about.url, &loaded.rows, shown_of, loaded.has_before, loaded.has_after),
            lines: loaded
                .rows
                .into_iter()
                .map(|row| {
                    let resolved = loaded.follow_ups.of_line(row.line, about.upload_url, about.action_url);
                    Line { resolved, ..line(row, about.upload_url) }
                })
                .collect(),
            size: size_note(failed, 300),
        }
    }

    /// The same with what was read with a repair: counts by kind, and the lines that were kept.
    pub fn with_notices(self, counts: &[(String, i64)], lines: &[(String, i64)]) -> Report {
        let notices = counts.iter().filter_map(|(word, count)| noticed(word, *count, lines)).collect();
        Report { notices, ..self }
    }

    /// The same with the holders of devices in other resellers.
    pub fn with_holders(mut self, holders: &[Holder], upload_url: fn(i64) -> String) -> Report {
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

    /// Whether something failed.
    pub fn has_errors(&self) -> bool {
        !self.reasons.is_empty()
    }
}

fn reason_line(reason: Reason, count: i64, query: ReportQuery, url: &str) -> ReasonLine {
    let current = query.reason == Some(reason);
    ReasonLine {
        // The current one leads back to all.
        url: if current { url.to_owned() } else { ReportQuery::only(reason).address(url) },
        current,
        name: reason.short_name(),
        message: reason.message(),
        what_to_do: reason.what_to_do(),
        count: number(count),
    }
}

fn line(row: FailedRow, upload_url: fn(i64) -> String) -> Line {
    let error = RowError::new(row.reason, row.detail.clone());
    let other = |id| Other { id, url: upload_url(id) };
    Line {
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
