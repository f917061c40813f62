//! The headers of every response. They forbid what no page needs: files from other sites, inline styles and scripts,
//! frames, access to devices and plain HTTP.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web;

use super::{State, request_span};
use crate::config::Config;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Disables browser features that no page needs. Only names that all current browsers know are listed, because browsers
/// warn about others.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
    fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), \
    payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The value of `Strict-Transport-Security`, valid for one year.
const HSTS: &str = "max-age=31536000";
const HSTS_WITH_SUBDOMAINS: &str = "max-age=31536000; includeSubDomains";

/// The headers that the portal adds to its responses, depending on its settings.
#[derive(Clone, Debug)]
pub(crate) struct SecurityHeaders {
    hsts: Option<&'static str>,
}

/// Adds the headers to every response.
pub(crate) async fn add_to_response(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let (id, headers) = (request_span::id(&request), SecurityHeaders::find(&request));
    let mut response = next.call(request).await?;
    if let Some(headers) = headers {
        headers.add(response.headers_mut());
    }
    request_span::add_header(id, response.headers_mut());
    Ok(response)
}

impl SecurityHeaders {
    /// Chooses the headers for these settings.
    pub(crate) fn new(config: &Config) -> SecurityHeaders {
        let hsts = if config.hsts_without_subdomains { HSTS } else { HSTS_WITH_SUBDOMAINS };
        SecurityHeaders { hsts: config.is_https().then_some(hsts) }
    }

    /// Returns the headers for the portal that received a request. Returns `None` if the request has no [`State`].
    pub(crate) fn find(request: &ServiceRequest) -> Option<SecurityHeaders> {
        let state = request.app_data::<web::Data<State>>()?;
        Some(SecurityHeaders::new(&state.services.config))
    }

    /// Adds the headers. Forbids caching unless the response has its own `Cache-Control`, as embedded files do.
    pub(crate) fn add(&self, headers: &mut HeaderMap) {
        for (name, value) in self.all() {
            if name != header::CACHE_CONTROL || !headers.contains_key(&name) {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
    }

    /// Returns the headers as lines of an HTTP/1.1 response, including the line endings.
    pub(crate) fn lines(&self) -> String {
        self.all().map(|(name, value)| format!("{name}: {value}\r\n")).collect()
    }

    fn all(&self) -> impl Iterator<Item = (HeaderName, &'static str)> {
        let fixed = [
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "same-origin"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        ];
        fixed.into_iter().chain(self.hsts.map(|value| (header::STRICT_TRANSPORT_SECURITY, value)))
    }
}
