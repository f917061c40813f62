//! Limits that apply to a form as a whole. Fields that a page doesn't expect count too.

use std::time::Duration;

use actix_web::error::{PayloadError, UrlencodedError};
use actix_web::web::{Bytes, FormConfig};
use futures_util::{Stream, StreamExt};
use tokio::time::Instant;

use super::body_timeout;
use super::error::Error;

/// Maximum number of fields. Each selected device is sent as one.
const MAX_FIELDS: usize = 20_000;
/// Maximum number of bytes that are read from an oversized form before responding, in order to find the file's name.
/// The server discards anything that a browser sends after that (see `LINGER` in `server`).
pub(super) const MAX_DRAINED_BYTES: u64 = 512 * 1024;
/// Time limit for reading an oversized form.
const MAX_DRAIN_TIME: Duration = Duration::from_secs(10);
/// Maximum size in bytes of a form that has neither a file nor a selection. The longest such form contains a note.
const MAX_SMALL_FORM_BYTES: usize = 64 * 1024;

/// A count of the fields in a form.
#[derive(Default)]
pub(super) struct FieldCount(usize);

impl FieldCount {
    /// Counts a field. Returns `Err(TooLarge)` if the form has too many.
    pub(super) fn add(&mut self) -> Result<(), Error> {
        self.0 += 1;
        if self.0 > MAX_FIELDS { Err(Error::TooLarge) } else { Ok(()) }
    }
}

/// A count of the bytes read from an oversized form, and the time at which reading began.
#[derive(Default)]
pub(super) struct Drain {
    began: Option<Instant>,
    bytes: u64,
}

impl Drain {
    /// Counts discarded bytes, and returns whether a limit is exceeded.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        self.bytes += bytes as u64;
        let began = *self.began.get_or_insert_with(Instant::now);
        self.bytes > MAX_DRAINED_BYTES || began.elapsed() > MAX_DRAIN_TIME
    }
}

/// Returns a stream that fails with [`PayloadError::Overflow`] once the body exceeds a number of bytes.
pub(super) fn limit_bytes(
    body: impl Stream<Item = Result<Bytes, PayloadError>>,
    max_bytes: u64,
) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let mut arrived = 0;
    body.map(move |part| {
        let part = part?;
        arrived += part.len() as u64;
        if arrived > max_bytes { Err(PayloadError::Overflow) } else { Ok(part) }
    })
}

/// Converts an error from reading a body.
pub(super) fn body_error(error: &PayloadError) -> Error {
    match error {
        error if body_timeout::is_too_slow(error) => Error::TooSlow,
        error if body_timeout::is_stopped(error) => Error::Stopping,
        PayloadError::Overflow => Error::TooLarge,
        other => Error::Unreadable(other.to_string()),
    }
}

/// Returns the limits for forms that actix reads. Their errors are shown as pages.
pub(crate) fn small_forms() -> FormConfig {
    FormConfig::default().limit(MAX_SMALL_FORM_BYTES).error_handler(|error, _| {
        let error = match error {
            UrlencodedError::Overflow { .. } => Error::TooLarge,
            UrlencodedError::Payload(error) => body_error(&error),
            other => Error::Unreadable(other.to_string()),
        };
        error.into()
    })
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn a_body_over_the_limit_ends_with_an_error() {
        let body = || stream::iter((0..3).map(|_| Ok(Bytes::from_static(b"1234"))));
        let parts = |max_bytes| limit_bytes(body(), max_bytes).map(|part| part.is_ok()).collect::<Vec<_>>();
        assert_eq!(parts(12).await, [true, true, true]);
        assert_eq!(parts(11).await, [true, true, false]);
    }
}
