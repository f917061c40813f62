//! Upload errors: tally, reasons that filter, failed lines. A dialog, and a page; of an upload without errors, its facts.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::errors_query::ErrorsQuery;
use crate::domain::device_id::Notice;
use crate::domain::row_error::{Reason, RowError};
use crate::domain::upload::UploadStatus;
use crate::store::customers::{self, CustomerRow};
use crate::store::failed_rows::{self, FailedRow};
use crate::store::row_notices;
use crate::store::uploads::{self, UploadRow};
use crate::web::frame::Frame;
use crate::web::show::{Chip, Moment, Pager, Status, counted, day, identifier, number, size_note};
use crate::web::{Error, State, respond, urls};

#[derive(Template)]
#[template(path = "uploads/errors.html")]
struct ErrorsPage {
    id: i64,
    title: &'static str,
    heading_level: &'static str,
    company_name: String,
    back_url: String,
    file_name: String,
    uploaded: Moment,
    status: Status,
    total: String,
    verified: String,
    failed: String,
    has_errors: bool,
    split: Option<String>,
    running: &'static str,
    facts: Vec<Fact>,
    notices: Vec<Noticed>,
    reasons: Vec<ReasonLine>,
    filter: Option<Chip>,
    lines: Vec<Line>,
    pager: Pager,
    size: Option<String>,
    errors_csv_url: String,
    failed_rows_csv_url: String,
    frame: Frame,
}

struct Fact {
    label: &'static str,
    value: String,
}

struct ReasonLine {
    url: String,
    current: bool,
    name: &'static str,
    message: &'static str,
    what_to_do: &'static str,
    count: String,
}

struct Line {
    line: String,
    value: Vec<String>,
    name: &'static str,
    detail: String,
    what_to_do: &'static str,
    collides_with: Option<Other>,
}

struct Other {
    id: i64,
    url: String,
}

/// Lines that were read with a repair of one kind.
struct Noticed {
    words: String,
    lines: String,
    more: Option<String>,
}

/// What the page is made of.
struct Loaded {
    upload: UploadRow,
    customer: CustomerRow,
    tally: Vec<(Reason, i64)>,
    notices: Vec<(String, i64)>,
    noticed: Vec<(String, i64)>,
    rows: Vec<FailedRow>,
    has_before: bool,
    has_after: bool,
}

/// The page.
pub async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let (query, scope, id) = (ErrorsQuery::of(&request), frame.scope()?, *upload);
    let loaded = state
        .read(move |conn| {
            let upload = uploads::find(conn, scope, id)?;
            let (rows, has_before, has_after) = query.page(conn, scope, id)?;
            Ok(Loaded {
                customer: customers::get(conn, scope, upload.customer)?,
                tally: failed_rows::tally(conn, scope, id)?,
                notices: row_notices::tally(conn, scope, id)?,
                noticed: row_notices::lines(conn, scope, id)?,
                upload,
                rows,
                has_before,
                has_after,
            })
        })
        .await?;
    respond::page(&view(frame, query, loaded))
}

fn view(frame: Frame, query: ErrorsQuery, loaded: Loaded) -> ErrorsPage {
    let (upload, url) = (&loaded.upload, urls::upload_errors(loaded.upload.id));
    let status = upload.status();
    let is_running = status == UploadStatus::InProgress;
    let has_errors = !loaded.tally.is_empty();
    let failed: i64 = loaded.tally.iter().map(|(_, count)| count).sum();
    let shown_of = query.reason.map_or(failed, |only| {
        loaded.tally.iter().find(|(reason, _)| *reason == only).map_or(0, |(_, count)| *count)
    });
    ErrorsPage {
        id: upload.id,
        title: if has_errors { "Upload errors" } else { "Upload" },
        heading_level: if frame.dialog { "h3" } else { "h2" },
        company_name: loaded.customer.company_name.clone(),
        back_url: urls::customer_uploads(&loaded.customer.customer_id),
        file_name: upload.file_name.clone(),
        uploaded: frame.moment(upload.accepted_at),
        status: status.into(),
        total: number(upload.total),
        verified: number(upload.verified),
        failed: number(failed),
        has_errors,
        split: has_errors.then(|| {
            format!("{:.2}%", upload.verified as f64 * 100.0 / (upload.verified + failed).max(1) as f64)
        }),
        running: if is_running {
            "This upload is still running. The numbers below are those so far; load the page again to see more."
        } else {
            ""
        },
        facts: facts(upload),
        notices: loaded
            .notices
            .iter()
            .filter_map(|(word, count)| noticed(word, *count, &loaded.noticed))
            .collect(),
        reasons: loaded
            .tally
            .iter()
            .map(|(reason, count)| reason_line(*reason, *count, query, &url))
            .collect(),
        filter: query
            .reason
            .map(|reason| Chip { label: reason.short_name().to_owned(), remove: url.clone() }),
        pager: query.pager(&url, &loaded.rows, shown_of, loaded.has_before, loaded.has_after),
        lines: loaded.rows.iter().map(line).collect(),
        size: size_note(failed, 300),
        errors_csv_url: urls::errors_csv(upload.id),
        failed_rows_csv_url: urls::failed_rows_csv(upload.id),
        frame,
    }
}

fn facts(upload: &UploadRow) -> Vec<Fact> {
    let stc = match (&upload.stc_alias, &upload.stc) {
        (Some(alias), Some(code)) => Some(format!("{alias} · {code}")),
        _ => None,
    };
    let facts = [
        ("Uploaded by", Some(upload.uploaded_by.clone())),
        ("Order number", upload.order_number.clone()),
        ("Order date", upload.order_date.map(day)),
        ("Sold-to code (STC)", stc),
        ("File", Some(upload.file_name.clone())),
        ("Read as", Some(upload.understood.clone())),
    ];
    let fact = |(label, value): (_, Option<String>)| {
        value.filter(|value| !value.is_empty()).map(|value| Fact { label, value })
    };
    facts.into_iter().filter_map(fact).collect()
}

/// A kind of repair: how many lines, and which; of very many the first.
fn noticed(word: &str, count: i64, all: &[(String, i64)]) -> Option<Noticed> {
    let kind = Notice::from_word(word)?;
    let lines: Vec<String> =
        all.iter().filter(|(other, _)| other == word).map(|(_, line)| number(*line)).collect();
    let more = count - lines.len() as i64;
    Some(Noticed {
        words: format!("{}: {}", counted(count, "line", "lines"), kind.label()),
        lines: lines.join(" · "),
        more: (more > 0).then(|| format!("and {} more", number(more))),
    })
}

fn reason_line(reason: Reason, count: i64, query: ErrorsQuery, url: &str) -> ReasonLine {
    let current = query.reason == Some(reason);
    ReasonLine {
        // The current one leads back to all.
        url: if current { url.to_owned() } else { ErrorsQuery::only(reason).address(url) },
        current,
        name: reason.short_name(),
        message: reason.message(),
        what_to_do: reason.what_to_do(),
        count: number(count),
    }
}

fn line(row: &FailedRow) -> Line {
    let error = RowError::new(row.reason, row.detail.clone());
    let other = |id| Other { id, url: urls::upload_errors(id) };
    Line {
        line: number(row.line),
        value: identifier(&row.value),
        name: row.reason.short_name(),
        // The link to the other upload says the same.
        detail: match row.detail.is_empty() || row.collides_with.is_some() {
            true => String::new(),
            false => error.full_message(),
        },
        what_to_do: row.reason.what_to_do(),
        collides_with: row.collides_with.map(other),
    }
}
