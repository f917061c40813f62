//! Clock-driven work: claim a submission, process it, look for the next. Two lanes an instance: one takes anything,
//! one only small submissions, so that a million rows never stop ten.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::fail_points::Step;
use crate::store::Error;
use crate::store::submissions::queue::{self, Claim, Lane};
use crate::uploads::processing::attempt::{Outcome, process};
use crate::uploads::services::Services;

mod housekeeping;

/// Work of other processes is looked for so often.
const POLL: Duration = Duration::from_secs(1);
/// A failed attempt is followed by a rest.
const REST: Duration = Duration::from_secs(1);

/// The worker of this instance; it stops when [`Worker::stop`] is called.
pub struct Worker {
    services: Services,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts the lanes and the housekeeping. Claims that this instance left behind are free again.
    pub fn start(services: Services) -> Result<Worker, Error> {
        let instance = services.config.instance_name();
        services.db.write(|conn| queue::end_claims_of(conn, &instance))?;
        let stop = Arc::new(AtomicBool::new(false));
        let mut threads = Vec::new();
        for lane in [Lane::Any, Lane::Small] {
            let (services, stop) = (services.clone(), Arc::clone(&stop));
            threads.push(std::thread::spawn(move || run_lane(&services, lane, &stop)));
        }
        let (kept, keep_stop) = (services.clone(), Arc::clone(&stop));
        threads.push(std::thread::spawn(move || housekeeping::run(&kept, &keep_stop)));
        Ok(Worker { services, stop, threads })
    }

    /// Asks the lanes to stop after the chunk at hand.
    pub fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.services.wake.ring();
    }

    /// The same, and waits for them.
    pub fn stop(self) {
        self.ask_to_stop();
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

/// Works in this thread until nothing is left that can be claimed.
pub fn work_off(services: &Services) -> Result<(), Error> {
    let stop = AtomicBool::new(false);
    while let Some(claim) = claim(services, Lane::Any)? {
        process(services, &claim, &stop);
    }
    Ok(())
}

fn claim(services: &Services, lane: Lane) -> Result<Option<Claim>, Error> {
    let instance = services.config.instance_name();
    // Looking costs a read; only a claim takes a turn to write.
    if services.db.read(queue::open)? == 0 {
        return Ok(None);
    }
    services.db.step(Step::Claim, |conn| queue::claim(conn, &instance, lane, services.clock.now()))
}

fn run_lane(services: &Services, lane: Lane, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let heard = services.wake.rung();
        // A panic while claiming must not end the lane: nobody would start it again.
        let claimed = catch_unwind(AssertUnwindSafe(|| claim(services, lane)))
            .unwrap_or_else(|_| Err(Error::broken("a panic while claiming")));
        match claimed {
            Ok(Some(claim)) => match process(services, &claim, stop) {
                Outcome::Finished | Outcome::Lost | Outcome::Stopped => {}
                Outcome::Failed => std::thread::park_timeout(REST),
            },
            Ok(None) => services.wake.wait(heard, POLL),
            Err(error) => {
                tracing::warn!(%error, "no work could be claimed");
                services.wake.wait(heard, POLL);
            }
        }
    }
}
