//! Edits a customer's internal reference. The form opens in a dialog or on its own page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::domain::ids::CustomerId;
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::customers::{self, CustomerRow};
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::pages::customers::new;
use crate::web::urls;

#[derive(Template)]
#[template(path = "customers/edit_reference.html")]
struct EditPage {
    frame: Frame,
    form: FormState,
    company_name: String,
    customer_id: CustomerId,
    back_url: String,
    action: String,
}

impl EditPage {
    fn new(frame: Frame, customer: CustomerRow, form: FormState) -> EditPage {
        EditPage {
            back_url: urls::customer_uploads(customer.customer_id),
            action: urls::customer_reference(customer.customer_id),
            company_name: customer.company_name,
            customer_id: customer.customer_id,
            form,
            frame,
        }
    }
}

/// Shows the page.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let scope = frame.scope()?;
    let customer = state.read(move |conn| customers::find(conn, scope, &customer_id)).await?;
    let form = FormState::new().with("reference", &customer.reference);
    respond::page(&EditPage::new(frame, customer, form))
}

/// The fields of the form.
#[derive(Deserialize)]
pub(crate) struct ReferenceForm {
    #[serde(default)]
    reference: String,
}

/// Saves the reference and redirects to the customer's uploads, where the header shows it.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
    web::Form(submitted): web::Form<ReferenceForm>,
) -> Result<HttpResponse, Error> {
    let (scope, actor, at) = (frame.scope()?, frame.actor()?.key, frame.now());
    let mut form = FormState::new().with("reference", submitted.reference.trim());
    let reference = new::reference(&submitted.reference, &mut form);
    let customer_id = customer_id.into_inner();
    if form.has_errors() {
        let customer = state.read(move |conn| customers::find(conn, scope, &customer_id)).await?;
        return respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::new(frame, customer, form));
    }
    let (id, by) = (customer_id.clone(), Author { actor, at });
    state.write(move |conn| customers::set_reference(conn, scope, by, &id, &reference)).await?;
    Ok(respond::see_other(&urls::customer_uploads(&customer_id)))
}
