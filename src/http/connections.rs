//! Limits the number of open connections, in total and for each address.
//!
//! When a limit is reached, the connection that has been idle the longest is closed. A connection is idle while it has
//! no request. If no connection is idle, the new one is closed.

use std::any::Any;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use parking_lot::Mutex;
use socket2::{SockRef, Socket};
use tokio::net::TcpStream;

use super::blocked_write::BlockedWrite;
use super::connection_table::{ConnectionId, ConnectionTable, Limits};
use super::headers::SecurityHeaders;
use super::refusals::connection::ConnectionRefusals;
use super::refusals::middleware;
use super::refusals::recorder::Refusals;
use super::response_count::{CountedResponse, ResponseCount};
use crate::config::TrustedProxies;
use crate::domain::activity::Activity;
use crate::metrics::Metrics;
use crate::uploads::services::Services;

/// Number of open files that the portal needs in addition to connections: the database, temporary files and embedded
/// files.
const OTHER_FILES: u64 = 512;
/// Number of open files for each connection: its socket, and a second handle for closing it.
const FILES_PER_CONNECTION: u64 = 2;

/// Time for which a connection stays open after the response to a chunked request, unless another request begins.
const CHUNKED_LINGER: Duration = Duration::from_secs(10);

/// The open connections. All clones share them.
#[derive(Clone)]
pub(crate) struct Connections(Arc<Shared>);

struct Shared {
    table: Mutex<ConnectionTable<Handle>>,
    write_timeout: Duration,
    proxies: TrustedProxies,
    metrics: Metrics,
    refusals: ConnectionRefusals,
}

/// The part of a connection that the table keeps.
struct Handle {
    socket: Socket,
    blocked: BlockedWrite,
}

/// An open connection's entry in the table. It is stored in the connection's data, and dropping it removes the entry.
struct Connection {
    id: ConnectionId,
    connections: Connections,
}

impl Connections {
    /// Creates an empty table with the limits from the settings. Raises the limit on open files as far as the system
    /// allows.
    pub(crate) fn new(services: &Services, refusals: Refusals) -> Connections {
        let config = &services.config;
        let limits = Limits {
            total: max_connections(config.max_connections),
            per_address: config.max_connections_per_address as usize,
        };
        Connections(Arc::new(Shared {
            table: Mutex::new(ConnectionTable::new(limits)),
            write_timeout: Duration::from_secs(config.write_timeout_seconds.into()),
            proxies: config.trusted_proxies().clone(),
            metrics: services.metrics.clone(),
            refusals: ConnectionRefusals::new(refusals, services.clock.clone()),
        }))
    }

    /// Returns the recorder of refused connections.
    pub(crate) fn refusals(&self) -> ConnectionRefusals {
        self.0.refusals.clone()
    }

    /// Closes the connections whose clients haven't read any of a response for this long.
    pub(crate) fn close_unread(&self, limit: Duration) {
        let mut closed = 0;
        for Handle { socket, blocked } in self.0.table.lock().handles() {
            if blocked.duration().is_some_and(|duration| duration >= limit) {
                close(socket);
                closed += 1;
            }
        }
        if closed > 0 {
            tracing::info!(
                connections = closed,
                "closed connections whose clients did not read the response"
            );
        }
    }

    /// Closes the connections that have been idle since a mark, and returns a new mark. A client that is still sending
    /// after an early response would otherwise delay the shutdown. Connections whose response is waiting for the client
    /// are left to [`Connections::close_unread`].
    pub(crate) fn close_idle(&self, mark: u64) -> u64 {
        let table = self.0.table.lock();
        for Handle { socket, blocked } in table.idle_since(mark) {
            if blocked.duration().is_none() {
                close(socket);
            }
        }
        table.mark()
    }

    /// Adds a new connection, which may close an idle one. The server calls this before it reads from the connection.
    ///
    /// `blocked` is updated while responses are written.
    pub(crate) fn add(&self, stream: &dyn Any, blocked: BlockedWrite, data: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else { return };
        let socket = SockRef::from(stream);
        // The kernel closes the connection if the client accepts no data for this long, which frees the response.
        #[cfg(target_os = "linux")]
        let _ = socket.set_tcp_user_timeout(Some(self.0.write_timeout));
        let (Ok(peer), Ok(own_socket)) = (stream.peer_addr(), socket.try_clone()) else {
            close(&socket);
            return;
        };
        // Many people share a proxy's connections, so the limit for an address doesn't apply to it.
        let address = Some(peer.ip().to_canonical()).filter(|address| !self.0.proxies.trusts(*address));
        let handle = Handle { socket: own_socket, blocked };
        let added = self.0.table.lock().add(address, handle, |handle| is_silent(&handle.socket));
        if added.id.is_none() || added.closed.is_some() {
            self.0.refusals.record(Activity::ConnectionLimited, peer.ip());
        }
        if let Some(idle) = &added.closed {
            self.0.metrics.idle_connection_closed();
            close(&idle.socket);
        }
        match added.id {
            Some(id) => {
                self.0.metrics.connection_opened();
                data.insert(Connection { id, connections: self.clone() });
            }
            None => {
                self.0.metrics.connection_refused();
                close(&socket);
            }
        }
    }
}

/// Returns whether the server has read everything that has arrived. The server's sockets never block.
fn is_silent(socket: &Socket) -> bool {
    let peeked = socket.peek(&mut [MaybeUninit::uninit()]);
    peeked.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
}

/// Closes a connection. Its task notices this immediately and ends.
fn close(socket: &Socket) {
    let _ = socket.shutdown(std::net::Shutdown::Both);
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.0.table.lock().remove(self.id);
        self.connections.0.metrics.connection_closed();
    }
}

/// Raises the limit on open files, and returns the number of connections that it allows, at most `requested`.
fn max_connections(requested: u32) -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
    let possible = files.saturating_sub(OTHER_FILES).max(files / 2) / FILES_PER_CONNECTION;
    if u64::from(requested) > possible {
        tracing::warn!(
            files,
            requested,
            possible,
            "the limit on open files allows fewer connections than MAX_CONNECTIONS"
        );
    } else {
        tracing::info!(files, connections = requested, "raised the limit on open files");
    }
    (requested as usize).min(possible.try_into().unwrap_or(usize::MAX))
}

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
        let mut table = connections.0.table.lock();
        if has_body && !table.begin_body() {
            return None;
        }
        table.begin_request(*id);
        Some(Busy { id: *id, connections: connections.clone(), has_body, is_chunked })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut table = self.connections.0.table.lock();
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
    let table = connections.0.table.lock();
    if table.idle_mark(id) == Some(mark)
        && let Some(Handle { socket, blocked }) = table.handle(id)
        && blocked.duration().is_none()
    {
        close(socket);
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
