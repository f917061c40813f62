//! Bulk actions: delete devices of many customers with one file. Always asks first.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::domain::submission::SubmissionKind;
use crate::http::multipart::{self, ReceivedForm};
use crate::http::{Error, State, run_blocking};
use crate::store::submissions::drafts::Draft;
use crate::uploads::intake::deletion;
use crate::uploads::intake::refusal::IntakeError;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond::{self, Rejection};
use crate::web::pages::customers::uploads::new::limits;
use crate::web::pages::deletions;
use crate::web::pages::deletions::confirm::Whose;
use crate::web::urls;

#[derive(Template)]
#[template(path = "bulk_actions/new_deletion.html")]
struct NewBulkDeletionPage {
    tab: &'static str,
    may_upload: bool,
    may_delete: bool,
    limits: String,
    max_file_bytes: u64,
    form: FormState,
    frame: Frame,
}

fn page(state: &State, frame: Frame, form: FormState) -> NewBulkDeletionPage {
    NewBulkDeletionPage {
        tab: urls::BULK_DELETE,
        may_upload: frame.may(Permission::UploadDevices),
        may_delete: frame.may(Permission::DeleteDevices),
        limits: limits(state),
        max_file_bytes: state.services.config.max_file_bytes,
        form,
        frame,
    }
}

/// Shows the page.
pub(crate) async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&page(&state, frame, FormState::new()))
}

/// Asks for confirmation of a file. Deletes once the number of its lines has been typed.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let config = &state.services.config;
    let mut sent = multipart::receive(config, request.headers(), body, &["confirm", "draft"]).await?;
    let rejection = Rejection::of(&sent);
    let typed = sent.text("confirm").trim().to_owned();
    let mut form = FormState::new();
    match draft(&state, &frame, &mut sent).await? {
        Ok(draft) => return deletions::confirm::answer(&state, frame, Whose::Many, draft, &typed).await,
        Err(sentence) => form.refuse("file", sentence),
    }
    rejection.respond(&page(&state, frame, form))
}

/// Finds the draft that the form names, or creates one of its file. Returns the error if it is rejected.
async fn draft(
    state: &web::Data<State>,
    frame: &Frame,
    sent: &mut ReceivedForm,
) -> Result<Result<Draft, String>, Error> {
    let (actor, services) = (frame.actor()?.clone(), state.services.clone());
    let (known, file_name) = (sent.text("draft").to_owned(), sent.file_name.clone());
    let file = sent.file.take();
    if let Some(sentence) = sent.too_large.take() {
        sent.record_too_large(state, &actor, SubmissionKind::BulkDeletion, "", &sentence).await?;
        return Ok(Err(sentence));
    }
    let is_new = known.is_empty();
    if is_new && file.is_none() {
        return Ok(Err("Choose a file of devices to delete".to_owned()));
    }
    let found = run_blocking(move || {
        let token = match file {
            Some(received) if is_new => deletion::create_bulk_draft(&services, &actor, received, &file_name)?,
            _ => known,
        };
        deletion::find(&services, &actor, &token)
    })
    .await?;
    match found {
        Ok(draft) if draft.kind == SubmissionKind::BulkDeletion => Ok(Ok(draft)),
        Ok(_) => Err(Error::NotFound),
        Err(IntakeError::NotFound) if !is_new => Ok(Err(deletions::confirm::EXPIRED.to_owned())),
        Err(IntakeError::Form(problems)) => {
            Ok(Err(problems.into_iter().map(|problem| problem.sentence).collect::<Vec<_>>().join(". ")))
        }
        Err(other) => Err(other.into()),
    }
}
