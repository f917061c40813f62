//! Marks connections as busy while they have a request, and limits the number of requests with a body.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Bytes;

use super::connection_table::ConnectionId;
use super::connections::{Connection, Connections};
use super::headers::SecurityHeaders;
use super::refusals::middleware;
use super::response_count::{CountedResponse, ResponseCount};
use crate::domain::activity::Activity;

/// Time for which a connection stays open after the response to a chunked request, unless another request begins.
const CHUNKED_LINGER: Duration = Duration::from_secs(10);

/// Marks a request's connection as busy until the response has been sent. Responds with 503 if too many requests
/// have a body.
pub(crate) async fn mark_busy(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let counted = request.conn_data::<ResponseCount>().map(ResponseCount::begin);
    let busy = request.conn_data::<Connection>().map(|connection| Busy::new(connection, &request));
    let busy = match busy {
        Some(None) => return Ok(too_many_bodies(request)),
        Some(busy) => busy,
        None => None,
    };
    let response = next.call(request).await?.map_into_boxed_body();
    Ok(response.map_body(|_, body| match busy {
        Some(busy) => BoxBody::new(BusyBody { body, _busy: busy, _counted: counted }),
        None => body,
    }))
}

fn has_body(request: &ServiceRequest) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH);
    request.headers().contains_key(header::TRANSFER_ENCODING) || length.is_some_and(|length| length != "0")
}

/// Returns a short plain-text response, and closes the connection instead of reading the body.
fn too_many_bodies(request: ServiceRequest) -> ServiceResponse<BoxBody> {
    middleware::record_as(&request, Activity::RequestBusy);
    let headers = SecurityHeaders::find(&request);
    let mut response = HttpResponse::ServiceUnavailable();
    response
        .insert_header((header::RETRY_AFTER, "5"))
        .content_type("text/plain; charset=utf-8")
        .force_close();
    let mut response =
        response.body("The portal is busy. Nothing was changed. Try again in a few seconds.\n");
    if let Some(headers) = headers {
        headers.add(response.headers_mut());
    }
    request.into_response(response)
}

/// A guard that marks a connection as busy with a request until it is dropped.
struct Busy {
    id: ConnectionId,
    connections: Connections,
    has_body: bool,
    is_chunked: bool,
}

impl Busy {
    /// Creates a guard. Returns `None` if the request has a body and too many other requests have one too.
    fn new(connection: &Connection, request: &ServiceRequest) -> Option<Busy> {
        let is_chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
        let has_body = has_body(request);
        let Connection { id, connections } = connection;
        let mut table = connections.table();
        if has_body && !table.begin_body() {
            return None;
        }
        table.begin_request(*id);
        Some(Busy { id: *id, connections: connections.clone(), has_body, is_chunked })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut table = self.connections.table();
        table.end_request(self.id);
        if self.has_body {
            table.end_body();
        }
        let mark = table.idle_mark(self.id);
        drop(table);
        if self.is_chunked
            && let (Some(mark), Ok(runtime)) = (mark, tokio::runtime::Handle::try_current())
        {
            runtime.spawn(close_if_still_idle(self.connections.clone(), self.id, mark));
        }
    }
}

/// Closes a connection if no other request begins on it for a while. After a response, the server reads the rest of a
/// chunked body without a limit, because only its end shows where the next request begins.
async fn close_if_still_idle(connections: Connections, id: ConnectionId, mark: u64) {
    tokio::time::sleep(CHUNKED_LINGER).await;
    let table = connections.table();
    if table.idle_mark(id) == Some(mark)
        && let Some(handle) = table.handle(id)
    {
        handle.close_unless_blocked();
    }
}

/// The body of a response. It keeps the connection busy until it has been sent.
struct BusyBody {
    body: BoxBody,
    _busy: Busy,
    _counted: Option<CountedResponse>,
}

impl MessageBody for BusyBody {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Bytes, Self::Error>>> {
        std::pin::Pin::new(&mut self.body).poll_next(context)
    }
}
