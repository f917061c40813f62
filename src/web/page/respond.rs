//! Responses: pages, redirects and downloads.

use actix_web::cookie::Cookie;
use actix_web::http::{ConnectionType, StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use futures_util::stream;

use crate::http::multipart::ReceivedForm;
use crate::http::{Error, run_blocking};
use crate::store;

/// The content type of every page.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// Responds with a page.
pub(crate) fn page(page: &impl Template) -> Result<HttpResponse, Error> {
    page_with(StatusCode::OK, page)
}

/// Responds with a page and a status, such as 422 for a rejected form.
pub(crate) fn page_with(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Error> {
    Ok(HttpResponse::build(status).content_type(HTML).body(page.render()?))
}

/// The response to a rejected form with a file. It shows the form again.
#[derive(Clone, Copy)]
pub(crate) struct RejectedForm {
    is_too_large: bool,
    is_cut_short: bool,
}

impl RejectedForm {
    /// Prepares the response in case the form is rejected. Call it before taking the file from the form.
    pub(crate) fn of(form: &ReceivedForm) -> RejectedForm {
        RejectedForm { is_too_large: form.too_large.is_some(), is_cut_short: form.is_cut_short }
    }

    /// Responds with the page, and closes the connection if part of the body is unread.
    pub(crate) fn respond(self, page: &impl Template) -> Result<HttpResponse, Error> {
        let status = match self.is_too_large {
            true => StatusCode::PAYLOAD_TOO_LARGE,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let mut response = page_with(status, page)?;
        if self.is_cut_short {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        Ok(response)
    }
}

/// Redirects after a POST.
pub(crate) fn see_other(url: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url)).finish()
}

/// Redirects after a POST to a page that shows a message once.
pub(crate) fn see_other_with(url: &str, cookie: Cookie<'_>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url)).cookie(cookie).finish()
}

/// Adds a message that a script announces in the page's live region. The message must be ASCII.
pub(crate) fn announce(response: &mut HttpResponse, message: &str) {
    let event = serde_json::json!({ "announce": message }).to_string();
    if let Ok(value) = header::HeaderValue::from_str(&event) {
        response.headers_mut().insert(header::HeaderName::from_static("hx-trigger"), value);
    }
}

/// Streams a CSV file. Each chunk is created outside the async threads once the client has received the previous one.
/// The first chunk is created before the response starts, so that an early failure becomes an error page instead of a
/// truncated file.
pub(crate) async fn csv<I>(file_name: &str, mut chunks: I) -> Result<HttpResponse, Error>
where
    I: Iterator<Item = Result<Vec<u8>, store::Error>> + Send + 'static,
{
    let (first, chunks) = run_blocking(move || (chunks.next(), chunks)).await?;
    let first = first.transpose()?;
    let rest = stream::unfold(Some((first, chunks)), |state| async move {
        let (ready, mut chunks) = state?;
        if let Some(bytes) = ready {
            return Some((Ok(web::Bytes::from(bytes)), Some((None, chunks))));
        }
        match run_blocking(move || (chunks.next(), chunks)).await {
            Ok((Some(Ok(bytes)), chunks)) => Some((Ok(web::Bytes::from(bytes)), Some((None, chunks)))),
            Ok((Some(Err(error)), _)) => Some((Err(cut_off(&error)), None)),
            Ok((None, _)) => None,
            Err(error) => Some((Err(cut_off(&error)), None)),
        }
    });
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .streaming(rest))
}

/// Returns an error that breaks the connection, so that the client can't mistake a truncated download for a complete
/// one.
fn cut_off(error: &impl std::fmt::Display) -> std::io::Error {
    tracing::error!(cause = %error, "a download was cut off");
    std::io::Error::other(error.to_string())
}
