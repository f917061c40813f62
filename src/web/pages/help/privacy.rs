//! The privacy notice: which data the portal stores, and about whom.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::http::{Error, State};
use crate::web::page::frame::Frame;
use crate::web::page::respond;

#[derive(Template)]
#[template(path = "help/privacy.html")]
struct PrivacyPage {
    frame: Frame,
    retention_days: u32,
}

/// Shows the page.
pub(crate) async fn get(state: web::Data<State>, frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&PrivacyPage { frame, retention_days: state.services.config.retention_days })
}
