//! What is done so that everybody can use the portal.

use actix_web::HttpResponse;
use askama::Template;

use crate::web::frame::Frame;
use crate::web::{Error, respond};

#[derive(Template)]
#[template(path = "help/accessibility.html")]
struct AccessibilityPage {
    frame: Frame,
}

/// The page.
pub async fn get(frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&AccessibilityPage { frame })
}
