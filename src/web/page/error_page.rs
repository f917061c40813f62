//! Renders errors as pages. Each server error is logged here once, when its response is created.

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
use crate::http::headers::SecurityHeaders;
use crate::http::{Error, draining, request_span};
use crate::telemetry::without_values;
use crate::web::urls;

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Error {
        Error::Failed(format!("template: {error}"))
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    title: &'static str,
    sentence: &'a str,
    reference: Option<String>,
    way_back: &'static str,
    way_back_label: &'static str,
}

/// The page for hosts on which the portal serves nothing else, not even its stylesheet.
#[derive(Template)]
#[template(path = "error_without_styles.html")]
struct ErrorPageWithoutStyles<'a> {
    title: &'static str,
    sentence: &'a str,
}

fn title_and_sentence(status: StatusCode, error: Option<&Error>) -> (&'static str, &str) {
    if let Some(Error::TooMany { message, .. }) = error {
        return ("You’ve reached a limit", message);
    }
    match status {
        StatusCode::NOT_FOUND => (
            "Page not found",
            "We can’t find this page. Check the address, or ask an administrator whether you have access.",
        ),
        StatusCode::FORBIDDEN if matches!(error, Some(Error::Foreign)) => (
            "Request from another site",
            "This request came from another site, so nothing was changed. Open the portal and try again there.",
        ),
        StatusCode::FORBIDDEN => (
            "You can’t open this page",
            "Your role doesn’t allow this. Ask an administrator at your company to do it for you, or ask your portal operator to change your role.",
        ),
        StatusCode::MISDIRECTED_REQUEST => (
            "This isn’t the portal’s address",
            "The portal can’t be used at the address in your browser. Ask your portal operator for the right one.",
        ),
        StatusCode::BAD_REQUEST if matches!(error, Some(Error::NoHost)) => (
            "We couldn’t read the address",
            "The request doesn’t say which site it is for. Enter the portal’s address in your browser and try again.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("Not possible on this page", "This page can’t be used that way. Go back and try again.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("Too large", "You sent more than this form accepts. Shorten your input and try again.")
        }
        StatusCode::REQUEST_TIMEOUT => (
            "The request took too long",
            "We didn’t receive all of your file, so nothing was saved. Check your connection and upload it again.",
        ),
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST => {
            ("We couldn’t read the form", "Part of the form is missing. Go back and submit it again.")
        }
        StatusCode::SERVICE_UNAVAILABLE if matches!(error, Some(Error::Full(_))) => (
            "No space left",
            "The portal’s disk is full, so nothing was saved. Tell your portal operator, and try again once there is space.",
        ),
        StatusCode::SERVICE_UNAVAILABLE if matches!(error, Some(Error::Unsure(_))) => (
            "Check whether your change was saved",
            "The connection was lost while saving. Your change may or may not have been saved: check before you try again.",
        ),
        StatusCode::SERVICE_UNAVAILABLE if matches!(error, Some(Error::QueueFull)) => (
            "The portal is busy",
            "Too many passwords are being checked at the moment. Nothing was changed. Try again in a few seconds.",
        ),
        StatusCode::SERVICE_UNAVAILABLE if matches!(error, Some(Error::ReadersBusy)) => (
            "The portal is busy",
            "Too many workbooks are being read at the moment. Nothing was changed. Try again in a few seconds, or upload the list as CSV.",
        ),
        StatusCode::SERVICE_UNAVAILABLE if matches!(error, Some(Error::Stopping)) => (
            "The portal is restarting",
            "Your request arrived just as the portal was being stopped. Nothing was changed. Try again in a minute.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => {
            ("The portal is busy", "Nothing was changed. Try again in a few seconds.")
        }
        _ => (
            "Sorry, there’s a problem",
            "Something went wrong on our side and has been logged. If it happens again, send us this reference.",
        ),
    }
}

fn page(mut frame: Frame, status: StatusCode, cause: &actix_web::Error) -> String {
    let (title, sentence) = title_and_sentence(status, cause.as_error());
    if status == StatusCode::MISDIRECTED_REQUEST {
        return ErrorPageWithoutStyles { title, sentence }.render().unwrap_or_else(|_| title.to_owned());
    }
    let is_expected =
        matches!(cause.as_error(), Some(Error::QueueFull | Error::ReadersBusy | Error::Stopping));
    let is_failure = status.is_server_error() && !is_expected;
    let reference = is_failure.then(|| {
        let mut id = uuid::Uuid::new_v4().simple().to_string().to_uppercase();
        id.truncate(8);
        id
    });
    if let Some(reference) = &reference {
        let cause = without_values(&cause.to_string());
        tracing::error!(%reference, %status, cause, "responded with an error");
    }
    frame.flash = None;
    let way_back_label = if frame.person.is_some() { "Go to the home page" } else { "Sign in" };
    let page = ErrorPage { frame, title, sentence, reference, way_back: urls::HOME, way_back_label };
    page.render().unwrap_or_else(|_| title.to_owned())
}

/// An error raised outside the handlers, such as in the session middleware. It is already rendered as a page.
#[derive(Debug)]
struct ErrorResponse {
    status: StatusCode,
    html: String,
    headers: Option<SecurityHeaders>,
    request: Option<RequestId>,
    draining: Option<Draining>,
}

impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "responded with {}", self.status)
    }
}

impl ResponseError for ErrorResponse {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        let mut response = response.content_type(HTML).body(self.html.clone());
        if let Some(headers) = &self.headers {
            headers.add(response.headers_mut());
        }
        request_span::add_header(self.request, response.headers_mut());
        if self.draining.as_ref().is_some_and(Draining::has_started) {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        response
    }
}

/// Turns errors from handlers and from the server itself into pages.
pub(crate) async fn as_page(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let (id, draining) = (request_span::id(&request), draining::find(&request));
    let headers = SecurityHeaders::find(&request);
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
            Err(ErrorResponse { status, html, headers, request: id, draining }.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn the_page_for_a_reached_limit_shows_its_message() {
        let message = "You have five downloads. Wait until one has finished.";
        let limit = Error::TooMany { retry_after: 30, message: message.to_owned() };
        assert_eq!(limit.error_response().headers().get(header::RETRY_AFTER).unwrap(), "30");
        assert_eq!(
            title_and_sentence(limit.status_code(), Some(&limit)),
            ("You’ve reached a limit", message)
        );
    }

    #[test]
    fn a_full_queue_of_workbooks_and_a_shutdown_have_pages_without_a_reference() {
        let cancelled = Error::from(crate::uploads::intake::rejection::IntakeError::Cancelled);
        let full = Error::from(std::io::Error::from(std::io::ErrorKind::TimedOut));
        for (error, sentence) in [(cancelled, "The portal is restarting"), (full, "Too many workbooks")] {
            let (status, response) = (error.status_code(), error.error_response());
            assert!(response.headers().contains_key(header::RETRY_AFTER), "{error}");
            let html = page(Frame::new(None, Default::default(), urls::HOME), status, &error.into());
            assert!(html.contains(sentence) && html.contains("Nothing was changed."), "{html}");
            assert!(!html.contains("Reference"), "{html}");
        }
    }

    #[test]
    fn the_page_for_a_lost_commit_does_not_claim_that_nothing_changed() {
        let lost = Error::from(store::Error::Unsure("gone".to_owned()));
        let (_, sentence) = title_and_sentence(lost.status_code(), Some(&lost));
        assert!(sentence.contains("may or may not have been saved"), "{sentence}");
        let busy = Error::from(store::Error::Busy("locked".to_owned()));
        assert_eq!(lost.status_code(), busy.status_code());
        assert!(title_and_sentence(busy.status_code(), Some(&busy)).1.starts_with("Nothing was changed."));
    }
}
