//! The page that lists resellers whose checks contain many devices that other resellers have registered.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::ids::ResellerId;
use crate::http::{Error, State};
use crate::store::support::unusual_checks::{self, MIN_LINES, MIN_PERCENT, UnusualChecks};
use crate::web::page::format::{Moment, number};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "support/unusual_checks.html")]
struct UnusualChecksPage {
    min_lines: i64,
    min_percent: i64,
    rows: Vec<ResellerLine>,
    frame: Frame,
}

struct ResellerLine {
    name: String,
    reseller_id: ResellerId,
    lines: String,
    elsewhere: String,
    share: String,
    latest: Moment,
    uploads_url: String,
}

/// Shows the page.
pub(crate) async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    let now = frame.now();
    let found = state.read(move |conn| unusual_checks::list(conn, now)).await?;
    respond::page(&UnusualChecksPage {
        min_lines: MIN_LINES,
        min_percent: MIN_PERCENT,
        rows: found.into_iter().map(|row| line(row, &frame)).collect(),
        frame,
    })
}

fn line(row: UnusualChecks, frame: &Frame) -> ResellerLine {
    let uploads = [("view", "all"), ("reseller", row.reseller_id.as_str())];
    ResellerLine {
        uploads_url: urls::with_query(urls::SUPPORT, &uploads),
        lines: number(row.lines),
        elsewhere: number(row.elsewhere),
        share: format!("{}%", row.elsewhere * 100 / row.lines.max(1)),
        latest: frame.moment(row.latest),
        name: row.name,
        reseller_id: row.reseller_id,
    }
}
