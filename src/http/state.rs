//! Everything that handlers need besides the request.

use super::blocking::run_blocking;
use super::database_turns::{DatabaseTurn, DatabaseTurns};
use super::downloads::Downloads;
use super::draining::Draining;
use super::error::Error;
use super::refusals::recorder::Refusals;
use crate::auth::hash_queue::HashQueue;
use crate::keys::KeyRing;
use crate::store::{self, Conn};
use crate::uploads::services::Services;

/// The state that handlers share. It is cheap to clone.
#[derive(Clone)]
pub(crate) struct State {
    /// Database, clock, settings, wake-up handle and metrics.
    pub(crate) services: Services,
    /// The secret keys that sign cookies.
    pub(crate) keys: KeyRing,
    /// Hashes and verifies passwords, at most one per core at a time.
    pub(crate) hash_queue: HashQueue,
    /// The turns to use a database connection.
    pub(crate) database_turns: DatabaseTurns,
    /// Records refused requests.
    pub(crate) refusals: Refusals,
    /// Whether this instance is draining before it stops.
    pub(crate) draining: Draining,
    /// The running downloads, and their limits.
    pub(crate) downloads: Downloads,
}

impl State {
    /// Reads from the database, outside the async threads. Returns `Err(Busy)` if its turn doesn't come in time.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (db, turn) = (self.services.db.clone(), self.database_turns.wait().await?);
        let read = move || {
            let _turn = turn;
            db.read(work)
        };
        Ok(run_blocking(read).await??)
    }

    /// Writes to the database in one transaction, outside the async threads. Returns `Err(Busy)` if its turn doesn't
    /// come in time.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (db, turn) = (self.services.db.clone(), self.turn_to_write().await?);
        let write = move || {
            let _turn = turn;
            db.write(work)
        };
        Ok(run_blocking(write).await??)
    }

    /// Waits for a turn to write, on PostgreSQL only. On SQLite, writes queue for the only writer, and must not take up
    /// readers' turns while they wait.
    pub(crate) async fn turn_to_write(&self) -> Result<Option<DatabaseTurn>, Error> {
        if self.services.db.is_sqlite() { Ok(None) } else { self.database_turns.wait().await.map(Some) }
    }
}
