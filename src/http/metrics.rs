//! `/metrics`, on a listener of its own: what is counted is nobody's business who uses the portal. And the middleware that
//! measures requests.

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{App, HttpResponse, HttpServer, guard, web};

use super::{Error, State, blocking, request_span};
use crate::metrics::{CONTENT_TYPE, Queue, Request};
use crate::store::submissions::queue_metrics;
use crate::uploads::services::Services;

/// So long the database may take to answer; Prometheus gives up after 10 s.
const PATIENCE: Duration = Duration::from_secs(6);

/// The listener, while it is there.
pub struct Listener {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Listener {
    /// Starts it, where the settings name an address. Call it inside a tokio runtime.
    pub fn start(services: &Services) -> std::io::Result<Option<Listener>> {
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

    /// Lets a scrape at hand end, and stops.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        let _ = self.server.await;
    }
}

async fn scrape(services: web::Data<Services>) -> Result<HttpResponse, Error> {
    let asked = services.clone();
    let numbers = blocking(move || queue(&asked));
    // Who waits for longer is told what is known without the database.
    let numbers = tokio::time::timeout(PATIENCE, numbers).await.ok().and_then(Result::ok).flatten();
    let text = services.metrics.text(numbers.as_ref()).map_err(|error| Error::Failed(error.to_string()))?;
    Ok(HttpResponse::Ok().content_type(CONTENT_TYPE).body(text))
}

/// The queue as the table has it now; none where the database does not answer.
fn queue(services: &Services) -> Option<Queue> {
    services
        .db
        .read(|conn| queue_metrics::numbers(conn, services.clock.now()))
        .inspect_err(|error| tracing::warn!(%error, "the queue could not be counted"))
        .ok()
}

/// Around everything: how long each request took until the head of its answer was there.
pub async fn measure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let began = Instant::now();
    let (method, route) = (request_span::method(&request), request_span::route(&request));
    let metrics = request.app_data::<web::Data<State>>().map(|state| state.services.metrics.clone());
    let answer = next.call(request).await;
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    if let Some(metrics) = metrics {
        metrics.request(&Request { method, route, status: class(status) }, began.elapsed());
    }
    answer
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
