//! The thread that writes refusals to the activity log.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use parking_lot::Mutex;

use super::minute::Minute;
use super::recorder::Refusals;
use crate::clock::Clock;
use crate::store::activity::refusals::{self, RefusalBatch};
use crate::store::{Db, Error};

/// Interval at which the thread looks for a minute that has ended.
const INTERVAL: Duration = Duration::from_millis(500);
/// Maximum number of unwritten minutes that are kept while the database can't be written to. Older ones are dropped.
const MAX_WAITING: usize = 60;

/// The thread that writes each minute after its end. Dropping it stops the thread without writing the last minute.
pub(crate) struct RefusalWriter {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    writing: Writing,
}

#[derive(Clone)]
struct Writing {
    db: Db,
    clock: Clock,
    refusals: Refusals,
    /// The minutes that couldn't be written yet, oldest first.
    waiting: Arc<Mutex<VecDeque<RefusalBatch>>>,
}

impl RefusalWriter {
    /// Starts the thread.
    pub(crate) fn start(db: Db, clock: Clock, refusals: Refusals) -> RefusalWriter {
        let (writing, stop) =
            (Writing { db, clock, refusals, waiting: Arc::default() }, Arc::new(AtomicBool::new(false)));
        let (thread_writing, thread_stop) = (writing.clone(), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            while !thread_stop.load(Ordering::Relaxed) {
                thread_writing.write(false);
                std::thread::park_timeout(INTERVAL);
            }
        });
        RefusalWriter { stop, thread: Some(thread), writing }
    }

    /// Stops the thread and writes the remaining refusals.
    pub(crate) fn stop(mut self) {
        self.end();
        self.writing.write(true);
    }

    fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

impl Drop for RefusalWriter {
    fn drop(&mut self) {
        self.end();
    }
}

impl Writing {
    /// Writes the minutes that have ended, and the current one if `with_current` is true. Each minute is written in a
    /// transaction of its own. After an error, the remaining minutes are retried later.
    fn write(&self, with_current: bool) {
        let mut waiting = self.waiting.lock();
        waiting.extend(
            self.refusals.take(self.clock.now(), with_current).into_iter().filter_map(Minute::into_batch),
        );
        while let Some(batch) = waiting.front() {
            match self.db.write(|conn| refusals::write(conn, batch)) {
                // A minute that may have been written isn't written again.
                Ok(()) | Err(Error::Unsure(_)) => drop(waiting.pop_front()),
                Err(error) => {
                    tracing::warn!(%error, "could not write refusals to the activity log");
                    break;
                }
            }
        }
        let dropped = waiting.len().saturating_sub(MAX_WAITING);
        if dropped > 0 {
            waiting.drain(..dropped);
            tracing::error!(minutes = dropped, "refusals were not written to the activity log");
        }
    }
}
