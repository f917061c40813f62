//! What the layers above the store work with.

use super::wake::Wake;
use crate::clock::Clock;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::store::Db;

/// Database, clock, settings, wake-up handle and metrics. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The settings.
    pub config: Config,
    /// Wakes the worker of this process when there is work.
    pub(crate) wake: Wake,
    /// The counters and histograms of this process.
    pub(crate) metrics: Metrics,
}
