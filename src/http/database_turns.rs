//! Limits the number of requests that use database connections at once. The others wait for their turn without
//! occupying a thread. Otherwise, a burst of requests would start a thread for each of them, only to wait for a
//! connection.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::Error;

/// Maximum time that a request waits for its turn. After that, it gets 503.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The turns to use a database connection: one for each connection in the pool. All clones share them.
#[derive(Clone)]
pub(crate) struct DatabaseTurns(Arc<Semaphore>);

/// The right to use a database connection until it is dropped.
pub(crate) struct DatabaseTurn(
    #[expect(dead_code, reason = "dropping it ends the turn")] OwnedSemaphorePermit,
);

impl DatabaseTurns {
    /// Creates the turns for a pool with this number of connections.
    pub(crate) fn new(connections: u32) -> DatabaseTurns {
        DatabaseTurns(Arc::new(Semaphore::new(connections.max(1) as usize)))
    }

    /// Waits for a turn, first come, first served. Returns `Err(Busy)` if it doesn't come within five seconds.
    pub(crate) async fn wait(&self) -> Result<DatabaseTurn, Error> {
        match tokio::time::timeout(MAX_WAIT, self.0.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(DatabaseTurn(permit)),
            Ok(Err(_)) | Err(_) => Err(Error::Busy("waited 5 s for a database connection".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::http::header::RETRY_AFTER;
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn there_are_as_many_turns_as_connections() {
        let turns = DatabaseTurns::new(3);
        let mut taken: Vec<DatabaseTurn> = std::iter::from_fn(|| turns.wait().now_or_never()?.ok()).collect();
        assert_eq!(taken.len(), 3);
        taken.pop();
        assert!(matches!(turns.wait().now_or_never(), Some(Ok(_))), "the next request takes the freed turn");
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_would_wait_too_long_is_refused() {
        let turns = DatabaseTurns::new(1);
        let _taken = turns.wait().await.unwrap_or_else(|_| panic!("the first turn is free"));
        let error = turns.wait().await.err().unwrap();
        let response = error.error_response();
        assert_eq!(response.status(), 503);
        assert!(response.headers().contains_key(RETRY_AFTER));
    }
}
