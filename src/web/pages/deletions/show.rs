//! The page of a deletion, with its results.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::domain::ids::SubmissionId;
use crate::http::{Error, State};
use crate::store::customers::{self, CustomerRow};
use crate::store::failed_rows::corrections::{self, CorrectionTarget};
use crate::store::failed_rows::{self, RowOwner};
use crate::store::submissions::list::SubmissionRow;
use crate::store::submissions::{self, again};
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::parts::corrections::{CorrectionOf, Links};
use crate::web::parts::results::{self, Results, ResultsSource};
use crate::web::parts::results_query::ResultsQuery;
use crate::web::parts::submission_line::SubmissionLine;
use crate::web::urls;

#[derive(Template)]
#[template(path = "deletions/show.html")]
struct DeletionPage {
    item: SubmissionLine,
    reading_description: String,
    customer: Option<Customer>,
    /// The submission whose failed rows the file corrects.
    correction_of: Option<CorrectionOf>,
    progress_url: String,
    results: Results,
    errors_csv_url: String,
    failed_rows_csv_url: String,
    frame: Frame,
}

struct Customer {
    name: String,
    url: String,
    deletions_url: String,
}

/// The data that the page shows, as loaded from the database.
struct LoadedDeletion {
    row: SubmissionRow,
    customer: Option<CustomerRow>,
    results: results::LoadedResults,
    correction_of: Option<CorrectionTarget>,
    has_file: bool,
}

/// Shows the page, which refreshes itself while the deletion is running.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (query, scope, id, at) = (ResultsQuery::of(&request), frame.scope()?, *number, frame.now());
    let loaded = state
        .read(move |conn| {
            let row = submissions::list::find(conn, scope, id)?;
            if !row.kind.is_deletion() {
                return Err(crate::store::Error::NotFound);
            }
            let customer =
                row.customer.map(|customer| customers::find_by_key(conn, scope, customer)).transpose()?;
            let source = failed_rows::find_source(conn, scope, RowOwner::Submission(id))?;
            let results = results::LoadedResults::new(conn, source, query)?;
            let correction_of = corrections::find_target(conn, scope, id, at)?;
            let has_file = !row.file_name.is_empty() && again::has_file(conn, id)?;
            Ok(LoadedDeletion { row, customer, results, correction_of, has_file })
        })
        .await?;
    respond::page(&view(frame, query, loaded))
}

fn view(frame: Frame, query: ResultsQuery, loaded: LoadedDeletion) -> DeletionPage {
    let (row, url) = (&loaded.row, urls::deletion(loaded.row.id));
    let about = ResultsSource {
        of: format!("deletion {}", row.name()),
        url: &url,
        status: row.status(),
        follows: true,
        total: row.total,
        done: row.done - row.failed,
        done_label: "Deleted",
        all_well: "All devices were deleted.",
        links: Links::for_reseller(row.kind),
        since_check: Vec::new(),
    };
    let mut results = Results::new(&frame, query, loaded.results, about).with_review(
        &frame,
        row.kind,
        row.id,
        loaded.has_file,
    );
    if frame.may(Permission::DeleteDevices) {
        results = results.with_correct_url(&url);
    }
    let is_selection = row.file_name.is_empty();
    DeletionPage {
        item: SubmissionLine::new(row, &frame),
        reading_description: if is_selection { String::new() } else { row.reading_description.clone() },
        customer: loaded.customer.map(|customer| Customer {
            url: urls::customer_uploads(customer.customer_id),
            deletions_url: urls::deletions(customer.customer_id),
            name: customer.company_name,
        }),
        correction_of: loaded
            .correction_of
            .map(|target| CorrectionOf::new(target, row.kind, &row.correction_note)),
        progress_url: format!("{url}/progress"),
        results: if is_selection { Results { total_label: "Selected", ..results } } else { results },
        errors_csv_url: urls::errors_csv_of(&url),
        failed_rows_csv_url: urls::failed_rows_csv_of(&url),
        frame,
    }
}
