//! What goes wrong, as a page. Logged once, here, where it is answered.

use std::fmt;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};
use askama::Template;
use tracing_actix_web::RequestId;

use super::frame::Frame;
use super::respond::HTML;
use crate::http::draining::Draining;
use crate::http::{Error, draining, headers, request_span};
use crate::telemetry::without_values;
use crate::web::urls;

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Error {
        Error::Failed(format!("template: {error}"))
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    title: &'static str,
    sentence: &'static str,
    reference: Option<String>,
    way_back: &'static str,
    way_back_label: &'static str,
}

fn words(status: StatusCode, error: Option<&Error>) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => (
            "Page not found",
            "There is nothing at this address. It may be mistyped, or not be yours to see.",
        ),
        StatusCode::FORBIDDEN if matches!(error, Some(Error::Foreign)) => (
            "Not sent from this portal",
            "This was sent from another site, so it was not done. Open the portal and do it there.",
        ),
        StatusCode::FORBIDDEN => (
            "You can’t open this page",
            "Your role does not allow it. An administrator of your company can do it for you, or ask whoever runs this portal to change your role.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("This can’t be done here", "The address exists, but not for what was asked of it.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("Too large", "What was sent is larger than this form takes."),
        StatusCode::REQUEST_TIMEOUT => (
            "It took too long",
            "The file stopped arriving, so nothing of it was kept. Check your connection and upload it again.",
        ),
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST => {
            ("The form could not be read", "Something of it is missing. Go back and send it again.")
        }
        StatusCode::SERVICE_UNAVAILABLE if matches!(error, Some(Error::Full(_))) => (
            "No room left",
            "The portal’s disk is full, so nothing was changed or kept. Tell whoever runs this portal, and send it again once there is room.",
        ),
        StatusCode::SERVICE_UNAVAILABLE if matches!(error, Some(Error::Unsure(_))) => (
            "The database was lost for a moment",
            "It was lost just as this was to be kept, so it may be done or not. Look whether it is there before you send it again.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => {
            ("Too much to do at the moment", "Nothing was changed. Try again in a few seconds.")
        }
        _ => (
            "Something went wrong",
            "It is our fault, and it was written down. If it happens again, give the reference to whoever runs this portal.",
        ),
    }
}

fn page(mut frame: Frame, status: StatusCode, cause: &actix_web::Error) -> String {
    let (title, sentence) = words(status, cause.as_error());
    let reference = status.is_server_error().then(|| {
        let mut id = uuid::Uuid::new_v4().simple().to_string().to_uppercase();
        id.truncate(8);
        id
    });
    if let Some(reference) = &reference {
        let cause = without_values(&cause.to_string());
        tracing::error!(%reference, %status, cause, "answered with an error");
    }
    frame.flash = None;
    let way_back_label = if frame.person.is_some() { "Go to the first page" } else { "Sign in" };
    let page = ErrorPage { frame, title, sentence, reference, way_back: urls::HOME, way_back_label };
    page.render().unwrap_or_else(|_| title.to_owned())
}

/// An error from outside the pages (the session, for one), already rendered, with the headers of every answer.
#[derive(Debug)]
struct Rendered {
    status: StatusCode,
    html: String,
    request: Option<RequestId>,
    draining: Option<Draining>,
}

impl fmt::Display for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "answered with {}", self.status)
    }
}

impl ResponseError for Rendered {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        let mut answer = answer.content_type(HTML).body(self.html.clone());
        headers::add(answer.headers_mut());
        request_span::tell(self.request, answer.headers_mut());
        if self.draining.as_ref().is_some_and(Draining::has_begun) {
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        answer
    }
}

/// Around everything: an error that a handler gave, or that the server made itself, becomes a page.
pub async fn as_page(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let (id, draining) = (request_span::id(&request), draining::of(&request));
    match next.call(request).await {
        Ok(response) => {
            let status = response.status();
            let Some(error) = response.response().error() else {
                return Ok(response.map_into_boxed_body());
            };
            let html = page(Frame::of(response.request()), status, error);
            let mut response = response.map_body(|_, _| BoxBody::new(html));
            response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(HTML));
            response.headers_mut().remove(header::CONTENT_LENGTH);
            Ok(response)
        }
        Err(error) => {
            let status = error.as_response_error().status_code();
            let frame = Frame::new(None, Default::default(), urls::HOME);
            let html = page(frame, status, &error);
            Err(Rendered { status, html, request: id, draining }.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn a_lost_commit_is_not_said_to_have_changed_nothing() {
        let lost = Error::from(store::Error::Unsure("gone".to_owned()));
        let (_, sentence) = words(lost.status_code(), Some(&lost));
        assert!(sentence.contains("may be done or not"), "{sentence}");
        let busy = Error::from(store::Error::Busy("locked".to_owned()));
        assert_eq!(lost.status_code(), busy.status_code());
        assert!(words(busy.status_code(), Some(&busy)).1.starts_with("Nothing was changed."));
    }
}
