//! Clock-driven work: claim a submission, process it, look for the next. Two lanes an instance: one takes anything,
//! one only small submissions, so that a million rows never stop ten.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::fail_points::Step;
use crate::store::Error;
use crate::store::queue::{self, Claim, Lane};
use crate::uploads::Desk;
use crate::uploads::process::{Outcome, process};

mod housekeeping;

/// Work of other processes is looked for so often.
const POLL: Duration = Duration::from_secs(1);
/// A failed attempt is followed by a rest.
const REST: Duration = Duration::from_secs(1);

/// The worker of this instance; it stops when [`Worker::stop`] is called.
pub struct Worker {
    desk: Desk,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts the lanes and the housekeeping. Claims that this instance left behind are free again.
    pub fn start(desk: Desk) -> Result<Worker, Error> {
        let instance = desk.config.instance_name();
        desk.db.write(|conn| queue::any_end_claims_of(conn, &instance))?;
        let stop = Arc::new(AtomicBool::new(false));
        let mut threads = Vec::new();
        for lane in [Lane::Any, Lane::Small] {
            let (desk, stop) = (desk.clone(), Arc::clone(&stop));
            threads.push(std::thread::spawn(move || run_lane(&desk, lane, &stop)));
        }
        let (kept, keep_stop) = (desk.clone(), Arc::clone(&stop));
        threads.push(std::thread::spawn(move || housekeeping::run(&kept, &keep_stop)));
        Ok(Worker { desk, stop, threads })
    }

    /// Asks the lanes to stop after the chunk at hand.
    pub fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.desk.wake.ring();
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
pub fn work_off(desk: &Desk) -> Result<(), Error> {
    let stop = AtomicBool::new(false);
    while let Some(claim) = claim(desk, Lane::Any)? {
        process(desk, &claim, &stop);
    }
    Ok(())
}

fn claim(desk: &Desk, lane: Lane) -> Result<Option<Claim>, Error> {
    let instance = desk.config.instance_name();
    // Looking costs a read; only a claim takes a turn to write.
    if desk.db.read(queue::any_open)? == 0 {
        return Ok(None);
    }
    desk.db.step(Step::Claim, |conn| queue::any_claim(conn, &instance, lane, desk.clock.now()))
}

fn run_lane(desk: &Desk, lane: Lane, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let heard = desk.wake.rung();
        // A panic while claiming must not end the lane: nobody would start it again.
        let claimed = catch_unwind(AssertUnwindSafe(|| claim(desk, lane)))
            .unwrap_or_else(|_| Err(Error::broken("a panic while claiming")));
        match claimed {
            Ok(Some(claim)) => match process(desk, &claim, stop) {
                Outcome::Finished | Outcome::Lost | Outcome::Stopped => {}
                Outcome::Failed => std::thread::park_timeout(REST),
            },
            Ok(None) => desk.wake.wait(heard, POLL),
            Err(error) => {
                tracing::warn!(%error, "no work could be claimed");
                desk.wake.wait(heard, POLL);
            }
        }
    }
}
