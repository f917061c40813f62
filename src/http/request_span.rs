//! The span of a request in the log: the request's ID, its method and the pattern of its route. The span never contains
//! the address, which may include an identifier or search words.

use std::collections::HashSet;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

use crate::request_id;

/// The response header with the ID that the request has in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The patterns of all routes. Log lines and metrics contain one of these, never an address.
#[derive(Clone)]
pub(crate) struct RoutePatterns(Arc<HashSet<&'static str>>);

impl RoutePatterns {
    /// Collects the patterns of a route table.
    pub(crate) fn new(patterns: impl Iterator<Item = &'static str>) -> RoutePatterns {
        RoutePatterns(Arc::new(patterns.collect()))
    }
}

/// The builder for the span of each request.
pub(crate) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = id(request).map(|id| id.to_string()).unwrap_or_default();
        tracing::info_span!("request", request = id, method = method(request), route = route(request))
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}

/// Returns the ID of a request.
pub(crate) fn id(request: &ServiceRequest) -> Option<RequestId> {
    request.extensions().get::<RequestId>().copied()
}

/// Handles a request so that its activity entries have its ID.
pub(crate) async fn enter(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = id(&request).map(|id| id.to_string()).unwrap_or_default();
    request_id::handle(id, next.call(request)).await
}

/// Adds the ID to the headers of a response.
pub(crate) fn add_header(id: Option<RequestId>, headers: &mut HeaderMap) {
    if let Some(value) = id.and_then(|id| HeaderValue::from_str(&id.to_string()).ok()) {
        headers.insert(REQUEST_ID, value);
    }
}

/// Returns the pattern of the request's route, or `unknown` if there is none.
pub(crate) fn route(request: &ServiceRequest) -> &'static str {
    let patterns = request.app_data::<web::Data<RoutePatterns>>();
    let pattern = patterns.zip(request.match_pattern());
    pattern.and_then(|(patterns, pattern)| patterns.0.get(pattern.as_str()).copied()).unwrap_or("unknown")
}

/// Returns the name of the method, or `other` for an uncommon one.
pub(crate) fn method(request: &ServiceRequest) -> &'static str {
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
