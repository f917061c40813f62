//! The answers that pages give.

use actix_web::cookie::Cookie;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use futures_util::stream;

use crate::http::{Error, blocking};
use crate::store;

/// The content type of every page.
pub const HTML: &str = "text/html; charset=utf-8";

/// A page.
pub fn page(page: &impl Template) -> Result<HttpResponse, Error> {
    page_with(StatusCode::OK, page)
}

/// A page with another status: 422 for a refused form.
pub fn page_with(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Error> {
    Ok(HttpResponse::build(status).content_type(HTML).body(page.render()?))
}

/// After a post: look there.
pub fn see_other(url: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url)).finish()
}

/// After a post: look there, where a short text says what happened.
pub fn see_other_with(url: &str, cookie: Cookie<'_>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url)).cookie(cookie).finish()
}

/// Tells a script what to say in the page's live region. ASCII only.
pub fn announce(answer: &mut HttpResponse, sentence: &str) {
    let event = serde_json::json!({ "announce": sentence }).to_string();
    if let Ok(value) = header::HeaderValue::from_str(&event) {
        answer.headers_mut().insert(header::HeaderName::from_static("hx-trigger"), value);
    }
}

/// A CSV file, streamed: one piece at a time is made, off the async threads, when the client has taken the one before.
/// The first piece is made before the answer begins, so that what cannot be had is a page and not half a file.
pub async fn csv<I>(file_name: &str, mut pieces: I) -> Result<HttpResponse, Error>
where
    I: Iterator<Item = Result<Vec<u8>, store::Error>> + Send + 'static,
{
    let (first, pieces) = blocking(move || (pieces.next(), pieces)).await?;
    let first = first.transpose()?;
    let rest = stream::unfold(Some((first, pieces)), |state| async move {
        let (ready, mut pieces) = state?;
        if let Some(bytes) = ready {
            return Some((Ok(web::Bytes::from(bytes)), Some((None, pieces))));
        }
        match blocking(move || (pieces.next(), pieces)).await {
            Ok((Some(Ok(bytes)), pieces)) => Some((Ok(web::Bytes::from(bytes)), Some((None, pieces)))),
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

/// The client sees a download that breaks off, never one that only seems whole.
fn cut_off(error: &impl std::fmt::Display) -> std::io::Error {
    tracing::error!(cause = %error, "a download broke off");
    std::io::Error::other(error.to_string())
}
