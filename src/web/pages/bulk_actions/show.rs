//! The page of a bulk action, with its uploads by customer and its results.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::domain::ids::{CustomerId, SubmissionId, UploadId};
use crate::domain::submission::SubmissionKind;
use crate::domain::upload::UploadStatus;
use crate::http::{Error, State};
use crate::store::failed_rows::corrections::{self, CorrectionTarget};
use crate::store::failed_rows::{self, RowOwner};
use crate::store::submissions::list::{SubmissionRow, UploadTotals};
use crate::store::submissions::{self, again, checks};
use crate::store::uploads::of_bulk_action::BulkActionUpload;
use crate::uploads::shown_rows::Selection;
use crate::web::page::format::{Pager, Status, counted, day, number};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::parts::bulk_uploads::LoadedUploads;
use crate::web::parts::corrections::{CorrectionOf, FailureNote, Links};
use crate::web::parts::read_values::{LoadedValues, ReadValues, ValuesQuery};
use crate::web::parts::results::{self, Results, ResultsSource};
use crate::web::parts::results_query::ResultsQuery;
use crate::web::parts::submission_line::SubmissionLine;
use crate::web::urls;

#[derive(Template)]
#[template(path = "bulk_actions/show.html")]
struct BulkActionPage {
    item: SubmissionLine,
    reading_description: String,
    /// The submission whose failed rows the file corrects.
    correction_of: Option<CorrectionOf>,
    is_upload: bool,
    summary: String,
    progress_url: String,
    uploads: Vec<UploadLine>,
    uploads_pager: Pager,
    results: Results,
    /// The devices that were uploaded. `None` while the bulk action is in progress, or if there are none.
    values: Option<ReadValues>,
    errors_csv_url: String,
    failed_rows_csv_url: String,
    frame: Frame,
}

struct UploadLine {
    id: UploadId,
    url: String,
    company_name: String,
    customer_id: CustomerId,
    customer_url: String,
    order: String,
    stc_alias: Option<String>,
    total: String,
    verified: String,
    status: Status,
    note: FailureNote,
}

/// The data that the page shows, as loaded from the database.
struct LoadedBulkAction {
    row: SubmissionRow,
    uploads: LoadedUploads,
    results: results::LoadedResults,
    values: Option<LoadedValues>,
    /// The stored counts from the check. Empty if the file wasn't checked.
    checked: String,
    correction_of: Option<CorrectionTarget>,
    has_file: bool,
}

/// Shows the page, which refreshes itself while the bulk action is running.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (query, scope, id, at) = (ResultsQuery::of(&request), frame.scope()?, *number, frame.now());
    let offset = LoadedUploads::offset(&request);
    let values_query = ValuesQuery::of(&request);
    let loaded = state
        .read(move |conn| {
            let row = submissions::list::find(conn, scope, id)?;
            if !row.kind.is_bulk() {
                return Err(crate::store::Error::NotFound);
            }
            let source = failed_rows::find_source(conn, scope, RowOwner::Submission(id))?;
            let is_done = row.status() != UploadStatus::InProgress && row.failed < row.total;
            let values = match is_done && row.kind == SubmissionKind::BulkUpload {
                true => Some(LoadedValues::new(conn, Selection::of_submission(id), values_query)?),
                false => None,
            };
            Ok(LoadedBulkAction {
                values,
                uploads: LoadedUploads::new(conn, scope, id, offset)?,
                results: results::LoadedResults::new(conn, source, query)?,
                checked: checks::load_result(conn, id)?,
                correction_of: corrections::find_target(conn, scope, id, at)?,
                has_file: again::has_file(conn, id)?,
                row,
            })
        })
        .await?;
    respond::page(&view(frame, query, loaded))
}

fn view(frame: Frame, query: ResultsQuery, loaded: LoadedBulkAction) -> BulkActionPage {
    let (row, url) = (&loaded.row, urls::bulk_action(loaded.row.id));
    let is_upload = row.kind == SubmissionKind::BulkUpload;
    let since_check = match row.status() {
        UploadStatus::InProgress => Vec::new(),
        _ => loaded.results.since_check(&loaded.checked, row.done - row.failed),
    };
    let about = ResultsSource {
        of: format!("bulk action {}", row.name()),
        url: &url,
        status: row.status(),
        follows: true,
        total: row.total,
        done: row.done - row.failed,
        done_label: if is_upload { "Verified" } else { "Deleted" },
        all_well: if is_upload {
            "All lines were uploaded."
        } else {
            "All devices in the file were deleted."
        },
        links: Links::for_reseller(row.kind),
        since_check,
    };
    let figures = loaded.values.as_ref().map(LoadedValues::figures).unwrap_or_default();
    let done = row.done - row.failed;
    let values = loaded.values.map(|values| ReadValues::new("What was uploaded", &url, done, values));
    let results = Results::new(&frame, query, loaded.results, about).with_figures(figures).with_review(
        &frame,
        row.kind,
        row.id,
        loaded.has_file,
    );
    let needed = if is_upload { Permission::UploadDevices } else { Permission::DeleteDevices };
    BulkActionPage {
        values,
        item: SubmissionLine::new(row, &frame),
        reading_description: row.reading_description.clone(),
        correction_of: loaded
            .correction_of
            .map(|target| CorrectionOf::new(target, row.kind, &row.correction_note)),
        is_upload,
        summary: summary(row, loaded.uploads.totals),
        progress_url: format!("{url}/progress"),
        uploads_pager: loaded.uploads.pager(&url),
        uploads: loaded.uploads.rows.into_iter().map(upload_line).collect(),
        errors_csv_url: urls::errors_csv_of(&url),
        failed_rows_csv_url: urls::failed_rows_csv_of(&url),
        results: match frame.may(needed) {
            true => results.with_correct_url(&url),
            false => results,
        },
        frame,
    }
}

/// Returns a summary: how many devices were uploaded, and how many lines weren't.
fn summary(row: &SubmissionRow, totals: UploadTotals) -> String {
    let mut text = format!(
        "{} in {} for {}.",
        counted(totals.rows, "device", "devices"),
        counted(totals.uploads, "upload", "uploads"),
        counted(totals.customers, "customer", "customers"),
    );
    let left_out = row.total - totals.rows;
    if left_out > 0 {
        let were = if left_out == 1 { "was" } else { "were" };
        text.push_str(&format!(" {} {were} not uploaded.", counted(left_out, "line", "lines")));
    }
    text
}

fn upload_line(row: BulkActionUpload) -> UploadLine {
    let upload = row.upload;
    let status = upload.status();
    UploadLine {
        id: upload.id,
        url: urls::upload_errors(upload.id),
        company_name: row.company_name,
        customer_url: urls::customer_uploads(row.customer_id),
        customer_id: row.customer_id,
        order: [upload.order_number.clone(), upload.order_date.map(day)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        stc_alias: upload.stc_alias.clone(),
        total: number(upload.total),
        verified: number(upload.verified),
        status: status.into(),
        note: match upload.finished_at {
            Some(_) => FailureNote::new(upload.failed, upload.lines_left),
            None => FailureNote::default(),
        },
    }
}
