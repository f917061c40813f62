//! A claim is kept for as long as its work takes: reading a million rows, or one chunk that waits for its turn, may take
//! longer than a claim lasts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use crate::store::submissions::queue::{self, Claim};
use crate::uploads::services::Services;

/// Whether the work is over, and the bell that says so.
type Over = (Mutex<bool>, Condvar);

/// Does the work while the claim is renewed beside it. The work may look whether the claim was lost all the same.
pub(crate) fn keep_claim<T>(services: &Services, claim: &Claim, work: impl FnOnce(&AtomicBool) -> T) -> T {
    let lost = AtomicBool::new(false);
    let over = (Mutex::new(false), Condvar::new());
    std::thread::scope(|scope| {
        scope.spawn(|| renew(services, claim, &over, &lost));
        // Dropped by a panic too: the scope waits for the thread, which would keep the claim for ever.
        let _over = SaysOver(&over);
        work(&lost)
    })
}

/// Says that the work is over when it goes out of scope.
struct SaysOver<'a>(&'a Over);

impl Drop for SaysOver<'_> {
    fn drop(&mut self) {
        *self.0.0.lock() = true;
        self.0.1.notify_all();
    }
}

fn renew(services: &Services, claim: &Claim, over: &Over, lost: &AtomicBool) {
    let mut is_over = over.0.lock();
    while !*is_over {
        over.1.wait_for(&mut is_over, Duration::from_micros(queue::LEASE.unsigned_abs() / 4));
        if *is_over {
            return;
        }
        let renewed = parking_lot::MutexGuard::unlocked(&mut is_over, || {
            services.db.write(|conn| queue::renew(conn, claim))
        });
        if let Ok(false) = renewed {
            lost.store(true, Ordering::Relaxed);
            return;
        }
    }
}
