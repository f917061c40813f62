//! The services that are passed to the layers above the store.

use super::wake::Wake;
use crate::clock::Clock;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::store::Db;

/// The database, clock, settings, wake-up handle and metrics. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The settings.
    pub config: Config,
    /// The handle that wakes this process's worker when there is work.
    pub(crate) wake: Wake,
    /// The counters and histograms of this process.
    pub(crate) metrics: Metrics,
}
