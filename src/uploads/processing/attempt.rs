//! One claimed submission from its bytes to its last row. It reads like the life of an upload: read, resolve,
//! register, finish; and what happens in trouble.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::job::{Job, Trouble, is_check, is_given_up};
use super::lease::keep_claim;
use super::{corrected_lines, resolve, run_plan};
use crate::domain::manifest::Layout;
use crate::domain::submission::SubmissionKind;
use crate::fail_points;
use crate::store::submissions::queue::{self, Claim};
use crate::store::submissions::{self, Work, phase};
use crate::store::{self, uploads};
use crate::uploads::check_record::ToCheck;
use crate::uploads::row_routing::{Groups, Named};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The last row is done.
    Finished,
    /// Asked to stop; the claim was given back.
    Stopped,
    /// Another worker has the claim now; nothing of ours was written after that.
    Lost,
    /// It did not work; it is tried again later.
    Failed,
}

/// Works on a claimed submission until it is finished, stopped, lost or failed. Never panics: a failure that
/// nobody planned counts as a fruitless attempt.
pub fn process(services: &Services, claim: &Claim, stop: &AtomicBool) -> Outcome {
    // Every line that is logged meanwhile says which submission it is about.
    let _span = tracing::info_span!("work", submission = claim.submission).entered();
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        keep_claim(services, claim, |lost| attempt(services, claim, stop, lost))
    }));
    let trouble = match attempt {
        Ok(Ok(())) => return Outcome::Finished,
        Ok(Err(trouble)) => trouble,
        // Its words were logged where it happened.
        Err(_) => Trouble::Panic,
    };
    match trouble {
        Trouble::Lost => {
            services.metrics.lease_lost();
            tracing::info!("claim lost");
            Outcome::Lost
        }
        Trouble::Stopped => {
            give_back(services, claim, stop, false);
            Outcome::Stopped
        }
        trouble => {
            services.metrics.attempt_failed();
            tracing::warn!(%trouble, "attempt failed");
            give_back(services, claim, stop, !trouble.passes());
            Outcome::Failed
        }
    }
}

/// Best effort while the claim lasts, because the database may be away for a moment: a claim that cannot be given back
/// ends by itself, and then the attempt counts.
fn give_back(services: &Services, claim: &Claim, stop: &AtomicBool, counts: bool) {
    let limit = Instant::now() + Duration::from_micros(queue::LEASE.unsigned_abs());
    while let Err(error) = services.db.write(|conn| queue::give_back(conn, claim, counts)) {
        if !error.passes() || stop.load(Ordering::Relaxed) || Instant::now() > limit {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn attempt(services: &Services, claim: &Claim, stop: &AtomicBool, lost: &AtomicBool) -> Result<(), Trouble> {
    let work: Work = services.db.read(|conn| submissions::work(conn, claim.submission))?;
    let layout: Layout = match serde_json::from_str(&work.layout) {
        Ok(layout) => layout,
        // What is lost from the tables does not come back, and its rows are to end somewhere too.
        Err(_) if is_given_up(&work) => Layout::lost(),
        Err(error) => {
            return Err(store::Error::broken(format!("layout of submission {}: {error}", work.id)).into());
        }
    };
    let kind = SubmissionKind::from_word(&work.kind)
        .ok_or_else(|| store::Error::broken(format!("submission {} is {}", work.id, work.kind)))?;
    let (groups, batches) = groups(services, &work, kind)?;
    let file = stored_file::fetch::<Trouble>(services, work.id)?;
    if !is_given_up(&work) {
        fail_points::pass_poison(work.id).map_err(store::Error::broken)?;
    }
    let is_check = is_check(&work);
    let (work, batches, layout) = (&work, &batches, &layout);
    let job = Job { services, claim, stop, lost, work, kind, is_check, batches, groups, layout };
    if [phase::WAITING, phase::CHECKING].contains(&work.phase.as_str()) {
        corrected_lines::note(&job, &file)?;
        resolve::resolve(&job, &file)?;
    }
    run_plan::register(&job, &file)
}

/// The uploads of a submission and how rows find them; a deletion has customers in their place.
fn groups(
    services: &Services,
    work: &Work,
    kind: SubmissionKind,
) -> Result<(Groups, Vec<uploads::Batch>), store::Error> {
    if is_check(work) {
        let ToCheck { named, uploads } = ToCheck::read(&work.groups)?;
        let batches: Vec<uploads::Batch> = uploads.into_iter().map(Into::into).collect();
        let groups = named.map_or_else(Groups::default, |named| Groups::new(named, &batches, kind.purpose()));
        return Ok((groups, batches));
    }
    let named: Option<Named> = match serde_json::from_str(&work.groups) {
        Ok(named) if kind.is_bulk() => Some(named),
        Err(error) if kind.is_bulk() && !is_given_up(work) => {
            let broken = format!("customers of submission {}: {error}", work.id);
            return Err(store::Error::broken(broken));
        }
        _ => None,
    };
    let batches = match (kind.is_deletion(), &named) {
        (false, _) => services.db.read(|conn| uploads::destinations(conn, work.id))?,
        (true, Some(named)) => {
            named.customers.iter().map(|(_, customer)| uploads::Batch::of_customer(*customer)).collect()
        }
        (true, None) => work.customer.map(uploads::Batch::of_customer).into_iter().collect(),
    };
    let groups = named.map_or_else(Groups::default, |named| Groups::new(named, &batches, kind.purpose()));
    Ok((groups, batches))
}
