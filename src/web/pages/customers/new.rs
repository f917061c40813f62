//! Adds a customer by customer or MSP ID, with an optional reference. The form opens in a dialog or on its own page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::domain::ids::CustomerId;
use crate::http::{Error, State};
use crate::store::activity::Author;
use crate::store::customers::{self, AddOutcome};
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

#[derive(Template)]
#[template(path = "customers/new.html")]
struct NewCustomerPage {
    frame: Frame,
    form: FormState,
}

/// Shows the page.
pub(crate) async fn get(frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&NewCustomerPage { frame, form: FormState::new() })
}

/// The fields of the form.
#[derive(Deserialize)]
pub(crate) struct NewCustomerForm {
    #[serde(default)]
    customer_id: String,
    #[serde(default)]
    reference: String,
}

/// Maximum number of characters in a reference. Longer references are rejected.
const MAX_REFERENCE_CHARACTERS: usize = 100;

/// Reads the reference and trims it. Adds a message to the form if it is invalid.
pub(crate) fn reference(input: &str, form: &mut FormState) -> String {
    let reference = input.trim();
    if reference.chars().count() > MAX_REFERENCE_CHARACTERS {
        form.reject("reference", "The internal reference must have 100 characters or fewer");
    } else if reference.chars().any(char::is_control) {
        form.reject("reference", "The internal reference must be a single line of text");
    }
    reference.to_owned()
}

/// Adds the customer and redirects to its uploads.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    web::Form(submitted): web::Form<NewCustomerForm>,
) -> Result<HttpResponse, Error> {
    let (scope, actor, at) = (frame.scope()?, frame.actor()?.key, frame.now());
    let mut form = FormState::new()
        .with("customer_id", submitted.customer_id.trim())
        .with("reference", submitted.reference.trim());
    let is_kept = |c: &char| !c.is_whitespace() && *c != '-';
    let customer_id: String = submitted.customer_id.chars().filter(is_kept).collect();
    if customer_id.parse::<CustomerId>().is_err() {
        form.reject("customer_id", "Enter a 10-digit customer or MSP ID");
    }
    let reference = reference(&submitted.reference, &mut form);
    if !form.has_errors() {
        let (id, by) = (customer_id.clone(), Author { actor, at });
        match state.write(move |conn| customers::add(conn, scope, by, &id, &reference)).await? {
            AddOutcome::Added(_) => return Ok(respond::see_other(&urls::customer_uploads(&customer_id))),
            AddOutcome::UnknownAccount => form.reject(
                "customer_id",
                format!("No customer or MSP has the ID {customer_id}. Check the ID with your customer."),
            ),
            AddOutcome::AlreadyAdded => {
                form.reject("customer_id", format!("{customer_id} is already one of your customers"));
            }
        }
    }
    respond::page_with(StatusCode::UNPROCESSABLE_ENTITY, &NewCustomerPage { frame, form })
}
