//! Responses: pages, redirects and downloads.

use actix_web::http::{ConnectionType, StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;

use super::format::counted;
use super::forms::FormState;
use super::frame::Frame;
use crate::exports::download::Download;
use crate::exports::file_format::{FileFormat, FileWriter};
use crate::http::multipart::ReceivedForm;
use crate::http::{Error, State, downloads};
use crate::web::page::flash::Flash;

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

/// Responds after too many attempts with a wrong secret. `page` shows the form with the message from [`try_again_in`].
pub(crate) fn throttled(seconds: i64, page: &impl Template) -> Result<HttpResponse, Error> {
    let mut response = page_with(StatusCode::TOO_MANY_REQUESTS, page)?;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    Ok(response)
}

/// Returns the message for a person who entered a wrong secret too many times.
pub(crate) fn try_again_in(seconds: i64) -> String {
    format!("Too many attempts. Try again in {}.", counted((seconds + 59) / 60, "minute", "minutes"))
}

/// The response to a rejected form. It shows the form again.
#[derive(Clone, Copy, Default)]
pub(crate) struct RejectedForm {
    is_too_large: bool,
    is_cut_short: bool,
    retry_after: Option<u32>,
}

impl RejectedForm {
    /// Prepares the response in case the form is rejected. Call this before taking the file from the form.
    pub(crate) fn of(form: &ReceivedForm) -> RejectedForm {
        RejectedForm {
            is_too_large: form.too_large.is_some(),
            is_cut_short: form.is_cut_short,
            ..RejectedForm::default()
        }
    }

    /// Adds the time to wait before trying again, if a quota has been reached.
    pub(crate) fn with(self, form: &FormState) -> RejectedForm {
        RejectedForm { retry_after: form.retry_after(), ..self }
    }

    /// Responds with the page, and closes the connection if part of the body is unread.
    pub(crate) fn respond(self, page: &impl Template) -> Result<HttpResponse, Error> {
        let status = match (self.is_too_large, self.retry_after) {
            (true, _) => StatusCode::PAYLOAD_TOO_LARGE,
            (false, Some(_)) => StatusCode::TOO_MANY_REQUESTS,
            (false, None) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let mut response = page_with(status, page)?;
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
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

/// Redirects, after a POST, to a page that shows a message once. The access check turns `flash` into a cookie.
pub(crate) fn see_other_with(url: &str, flash: Flash) -> HttpResponse {
    let mut response = see_other(url);
    response.extensions_mut().insert(flash);
    response
}

/// Adds a message that a script announces in the page's live region. The message must be ASCII.
pub(crate) fn announce(response: &mut HttpResponse, message: &str) {
    let event = serde_json::json!({ "announce": message }).to_string();
    if let Ok(value) = header::HeaderValue::from_str(&event) {
        response.headers_mut().insert(header::HeaderName::from_static("hx-trigger"), value);
    }
}

/// Streams a file to the person who requested it. `name` is the file's name without its extension.
pub(crate) async fn download(
    state: &State,
    frame: &Frame,
    name: &str,
    download: Download,
) -> Result<HttpResponse, Error> {
    let format = frame.file_format()?;
    let slot = state.downloads.start(frame.person()?.key)?;
    let chunks = downloads::stream(slot, download, format).await?;
    Ok(download_head(name, format).streaming(chunks))
}

/// Responds with a file that contains only a header.
pub(crate) fn header_only(frame: &Frame, name: &str, download: &Download) -> Result<HttpResponse, Error> {
    let format = frame.file_format()?;
    let (writer, mut bytes) = FileWriter::begin(format, download)?;
    bytes.extend(writer.finish()?);
    Ok(download_head(name, format).body(bytes))
}

fn download_head(name: &str, format: FileFormat) -> HttpResponseBuilder {
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.extension());
    let mut response = HttpResponse::Ok();
    response.content_type(format.content_type()).insert_header((header::CONTENT_DISPOSITION, disposition));
    if format.is_compressed() {
        // Compressing the file again would only cost time.
        response.insert_header(header::ContentEncoding::Identity);
    }
    response
}
