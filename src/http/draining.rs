//! Draining, the time between SIGTERM and the end. Requests are still served, and `/readyz` sends new ones elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::web;

/// Whether this instance is draining. All clones share the answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draining(Arc<AtomicBool>);

impl Draining {
    /// Starts draining.
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Returns whether draining has started.
    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Returns the draining state of the instance that serves the request.
pub(crate) fn find(request: &ServiceRequest) -> Option<Draining> {
    request.app_data::<web::Data<Draining>>().map(|draining| (***draining).clone())
}

/// Closes the connection with each response while the instance drains, so that no request meets the end on an
/// open connection.
pub(crate) async fn close_connections(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let draining = find(&request);
    let mut response = next.call(request).await?;
    if draining.is_some_and(|draining| draining.has_begun()) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}
