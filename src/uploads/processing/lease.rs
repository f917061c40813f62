//! Renews a lease while its submission is being processed. Reading a million rows may take longer than a lease lasts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Condvar, Mutex, MutexGuard};

use crate::store::submissions::queue::{self, Lease};
use crate::uploads::services::Services;

/// A flag that is set when the work is over, and a condition variable that signals the change.
#[derive(Default)]
struct WorkEnd {
    is_over: Mutex<bool>,
    signal: Condvar,
}

/// Runs `work` while a second thread renews the lease. The flag passed to `work` becomes true if the lease is lost.
pub(crate) fn renew_while<T>(services: &Services, lease: &Lease, work: impl FnOnce(&AtomicBool) -> T) -> T {
    let lease_lost = AtomicBool::new(false);
    let end = WorkEnd::default();
    std::thread::scope(|scope| {
        scope.spawn(|| renew(services, lease, &end, &lease_lost));
        // The guard is dropped on a panic too. Otherwise, the scope would wait forever for the renewing thread.
        let _guard = EndGuard(&end);
        work(&lease_lost)
    })
}

/// A guard that signals the end of the work when it is dropped.
struct EndGuard<'a>(&'a WorkEnd);

impl Drop for EndGuard<'_> {
    fn drop(&mut self) {
        *self.0.is_over.lock() = true;
        self.0.signal.notify_all();
    }
}

fn renew(services: &Services, lease: &Lease, end: &WorkEnd, lease_lost: &AtomicBool) {
    let mut is_over = end.is_over.lock();
    while !*is_over {
        end.signal.wait_for(&mut is_over, Duration::from_micros(queue::LEASE_MICROS.unsigned_abs() / 4));
        if *is_over {
            return;
        }
        let renewed =
            MutexGuard::unlocked(&mut is_over, || services.db.write(|conn| queue::renew(conn, lease)));
        if let Ok(false) = renewed {
            lease_lost.store(true, Ordering::Relaxed);
            return;
        }
    }
}
