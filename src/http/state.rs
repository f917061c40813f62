//! Everything that handlers need besides the request.

use super::blocking::run_blocking;
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
    /// Records refused requests.
    pub(crate) refusals: Refusals,
    /// Whether this instance is draining before it stops.
    pub(crate) draining: Draining,
    /// The running downloads, and their limits.
    pub(crate) downloads: Downloads,
}

impl State {
    /// Reads from the database, outside the async threads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let db = self.services.db.clone();
        Ok(run_blocking(move || db.read(work)).await??)
    }

    /// Writes to the database in one transaction, outside the async threads.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let db = self.services.db.clone();
        Ok(run_blocking(move || db.write(work)).await??)
    }
}
