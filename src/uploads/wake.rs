//! The handle with which intake wakes the worker in the same process. Work from other processes is found by polling.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// A wake-up handle. All clones share one counter.
#[derive(Clone, Default)]
pub(crate) struct Wake(Arc<(Mutex<u64>, Condvar)>);

impl Wake {
    /// Wakes all waiting threads, and those that call [`Wake::wait`] later with an older count.
    pub(crate) fn ring(&self) {
        let (count, signal) = &*self.0;
        *count.lock() += 1;
        signal.notify_all();
    }

    /// Returns the number of wake-ups so far.
    pub(crate) fn count(&self) -> u64 {
        *self.0.0.lock()
    }

    /// Waits until there have been more than `seen` wake-ups, or until the timeout expires.
    pub(crate) fn wait(&self, seen: u64, timeout: Duration) {
        let (count, signal) = &*self.0;
        let mut count = count.lock();
        if *count == seen {
            signal.wait_for(&mut count, timeout);
        }
    }
}
