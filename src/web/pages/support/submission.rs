//! The page on which support views any reseller's bulk action or deletion: its uploads and why its lines failed.

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
use crate::store::uploads::of_bulk_action::BulkActionUpload;
use crate::web::page::format::{Moment, Pager, Status, counted, number};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::parts::bulk_uploads::LoadedUploads;
use crate::web::parts::corrections::Links;
use crate::web::parts::results::{self, Results, ResultsSource};
use crate::web::parts::results_query::ResultsQuery;
use crate::web::urls;

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
    let offset = LoadedUploads::offset(&request);
    let viewed = recorded_view::open(&state, &frame, Item::Submission(id)).await?;
    let (scope, everyone) = (viewed.scope, frame.actor()?.scope);
    let (submission, uploads, loaded, foreign_holders) = state
        .read(move |conn| {
            let source = failed_rows::find_source(conn, scope, RowOwner::Submission(id))?;
            let loaded = results::LoadedResults::new(conn, source, query)?;
            let foreign_holders = holders::find_for_lines(conn, everyone, id, &loaded.lines())?;
            let uploads = LoadedUploads::new(conn, scope, id, offset)?;
            Ok((submissions::list::find(conn, scope, id)?, uploads, loaded, foreign_holders))
        })
        .await?;
    let (row, url) = (viewed.row, urls::support_submission(id));
    let about = ResultsSource {
        of: name(&row),
        url: &url,
        status: row.status,
        follows: false,
        total: row.total,
        done: row.done - row.failed,
        done_label: if row.kind.is_deletion() { "Deleted" } else { "Verified" },
        all_well: "No lines failed.",
        links: Links::for_support(row.kind),
        since_check: Vec::new(),
    };
    let results =
        Results::new(&frame, query, loaded, about).with_holders(&foreign_holders, urls::support_upload);
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
        what: if row.file_name.is_empty() {
            submission.reading_description.clone()
        } else {
            row.file_name.clone()
        },
        submission,
        stalled: line::stalled_for(&row, frame.now()).map(|minutes| counted(minutes, "minute", "minutes")),
        uploads_pager: uploads.pager(&url),
        uploads: uploads.rows.into_iter().map(upload_line).collect(),
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
