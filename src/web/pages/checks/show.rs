//! The page of a checked file: the same results and downloads as for an upload, and a button to upload the file.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::sentences::{others, outcome, summary};
use crate::domain::device_id::Repair;
use crate::domain::ids::{CustomerId, SubmissionId};
use crate::domain::submission::Phase;
use crate::domain::upload::UploadStatus;
use crate::http::{Error, State, run_blocking};
use crate::store::customers;
use crate::store::failed_rows::corrections::{self, CorrectionTarget};
use crate::store::failed_rows::{self, RowOwner, repairs};
use crate::store::submissions::again;
use crate::store::submissions::checks::{self, CheckRow};
use crate::store::submissions::duplicate_files::{self, EarlierUpload};
use crate::store::submissions::item::Item;
use crate::uploads::check_record::{PlannedUpload, planned_uploads};
use crate::uploads::intake::UploadOutcome;
use crate::uploads::intake::check::find_accepted;
use crate::uploads::shown_rows::Selection;
use crate::web::page::format::{Moment, day, number};
use crate::web::page::forms::FormState;
use crate::web::page::frame::{Frame, is_script};
use crate::web::page::respond::{self, RejectedForm};
use crate::web::parts::corrections::{CorrectionOf, Link, Links};
use crate::web::parts::read_values::{LoadedValues, ReadValues, ValuesQuery};
use crate::web::parts::repairs::reading_summary;
use crate::web::parts::results::{self, Results, ResultsSource};
use crate::web::parts::results_query::ResultsQuery;
use crate::web::parts::submission_line::Progress;
use crate::web::parts::upload_facts::{Fact, planned_order};
use crate::web::urls;

/// Maximum number of planned uploads that the page shows.
const MAX_SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "checks/show.html")]
struct CheckPage {
    /// The customer ID and the company name. `None` if the file is for many customers.
    customer: Option<(CustomerId, String)>,
    file_name: String,
    submitted_at: Moment,
    ends: Moment,
    reading_description: String,
    progress: Option<Progress>,
    progress_url: String,
    /// The result of the check and what to do next.
    outcome: String,
    /// The sentence about the lines that the download of failed rows leaves out. `None` unless some lines are ready and
    /// others have errors.
    others: Option<String>,
    /// The earlier upload of the same file and its time.
    duplicate_file: Option<(Link, Moment)>,
    /// The submission whose failed rows the file corrects.
    correction_of: Option<CorrectionOf>,
    /// Whether none of the lines can be uploaded.
    has_no_valid_lines: bool,
    /// The order and sold-to code. Empty if the file is for many customers.
    facts: Vec<Fact>,
    summary: String,
    uploads: Vec<PlannedLine>,
    upload_url: String,
    discard_url: String,
    back_url: String,
    results: Results,
    /// The devices that will be uploaded. `None` while the check is running, or if there are none.
    values: Option<ReadValues>,
    errors_csv_url: String,
    failed_rows_csv_url: String,
    form: FormState,
    frame: Frame,
}

struct PlannedLine {
    company_name: String,
    customer_id: CustomerId,
    order: String,
    stc_alias: Option<String>,
    rows: String,
}

/// The data that the page shows, as loaded from the database.
struct LoadedCheck {
    check: CheckRow,
    customer: Option<(CustomerId, String)>,
    uploads: Vec<PlannedLine>,
    /// The number of planned uploads, and the number of rows in them.
    totals: (i64, i64),
    repaired_lines: Vec<(Repair, i64)>,
    results: results::LoadedResults,
    values: Option<LoadedValues>,
    earlier: Option<EarlierUpload>,
    correction_of: Option<CorrectionTarget>,
    facts: Vec<Fact>,
    has_file: bool,
}

/// Shows the page, which refreshes itself while the check is running.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let actor = frame.actor()?.clone();
    let queries = (ResultsQuery::of(&request), ValuesQuery::of(&request));
    match load(&state, frame, *number, queries, FormState::new()).await {
        // The upload keeps the number of the check, so going back in the browser opens the upload.
        Err(Error::NotFound) if !is_script(request.headers()) => {
            let (services, number) = (state.services.clone(), *number);
            let outcome = run_blocking(move || find_accepted(&services, &actor, number)).await??;
            Ok(respond::see_other(&match outcome {
                UploadOutcome::Upload(_, upload) => urls::upload_errors(upload),
                UploadOutcome::Bulk(number) => urls::bulk_action(number),
            }))
        }
        page => respond::page(&page?),
    }
}

/// Shows the page again with the reasons why the upload was rejected.
pub(crate) async fn show_rejected(
    state: &web::Data<State>,
    frame: Frame,
    number: SubmissionId,
    form: FormState,
) -> Result<HttpResponse, Error> {
    let rejection = RejectedForm::default().with(&form);
    rejection.respond(&load(state, frame, number, (ResultsQuery::all(), ValuesQuery::all()), form).await?)
}

async fn load(
    state: &web::Data<State>,
    frame: Frame,
    id: SubmissionId,
    (query, values_query): (ResultsQuery, ValuesQuery),
    form: FormState,
) -> Result<CheckPage, Error> {
    let (scope, at) = (frame.scope()?, frame.now());
    let loaded = state
        .read(move |conn| {
            let check = checks::find(conn, scope, id, at)?;
            let mut name =
                |key| customers::find_by_key(conn, scope, key).map(|row| (row.customer_id, row.company_name));
            let customer = check.submission.customer.map(&mut name).transpose()?;
            let (mut planned, mut facts) = (planned_uploads(&check)?, Vec::new());
            if customer.is_some() {
                facts.extend(planned.drain(..).flat_map(|upload| planned_order(&upload)));
            }
            let totals = (planned.len() as i64, planned.iter().map(|upload| upload.rows).sum());
            let mut uploads = Vec::new();
            for upload in planned.into_iter().take(MAX_SHOWN) {
                uploads.push(planned_line(name(upload.customer)?, upload));
            }
            let repaired_lines = repairs::lines_of_submission(conn, scope, id)?;
            let source = failed_rows::find_source(conn, scope, RowOwner::Submission(id))?;
            let mut results = results::LoadedResults::new(conn, source, query)?;
            let row = &check.submission;
            let values = match row.phase == Phase::Draft && row.failed < row.total {
                true => Some(LoadedValues::new(conn, Selection::of_submission(id), values_query)?),
                false => None,
            };
            let earlier = duplicate_files::find_of_check(conn, scope, id)?;
            if let Some(earlier) = earlier {
                let owner = match earlier.item {
                    Item::Upload(upload) => RowOwner::Upload(upload),
                    Item::Submission(action) => RowOwner::Submission(action),
                };
                let lines = results.lines();
                let source = failed_rows::find_source(conn, scope, owner)?;
                results.corrections.add_lines(corrections::find_resolving(conn, &source, &lines)?);
            }
            let correction_of = corrections::find_target(conn, scope, id, at)?;
            Ok(LoadedCheck {
                check,
                customer,
                uploads,
                totals,
                repaired_lines,
                results,
                values,
                earlier,
                correction_of,
                facts,
                has_file: again::has_file(conn, id)?,
            })
        })
        .await?;
    Ok(view(frame, query, loaded, form))
}

fn view(mut frame: Frame, query: ResultsQuery, loaded: LoadedCheck, form: FormState) -> CheckPage {
    frame.belongs_to(if loaded.customer.is_some() { urls::CUSTOMERS } else { urls::BULK_ACTIONS });
    let (check, row) = (&loaded.check, &loaded.check.submission);
    let url = urls::check(row.id);
    let is_finished = row.phase == Phase::Draft;
    let good = row.done - row.failed;
    let about = ResultsSource {
        of: row.file_name.clone(),
        url: &url,
        status: if is_finished { UploadStatus::of(true, good, row.failed) } else { UploadStatus::InProgress },
        follows: true,
        total: row.total,
        done: good,
        done_label: "Ready",
        all_well: "All lines are ready to upload.",
        links: Links::for_reseller(row.kind),
        since_check: Vec::new(),
    };
    // The stored counts are keyed by repair, as for uploads.
    let counts: BTreeMap<Repair, i64> = serde_json::from_str(&check.repairs).unwrap_or_default();
    let counts: Vec<(Repair, i64)> = counts.into_iter().collect();
    let figures = loaded.values.as_ref().map(LoadedValues::figures).unwrap_or_default();
    let results = Results::new(&frame, query, loaded.results, about)
        .with_repairs(&counts, &loaded.repaired_lines)
        .with_figures(figures.clone())
        .with_review(&frame, row.kind, row.id, loaded.has_file);
    let values = loaded.values.map(|values| ReadValues::new("What will be uploaded", &url, good, values));
    CheckPage {
        back_url: match &loaded.customer {
            Some((customer_id, _)) => urls::upload_devices(customer_id),
            None => urls::BULK_ACTIONS.to_owned(),
        },
        customer: loaded.customer,
        file_name: row.file_name.clone(),
        submitted_at: frame.moment(row.accepted_at),
        ends: frame.moment(check.expires_at),
        reading_description: reading_summary(&row.reading_description, &counts),
        progress: (!is_finished).then(|| Progress::new(row)),
        progress_url: format!("{url}/progress"),
        duplicate_file: loaded
            .earlier
            .map(|earlier| (Links::for_reseller(row.kind).link(earlier.item), frame.moment(earlier.at))),
        correction_of: loaded
            .correction_of
            .map(|target| CorrectionOf::new(target, row.kind, &row.correction_note)),
        facts: loaded.facts,
        others: (good > 0 && row.failed > 0).then(|| others(good, row.failed)),
        outcome: outcome(good, row.failed, &figures),
        has_no_valid_lines: is_finished && good == 0,
        summary: summary(row.total, loaded.totals),
        uploads: loaded.uploads,
        upload_url: format!("{url}/upload"),
        discard_url: urls::check_discard(row.id),
        results,
        values,
        errors_csv_url: urls::errors_csv_of(&url),
        failed_rows_csv_url: urls::failed_rows_csv_of(&url),
        form,
        frame,
    }
}

fn planned_line((customer_id, company_name): (CustomerId, String), upload: PlannedUpload) -> PlannedLine {
    let order = [upload.order_number, upload.order_date.map(day)];
    PlannedLine {
        company_name,
        customer_id,
        order: order.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        stc_alias: upload.stc_alias,
        rows: number(upload.rows),
    }
}
