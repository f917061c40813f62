//! Uploads a checked file without transferring it again.

use actix_web::{HttpResponse, web};

use crate::domain::ids::SubmissionId;
use crate::http::{Error, State, run_blocking};
use crate::uploads::intake::UploadOutcome;
use crate::uploads::intake::check::accept;
use crate::uploads::intake::rejection::IntakeError;
use crate::web::page::flash::Flash;
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::pages::checks::show;
use crate::web::urls;

/// Accepts the upload. Responds as soon as it is accepted. Processing continues in the background.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (actor, id, services) = (frame.actor()?.clone(), *number, state.services.clone());
    match run_blocking(move || accept(&services, &actor, id)).await? {
        Ok(UploadOutcome::Upload(customer_id, upload)) => {
            let list = urls::customer_uploads(customer_id);
            Ok(respond::see_other_with(&list, Flash::UploadStarted(upload)))
        }
        Ok(UploadOutcome::Bulk(number)) => {
            let page = urls::bulk_action(number);
            Ok(respond::see_other_with(&page, Flash::BulkStarted(number)))
        }
        Err(IntakeError::Form(problems)) => {
            let mut form = FormState::new();
            for problem in problems {
                // This page doesn't have the form's fields, so the message isn't attached to one.
                form.reject("", problem.message);
            }
            show::show_rejected(&state, frame, id, form).await
        }
        Err(error) => {
            let mut form = FormState::new();
            form.reject_intake(error)?;
            show::show_rejected(&state, frame, id, form).await
        }
    }
}
