//! Corrects failed lines in the browser. The corrected lines are submitted like any other list.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::http::multipart;
use crate::http::{Error, State, run_blocking};
use crate::store::failed_rows::RowOwner;
use crate::store::resellers::sold_to_codes;
use crate::uploads::intake::UploadOutcome;
use crate::uploads::intake::corrected_list;
use crate::uploads::intake::corrected_submission::{self, CorrectedSubmission, Fields};
use crate::uploads::intake::open_lines::{self, MAX_LINES, OpenLines};
use crate::web::page::flash::Flash;
use crate::web::page::format::{Choice, Moment, counted, number};
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond::{self, RejectedForm};
use crate::web::pages::deletions::confirm::{self, DeletionTarget};
use crate::web::parts::edited_lines::{EditedLine, EditedLines};
use crate::web::parts::upload_facts::kept_order;
use crate::web::urls;

#[derive(Template)]
#[template(path = "corrections/edit.html")]
struct EditPage {
    /// "Correct 5 lines".
    title: String,
    /// The file, the customer and what stays as it was.
    lede: String,
    /// The addresses and labels of the parent pages.
    parents: Vec<(String, String)>,
    name: String,
    back_url: String,
    action: String,
    rows_csv_url: String,
    /// The number of lines that can be submitted now, in words.
    outcome: String,
    /// The names of the columns.
    columns: Vec<&'static str>,
    lines: Vec<EditedLine>,
    /// The sentence about further lines that aren't on the page.
    more: Option<String>,
    /// The sold-to codes to choose from. Empty if the page doesn't ask for one.
    codes: Vec<Choice>,
    /// The label of the button: "Upload 2 corrected lines".
    button: String,
    is_deletion: bool,
    /// The time at which the lines were checked.
    checked: Moment,
    form: FormState,
    frame: Frame,
}

/// The fields of the form. Those of lines occur once for each line.
const FIELDS: [&str; 12] = [
    "line",
    "id1",
    "id2",
    "id3",
    "id4",
    "customer",
    "order_number",
    "order_date",
    "stc_alias",
    "sold_to_code",
    "form_key",
    "do",
];

/// Shows the failed lines of an upload.
pub(crate) async fn get_upload(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
) -> Result<HttpResponse, Error> {
    show(&request, &state, frame, RowOwner::Upload(*upload)).await
}

/// Shows the failed lines of a bulk action or a deletion.
pub(crate) async fn get_submission(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    show(&request, &state, frame, RowOwner::Submission(*number)).await
}

/// Checks or submits the lines of an upload.
pub(crate) async fn post_upload(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    upload: web::Path<UploadId>,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    submit(&request, &state, frame, RowOwner::Upload(*upload), body).await
}

/// Checks or submits the lines of a bulk action or a deletion.
pub(crate) async fn post_submission(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    submit(&request, &state, frame, RowOwner::Submission(*number), body).await
}

async fn show(
    request: &HttpRequest,
    state: &web::Data<State>,
    frame: Frame,
    owner: RowOwner,
) -> Result<HttpResponse, Error> {
    let open = load(state, &frame, owner).await?;
    let edited = EditedLines::unchanged(&open);
    let form = FormState::new().with("form_key", uuid::Uuid::new_v4().to_string());
    let (open, edited, form) = check(state, &frame, open, edited, form).await?;
    respond::page(&view(state, frame, request.path(), open, &edited, form).await?)
}

async fn submit(
    request: &HttpRequest,
    state: &web::Data<State>,
    frame: Frame,
    owner: RowOwner,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let open = load(state, &frame, owner).await?;
    let submitted = multipart::receive(&state.services.config, request.headers(), body, &FIELDS).await?;
    let edited = EditedLines::of(&open, &submitted);
    let mut form = FormState::new()
        .with("form_key", submitted.text("form_key"))
        .with("sold_to_code", submitted.text("sold_to_code"));
    if let Some(field) = submitted.too_long {
        form.reject(field, "This value is too long");
    }
    let (open, edited, mut form) = check(state, &frame, open, edited, form).await?;
    let ready = edited.ready();
    if submitted.text("do") != "upload" {
        let page = view(state, frame, request.path(), open, &edited, form).await?;
        return respond::page(&page);
    }
    if ready.is_empty() && !form.has_errors() {
        form.reject("", "None of these lines can be submitted yet. Correct at least one of them.");
    }
    if form.has_errors() {
        let page = view(state, frame, request.path(), open, &edited, form).await?;
        return RejectedForm::default().respond(&page);
    }
    let (actor, services) = (frame.actor()?.clone(), state.services.clone());
    let (open, accepted) = run_blocking(move || {
        let fields = Fields {
            sold_to_code: submitted.text("sold_to_code").to_owned(),
            form_key: Some(submitted.text("form_key").to_owned()).filter(|key| !key.is_empty()),
        };
        let accepted = corrected_submission::submit(&services, &actor, &open, &ready, fields);
        (open, accepted)
    })
    .await?;
    match accepted {
        Ok(CorrectedSubmission::Upload(UploadOutcome::Upload(customer, upload))) => {
            let list = urls::customer_uploads(customer);
            Ok(respond::see_other_with(&list, Flash::UploadStarted(upload)))
        }
        Ok(CorrectedSubmission::Upload(UploadOutcome::Bulk(number))) => {
            Ok(respond::see_other_with(&urls::bulk_action(number), Flash::BulkStarted(number)))
        }
        Ok(CorrectedSubmission::Deletion(draft)) => {
            let target = match &open.customer {
                Some(customer) => DeletionTarget::Customer(customer),
                None => DeletionTarget::Many,
            };
            confirm::respond(state, frame, target, draft, "").await
        }
        Err(error) => {
            form.reject_intake(error)?;
            let page = view(state, frame, request.path(), open, &edited, form.clone()).await?;
            RejectedForm::default().with(&form).respond(&page)
        }
    }
}

async fn load(state: &web::Data<State>, frame: &Frame, owner: RowOwner) -> Result<OpenLines, Error> {
    let (scope, services) = (frame.scope()?, state.services.clone());
    let open = run_blocking(move || open_lines::load(&services, scope, owner)).await??;
    let needed = if open.kind.is_deletion() { Permission::DeleteDevices } else { Permission::UploadDevices };
    if frame.may(needed) { Ok(open) } else { Err(Error::Forbidden) }
}

/// Checks the lines as they are now. If the list as a whole is rejected, adds the reason to the form.
async fn check(
    state: &web::Data<State>,
    frame: &Frame,
    open: OpenLines,
    mut edited: EditedLines,
    mut form: FormState,
) -> Result<(OpenLines, EditedLines, FormState), Error> {
    let (actor, services) = (frame.actor()?.clone(), state.services.clone());
    let has_code = !form.value("sold_to_code").is_empty()
        || open.upload.as_ref().is_some_and(|upload| upload.stc.is_some());
    let filled = edited.filled();
    let (open, checked) = run_blocking(move || {
        let checked = corrected_list::check(&services, &actor, &open, &filled, has_code);
        (open, checked)
    })
    .await?;
    match checked {
        Ok(results) => edited.set_results(results),
        Err(error) => form.reject_intake(error)?,
    }
    Ok((open, edited, form))
}

async fn view(
    state: &State,
    mut frame: Frame,
    path: &str,
    open: OpenLines,
    edited: &EditedLines,
    form: FormState,
) -> Result<EditPage, Error> {
    frame.belongs_to(if open.customer.is_some() { urls::CUSTOMERS } else { urls::BULK_ACTIONS });
    let scope = frame.scope()?;
    let codes = match edited.needs_sold_to_code(&open) {
        true => state.read(move |conn| sold_to_codes::list(conn, scope)).await?,
        false => Vec::new(),
    };
    let codes = codes.into_iter().map(|code| {
        let label = format!("{} · {}", code.alias, code.code);
        Choice::new(code.alias, label)
    });
    let codes: Vec<Choice> = std::iter::once(Choice::new("", "None")).chain(codes).collect();
    let is_deletion = open.kind.is_deletion();
    let (all, ready) = (edited.len() as i64, edited.ready().len() as i64);
    let done = if is_deletion { "deleted" } else { "uploaded" };
    let base = path.strip_suffix("/correct").unwrap_or_default();
    let back_url = open.upload.as_ref().map_or(base.to_owned(), |upload| urls::upload_errors(upload.id));
    let verb = if is_deletion { "Delete" } else { "Upload" };
    Ok(EditPage {
        title: format!("Correct {}", counted(all, "line", "lines")),
        lede: lede(&open),
        parents: parents(&open),
        outcome: match ready {
            0 => format!("None of these lines can be {done} yet"),
            _ => format!("{} of {} can be {done}", number(ready), counted(all, "line", "lines")),
        },
        columns: open.columns.iter().map(|column| column.name).collect(),
        lines: edited.lines(&open),
        more: open.has_more.then(|| {
            format!(
                "This page shows the first {} lines. Download the failed rows to correct more at once.",
                number(MAX_LINES as i64)
            )
        }),
        codes: if codes.len() > 1 { codes } else { Vec::new() },
        button: match ready {
            0 => format!("{verb} corrected lines"),
            _ => format!("{verb} {}", counted(ready, "corrected line", "corrected lines")),
        },
        name: open.name,
        back_url,
        action: path.to_owned(),
        rows_csv_url: urls::failed_rows_csv_of(base),
        is_deletion,
        checked: frame.moment(frame.now()),
        form,
        frame,
    })
}

/// Returns the sentences about the file, the customer and what stays as it was.
fn lede(open: &OpenLines) -> String {
    let file = if open.file_name.is_empty() { "Selected devices" } else { &open.file_name };
    let customer = open.customer.as_ref().map_or("many customers", |customer| &customer.company_name);
    let preposition = if open.kind.is_deletion() { "from" } else { "for" };
    let mut lede = format!("{file} {preposition} {customer}.");
    if let Some(kept) = open.upload.as_ref().and_then(kept_order) {
        lede.push_str(&format!(" {kept}"));
    }
    lede
}

fn parents(open: &OpenLines) -> Vec<(String, String)> {
    match &open.customer {
        Some(customer) => vec![
            (urls::CUSTOMERS.to_owned(), "Customers".to_owned()),
            (urls::customer_uploads(customer.customer_id), customer.company_name.clone()),
        ],
        None => vec![(urls::BULK_HISTORY.to_owned(), "Bulk actions".to_owned())],
    }
}
