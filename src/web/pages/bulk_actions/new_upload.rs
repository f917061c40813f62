//! Uploads devices for many customers with one file.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::SubmissionKind;
use crate::http::multipart::{self, ReceivedForm};
use crate::http::{Error, ReadingGuard, State, run_blocking};
use crate::store::submissions;
use crate::store::submissions::list::{SubmissionCursor, SubmissionList, SubmissionRow};
use crate::uploads::intake::upload::AcceptOutcome;
use crate::uploads::intake::{bulk_upload, check, form_decisions};
use crate::web::page::flash::Flash;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond::{self, RejectedForm};
use crate::web::pages::customers::uploads::new::limits;
use crate::web::pages::lists;
use crate::web::parts::pending_checks::{self, PendingCheckLine, PendingChecks};
use crate::web::parts::submission_line::SubmissionLine;
use crate::web::parts::waiting_lists::{self, WaitingListLine, WaitingLists};
use crate::web::urls;

#[derive(Template)]
#[template(path = "bulk_actions/new_upload.html")]
struct UploadPage {
    tab: &'static str,
    may_upload: bool,
    may_delete: bool,
    limits: String,
    max_file_bytes: u64,
    recent: Vec<SubmissionLine>,
    waiting: Vec<PendingCheckLine>,
    undecided: Vec<WaitingListLine>,
    form: FormState,
    frame: Frame,
}

/// Maximum number of recent bulk actions that the page shows.
const MAX_RECENT: i64 = 5;

/// The newest bulk actions, the checked files that haven't been uploaded yet, and the lists that wait for a decision.
type Recent = (Vec<SubmissionRow>, PendingChecks, WaitingLists);

async fn load_recent(state: &State, frame: &Frame) -> Result<Recent, Error> {
    let (scope, actor, at) = (frame.scope()?, frame.actor()?.clone(), frame.now());
    state
        .read(move |conn| {
            let recent = submissions::list::list(
                conn,
                scope,
                SubmissionList::Bulk,
                SubmissionCursor::First,
                MAX_RECENT,
            )?;
            let checks = pending_checks::load(conn, scope, None, at)?;
            Ok((recent, checks, waiting_lists::load(conn, &actor, at)?))
        })
        .await
}

fn page(state: &State, frame: Frame, (recent, waiting, undecided): Recent, form: FormState) -> UploadPage {
    UploadPage {
        tab: urls::BULK_ACTIONS,
        may_upload: frame.may(Permission::UploadDevices),
        may_delete: frame.may(Permission::DeleteDevices),
        limits: limits(state),
        max_file_bytes: state.services.config.max_file_bytes,
        waiting: waiting.lines(&frame),
        undecided: undecided.lines(&frame),
        recent: recent.iter().map(|row| SubmissionLine::new(row, &frame)).collect(),
        form,
        frame,
    }
}

/// Shows the page.
pub(crate) async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    let recent = load_recent(&state, &frame).await?;
    let form = FormState::new().with("form_key", uuid::Uuid::new_v4().to_string());
    respond::page(&page(&state, frame, recent, form))
}

/// Accepts a file. Responds as soon as its uploads are accepted. Processing continues in the background.
pub(crate) async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let expected = [&["form_key", "check", "known_file"][..], &form_decisions::FIELDS].concat();
    let submitted = multipart::receive(&state.services.config, request.headers(), body, &expected).await?;
    let rejection = RejectedForm::of(&submitted);
    let form = match accept(&state, &frame, submitted).await? {
        Ok(BulkUploadAnswer::Check(number)) => return Ok(respond::see_other(&urls::check(number))),
        Ok(BulkUploadAnswer::Bulk(number)) => {
            let url = urls::bulk_action(number);
            return Ok(respond::see_other_with(&url, Flash::BulkStarted(number)));
        }
        Err(form) => form,
    };
    if let Some(list) = form.undecided() {
        return lists::decide::respond(&state, frame, list).await;
    }
    let recent = load_recent(&state, &frame).await?;
    rejection.with(&form).respond(&page(&state, frame, recent, form))
}

/// The accepted submission, by its number.
enum BulkUploadAnswer {
    Bulk(SubmissionId),
    Check(SubmissionId),
}

/// Accepts the bulk action or the check. Returns the form with its errors if the file is rejected.
async fn accept(
    state: &web::Data<State>,
    frame: &Frame,
    mut submitted: ReceivedForm,
) -> Result<Result<BulkUploadAnswer, FormState>, Error> {
    let mut form = FormState::new().with("form_key", submitted.text("form_key"));
    let (actor, state) = (frame.actor()?.clone(), state.clone());
    let _guard = ReadingGuard::new(&state.draining, submitted.file.as_mut());
    let file = form.take_file(&state, &actor, &mut submitted, (SubmissionKind::BulkUpload, "")).await?;
    let Some(received) = file else {
        if form.error("file").is_none() {
            form.reject("file", "Select a device CSV file");
        }
        return Ok(Err(form));
    };
    if form.has_errors() {
        return Ok(Err(form));
    }
    let accepted = run_blocking(move || {
        let key = Some(submitted.text("form_key")).filter(|key| !key.is_empty());
        let (services, name) = (&state.services, &submitted.file_name);
        match submitted.text("check").is_empty() {
            true => {
                let is_check_required_if_duplicate = submitted.text("known_file") == "ask";
                bulk_upload::accept(services, &actor, received, name, key, is_check_required_if_duplicate)
                    .map(|accepted| match accepted {
                        AcceptOutcome::Accepted(number) => BulkUploadAnswer::Bulk(number),
                        AcceptOutcome::CheckStarted(check) => BulkUploadAnswer::Check(check),
                    })
            }
            false => check::check_bulk_upload(services, &actor, received, name).map(BulkUploadAnswer::Check),
        }
    })
    .await?;
    match accepted {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) => {
            form.reject_intake(error)?;
            Ok(Err(form))
        }
    }
}
