//! Runs a request's blocking work outside the async threads. Log lines from the work carry the request's span.

use std::future::Future;

use actix_web::web;
use tracing::Span;

use super::error::Error;

/// Runs blocking work on a thread pool. The work starts at once and continues even if the future is dropped.
pub(crate) fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Result<T, Error>> {
    let span = Span::current();
    let running = web::block(move || span.in_scope(work));
    async move { Ok(running.await?) }
}
