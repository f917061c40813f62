//! The wake-up handle between intake and the worker of the same process. Work from other processes is found by polling.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// A wake-up handle. All clones share one counter.
#[derive(Clone, Default)]
pub(crate) struct Wake(Arc<(Mutex<u64>, Condvar)>);

impl Wake {
    /// Wakes all waiting threads, and those that call [`Wake::wait`] later with an older number.
    pub(crate) fn ring(&self) {
        let (rung, bell) = &*self.0;
        *rung.lock() += 1;
        bell.notify_all();
    }

    /// Returns the number of wake-ups so far.
    pub(crate) fn rung(&self) -> u64 {
        *self.0.0.lock()
    }

    /// Waits until there have been more than `heard` wake-ups, or until the time is over.
    pub(crate) fn wait(&self, heard: u64, at_most: Duration) {
        let (rung, bell) = &*self.0;
        let mut rung = rung.lock();
        if *rung == heard {
            bell.wait_for(&mut rung, at_most);
        }
    }
}
