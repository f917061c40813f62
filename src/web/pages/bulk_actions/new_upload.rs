//! Bulk actions, Upload devices: one file for many customers.

use actix_web::http::{ConnectionType, StatusCode};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::domain::actor::Permission;
use crate::domain::submission::SubmissionKind;
use crate::http::multipart::{self, Sent};
use crate::http::{Error, State, blocking};
use crate::store::submissions;
use crate::store::submissions::list::{Cursor, SubmissionRow, Which};
use crate::uploads::intake::refusal::{self, Refused, Told};
use crate::uploads::intake::upload::Accepted;
use crate::uploads::intake::{bulk_upload, check};
use crate::web::page::flash::Flash;
use crate::web::page::forms::Form;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::pages::customers::uploads::new::limits;
use crate::web::parts::pending_checks::{self, Waiting, WaitingLine};
use crate::web::parts::submission_line::HandedIn;
use crate::web::urls;

#[derive(Template)]
#[template(path = "bulk_actions/new_upload.html")]
struct UploadPage {
    tab: &'static str,
    may_upload: bool,
    may_delete: bool,
    limits: String,
    max_file_bytes: u64,
    recent: Vec<HandedIn>,
    waiting: Vec<WaitingLine>,
    form: Form,
    frame: Frame,
}

/// Bulk actions that the page shows.
const RECENT: i64 = 5;

/// What was handed in, and what waits.
async fn recent(state: &State, frame: &Frame) -> Result<(Vec<SubmissionRow>, Waiting), Error> {
    let (scope, at) = (frame.scope()?, frame.now());
    state
        .read(move |conn| {
            let recent = submissions::list::list(conn, scope, Which::Bulk, Cursor::Newest, RECENT)?;
            Ok((recent, pending_checks::load(conn, scope, None, at)?))
        })
        .await
}

fn page(
    state: &State,
    frame: Frame,
    (recent, waiting): (Vec<SubmissionRow>, Waiting),
    form: Form,
) -> UploadPage {
    UploadPage {
        tab: urls::BULK_ACTIONS,
        may_upload: frame.may(Permission::UploadDevices),
        may_delete: frame.may(Permission::DeleteDevices),
        limits: limits(state),
        max_file_bytes: state.services.config.max_file_bytes,
        waiting: waiting.lines(&frame),
        recent: recent.iter().map(|row| HandedIn::new(row, &frame)).collect(),
        form,
        frame,
    }
}

/// The page.
pub async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    let recent = recent(&state, &frame).await?;
    let form = Form::new().with("form_key", uuid::Uuid::new_v4().to_string());
    respond::page(&page(&state, frame, recent, form))
}

/// Takes a file: the answer leaves when its uploads are accepted; the work goes on.
pub async fn post(
    request: HttpRequest,
    state: web::Data<State>,
    frame: Frame,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let sent = multipart::receive(
        &state.services.config,
        request.headers(),
        body,
        &["form_key", "check", "known_file"],
    )
    .await?;
    let (cut_short, is_too_large) = (sent.cut_short, sent.too_large.is_some());
    let form = match hand_over(&state, &frame, sent).await? {
        Ok(Taken::Check(number)) => return Ok(respond::see_other(&urls::check(number))),
        Ok(Taken::Bulk(number)) => {
            let url = urls::bulk_action(number);
            return Ok(respond::see_other_with(&url, Flash::BulkStarted(number).cookie()));
        }
        Err(form) => form,
    };
    let status = if is_too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    let recent = recent(&state, &frame).await?;
    let mut answer = respond::page_with(status, &page(&state, frame, recent, form))?;
    if cut_short {
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(answer)
}

/// What the file became, by its number.
enum Taken {
    Bulk(i64),
    Check(i64),
}

/// The bulk action or the check, or the form with what is wrong with it.
async fn hand_over(
    state: &web::Data<State>,
    frame: &Frame,
    mut sent: Sent,
) -> Result<Result<Taken, Form>, Error> {
    let mut form = Form::new().with("form_key", sent.text("form_key"));
    let (actor, state) = (frame.actor()?.clone(), state.clone());
    let Some(received) = sent.file.take() else {
        form.refuse("file", sent.too_large.as_deref().unwrap_or("Select a device CSV file"));
        if let Some(sentence) = sent.too_large.take() {
            blocking(move || {
                let kind = SubmissionKind::BulkUpload;
                let told = Told { kind, customer_id: "", file_name: &sent.file_name, bytes: sent.bytes };
                refusal::record(&state.services, &actor, told, &sentence)
            })
            .await??;
        }
        return Ok(Err(form));
    };
    let accepted = blocking(move || {
        let key = Some(sent.text("form_key")).filter(|key| !key.is_empty());
        let (services, name) = (&state.services, &sent.file_name);
        match sent.text("check").is_empty() {
            true => {
                let asks = sent.text("known_file") == "ask";
                bulk_upload::accept(services, &actor, received, name, key, asks).map(
                    |accepted| match accepted {
                        Accepted::Taken(number) => Taken::Bulk(number),
                        Accepted::Known(check) => Taken::Check(check),
                    },
                )
            }
            false => check::many_customers(services, &actor, received, name).map(Taken::Check),
        }
    })
    .await?;
    match accepted {
        Ok(taken) => Ok(Ok(taken)),
        Err(Refused::Form(problems)) => {
            for problem in problems {
                form.refuse(problem.field, problem.sentence);
            }
            Ok(Err(form))
        }
        Err(other) => Err(other.into()),
    }
}
