//! Opens the page on which a person decides how to read the file of a finished submission in another way.

use actix_web::{HttpResponse, web};

use crate::domain::ids::SubmissionId;
use crate::http::{Error, State, run_blocking};
use crate::uploads::intake::read_again;
use crate::web::page::frame::Frame;
use crate::web::page::respond;
use crate::web::urls;

/// Stores the file as an undecided list and redirects to its page.
pub(crate) async fn post(
    state: web::Data<State>,
    frame: Frame,
    number: web::Path<SubmissionId>,
) -> Result<HttpResponse, Error> {
    let (actor, services) = (frame.actor()?.clone(), state.services.clone());
    let token = run_blocking(move || read_again::start(&services, &actor, *number)).await??;
    Ok(respond::see_other(&urls::undecided_list(&token)))
}
