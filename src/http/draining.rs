//! The time between SIGTERM and the end: requests are still answered, and whoever asks is told to go elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::web;

/// Whether this instance is about to stop. Every clone tells the same.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// From now on it is.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether the instance that answers is about to stop.
pub fn of(request: &ServiceRequest) -> Option<Draining> {
    request.app_data::<web::Data<Draining>>().map(|draining| (***draining).clone())
}

/// Around everything: while the instance is about to stop each answer closes its connection, so that none is left
/// on which a request could meet the end.
pub async fn close_connections(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let draining = of(&request);
    let mut response = next.call(request).await?;
    if draining.is_some_and(|draining| draining.has_begun()) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}
