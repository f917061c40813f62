//! Discards a check after confirmation. The form opens in a dialog or on its own page.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerId, CustomerKey, SubmissionId};
use crate::http::{Error, State, run_blocking};
use crate::store::submissions::checks;
use crate::store::{self, Conn, customers};
use crate::uploads::intake::discard_check;
use crate::web::page::flash::Flash;
use crate::web::page::format::counted;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

/// The text that explains what discarding a check does.
pub(crate) const WHAT_HAPPENS: &str = "We’ll delete the file and the results of its check for everyone at your company. Devices that you’ve already uploaded aren’t affected. To upload this file later, choose it again.";

#[derive(Template)]
#[template(path = "checks/discard.html")]
struct DiscardCheckPage {
    /// Customer ID and company name. `None` if the file is for many customers.
    customer: Option<(CustomerId, String)>,
    file_name: String,
    /// "12 lines".
    lines: String,
    check_url: String,
    action: String,
    frame: Frame,
}

/// Asks for confirmation.
pub(crate) async fn get(
    state: web::Data<State>,
    mut frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (scope, at, id) = (frame.scope()?, frame.now(), *number);
    let (check, customer) = state
        .read(move |conn| {
            let check = checks::find(conn, scope, id, at)?.submission;
            let customer = find_customer(conn, scope, check.customer)?;
            Ok((check, customer))
        })
        .await?;
    frame.belongs_to(if customer.is_some() { urls::CUSTOMERS } else { urls::BULK_ACTIONS });
    respond::page(&DiscardCheckPage {
        customer,
        lines: counted(check.total, "line", "lines"),
        file_name: check.file_name,
        check_url: urls::check(id),
        action: urls::check_discard(id),
        frame,
    })
}

/// Discards the check and redirects to the customer's uploads or to the bulk actions.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (scope, actor, id, services) =
        (frame.scope()?, frame.actor()?.clone(), *number, state.services.clone());
    let check = run_blocking(move || discard_check::discard(&services, &actor, id)).await??;
    let customer = state.read(move |conn| find_customer(conn, scope, check.customer)).await?;
    let list = match customer {
        Some((customer_id, _)) => urls::customer_uploads(customer_id),
        None => urls::BULK_ACTIONS.to_owned(),
    };
    Ok(respond::see_other_with(&list, Flash::CheckDiscarded))
}

fn find_customer(
    conn: &mut Conn,
    scope: Scope,
    customer: Option<CustomerKey>,
) -> Result<Option<(CustomerId, String)>, store::Error> {
    let name = |key| customers::find_by_key(conn, scope, key).map(|row| (row.customer_id, row.company_name));
    customer.map(name).transpose()
}
