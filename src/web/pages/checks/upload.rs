//! Uploads a checked file without sending it again.

use actix_web::{HttpResponse, web};

use crate::http::{Error, State, blocking};
use crate::uploads::intake::check::{Uploaded, upload};
use crate::uploads::intake::refusal::Refused;
use crate::web::page::flash::Flash;
use crate::web::page::forms::Form;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::pages::checks;
use crate::web::urls;

/// Accepts the upload. The response is sent once it is accepted, and processing continues.
pub async fn post(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let (actor, id, services) = (frame.actor()?.clone(), *number, state.services.clone());
    match blocking(move || upload(&services, &actor, id)).await? {
        Ok(Uploaded::Upload(customer_id, upload)) => {
            let list = urls::customer_uploads(&customer_id);
            Ok(respond::see_other_with(&list, Flash::UploadStarted(upload).cookie()))
        }
        Ok(Uploaded::Bulk(number)) => {
            let page = urls::bulk_action(number);
            Ok(respond::see_other_with(&page, Flash::BulkStarted(number).cookie()))
        }
        Err(Refused::Form(problems)) => {
            let mut form = Form::new();
            for problem in problems {
                // The fields are on the page before, so the sentence stands alone here.
                form.refuse("", problem.sentence);
            }
            checks::show::refused(&state, frame, id, form).await
        }
        Err(other) => Err(other.into()),
    }
}
