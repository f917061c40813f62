//! Which request a line of the log is about: its number, its method and the pattern of its route. Never its address,
//! which may hold an identifier or what somebody searches for.

use std::collections::HashSet;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{Error, HttpMessage, web};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// The header of every answer that says its number in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The patterns of all routes. A log line or a metric names one of these, never an address.
#[derive(Clone)]
pub struct RoutePatterns(Arc<HashSet<&'static str>>);

impl RoutePatterns {
    /// Collects the patterns of a route table.
    pub fn new(patterns: impl Iterator<Item = &'static str>) -> RoutePatterns {
        RoutePatterns(Arc::new(patterns.collect()))
    }
}

/// Makes the span in which a request is answered.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = id(request).map(|id| id.to_string()).unwrap_or_default();
        tracing::info_span!("request", request = id, method = method(request), route = route(request))
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}

/// The number of a request.
pub fn id(request: &ServiceRequest) -> Option<RequestId> {
    request.extensions().get::<RequestId>().copied()
}

/// Says the number in the headers of an answer.
pub fn tell(id: Option<RequestId>, headers: &mut HeaderMap) {
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(&id.to_string()).ok()) {
        headers.insert(REQUEST_ID, value);
    }
}

/// The pattern of the route that a request takes, out of the table; `unknown` where there is none.
pub fn route(request: &ServiceRequest) -> &'static str {
    let known = request.app_data::<web::Data<RoutePatterns>>();
    let pattern = known.zip(request.match_pattern());
    pattern.and_then(|(known, pattern)| known.0.get(pattern.as_str()).copied()).unwrap_or("unknown")
}

/// The method, if it is one that anybody uses.
pub fn method(request: &ServiceRequest) -> &'static str {
    match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
