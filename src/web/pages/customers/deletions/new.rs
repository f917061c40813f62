//! Deletes a customer's devices: those in a file, or those selected on another page. The page always asks for
//! confirmation first.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Actor;
use crate::domain::ids::{CustomerId, UploadId};
use crate::domain::submission::SubmissionKind;
use crate::http::multipart::{self, ReceivedForm};
use crate::http::{Error, ReadingGuard, State};
use crate::store::customers::{self, CustomerRow};
use crate::store::submissions::drafts::Draft;
use crate::uploads::intake::deletion::{self, DeletionSource};
use crate::uploads::intake::form_decisions;
use crate::uploads::services::Services;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond::{self, RejectedForm};
use crate::web::pages::customers::devices::list_query::DevicesQuery;
use crate::web::pages::customers::uploads::new::limits;
use crate::web::pages::deletions;
use crate::web::pages::deletions::confirm::DeletionTarget;
use crate::web::pages::deletions::draft_form::DraftForm;
use crate::web::pages::lists;
use crate::web::urls;

#[derive(Template)]
#[template(path = "customers/deletions/new.html")]
struct NewDeletionPage {
    company_name: String,
    customer_id: CustomerId,
    back_url: String,
    action: String,
    limits: String,
    max_file_bytes: u64,
    form: FormState,
    frame: Frame,
}

/// The fields of the form other than the file.
const FIELDS: [&str; 9] =
    ["device", "upload", "confirm", "draft", "all", "q", "order_number", "model", "status"];

fn page(state: &State, frame: Frame, customer: CustomerRow, form: FormState) -> NewDeletionPage {
    NewDeletionPage {
        back_url: urls::customer_uploads(customer.customer_id),
        action: urls::deletions(customer.customer_id),
        company_name: customer.company_name,
        customer_id: customer.customer_id,
        limits: limits(state),
        max_file_bytes: state.services.config.max_file_bytes,
        form,
        frame,
    }
}

async fn find_customer(state: &State, frame: &Frame, customer_id: String) -> Result<CustomerRow, Error> {
    let scope = frame.scope()?;
    state.read(move |conn| customers::find(conn, scope, &customer_id)).await
}

/// Shows the page with the form for choosing a file.
pub(crate) async fn get(
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let customer = find_customer(&state, &frame, customer_id.into_inner()).await?;
    respond::page(&page(&state, frame, customer, FormState::new()))
}

/// Asks for confirmation before deleting the devices in a file or selection. Deletes them once the person has typed
/// their number.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let customer = find_customer(&state, &frame, customer_id.into_inner()).await?;
    let expected = [&FIELDS[..], &form_decisions::FIELDS].concat();
    let mut submitted =
        multipart::receive(&state.services.config, request.headers(), body, &expected).await?;
    let rejection = RejectedForm::of(&submitted);
    let typed = submitted.text("confirm").trim().to_owned();
    let form = match find_or_create_draft(&state, &frame, &customer, &mut submitted).await? {
        Ok(draft) => {
            return deletions::confirm::respond(
                &state,
                frame,
                DeletionTarget::Customer(&customer),
                draft,
                &typed,
            )
            .await;
        }
        Err(form) => form,
    };
    if let Some(list) = form.undecided() {
        return lists::decide::respond(&state, frame, list).await;
    }
    rejection.with(&form).respond(&page(&state, frame, customer, form))
}

/// Finds the draft that the form names, or creates one from its file or selection. Returns the form with its errors if
/// it is rejected.
async fn find_or_create_draft(
    state: &web::Data<State>,
    frame: &Frame,
    customer: &CustomerRow,
    submitted: &mut ReceivedForm,
) -> Result<Result<Draft, FormState>, Error> {
    let mut form = FormState::new();
    let (actor, services) = (frame.actor()?.clone(), state.services.clone());
    let customer_id = customer.customer_id;
    let draft = DraftForm::of(submitted);
    let devices: Vec<String> = submitted.values("device").map(str::to_owned).collect();
    let uploads: Vec<UploadId> =
        submitted.values("upload").filter_map(|upload| upload.parse().ok()).collect();
    let _guard = ReadingGuard::new(&state.draining, submitted.file.as_mut());
    let file =
        form.take_file(state, &actor, submitted, (SubmissionKind::Deletion, customer_id.as_str())).await?;
    let source = match file {
        Some(received) => Some(DeletionSource::File(received, submitted.file_name.clone())),
        // If the whole list is selected, the `upload` field is one of the list's filters.
        None if submitted.text("all") == "1" => {
            Some(DeletionSource::Listed(DevicesQuery::read(&Params::of_fields(submitted.fields())).filter))
        }
        None if !uploads.is_empty() => Some(DeletionSource::Uploads(uploads)),
        None if !devices.is_empty() => Some(DeletionSource::Devices(devices)),
        None => None,
    };
    if draft.is_new() && source.is_none() && !form.has_errors() {
        form.reject("file", "Choose a file, or select devices or uploads from a list");
    }
    if form.has_errors() {
        return Ok(Err(form));
    }
    let create = source.map(|source| {
        move |services: &Services, actor: &Actor| {
            deletion::create_draft(services, actor, customer_id.as_str(), source)
        }
    });
    match draft.find_or_create(services, actor, form, create).await? {
        Ok(draft) if draft.customer != Some(customer.id) => Err(Error::NotFound),
        found => Ok(found),
    }
}
