//! Draining: the time between SIGTERM and shutdown. Requests are still served, but `/readyz` fails, so that a proxy
//! sends new ones elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::web;
use tokio::sync::watch;

use crate::domain::manifest::Cancellation;

/// A flag that is set while this instance is draining. All clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draining {
    has_started: Arc<AtomicBool>,
    reading: Cancellation,
    /// Whether reading has stopped. Requests whose bodies are still arriving wait for it.
    has_stopped_reading: Arc<watch::Sender<bool>>,
}

impl Draining {
    /// Starts draining.
    pub(crate) fn start(&self) {
        self.has_started.store(true, Ordering::Relaxed);
    }

    /// Stops reading all files and the bodies of all requests, because the portal can't wait any longer.
    pub(crate) fn stop_reading(&self) {
        self.reading.cancel();
        self.has_stopped_reading.send_replace(true);
    }

    /// Waits until reading stops.
    pub(crate) async fn reading_stopped(self) {
        let mut receiver = self.has_stopped_reading.subscribe();
        // The sender lives as long as this value, so this waits for the flag.
        let _ = receiver.wait_for(|has_stopped| *has_stopped).await;
    }

    /// Returns the handle that cancels the reading of all files.
    pub(crate) fn reading(&self) -> &Cancellation {
        &self.reading
    }

    /// Returns whether draining has started.
    pub(crate) fn has_started(&self) -> bool {
        self.has_started.load(Ordering::Relaxed)
    }
}

/// Returns the draining flag of the instance that is serving the request.
pub(crate) fn find(request: &ServiceRequest) -> Option<Draining> {
    request.app_data::<web::Data<Draining>>().map(|draining| (***draining).clone())
}

/// Closes the connection after each response while the instance is draining. Otherwise, a request could arrive on an
/// open connection just as the instance shuts down.
pub(crate) async fn close_connections(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let draining = find(&request);
    let mut response = next.call(request).await?;
    if draining.is_some_and(|draining| draining.has_started()) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}
