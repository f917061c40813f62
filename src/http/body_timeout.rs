//! Cuts off request bodies that arrive too slowly. The server's own timeout covers only the head of a request.

use std::future::{Future, pending};
use std::io;
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout};

use super::draining;

/// Maximum time that may pass without a byte arriving.
const MAX_PAUSE: Duration = Duration::from_secs(10);
/// The period over which the speed is measured.
const WINDOW: Duration = Duration::from_secs(30);
/// Minimum number of bytes in each such period, equal to 8 KiB per second. It also limits how long a form can take.
const MIN_BYTES_PER_WINDOW: usize = 30 * 8 * 1024;

/// Adds the timeout to the body of a request. The body is also cut off when the portal stops.
pub(crate) fn limit(request: &mut ServiceRequest) {
    let (payload, draining) = (request.take_payload(), draining::find(request));
    let stopped = async move {
        match draining {
            Some(draining) => draining.reading_stopped().await,
            None => pending().await,
        }
    };
    request.set_payload(Payload::Stream { payload: Box::pin(limit_body(payload, Box::pin(stopped))) });
}

/// Returns whether an error from reading a body was caused by this timeout.
pub(crate) fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut)
}

/// Returns whether an error from reading a body was caused by the portal's shutdown.
pub(crate) fn is_stopped(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(error) if error.kind() == io::ErrorKind::ConnectionAborted)
}

fn limit_body(
    body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin,
    stopped: impl Future<Output = ()> + Unpin,
) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    stream::unfold(
        (body, stopped, Instant::now(), 0),
        |(mut body, mut stopped, mut start, mut arrived)| async move {
            let next = tokio::select! {
                // Bytes that have arrived are read first.
                biased;
                next = timeout(MAX_PAUSE, body.next()) => next,
                () = &mut stopped => {
                    // The future must not be polled again.
                    return Some((Err(aborted()), (body, stopped, start, arrived)));
                }
            };
            let Ok(next) = next else {
                return Some((Err(too_slow()), (body, stopped, start, arrived)));
            };
            let next = next?;
            arrived += next.as_ref().map_or(0, Bytes::len);
            if start.elapsed() >= WINDOW {
                if arrived < MIN_BYTES_PER_WINDOW {
                    return Some((Err(too_slow()), (body, stopped, start, arrived)));
                }
                (start, arrived) = (Instant::now(), 0);
            }
            Some((next, (body, stopped, start, arrived)))
        },
    )
    // The multipart reader polls once more after the end.
    .fuse()
}

fn aborted() -> PayloadError {
    PayloadError::Io(io::ErrorKind::ConnectionAborted.into())
}

fn too_slow() -> PayloadError {
    PayloadError::Io(io::ErrorKind::TimedOut.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Creates a body from chunks, each after a pause in seconds. After the last chunk, the body ends or hangs forever.
    fn body(
        chunks: impl IntoIterator<Item = (u64, usize)>,
        has_end: bool,
    ) -> impl Stream<Item = Result<Bytes, PayloadError>> + Unpin {
        let chunks = stream::iter(chunks.into_iter().collect::<Vec<_>>());
        let arriving = chunks.then(|(pause, bytes)| async move {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            Ok(Bytes::from(vec![b'7'; bytes]))
        });
        let rest = if has_end { stream::empty().boxed() } else { stream::pending().boxed() };
        Box::pin(arriving.chain(rest))
    }

    /// Returns the number of bytes that arrive and, if the body is cut off, the seconds until then.
    async fn read(body: impl Stream<Item = Result<Bytes, PayloadError>> + Unpin) -> (usize, Option<u64>) {
        let start = Instant::now();
        let mut limited = Box::pin(limit_body(body, Box::pin(pending())));
        let mut arrived = 0;
        while let Some(next) = limited.next().await {
            match next {
                Ok(bytes) => arrived += bytes.len(),
                Err(error) => {
                    assert!(is_too_slow(&error), "{error}");
                    return (arrived, Some(start.elapsed().as_secs()));
                }
            }
        }
        assert!(limited.next().await.is_none(), "another poll after the end returns nothing");
        (arrived, None)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_is_cut_off_after_ten_seconds_without_a_byte() {
        assert_eq!(read(body([], false)).await, (0, Some(10)));
        assert_eq!(read(body([(1, 5_000_000), (2, 7)], false)).await, (5_000_007, Some(13)));
        assert_eq!(read(body([(9, 40_000), (9, 40_000), (9, 40_000)], true)).await, (120_000, None));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_is_cut_off_when_the_portal_stops_but_not_before_arrived_bytes_are_read() {
        let draining = draining::Draining::default();
        let stopped = Box::pin(draining.clone().reading_stopped());
        let mut limited = Box::pin(limit_body(body([(0, 7), (1, 7)], false), stopped));
        assert_eq!(limited.next().await.unwrap().unwrap().len(), 7);
        assert_eq!(limited.next().await.unwrap().unwrap().len(), 7);
        draining.stop_reading();
        assert!(is_stopped(&limited.next().await.unwrap().unwrap_err()));
        let stopped = Box::pin(draining.reading_stopped());
        let mut complete = Box::pin(limit_body(body([(0, 7)], true), stopped));
        assert_eq!(complete.next().await.unwrap().unwrap().len(), 7);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_body_is_cut_off_after_half_a_minute() {
        let trickle = |bytes| (0..100).map(move |_| (1, bytes));
        assert_eq!(read(body(trickle(8_191), true)).await, (29 * 8_191, Some(30)));
        assert_eq!(read(body(trickle(8_192), true)).await, (819_200, None));
    }

    #[tokio::test(start_paused = true)]
    async fn a_fast_start_does_not_make_up_for_a_slow_remainder() {
        let chunks = [(1, 50_000_000)].into_iter().chain((0..100).map(|_| (1, 1_000)));
        let (arrived, cut_off) = read(body(chunks, true)).await;
        assert_eq!((arrived, cut_off), (50_000_000 + 58 * 1_000, Some(60)));
    }
}
