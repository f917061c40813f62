//! The worker, which leases submissions one after another and processes them. Each instance has two lanes. One takes
//! any submission, and the other only small ones, so that a million rows never hold up ten.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::fail_points::Step;
use crate::store::Error;
use crate::store::submissions::queue::{self, Lane, Lease};
use crate::uploads::processing::attempt::{AttemptOutcome, attempt};
use crate::uploads::services::Services;

mod housekeeping;

/// Interval at which a lane looks for submissions that another process has accepted.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// Pause after a failed attempt.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// The worker of this instance, which runs until [`Worker::stop`] is called.
pub(crate) struct Worker {
    services: Services,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts the lanes and housekeeping. Releases the leases that an earlier process of this instance left behind.
    ///
    /// Returns `Err` if the database can't be written to.
    pub(crate) fn start(services: Services) -> Result<Worker, Error> {
        let instance = services.config.instance_name();
        services.db.write(|conn| queue::release_all_of(conn, &instance))?;
        let stop = Arc::new(AtomicBool::new(false));
        let mut threads = Vec::new();
        for lane in [Lane::Any, Lane::Small] {
            let (services, stop) = (services.clone(), Arc::clone(&stop));
            threads.push(std::thread::spawn(move || run_lane(&services, lane, &stop)));
        }
        let (thread_services, thread_stop) = (services.clone(), Arc::clone(&stop));
        threads.push(std::thread::spawn(move || housekeeping::run(&thread_services, &thread_stop)));
        Ok(Worker { services, stop, threads })
    }

    /// Asks the lanes to stop after their current chunk.
    pub(crate) fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.services.wake.ring();
    }

    /// Asks the lanes to stop, and waits for them.
    pub(crate) fn stop(self) {
        self.ask_to_stop();
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

/// Processes submissions on this thread until none is left to lease.
///
/// # Errors
///
/// Returns [`Error`] if the queue can't be read.
pub fn process_queue(services: &Services) -> Result<(), Error> {
    let stop = AtomicBool::new(false);
    while let Some(lease) = acquire(services, Lane::Any)? {
        attempt(services, &lease, &stop);
    }
    Ok(())
}

fn acquire(services: &Services, lane: Lane) -> Result<Option<Lease>, Error> {
    let instance = services.config.instance_name();
    // A read is cheap. The writer is occupied only if a submission is open.
    if services.db.read(queue::count_open)? == 0 {
        return Ok(None);
    }
    services.db.step(Step::Lease, |conn| queue::acquire(conn, &instance, lane, services.clock.now()))
}

fn run_lane(services: &Services, lane: Lane, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let wake_count = services.wake.count();
        // A panic must not end the lane, because nothing would restart it.
        let leased = catch_unwind(AssertUnwindSafe(|| acquire(services, lane)))
            .unwrap_or_else(|_| Err(Error::inconsistent("leasing panicked")));
        match leased {
            Ok(Some(lease)) => match attempt(services, &lease, stop) {
                AttemptOutcome::Finished | AttemptOutcome::LeaseLost | AttemptOutcome::Stopped => {}
                AttemptOutcome::Failed => std::thread::park_timeout(RETRY_PAUSE),
            },
            Ok(None) => services.wake.wait(wake_count, POLL_INTERVAL),
            Err(error) => {
                tracing::warn!(%error, "could not lease a submission");
                services.wake.wait(wake_count, POLL_INTERVAL);
            }
        }
    }
}
