//! The page where support sees any reseller's bulk action or deletion: its uploads and why its lines failed.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::line::{self, name};
use super::recorded_view;
use crate::domain::ids::{CustomerId, SubmissionId, UploadId};
use crate::domain::submission::SubmissionKind;
use crate::http::{Error, State};
use crate::store::failed_rows::{self, RowOwner};
use crate::store::submissions;
use crate::store::submissions::item::Item;
use crate::store::submissions::list::SubmissionRow;
use crate::store::support::holders;
use crate::store::support::items::ItemRow;
use crate::store::uploads::of_bulk_action::{self, BulkActionUpload};
use crate::web::page::format::{Moment, Pager, Status, counted, number};
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;
use crate::web::parts::results::{self, Results, ResultsOf};
use crate::web::parts::results_query::ResultsQuery;
use crate::web::urls;

/// Uploads per page.
const PER_PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "support/submission.html")]
struct SubmissionPage {
    name: String,
    title: &'static str,
    row: ItemRow,
    submission: SubmissionRow,
    status: Status,
    submitted_at: Moment,
    what: String,
    stalled: Option<String>,
    requeue_url: String,
    uploads: Vec<UploadLine>,
    uploads_pager: Pager,
    results: Results,
    errors_csv_url: String,
    failed_rows_csv_url: String,
    frame: Frame,
}

struct UploadLine {
    id: UploadId,
    url: String,
    company_name: String,
    customer_id: CustomerId,
    total: String,
    verified: String,
    failed: String,
    status: Status,
}

/// Shows the page.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    submission: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (id, query) = (*submission, ResultsQuery::of(&request));
    let from = Params::of(&request).number("from").unwrap_or(0).max(0);
    let viewed = recorded_view::open(&state, &frame, Item::Submission(id)).await?;
    let (scope, everyone) = (viewed.scope, frame.actor()?.scope);
    let (submission, uploads, totals, loaded, foreign_holders) = state
        .read(move |conn| {
            let source = failed_rows::find_source(conn, scope, RowOwner::Submission(id))?;
            let loaded = results::LoadedResults::new(conn, source, query)?;
            let foreign_holders = holders::find_for_lines(conn, everyone, id, &loaded.lines())?;
            let uploads = of_bulk_action::list(conn, scope, id, from, PER_PAGE + 1)?;
            let submission = submissions::list::find(conn, scope, id)?;
            Ok((
                submission,
                uploads,
                submissions::list::sum_uploads(conn, scope, id)?,
                loaded,
                foreign_holders,
            ))
        })
        .await?;
    let (row, url) = (viewed.row, urls::support_submission(id));
    let about = ResultsOf {
        of: name(&row),
        url: &url,
        status: row.status,
        follows: false,
        total: row.total,
        done: row.done - row.failed,
        done_label: if row.kind.is_deletion() { "Deleted" } else { "Verified" },
        all_well: "No lines failed.",
        upload_url: urls::support_upload,
        action_url: urls::support_submission,
        since_check: Vec::new(),
    };
    let results =
        Results::new(&frame, query, loaded, about).with_holders(&foreign_holders, urls::support_upload);
    let has_more = uploads.len() as i64 > PER_PAGE;
    let page_url = |offset: i64| {
        let from = if offset > 0 { offset.to_string() } else { String::new() };
        urls::with_query(&url, &[("from", &from)])
    };
    respond::page(&SubmissionPage {
        name: name(&row),
        title: match row.kind {
            SubmissionKind::BulkUpload => "Bulk upload",
            SubmissionKind::BulkDeletion => "Bulk deletion",
            SubmissionKind::Deletion | SubmissionKind::Upload => "Deletion",
        },
        status: line::status(&row, frame.now()),
        requeue_url: urls::support_requeue(row.submission),
        submitted_at: frame.moment(row.accepted_at),
        what: if row.file_name.is_empty() { submission.understood.clone() } else { row.file_name.clone() },
        submission,
        stalled: line::stalled_for(&row, frame.now()).map(|minutes| counted(minutes, "minute", "minutes")),
        uploads_pager: Pager {
            shown: counted(totals.uploads, "upload", "uploads"),
            previous: (from > 0).then(|| page_url((from - PER_PAGE).max(0))),
            next: has_more.then(|| page_url(from + PER_PAGE)),
            ..Pager::default()
        },
        uploads: uploads.into_iter().take(PER_PAGE as usize).map(upload_line).collect(),
        results,
        errors_csv_url: urls::errors_csv_of(&url),
        failed_rows_csv_url: urls::failed_rows_csv_of(&url),
        row,
        frame,
    })
}

fn upload_line(row: BulkActionUpload) -> UploadLine {
    let upload = row.upload;
    UploadLine {
        id: upload.id,
        url: urls::support_upload(upload.id),
        company_name: row.company_name,
        customer_id: row.customer_id,
        total: number(upload.total),
        verified: number(upload.verified),
        failed: number(upload.failed),
        status: upload.status().into(),
    }
}
