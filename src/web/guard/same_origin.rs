//! Protection against cross-site request forgery. Browsers send the origin of a request, so no tokens are needed.

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};

use crate::config::PublicUrl;

/// The header in which a browser says how the request's origin relates to the target.
const SEC_FETCH_SITE: header::HeaderName = header::HeaderName::from_static("sec-fetch-site");

/// Returns whether another site sent the request. Such a request must be rejected.
///
/// If `Sec-Fetch-Site` is present, it decides. Browsers send it over HTTPS and to loopback addresses. Otherwise,
/// `Origin` must be our own address, with the scheme of `PUBLIC_URL` if that is set. A client that sends neither header
/// isn't a browser, so another site can't make it send cookies. Browsers never repeat these headers.
pub(crate) fn is_foreign(method: &Method, headers: &HeaderMap, public_url: Option<&PublicUrl>) -> bool {
    if method.is_safe() {
        return false;
    }
    let text = |name| headers.get(name).map(|value: &header::HeaderValue| value.to_str().unwrap_or("?"));
    if [SEC_FETCH_SITE, header::ORIGIN].into_iter().any(|name| headers.get_all(name).count() > 1) {
        return true;
    }
    if let Some(site) = text(SEC_FETCH_SITE) {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    if public_url.is_some_and(|ours| ours.to_string().eq_ignore_ascii_case(origin)) {
        return false;
    }
    let Some((scheme, authority)) = origin.split_once("://") else { return true };
    if public_url.is_some_and(|ours| !ours.scheme().eq_ignore_ascii_case(scheme)) {
        return true;
    }
    text(header::HOST).is_none_or(|host| !authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(header::HeaderName::from_static(name), header::HeaderValue::from_static(value));
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
        assert!(!foreign(&[("origin", "https://10.0.0.1:8080"), ("host", "10.0.0.1:8080")]));
        assert!(foreign(&[("origin", "https://evil.example"), ("host", "portal.example")]));
        assert!(foreign(&[("origin", "null"), ("host", "portal.example")]));
    }

    #[test]
    fn the_scheme_of_the_origin_must_be_that_of_the_public_url() {
        for host in ["portal.example", "10.0.0.1:8080"] {
            let origin: &'static str = format!("http://{host}").leak();
            assert!(foreign(&[("origin", origin), ("host", host)]), "{host}");
        }
        let mut map = HeaderMap::new();
        map.append(header::ORIGIN, header::HeaderValue::from_static("http://10.0.0.1:8080"));
        map.append(header::HOST, header::HeaderValue::from_static("10.0.0.1:8080"));
        assert!(!is_foreign(&Method::POST, &map, None), "without a public URL, only the host is compared");
    }

    #[test]
    fn repeated_headers_are_rejected() {
        let ours = ("sec-fetch-site", "same-origin");
        assert!(foreign(&[ours, ("sec-fetch-site", "cross-site")]));
        assert!(foreign(&[ours, ours]));
        let origin = ("origin", "https://portal.example");
        assert!(foreign(&[origin, ("origin", "https://evil.example")]));
        assert!(foreign(&[ours, origin, origin]));
        assert!(foreign(&[("sec-fetch-site", "same-origin, cross-site")]));
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
