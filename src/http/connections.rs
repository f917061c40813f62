//! Limits the number of open connections, in total and for each address.
//!
//! When a limit is reached, the connection that has been idle the longest is closed. A connection is idle while it has
//! no request. If no connection is idle, the new one is closed.

use std::any::Any;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Extensions;
use parking_lot::{Mutex, MutexGuard};
use socket2::{SockRef, Socket};
use tokio::net::TcpStream;

use super::blocked_write::BlockedWrite;
use super::connection_table::{ConnectionId, ConnectionTable, Limits};
use super::refusals::connection::ConnectionRefusals;
use super::refusals::recorder::Refusals;
use crate::config::TrustedProxies;
use crate::domain::activity::Activity;
use crate::metrics::Metrics;
use crate::uploads::services::Services;

/// Number of open files that the portal needs in addition to connections: the database, temporary files and embedded
/// files.
const OTHER_FILES: u64 = 512;
/// Number of open files for each connection: its socket, and a second handle for closing it.
const FILES_PER_CONNECTION: u64 = 2;

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
pub(super) struct Handle {
    socket: Socket,
    blocked: BlockedWrite,
}

impl Handle {
    /// Closes the connection, unless its response is waiting for the client.
    pub(super) fn close_unless_blocked(&self) {
        if self.blocked.duration().is_none() {
            close(&self.socket);
        }
    }
}

/// An open connection's entry in the table. It is stored in the connection's data, and dropping it removes the entry.
pub(super) struct Connection {
    pub(super) id: ConnectionId,
    pub(super) connections: Connections,
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
        table.idle_since(mark).for_each(Handle::close_unless_blocked);
        table.mark()
    }

    /// Locks the table.
    pub(super) fn table(&self) -> MutexGuard<'_, ConnectionTable<Handle>> {
        self.0.table.lock()
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
