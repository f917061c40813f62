//! An upload's errors, in a dialog or on their own page: the counts, the reasons to filter by and the failed lines. If
//! no lines failed, the page shows only the upload's details.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::domain::device_id::Repair;
use crate::domain::ids::UploadId;
use crate::domain::submission::SubmissionKind;
use crate::domain::upload::UploadStatus;
use crate::http::{Error, State};
use crate::store::customers::{self, CustomerRow};
use crate::store::failed_rows::corrections::{self, CorrectionTarget};
use crate::store::failed_rows::{Source, repairs};
use crate::store::submissions::{again, checks};
use crate::store::uploads::{self, UploadRow};
use crate::store::{self, Conn};
use crate::uploads::shown_rows::Selection;
use crate::web::page::format::{Moment, Status};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::parts::corrections::{CorrectionOf, Links};
use crate::web::parts::read_values::{LoadedValues, ReadValues, ValuesQuery};
use crate::web::parts::results::{self, Results, ResultsSource};
use crate::web::parts::results_query::ResultsQuery;
use crate::web::parts::upload_facts::{Fact, order, read_as};
use crate::web::urls;

#[derive(Template)]
#[template(path = "uploads/errors.html")]
struct ErrorsPage {
    id: UploadId,
    title: &'static str,
    company_name: String,
    back_url: String,
    bulk_action: Option<BulkAction>,
    /// The submission whose failed rows the file corrects.
    correction_of: Option<CorrectionOf>,
    file_name: String,
    uploaded: Moment,
    status: Status,
    facts: Vec<Fact>,
    results: Results,
    /// The devices that were uploaded. `None` while the upload is in progress, or if there are none.
    values: Option<ReadValues>,
    /// The address for uploading a corrected file. `None` if no line is left, or if the person may not upload.
    corrected_file_url: Option<String>,
    errors_csv_url: String,
    failed_rows_csv_url: String,
    frame: Frame,
}

struct BulkAction {
    name: String,
    url: String,
}

/// The data that the page shows, as loaded from the database.
struct LoadedErrors {
    upload: UploadRow,
    customer: CustomerRow,
    repair_counts: Vec<(Repair, i64)>,
    repaired_lines: Vec<(Repair, i64)>,
    results: results::LoadedResults,
    values: Option<LoadedValues>,
    /// The stored counts from the check. Empty if the file wasn't checked.
    checked: String,
    correction_of: Option<CorrectionTarget>,
    has_file: bool,
}

/// Shows the page.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    let (query, scope, id, at) = (ResultsQuery::of(&request), frame.scope()?, *upload, frame.now());
    let values_query = ValuesQuery::of(&request);
    let loaded = state
        .read(move |conn| {
            let upload = uploads::find(conn, scope, id)?;
            let (repair_counts, repaired_lines) = repairs::of_upload(conn, &upload)?;
            let values = match upload.finished_at.is_some() && upload.verified > 0 {
                true => {
                    let selection = selection(conn, &upload)?;
                    Some(LoadedValues::new(conn, selection, values_query)?)
                }
                false => None,
            };
            Ok(LoadedErrors {
                values,
                customer: customers::find_by_key(conn, scope, upload.customer)?,
                repair_counts,
                repaired_lines,
                results: results::LoadedResults::new(conn, Source::of_upload(&upload), query)?,
                checked: match upload.was_checked && upload.kind == SubmissionKind::Upload {
                    true => checks::load_result(conn, upload.submission)?,
                    // The counts of a bulk action's check cover the whole file, not a single upload.
                    false => String::new(),
                },
                correction_of: corrections::load_target(conn, scope, upload.correction_of, at)?,
                // The file of a bulk action is read again from its own page.
                has_file: upload.kind == SubmissionKind::Upload && again::has_file(conn, upload.submission)?,
                upload,
            })
        })
        .await?;
    respond::page(&view(frame, query, loaded))
}

fn view(frame: Frame, query: ResultsQuery, loaded: LoadedErrors) -> ErrorsPage {
    let (upload, url) = (&loaded.upload, urls::upload_errors(loaded.upload.id));
    let since_check = match upload.status() {
        UploadStatus::InProgress => Vec::new(),
        _ => loaded.results.since_check(&loaded.checked, upload.verified),
    };
    let about = ResultsSource {
        of: format!("upload {}", upload.id),
        url: &url,
        status: upload.status(),
        follows: false,
        total: upload.total,
        done: upload.verified,
        done_label: "Verified",
        all_well: "All lines were uploaded.",
        links: Links::for_reseller(upload.kind),
        since_check,
    };
    let figures = loaded.values.as_ref().map(LoadedValues::figures).unwrap_or_default();
    let results = Results::new(&frame, query, loaded.results, about).with_figures(figures).with_review(
        &frame,
        upload.kind,
        upload.submission,
        loaded.has_file,
    );
    let values =
        loaded.values.map(|values| ReadValues::new("What was uploaded", &url, upload.verified, values));
    ErrorsPage {
        id: upload.id,
        title: if results.has_errors() { "Upload errors" } else { "Upload" },
        company_name: loaded.customer.company_name.clone(),
        corrected_file_url: (frame.may(Permission::UploadDevices) && results.has_open_lines())
            .then(|| urls::upload_correction(loaded.customer.customer_id, upload.id)),
        back_url: urls::customer_uploads(loaded.customer.customer_id),
        bulk_action: (upload.kind == SubmissionKind::BulkUpload).then(|| BulkAction {
            name: SubmissionKind::BulkUpload.name(upload.submission),
            url: urls::bulk_action(upload.submission),
        }),
        correction_of: loaded
            .correction_of
            .map(|target| CorrectionOf::new(target, upload.kind, &upload.correction_note)),
        file_name: upload.file_name.clone(),
        uploaded: frame.moment(upload.accepted_at),
        status: upload.status().into(),
        facts: facts(upload, &loaded.repair_counts),
        values,
        results: match frame.may(Permission::UploadDevices) {
            true => results.with_correct_url(&url),
            false => results,
        }
        .with_repairs(&loaded.repair_counts, &loaded.repaired_lines),
        errors_csv_url: urls::errors_csv(upload.id),
        failed_rows_csv_url: urls::failed_rows_csv(upload.id),
        frame,
    }
}

/// Returns the selection of an upload's rows.
fn selection(conn: &mut Conn, upload: &UploadRow) -> Result<Selection, store::Error> {
    let all = Selection::of_submission(upload.submission);
    Ok(match upload.kind {
        SubmissionKind::BulkUpload => {
            Selection { destination: u16::try_from(uploads::find_position(conn, upload)?).ok(), ..all }
        }
        _ => all,
    })
}

fn facts(upload: &UploadRow, repair_counts: &[(Repair, i64)]) -> Vec<Fact> {
    let mut facts = vec![("Uploaded by", upload.uploaded_by.clone())];
    facts.extend(order(upload));
    facts.push(("File", upload.file_name.clone()));
    facts.push(read_as(upload, repair_counts));
    facts.retain(|(_, value)| !value.is_empty());
    facts
}
