//! The search across all resellers. A single hit opens immediately.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{NaiveDate, NaiveDateTime};

use super::line::{self, SupportLine};
use crate::domain::activity::Activity;
use crate::http::{Error, State};
use crate::store::support;
use crate::store::support::items::{ItemRow, load_rows};
use crate::store::support::rejected_files::{self, RejectedFile};
use crate::store::support::search_terms::{self, SearchTerms};
use crate::web::page::format::{Moment, day, end_of_day, number, start_of_day};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "support/search.html")]
struct SearchPage {
    q: String,
    filter_descriptions: String,
    unknown: Option<String>,
    lines: Vec<SupportLine>,
    is_cut: bool,
    rejected_files: Vec<RejectedFileLine>,
    frame: Frame,
}

struct RejectedFileLine {
    at: Moment,
    reseller: String,
    customer_id: String,
    for_what: &'static str,
    by: String,
    detail: String,
}

/// The hits, as loaded from the database.
struct FoundItems {
    terms: SearchTerms,
    /// The items, each with the line that matched.
    rows: Vec<(ItemRow, Option<i64>)>,
    is_cut: bool,
    rejected: Vec<RejectedFile>,
}

/// Splits a search into the date that it contains and the other words.
fn split_date(q: &str, today: NaiveDate) -> (Option<NaiveDate>, Vec<String>) {
    let (mut date, mut rest) = (None, Vec::new());
    for word in q.split_whitespace().map(|word| word.trim_matches([',', ';'])).filter(|word| !word.is_empty())
    {
        let parsed = match word.to_lowercase().as_str() {
            "today" => Some(today),
            "yesterday" => today.pred_opt(),
            text => text.parse().ok(),
        };
        match parsed {
            Some(day) if date.is_none() => date = Some(day),
            _ => rest.push(word.to_owned()),
        }
    }
    (date, rest)
}

/// Shows the page, or redirects to the only hit.
pub(crate) async fn respond(
    state: &web::Data<State>,
    mut frame: Frame,
    q: String,
) -> Result<HttpResponse, Error> {
    let (date, words) = split_date(&q, frame.today());
    let (scope, zone) = (frame.actor()?.scope, frame.time_zone());
    let period = date.and_then(|date| {
        let bounds = (start_of_day(date, zone)?, end_of_day(date, zone)?);
        is_storable(bounds.0).then_some(bounds)
    });
    let found = state
        .read(move |conn| {
            let terms = search_terms::interpret(conn, &words, period)?;
            let (hits, is_cut) = support::search::find(conn, scope, &terms)?;
            let items: Vec<_> = hits.iter().map(|(item, _)| *item).collect();
            let line_of =
                |row: &ItemRow| hits.iter().find(|(item, _)| *item == row.item).and_then(|hit| hit.1);
            let rows = load_rows(conn, scope, &items)?;
            let rows = rows
                .into_iter()
                .map(|row| {
                    let line = line_of(&row);
                    (row, line)
                })
                .collect();
            Ok(FoundItems { rejected: rejected_files::find(conn, scope, &terms)?, terms, rows, is_cut })
        })
        .await?;
    if let ([(row, line)], true) = (found.rows.as_slice(), found.rejected.is_empty()) {
        return Ok(respond::see_other(&address(row, *line)));
    }
    let mut filter_descriptions = found.terms.filter_descriptions;
    filter_descriptions.extend(date.map(day));
    if !found.terms.words.is_empty() {
        filter_descriptions.push(format!("“{}”", found.terms.words.join(" ")));
    }
    frame.find.clone_from(&q);
    respond::page(&SearchPage {
        q,
        filter_descriptions: filter_descriptions.join(" · "),
        unknown: found.terms.unknown,
        lines: found.rows.iter().map(|(row, at)| hit(row, *at, &frame)).collect(),
        is_cut: found.is_cut,
        rejected_files: found.rejected.into_iter().map(|file| rejected_file(file, &frame)).collect(),
        frame,
    })
}

/// Returns whether both supported databases can store the year.
fn is_storable(at: NaiveDateTime) -> bool {
    use chrono::Datelike;
    (1..=9999).contains(&at.year())
}

/// Returns the address of an item. If a line matched, the list of failed lines starts with that line.
fn address(row: &ItemRow, line: Option<i64>) -> String {
    let url = line::url(row.item);
    match line {
        Some(line) => {
            let before = (line - 1).to_string();
            let after = if line > 1 { before.as_str() } else { "" };
            format!("{}#failed-lines", urls::with_query(&url, &[("after", after)]))
        }
        None => url,
    }
}

fn hit(row: &ItemRow, at: Option<i64>, frame: &Frame) -> SupportLine {
    let mut line = SupportLine::new(row, address(row, at), false, frame);
    if let Some(at) = at {
        line.why = format!("Line {} failed", number(at));
    }
    if !row.file_name.is_empty() {
        line.what = format!("{} · {}", line.what, row.file_name);
    }
    line
}

fn rejected_file(file: RejectedFile, frame: &Frame) -> RejectedFileLine {
    RejectedFileLine {
        at: frame.moment(file.at),
        reseller: file.reseller.map_or(String::new(), |(id, name)| format!("{name} ({id})")),
        customer_id: file.customer_id,
        for_what: match file.action {
            Activity::BulkUploadRejected => "Bulk upload",
            Activity::CheckRejected => "Check",
            Activity::DeletionRejected => "Deletion",
            Activity::BulkDeletionRejected => "Bulk deletion",
            _ => "Upload",
        },
        by: file.by,
        detail: file.detail.unwrap_or_else(|| "The file’s name and the message have been erased.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_separated_from_the_other_words() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let day = |number| NaiveDate::from_ymd_opt(2026, 11, number);
        assert_eq!(
            split_date("reseller 3049817265, yesterday, file x.csv", today),
            (day(22), ["reseller", "3049817265", "file", "x.csv"].map(str::to_owned).to_vec())
        );
        assert_eq!(split_date("Today", today), (day(23), Vec::new()));
        assert_eq!(split_date("2026-11-05 B-7", today), (day(5), vec!["B-7".to_owned()]));
        assert_eq!(split_date("", today), (None, Vec::new()));
    }
}
