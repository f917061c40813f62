//! The deletions of a customer's devices, newest first.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::http::{Error, State};
use crate::store::submissions::list::SubmissionList;
use crate::store::{customers, submissions};
use crate::web::page::format::Pager;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond;
use crate::web::parts::submission_line::{self, PER_PAGE, SubmissionLine, SubmissionLines};
use crate::web::urls;

#[derive(Template)]
#[template(path = "customers/deletions/list.html")]
struct DeletionsPage {
    company_name: String,
    back_url: String,
    delete_url: Option<String>,
    rows: Vec<SubmissionLine>,
    pager: Pager,
    frame: Frame,
}

/// Shows the page.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let (scope, cursor) = (frame.scope()?, submission_line::cursor(&Params::of(&request)));
    let (customer, rows, total) = state
        .read(move |conn| {
            let customer = customers::find(conn, scope, &customer_id)?;
            let list = SubmissionList::DeletionsOf(customer.id);
            let rows = submissions::list::list(conn, scope, list, cursor, PER_PAGE + 1)?;
            Ok((customer, rows, submissions::list::count(conn, scope, list)?))
        })
        .await?;
    let listed = SubmissionLines::new(rows, cursor, total);
    let url = urls::deletions(customer.customer_id);
    respond::page(&DeletionsPage {
        back_url: urls::customer_uploads(customer.customer_id),
        delete_url: frame.may(Permission::DeleteDevices).then(|| urls::delete_devices(customer.customer_id)),
        company_name: customer.company_name,
        rows: listed.lines(&frame),
        pager: listed.pager(&url, "deletion", "deletions"),
        frame,
    })
}
