//! The ID of the request that is being handled. The activity log records it without every function having to pass it
//! on.

use std::future::Future;

tokio::task_local! {
    static CURRENT: String;
}

/// Handles a request with this ID.
pub(crate) fn handle<F: Future>(id: String, handling: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(id, handling)
}

/// Runs work on another thread for the request with this ID, or for no request if it is `None`.
pub(crate) fn run<T>(id: Option<String>, work: impl FnOnce() -> T) -> T {
    match id {
        Some(id) => CURRENT.sync_scope(id, work),
        None => work(),
    }
}

/// Returns the ID of the current request. Returns `None` outside of requests, such as in the worker.
pub(crate) fn current() -> Option<String> {
    CURRENT.try_with(String::clone).ok()
}
