//! One attempt at a leased submission, from its bytes to its last row: load, resolve, run the plan, finish.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::attempt_error::AttemptError;
use super::job::Job;
use super::lease::renew_while;
use super::task::{self, Routes};
use super::{resolve, run_plan};
use crate::domain::manifest::Layout;
use crate::domain::submission::Phase;
use crate::fail_points;
use crate::store;
use crate::store::submissions::queue::{self, Lease};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

pub use super::job::MAX_ATTEMPTS;

/// The outcome of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// All rows are done.
    Finished,
    /// The worker was asked to stop, and the lease was released.
    Stopped,
    /// Another worker took over the lease. Nothing was written after that.
    LeaseLost,
    /// The attempt failed and will be retried.
    Failed,
}

/// Processes a leased submission until it finishes, fails, is stopped or loses its lease. Never panics. An unexpected
/// failure counts as an attempt without progress.
pub fn attempt(services: &Services, lease: &Lease, stop: &AtomicBool) -> AttemptOutcome {
    // Adds the submission to every log line of the attempt.
    let _span = tracing::info_span!("work", submission = lease.submission.get()).entered();
    let work = || renew_while(services, lease, |lease_lost| work(services, lease, stop, lease_lost));
    let error = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => return AttemptOutcome::Finished,
        Ok(Err(error)) => error,
        // The panic hook has already logged it.
        Err(_) => AttemptError::Panic,
    };
    // A check that is discarded while its rows are being read can cause any error.
    let is_lost = || services.db.read(|conn| queue::is_held(conn, lease)).is_ok_and(|is_held| !is_held);
    let error = if is_lost() { AttemptError::LeaseLost } else { error };
    match error {
        AttemptError::LeaseLost => {
            services.metrics.lease_lost();
            tracing::info!("lease lost");
            AttemptOutcome::LeaseLost
        }
        AttemptError::Stopped => {
            release(services, lease, stop, false);
            AttemptOutcome::Stopped
        }
        error => {
            services.metrics.attempt_failed();
            tracing::warn!(%error, "attempt failed");
            release(services, lease, stop, !error.is_transient());
            AttemptOutcome::Failed
        }
    }
}

fn work(
    services: &Services,
    lease: &Lease,
    stop: &AtomicBool,
    lease_lost: &AtomicBool,
) -> Result<(), AttemptError> {
    let work = &services.db.read(|conn| store::submissions::load_work(conn, lease.submission))?;
    let task = task::of(work);
    let task = task.as_ref();
    let layout = &match serde_json::from_str(&work.layout) {
        Ok(layout) => layout,
        Err(_) if task.tolerates_damage() => Layout::empty(),
        Err(error) => {
            return Err(store::Error::inconsistent(format!(
                "unreadable layout of submission {}: {error}",
                work.id
            ))
            .into());
        }
    };
    let Routes { routing, destinations } = task.routes(services, work)?;
    let destinations = &destinations;
    let file = stored_file::fetch::<AttemptError>(services, work.id)?;
    if !task.tolerates_damage() {
        fail_points::pass_poison(work.id).map_err(store::Error::inconsistent)?;
    }
    let job = Job { services, lease, stop, lease_lost, work, destinations, routing, layout };
    if [Phase::Waiting, Phase::Checking].contains(&work.phase) {
        resolve::resolve(&job, task, &file)?;
    }
    run_plan::run(&job, task, &file)
}

/// Releases the lease. Retries until the lease would have expired, because the database may be unreachable only
/// briefly. A lease that can't be released expires by itself, and then the attempt counts.
fn release(services: &Services, lease: &Lease, stop: &AtomicBool, counts: bool) {
    let deadline = Instant::now() + Duration::from_micros(queue::LEASE_MICROS.unsigned_abs());
    while let Err(error) = services.db.write(|conn| queue::release(conn, lease, counts)) {
        if !error.is_transient() || stop.load(Ordering::Relaxed) || Instant::now() > deadline {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
