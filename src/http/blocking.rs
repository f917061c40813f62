//! Work off the async threads that still belongs to the request: what it logs carries the request's span.

use std::future::Future;

use actix_web::web;
use tracing::Span;

use super::error::Error;

/// Runs blocking work in a thread for it. It begins at once, and goes on where nobody waits for its end.
pub fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Result<T, Error>> {
    let span = Span::current();
    let running = web::block(move || span.in_scope(work));
    async move { Ok(running.await?) }
}
