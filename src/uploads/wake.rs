//! The bell between those who hand in a file and the worker of the same process. Work of other processes is found
//! by looking now and then.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// A bell. Every clone rings the same one.
#[derive(Clone, Default)]
pub struct Wake(Arc<(Mutex<u64>, Condvar)>);

impl Wake {
    /// Wakes everybody who waits, now or at the next [`Wake::wait`] with an older number.
    pub fn ring(&self) {
        let (rung, bell) = &*self.0;
        *rung.lock() += 1;
        bell.notify_all();
    }

    /// How often it rang so far.
    pub fn rung(&self) -> u64 {
        *self.0.0.lock()
    }

    /// Waits until it has rung more often than `heard`, or the time is over.
    pub fn wait(&self, heard: u64, at_most: Duration) {
        let (rung, bell) = &*self.0;
        let mut rung = rung.lock();
        if *rung == heard {
            bell.wait_for(&mut rung, at_most);
        }
    }
}
