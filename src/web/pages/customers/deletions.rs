//! Deletions of a customer's devices, newest first, with their reports.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::store::customers;
use crate::store::submission_list::{self, Which};
use crate::web::frame::Frame;
use crate::web::handed_in::{self, HandedIn, Listed, PER_PAGE};
use crate::web::params::Params;
use crate::web::show::Pager;
use crate::web::{Error, State, respond, urls};

#[derive(Template)]
#[template(path = "customers/deletions.html")]
struct DeletionsPage {
    company_name: String,
    back_url: String,
    delete_url: Option<String>,
    rows: Vec<HandedIn>,
    pager: Pager,
    frame: Frame,
}

/// The page.
pub async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let (scope, cursor) = (frame.scope()?, handed_in::cursor(&Params::of(&request)));
    let (customer, rows, total) = state
        .read(move |conn| {
            let customer = customers::find(conn, scope, &customer_id)?;
            let which = Which::DeletionsOf(customer.id);
            let rows = submission_list::list(conn, scope, which, cursor, PER_PAGE + 1)?;
            Ok((customer, rows, submission_list::count(conn, scope, which)?))
        })
        .await?;
    let listed = Listed::new(rows, cursor, total);
    let url = urls::deletions(&customer.customer_id);
    respond::page(&DeletionsPage {
        back_url: urls::customer_uploads(&customer.customer_id),
        delete_url: frame.may(Permission::DeleteDevices).then(|| urls::delete_devices(&customer.customer_id)),
        company_name: customer.company_name,
        rows: listed.lines(&frame),
        pager: listed.pager(&url, "deletion", "deletions"),
        frame,
    })
}
