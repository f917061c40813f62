//! Runs a request's blocking work outside the async threads. Log lines from the work have the request's span, and its
//! activity entries have the request's ID.

use std::future::Future;

use actix_web::web;
use tracing::Span;

use super::error::Error;
use crate::request_id;

/// Runs blocking work on a thread pool. The work starts at once and continues even if the future is dropped.
pub(crate) fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Result<T, Error>> {
    let (span, id) = (Span::current(), request_id::current());
    let running = web::block(move || span.in_scope(|| request_id::run(id, work)));
    async move { Ok(running.await?) }
}
