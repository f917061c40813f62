//! Serves `/metrics` on a listener of its own, because it isn't meant for people who use the portal. Also contains the
//! middleware that measures requests.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{App, HttpResponse, HttpServer, guard, web};

use super::{Error, State, request_span, run_blocking};
use crate::metrics::{CONTENT_TYPE, QueueMetrics, RequestLabels};
use crate::store::submissions::queue_metrics;
use crate::uploads::services::Services;

/// Maximum time to wait for the database. Prometheus stops waiting after 10 s.
const MAX_WAIT: Duration = Duration::from_secs(6);

/// The running metrics listener.
pub struct Listener {
    /// The address that it listens on.
    pub address: SocketAddr,
    handle: ServerHandle,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Listener {
    /// Starts the listener. Must be called in a tokio runtime. Returns `None` if the settings don't name an address.
    pub(crate) fn start(services: &Services) -> std::io::Result<Option<Listener>> {
        let Some(address) = services.config.metrics_listen else { return Ok(None) };
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let services = web::Data::new(services.clone());
        let server = HttpServer::new(move || {
            let metrics = web::resource("/metrics").guard(guard::Get()).to(scrape);
            App::new().app_data(services.clone()).service(metrics)
        });
        let server = server.workers(1).disable_signals().shutdown_timeout(1).listen(listener)?.run();
        let handle = server.handle();
        Ok(Some(Listener { address, handle, server: tokio::task::spawn(server) }))
    }

    /// Stops the listener after finishing a running scrape.
    pub(crate) async fn stop(self) {
        self.handle.stop(true).await;
        let _ = self.server.await;
    }
}

async fn scrape(services: web::Data<Services>) -> Result<HttpResponse, Error> {
    let queue_services = services.clone();
    let queue = run_blocking(move || load_queue(&queue_services));
    // If the database takes longer, the response contains only the metrics that don't need it.
    let queue = tokio::time::timeout(MAX_WAIT, queue).await.ok().and_then(Result::ok).flatten();
    let text = services.metrics.text(queue.as_ref()).map_err(|error| Error::Failed(error.to_string()))?;
    Ok(HttpResponse::Ok().content_type(CONTENT_TYPE).body(text))
}

/// Counts the submissions in the queue. Returns `None` if the database doesn't respond.
fn load_queue(services: &Services) -> Option<QueueMetrics> {
    services
        .db
        .read(|conn| queue_metrics::load(conn, services.clock.now()))
        .inspect_err(|error| tracing::warn!(%error, "could not count the submissions in the queue"))
        .ok()
}

/// Measures the time from each request to the head of its response.
pub(crate) async fn measure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let began = Instant::now();
    let (method, route) = (request_span::method(&request), request_span::route(&request));
    let metrics = request.app_data::<web::Data<State>>().map(|state| state.services.metrics.clone());
    let result = next.call(request).await;
    let status = match &result {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    if let Some(metrics) = metrics {
        metrics.request(&RequestLabels { method, route, status: status_class(status) }, began.elapsed());
    }
    result
}

fn status_class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
