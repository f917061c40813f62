//! Uploads a device file for one customer. The form opens in a dialog or on its own page.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::customer::CustomerStatus;
use crate::domain::ids::{CustomerId, SubmissionId, UploadId};
use crate::domain::quantity::{file_size, number};
use crate::domain::submission::SubmissionKind;
use crate::http::multipart::{self, ReceivedForm};
use crate::http::{Error, ReadingGuard, State, run_blocking};
use crate::store::customers::{self, CustomerRow};
use crate::store::resellers::sold_to_codes::{self, SoldToCodeRow};
use crate::store::uploads::{self, UploadRow};
use crate::uploads::intake::upload::AcceptOutcome;
use crate::uploads::intake::{self, UploadOutcome, check, form_decisions};
use crate::web::page::flash::Flash;
use crate::web::page::format::Choice;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::query::Params;
use crate::web::page::respond::{self, RejectedForm};
use crate::web::pages::lists;
use crate::web::urls;

#[derive(Template)]
#[template(path = "customers/uploads/new.html")]
struct UploadDevicesPage {
    company_name: String,
    customer_id: CustomerId,
    back_url: String,
    action: String,
    codes: Vec<Choice>,
    limits: String,
    max_file_bytes: u64,
    days: String,
    /// The upload whose order the form starts with.
    corrects: Option<UploadId>,
    form: FormState,
    frame: Frame,
}

/// Returns the sentence that states the limits for a file.
pub(crate) fn limits(state: &State) -> String {
    let config = &state.services.config;
    format!("Up to {} lines or {}.", number(config.max_rows), file_size(config.max_file_bytes))
}

async fn load(
    state: &State,
    frame: &Frame,
    customer_id: String,
) -> Result<(CustomerRow, Vec<SoldToCodeRow>), Error> {
    let scope = frame.scope()?;
    state
        .read(move |conn| {
            Ok((customers::find(conn, scope, &customer_id)?, sold_to_codes::list(conn, scope)?))
        })
        .await
}

impl UploadDevicesPage {
    fn new(
        state: &State,
        frame: Frame,
        loaded: (CustomerRow, Vec<SoldToCodeRow>),
        form: FormState,
    ) -> UploadDevicesPage {
        let (customer, codes) = loaded;
        let choices = codes.into_iter().map(|code| {
            let label = format!("{} · {}", code.alias, code.code);
            Choice::new(code.alias, label)
        });
        UploadDevicesPage {
            back_url: urls::customer_uploads(customer.customer_id),
            action: urls::customer_uploads(customer.customer_id),
            company_name: customer.company_name,
            customer_id: customer.customer_id,
            codes: [Choice::new("", "None")].into_iter().chain(choices).collect(),
            limits: limits(state),
            max_file_bytes: state.services.config.max_file_bytes,
            days: format!("min='2000-01-01' max='{}'", frame.today()),
            corrects: None,
            form,
            frame,
        }
    }
}

/// Shows the page.
pub(crate) async fn get(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let loaded = load(&state, &frame, customer_id.into_inner()).await?;
    let mut form = FormState::new().with("form_key", uuid::Uuid::new_v4().to_string());
    let corrected = find_corrected(&request, &state, &frame, &loaded.0).await?;
    if let Some(upload) = &corrected {
        let has_code = |alias: &&String| loaded.1.iter().any(|code| code.alias == **alias);
        form = form
            .with("order_number", upload.order_number.clone().unwrap_or_default())
            .with("order_date", upload.order_date.map(|date| date.to_string()).unwrap_or_default())
            .with("sold_to_code", upload.stc_alias.as_ref().filter(has_code).cloned().unwrap_or_default());
    }
    if loaded.0.status == CustomerStatus::Inactive {
        form.reject("", intake::INACTIVE_CUSTOMER);
    }
    let page = UploadDevicesPage::new(&state, frame, loaded, form);
    respond::page(&UploadDevicesPage { corrects: corrected.map(|upload| upload.id), ..page })
}

/// Returns the customer's upload that the query string names, so that the form starts with its order.
async fn find_corrected(
    request: &HttpRequest,
    state: &State,
    frame: &Frame,
    customer: &CustomerRow,
) -> Result<Option<UploadRow>, Error> {
    let Some(id) = Params::of(request).number("correction").map(UploadId::new) else { return Ok(None) };
    let (scope, customer) = (frame.scope()?, customer.id);
    match state.read(move |conn| uploads::find(conn, scope, id)).await {
        Ok(upload) => Ok(Some(upload).filter(|upload| upload.customer == customer)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Accepts a file. Responds as soon as the upload is accepted. Processing continues in the background.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    customer_id: web::Path<String>,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let loaded = load(&state, &frame, customer_id.into_inner()).await?;
    let expected = [&FIELDS[..], &form_decisions::FIELDS].concat();
    let submitted = multipart::receive(&state.services.config, request.headers(), body, &expected).await?;
    let rejection = RejectedForm::of(&submitted);
    let form = match accept(&state, &frame, loaded.0.customer_id.as_str(), submitted).await? {
        Ok(UploadAnswer::Upload(upload)) => {
            let back = urls::customer_uploads(loaded.0.customer_id);
            return Ok(respond::see_other_with(&back, Flash::UploadStarted(upload)));
        }
        Ok(UploadAnswer::Bulk(number)) => {
            return Ok(respond::see_other_with(&urls::bulk_action(number), Flash::BulkStarted(number)));
        }
        Ok(UploadAnswer::Check(number)) => return Ok(respond::see_other(&urls::check(number))),
        Err(form) => form,
    };
    if let Some(list) = form.undecided() {
        return lists::decide::respond(&state, frame, list).await;
    }
    rejection.with(&form).respond(&UploadDevicesPage::new(&state, frame, loaded, form))
}

/// The fields of the form other than the file.
const FIELDS: [&str; 8] = [
    "sold_to_code",
    "order_number",
    "order_date",
    "form_key",
    "check",
    "known_file",
    "split",
    multipart::PASTED_FIELD,
];

/// The accepted submission.
enum UploadAnswer {
    /// An upload, by its ID.
    Upload(UploadId),
    /// Several uploads, one for each order in the list. Holds the number of the bulk action.
    Bulk(SubmissionId),
    /// A check, by its number.
    Check(SubmissionId),
}

/// Accepts the upload or the check. Returns the form with its errors if the file is rejected.
async fn accept(
    state: &web::Data<State>,
    frame: &Frame,
    customer_id: &str,
    mut submitted: ReceivedForm,
) -> Result<Result<UploadAnswer, FormState>, Error> {
    let mut form = FormState::new()
        .with("sold_to_code", submitted.text("sold_to_code"))
        .with("order_number", submitted.text("order_number"))
        .with("order_date", submitted.text("order_date"))
        .with("form_key", submitted.text("form_key"))
        .with(multipart::PASTED_FIELD, &submitted.pasted);
    if submitted.has_file_and_list {
        form.reject(
            "file",
            "Upload either a file or the pasted list, not both. Clear the box or remove the file.",
        );
    }
    if let Some(field) = submitted.too_long.filter(|field| FIELDS.contains(field)) {
        form.reject(field, "This value is too long");
    }
    let (actor, customer_id) = (frame.actor()?.clone(), customer_id.to_owned());
    let state = state.clone();
    let fields = intake::upload::Form {
        file_name: submitted.file_name.clone(),
        sold_to_code: submitted.text("sold_to_code").to_owned(),
        order_number: submitted.text("order_number").to_owned(),
        order_date: submitted.text("order_date").to_owned(),
        form_key: Some(submitted.text("form_key").to_owned()).filter(|key| !key.is_empty()),
        is_check_required_if_duplicate: submitted.text("known_file") == "ask",
        is_split_by_order: submitted.text("split") == "orders",
    };
    let is_check = !submitted.text("check").is_empty();
    let _guard = ReadingGuard::new(&state.draining, submitted.file.as_mut());
    let file = form.take_file(&state, &actor, &mut submitted, (SubmissionKind::Upload, &customer_id)).await?;
    let Some(received) = file else {
        if form.error("file").is_none() {
            form.reject("file", "Select a device CSV file, or paste identifiers");
        }
        return Ok(Err(form));
    };
    if form.has_errors() {
        return Ok(Err(form));
    }
    let answer =
        run_blocking(move || {
            let services = &state.services;
            match is_check {
                true => check::check_upload(services, &actor, &customer_id, received, &fields)
                    .map(UploadAnswer::Check),
                false => intake::upload::accept(services, &actor, &customer_id, received, &fields).map(
                    |accepted| match accepted {
                        AcceptOutcome::Accepted(UploadOutcome::Upload(_, upload)) => {
                            UploadAnswer::Upload(upload)
                        }
                        AcceptOutcome::Accepted(UploadOutcome::Bulk(number)) => UploadAnswer::Bulk(number),
                        AcceptOutcome::CheckStarted(check) => UploadAnswer::Check(check),
                    },
                ),
            }
        });
    match answer.await? {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) => {
            form.reject_intake(error)?;
            Ok(Err(form))
        }
    }
}
