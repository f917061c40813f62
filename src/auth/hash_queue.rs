//! The queue for password hashes. Computing a hash occupies a core for tens of milliseconds and takes 19 MiB of memory,
//! and anyone can request one. The portal therefore computes one per core at a time, and refuses requests that would
//! have to wait too long.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::passwords::Passwords;

/// Maximum time that a request waits for its turn if all hashes take as long to compute as the first one. It is well
/// below the timeouts of browsers and proxies, so people see a page that asks them to try again.
const MAX_WAIT: Duration = Duration::from_secs(4);
/// Minimum length of the queue, in case the first hash was slow.
const MIN_PLACES: usize = 32;
/// Maximum length of the queue. Each place holds a request with its form.
const MAX_PLACES: usize = 256;

/// The queue for password hashes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct HashQueue(Arc<Inner>);

struct Inner {
    passwords: Passwords,
    /// One permit per core. Waiting doesn't block a thread.
    permits: Arc<Semaphore>,
    places: usize,
    taken: AtomicUsize,
}

/// The error returned if the queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked")]
pub(crate) struct QueueFull;

impl HashQueue {
    /// Creates an empty queue.
    pub(crate) fn new(passwords: Passwords) -> HashQueue {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let rounds = MAX_WAIT.as_micros() / passwords.hash_time.as_micros().max(1);
        let places = usize::try_from(rounds).unwrap_or(MAX_PLACES).saturating_mul(cores);
        HashQueue(Arc::new(Inner {
            passwords,
            permits: Arc::new(Semaphore::new(cores)),
            places: places.clamp(MIN_PLACES, MAX_PLACES),
            taken: AtomicUsize::new(0),
        }))
    }

    /// Waits for a turn. A quarter of the queue is reserved for people known to the portal, so that a flood of guesses
    /// can't keep them out. Returns [`QueueFull`] immediately if no place is free.
    pub(crate) async fn enter(&self, is_known: bool) -> Result<HashTurn, QueueFull> {
        let place = self.take_place(is_known)?;
        let permit = self.0.permits.clone().acquire_owned().await.map_err(|_| QueueFull)?;
        Ok(HashTurn { place, _permit: permit })
    }

    fn take_place(&self, is_known: bool) -> Result<Place, QueueFull> {
        let limit = if is_known { self.0.places } else { self.0.places / 4 * 3 };
        let place = Place(self.0.clone());
        // If the queue is full, the place is dropped, which frees it again.
        if self.0.taken.fetch_add(1, Ordering::Relaxed) < limit { Ok(place) } else { Err(QueueFull) }
    }
}

struct Place(Arc<Inner>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The right to hash passwords on one core until it is dropped.
pub(crate) struct HashTurn {
    place: Place,
    _permit: OwnedSemaphorePermit,
}

impl HashTurn {
    /// Returns the hasher.
    pub(crate) fn passwords(&self) -> &Passwords {
        &self.place.0.passwords
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_full_queue_refuses_strangers_before_known_people() {
        let queue = HashQueue::new(Passwords::new(0));
        let places = queue.0.places;
        let mut taken: Vec<Place> = std::iter::from_fn(|| queue.take_place(false).ok()).collect();
        assert_eq!(taken.len(), places / 4 * 3);
        taken.extend(std::iter::from_fn(|| queue.take_place(true).ok()));
        assert_eq!(taken.len(), places);
        assert!(matches!(queue.enter(true).now_or_never(), Some(Err(QueueFull))));
        taken.truncate(1);
        assert!(matches!(queue.enter(false).now_or_never(), Some(Ok(_))));
    }

    #[test]
    fn each_core_hashes_one_password_at_a_time() {
        let queue = HashQueue::new(Passwords::new(0));
        let cores = std::thread::available_parallelism().unwrap().get();
        let mut turns: Vec<HashTurn> =
            (0..cores).filter_map(|_| queue.enter(true).now_or_never()?.ok()).collect();
        assert_eq!(turns.len(), cores);
        assert!(queue.enter(true).now_or_never().is_none(), "the next request waits");
        assert_eq!(queue.0.taken.load(Ordering::Relaxed), cores, "cancelling it frees its place");
        turns.pop();
        assert!(matches!(queue.enter(true).now_or_never(), Some(Ok(_))));
    }
}
