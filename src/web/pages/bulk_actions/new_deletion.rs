//! Deletes many customers' devices with one file. The page always asks for confirmation first.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::{Actor, Permission};
use crate::domain::submission::SubmissionKind;
use crate::http::multipart::{self, ReceivedForm};
use crate::http::{Error, ReadingGuard, State};
use crate::store::submissions::drafts::Draft;
use crate::uploads::intake::{deletion, form_decisions};
use crate::uploads::services::Services;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond::{self, RejectedForm};
use crate::web::pages::customers::uploads::new::limits;
use crate::web::pages::deletions;
use crate::web::pages::deletions::confirm::DeletionTarget;
use crate::web::pages::deletions::draft_form::DraftForm;
use crate::web::pages::lists;
use crate::web::parts::waiting_lists::{self, WaitingListLine};
use crate::web::urls;

#[derive(Template)]
#[template(path = "bulk_actions/new_deletion.html")]
struct NewBulkDeletionPage {
    tab: &'static str,
    may_upload: bool,
    may_delete: bool,
    limits: String,
    max_file_bytes: u64,
    undecided: Vec<WaitingListLine>,
    form: FormState,
    frame: Frame,
}

async fn page(state: &State, frame: Frame, form: FormState) -> Result<NewBulkDeletionPage, Error> {
    let (actor, at) = (frame.actor()?.clone(), frame.now());
    let undecided = state.read(move |conn| waiting_lists::load(conn, &actor, at)).await?;
    Ok(NewBulkDeletionPage {
        tab: urls::BULK_DELETE,
        may_upload: frame.may(Permission::UploadDevices),
        may_delete: frame.may(Permission::DeleteDevices),
        limits: limits(state),
        max_file_bytes: state.services.config.max_file_bytes,
        undecided: undecided.lines(&frame),
        form,
        frame,
    })
}

/// Shows the page.
pub(crate) async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&page(&state, frame, FormState::new()).await?)
}

/// Asks for confirmation before deleting the devices in a file. Deletes them once the person has typed the number of
/// lines.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let config = &state.services.config;
    let expected = [&["confirm", "draft"][..], &form_decisions::FIELDS].concat();
    let mut submitted = multipart::receive(config, request.headers(), body, &expected).await?;
    let rejection = RejectedForm::of(&submitted);
    let typed = submitted.text("confirm").trim().to_owned();
    let form = match find_or_create_draft(&state, &frame, &mut submitted).await? {
        Ok(draft) => {
            return deletions::confirm::respond(&state, frame, DeletionTarget::Many, draft, &typed).await;
        }
        Err(form) => form,
    };
    if let Some(list) = form.undecided() {
        return lists::decide::respond(&state, frame, list).await;
    }
    rejection.with(&form).respond(&page(&state, frame, form).await?)
}

/// Finds the draft that the form names, or creates one from its file. Returns the form with its errors if the file is
/// rejected.
async fn find_or_create_draft(
    state: &web::Data<State>,
    frame: &Frame,
    submitted: &mut ReceivedForm,
) -> Result<Result<Draft, FormState>, Error> {
    let mut form = FormState::new();
    let (actor, services) = (frame.actor()?.clone(), state.services.clone());
    let (draft, file_name) = (DraftForm::of(submitted), submitted.file_name.clone());
    let _guard = ReadingGuard::new(&state.draining, submitted.file.as_mut());
    let file = form.take_file(state, &actor, submitted, (SubmissionKind::BulkDeletion, "")).await?;
    if draft.is_new() && file.is_none() && !form.has_errors() {
        form.reject("file", "Choose a file that lists the devices to delete");
    }
    if form.has_errors() {
        return Ok(Err(form));
    }
    let create = file.map(|received| {
        move |services: &Services, actor: &Actor| {
            deletion::create_bulk_draft(services, actor, received, &file_name)
        }
    });
    match draft.find_or_create(services, actor, form, create).await? {
        Ok(draft) if draft.kind != SubmissionKind::BulkDeletion => Err(Error::NotFound),
        found => Ok(found),
    }
}
