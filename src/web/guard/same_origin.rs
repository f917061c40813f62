//! Protection against cross-site request forgery. Browsers send the origin of a request, so no tokens are needed.

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};

use crate::config::PublicUrl;

/// Returns whether another site sent the request. Such a request must be rejected.
///
/// If `Sec-Fetch-Site` is present, it decides. Browsers send it over HTTPS and to loopback addresses. Otherwise,
/// `Origin` must be our own address. A client that sends neither header isn't a browser, so another site can't make it
/// send cookies.
pub(crate) fn is_foreign(method: &Method, headers: &HeaderMap, public_url: Option<&PublicUrl>) -> bool {
    if method.is_safe() {
        return false;
    }
    let text = |name| headers.get(name).map(|value: &header::HeaderValue| value.to_str().unwrap_or("?"));
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    if public_url.is_some_and(|ours| ours.to_string().eq_ignore_ascii_case(origin)) {
        return false;
    }
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    match (authority, text(header::HOST)) {
        (Some(authority), Some(host)) => !authority.eq_ignore_ascii_case(host),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(header::HeaderName::from_static(name), header::HeaderValue::from_static(value));
        }
        is_foreign(&Method::POST, &map, Some(&"https://portal.example/".parse().unwrap()))
    }

    #[test]
    fn sec_fetch_site_takes_precedence_over_the_origin() {
        assert!(!foreign(&[("sec-fetch-site", "same-origin"), ("origin", "https://other.example")]));
        assert!(!foreign(&[("sec-fetch-site", "none")]));
        assert!(foreign(&[("sec-fetch-site", "same-site")]));
        assert!(foreign(&[("sec-fetch-site", "cross-site"), ("origin", "https://portal.example")]));
    }

    #[test]
    fn without_sec_fetch_site_the_origin_must_match() {
        assert!(!foreign(&[("origin", "https://portal.example"), ("host", "10.0.0.1:8080")]));
        assert!(!foreign(&[("origin", "http://10.0.0.1:8080"), ("host", "10.0.0.1:8080")]));
        assert!(foreign(&[("origin", "https://evil.example"), ("host", "portal.example")]));
        assert!(foreign(&[("origin", "null"), ("host", "portal.example")]));
    }

    #[test]
    fn command_line_clients_and_get_requests_are_accepted() {
        assert!(!foreign(&[("host", "portal.example")]));
        let mut map = HeaderMap::new();
        map.insert(
            header::HeaderName::from_static("sec-fetch-site"),
            header::HeaderValue::from_static("cross-site"),
        );
        assert!(!is_foreign(&Method::GET, &map, None));
    }
}
