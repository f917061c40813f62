//! Uploads a file that was checked, without the file being sent again.

use actix_web::{HttpResponse, web};

use super::check;
use crate::uploads::check::{Uploaded, upload};
use crate::uploads::refused::Refused;
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::frame::Frame;
use crate::web::{Error, State, blocking, respond, urls};

/// Accepts it: the answer leaves when the upload is accepted; the work goes on.
pub async fn post(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<i64>,
) -> Result<HttpResponse, Error> {
    let (actor, id, desk) = (frame.actor()?.clone(), *number, state.desk.clone());
    match blocking(move || upload(&desk, &actor, id)).await? {
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
                // The fields are on the page before: here the sentence stands alone.
                form.refuse("", problem.sentence);
            }
            check::refused(&state, frame, id, form).await
        }
        Err(other) => Err(other.into()),
    }
}
