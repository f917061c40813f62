//! A body that stops arriving is cut off. The server's own timeout ends with the head.

use std::io;
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout};

/// So long without a byte.
const SILENCE: Duration = Duration::from_secs(10);
/// Over so long …
const WINDOW: Duration = Duration::from_secs(30);
/// … fewer bytes than this: 1 KiB a second.
const LEAST_IN_WINDOW: usize = 30 * 1024;

/// Puts the timeout around the body of a request.
pub fn limit(request: &mut ServiceRequest) {
    let payload = request.take_payload();
    request.set_payload(Payload::Stream { payload: Box::pin(limited(payload)) });
}

/// Whether an error of a body is this timeout.
pub fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut)
}

fn limited(
    body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    stream::unfold((body, Instant::now(), 0), |(mut body, mut began, mut arrived)| async move {
        let Ok(next) = timeout(SILENCE, body.next()).await else {
            return Some((Err(too_slow()), (body, began, arrived)));
        };
        let next = next?;
        arrived += next.as_ref().map_or(0, Bytes::len);
        if began.elapsed() >= WINDOW {
            if arrived < LEAST_IN_WINDOW {
                return Some((Err(too_slow()), (body, began, arrived)));
            }
            (began, arrived) = (Instant::now(), 0);
        }
        Some((next, (body, began, arrived)))
    })
    // The reader of multipart forms asks once more after the end.
    .fuse()
}

fn too_slow() -> PayloadError {
    PayloadError::Io(io::ErrorKind::TimedOut.into())
}
