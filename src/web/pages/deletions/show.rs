//! A deletion and its results.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::http::{Error, State};
use crate::store::customers::{self, CustomerRow};
use crate::store::failed_rows::{self, Of};
use crate::store::submissions;
use crate::store::submissions::list::SubmissionRow;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::parts::results::{self, About, Report};
use crate::web::parts::results_query::ReportQuery;
use crate::web::parts::submission_line::HandedIn;
use crate::web::urls;

#[derive(Template)]
#[template(path = "deletions/show.html")]
struct DeletionPage {
    item: HandedIn,
    understood: String,
    customer: Option<Customer>,
    progress_url: String,
    report: Report,
    errors_csv_url: String,
    failed_rows_csv_url: String,
    frame: Frame,
}

struct Customer {
    name: String,
    url: String,
    deletions_url: String,
}

/// The rows behind the page.
struct Loaded {
    row: SubmissionRow,
    customer: Option<CustomerRow>,
    report: results::Loaded,
}

/// Shows the page, which refreshes itself while the deletion runs.
pub async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let (query, scope, id) = (ReportQuery::of(&request), frame.scope()?, *number);
    let loaded = state
        .read(move |conn| {
            let row = submissions::list::find(conn, scope, id)?;
            if !row.kind.is_deletion() {
                return Err(crate::store::Error::NotFound);
            }
            let customer = row.customer.map(|customer| customers::get(conn, scope, customer)).transpose()?;
            let source = failed_rows::source(conn, scope, Of::Submission(id))?;
            let report = results::Loaded::new(conn, source, query)?;
            Ok(Loaded { row, customer, report })
        })
        .await?;
    respond::page(&view(frame, query, loaded))
}

fn view(frame: Frame, query: ReportQuery, loaded: Loaded) -> DeletionPage {
    let (row, url) = (&loaded.row, urls::deletion(loaded.row.id));
    let about = About {
        of: format!("deletion {}", row.name()),
        url: &url,
        status: row.status(),
        follows: true,
        total: row.total,
        done: row.done - row.failed,
        done_label: "Deleted",
        all_well: "All devices were deleted.",
        upload_url: urls::upload_errors,
        action_url: urls::bulk_action,
        since_check: Vec::new(),
    };
    let report = Report::new(&frame, query, loaded.report, about);
    let is_selection = row.file_name.is_empty();
    DeletionPage {
        item: HandedIn::new(row, &frame),
        understood: if is_selection { String::new() } else { row.understood.clone() },
        customer: loaded.customer.map(|customer| Customer {
            url: urls::customer_uploads(&customer.customer_id),
            deletions_url: urls::deletions(&customer.customer_id),
            name: customer.company_name,
        }),
        progress_url: format!("{url}/progress"),
        report: if is_selection { Report { total_label: "Selected", ..report } } else { report },
        errors_csv_url: urls::errors_csv_of(&url),
        failed_rows_csv_url: urls::failed_rows_csv_of(&url),
        frame,
    }
}
