//! The accessibility statement.

use actix_web::HttpResponse;
use askama::Template;

use crate::http::Error;
use crate::web::page::frame::Frame;
use crate::web::page::respond;

#[derive(Template)]
#[template(path = "help/accessibility.html")]
struct AccessibilityPage {
    frame: Frame,
}

/// Shows the page.
pub(crate) async fn get(frame: Frame) -> Result<HttpResponse, Error> {
    respond::page(&AccessibilityPage { frame })
}
