//! One claimed submission from its bytes to its last row. It reads like the life of an upload: read, resolve,
//! register, finish; and what happens in trouble.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::checked::ToCheck;
use super::groups::{Groups, NOWHERE, Named};
use super::keep_claim::keep_claim;
use super::{Desk, file, mending, register, resolve};
use crate::domain::manifest::Layout;
use crate::domain::submission::SubmissionKind;
use crate::fail_points;
use crate::store::queue::{self, Claim};
use crate::store::submissions::{self, Work, phase};
use crate::store::{self, uploads};

/// After so many attempts in a row without progress the rows left fail, so that nothing waits for ever.
pub const MOST_ATTEMPTS: i64 = 8;

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

/// Why an attempt ended early.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Another worker has the claim.
    #[error("the claim is lost")]
    Lost,
    /// Somebody asked to stop.
    #[error("asked to stop")]
    Stopped,
    /// A device was taken between looking and writing; the step is done again.
    #[error("a device was taken meanwhile")]
    Taken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The code failed.
    #[error("a panic")]
    Panic,
}

impl Trouble {
    /// Whether it lies with the machine and passes: then the attempt was not a fruitless one, and rows do not fail by it.
    fn passes(&self) -> bool {
        match self {
            Trouble::Store(error) => error.passes(),
            Trouble::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}

/// Works on a claimed submission until it is finished, stopped, lost or failed. Never panics: a failure that
/// nobody planned counts as a fruitless attempt.
pub fn process(desk: &Desk, claim: &Claim, stop: &AtomicBool) -> Outcome {
    // Every line that is logged meanwhile says which submission it is about.
    let _span = tracing::info_span!("work", submission = claim.submission).entered();
    let attempt =
        catch_unwind(AssertUnwindSafe(|| keep_claim(desk, claim, |lost| attempt(desk, claim, stop, lost))));
    let trouble = match attempt {
        Ok(Ok(())) => return Outcome::Finished,
        Ok(Err(trouble)) => trouble,
        // Its words were logged where it happened.
        Err(_) => Trouble::Panic,
    };
    match trouble {
        Trouble::Lost => {
            desk.metrics.lease_lost();
            tracing::info!("claim lost");
            Outcome::Lost
        }
        Trouble::Stopped => {
            give_back(desk, claim, stop, false);
            Outcome::Stopped
        }
        trouble => {
            desk.metrics.attempt_failed();
            tracing::warn!(%trouble, "attempt failed");
            give_back(desk, claim, stop, !trouble.passes());
            Outcome::Failed
        }
    }
}

/// Best effort while the claim lasts, because the database may be away for a moment: a claim that cannot be given back
/// ends by itself, and then the attempt counts.
fn give_back(desk: &Desk, claim: &Claim, stop: &AtomicBool, counts: bool) {
    let limit = Instant::now() + Duration::from_micros(queue::LEASE.unsigned_abs());
    while let Err(error) = desk.db.write(|conn| queue::any_give_back(conn, claim, counts)) {
        if !error.passes() || stop.load(Ordering::Relaxed) || Instant::now() > limit {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn attempt(desk: &Desk, claim: &Claim, stop: &AtomicBool, lost: &AtomicBool) -> Result<(), Trouble> {
    let work: Work = desk.db.read(|conn| submissions::any_work(conn, claim.submission))?;
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
    let (groups, batches) = groups(desk, &work, kind)?;
    let file = file::fetch(desk, work.id)?;
    if !is_given_up(&work) {
        fail_points::pass_poison(work.id).map_err(store::Error::broken)?;
    }
    let is_check = is_check(&work);
    let (work, batches, layout) = (&work, &batches, &layout);
    let job = Job { desk, claim, stop, lost, work, kind, is_check, batches, groups, layout };
    if [phase::WAITING, phase::CHECKING].contains(&work.phase.as_str()) {
        mending::note(&job, &file)?;
        resolve::resolve(&job, &file)?;
    }
    register::register(&job, &file)
}

/// Whether the rows left are to fail: enough has been tried.
fn is_given_up(work: &Work) -> bool {
    work.attempts > MOST_ATTEMPTS
}

/// Whether nothing is to be registered: the file is only checked.
fn is_check(work: &Work) -> bool {
    [phase::CHECKING, phase::CHECK_RESOLVED].contains(&work.phase.as_str())
}

/// The uploads of a submission and how rows find them; a deletion has customers in their place.
fn groups(
    desk: &Desk,
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
        (false, _) => desk.db.read(|conn| uploads::any_of_submission(conn, work.id))?,
        (true, Some(named)) => {
            named.customers.iter().map(|(_, customer)| uploads::Batch::of_customer(*customer)).collect()
        }
        (true, None) => work.customer.map(uploads::Batch::of_customer).into_iter().collect(),
    };
    let groups = named.map_or_else(Groups::default, |named| Groups::new(named, &batches, kind.purpose()));
    Ok((groups, batches))
}

/// What the steps of one attempt share.
pub(super) struct Job<'a> {
    pub desk: &'a Desk,
    pub claim: &'a Claim,
    pub stop: &'a AtomicBool,
    /// Another worker has the claim.
    pub lost: &'a AtomicBool,
    pub work: &'a Work,
    pub kind: SubmissionKind,
    /// Nothing is registered: what would become of each row is written down.
    pub is_check: bool,
    pub batches: &'a [uploads::Batch],
    pub groups: Groups,
    pub layout: &'a Layout,
}

impl Job<'_> {
    /// Whether the rows left are to fail: enough has been tried.
    pub(super) fn is_given_up(&self) -> bool {
        is_given_up(self.work)
    }

    /// Whether it makes devices of what nobody knows: a check and a deletion do not.
    pub(super) fn reports(&self) -> bool {
        !self.is_check && !self.kind.is_deletion()
    }

    /// Ends the attempt where somebody asked to stop, or the claim is lost.
    pub(super) fn check_stop(&self) -> Result<(), Trouble> {
        if self.lost.load(Ordering::Relaxed) {
            return Err(Trouble::Lost);
        }
        if self.stop.load(Ordering::Relaxed) { Err(Trouble::Stopped) } else { Ok(()) }
    }

    /// The upload at a place of the submission; none for rows that reach none.
    pub(super) fn batch(&self, position: u16) -> Result<Option<&uploads::Batch>, Trouble> {
        if position == NOWHERE {
            return Ok(None);
        }
        self.batches.get(usize::from(position)).map(Some).ok_or_else(|| {
            Trouble::Store(store::Error::broken(format!(
                "submission {} has no upload {position}",
                self.work.id
            )))
        })
    }

    /// The reference that people quote when rows were given up.
    pub(super) fn reference(&self) -> String {
        format!("S-{}", self.work.id)
    }
}
