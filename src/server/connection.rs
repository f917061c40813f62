//! Client connections that complete bare responses, which the HTTP library sends without involving the portal.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::bare_response;
use crate::domain::activity::Activity;
use crate::http::blocked_write::BlockedWrite;
use crate::http::refusals::connection::ConnectionRefusals;
use crate::http::response_count::ResponseCount;

/// A client's connection that completes bare responses.
pub(super) struct Connection {
    /// The stream to the client.
    pub(super) stream: TcpStream,
    /// The number of the portal's own responses that are being written.
    pub(super) responses: ResponseCount,
    /// Measures for how long the client hasn't read its response.
    pub(super) blocked: BlockedWrite,
    /// Records a first request that arrives too slowly.
    refusals: ConnectionRefusals,
    /// The header lines that are added to bare responses.
    headers: Rc<str>,
    /// Bytes that were accepted from the library but haven't been written yet.
    unwritten: Vec<u8>,
}

impl Connection {
    /// Wraps a stream. `headers` contains complete lines, each with its line ending.
    pub(super) fn new(stream: TcpStream, headers: Rc<str>, refusals: ConnectionRefusals) -> Connection {
        let (responses, blocked) = (ResponseCount::default(), BlockedWrite::default());
        Connection { stream, responses, blocked, refusals, headers, unwritten: Vec::new() }
    }

    /// Returns these bytes with the bare response at their end completed. Returns `None` if they don't end with one.
    fn completed(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if !self.responses.is_zero() {
            return None;
        }
        let start = bare_response::find(bytes)?;
        if bare_response::is_timeout(&bytes[start..])
            && let Ok(peer) = self.stream.peer_addr()
        {
            self.refusals.record(Activity::ConnectionTooSlow, peer.ip());
        }
        let complete = bare_response::complete(&bytes[start..], &self.headers)?;
        Some([&bytes[..start], &complete].concat())
    }

    fn poll_unwritten(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.unwritten.is_empty() {
            let polled = Pin::new(&mut self.stream).poll_write(cx, &self.unwritten);
            self.blocked.record(polled.is_ready());
            let written = ready!(polled)?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.unwritten.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_unwritten(cx))?;
        match self.completed(bytes) {
            None => {
                let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
                self.blocked.record(polled.is_ready());
                polled
            }
            Some(completed) => {
                self.unwritten = completed;
                // The library flushes after writing, and flushing writes the remaining bytes.
                let _ = self.poll_unwritten(cx)?;
                Poll::Ready(Ok(bytes.len()))
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_unwritten(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_unwritten(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
