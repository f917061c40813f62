//! What the steps of one attempt share, and why an attempt ends early.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::manifest::Layout;
use crate::domain::submission::SubmissionKind;
use crate::store::submissions::queue::Claim;
use crate::store::submissions::{Work, phase};
use crate::store::{self, uploads};
use crate::uploads::row_routing::{Groups, NOWHERE};
use crate::uploads::services::Services;

/// After so many attempts in a row without progress the rows left fail, so that nothing waits for ever.
pub const MOST_ATTEMPTS: i64 = 8;

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
    pub(crate) fn passes(&self) -> bool {
        match self {
            Trouble::Store(error) => error.passes(),
            Trouble::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
            _ => false,
        }
    }
}

/// Whether the rows left are to fail: enough has been tried.
pub(crate) fn is_given_up(work: &Work) -> bool {
    work.attempts > MOST_ATTEMPTS
}

/// Whether nothing is to be registered: the file is only checked.
pub(crate) fn is_check(work: &Work) -> bool {
    [phase::CHECKING, phase::CHECK_RESOLVED].contains(&work.phase.as_str())
}

/// What the steps of one attempt share.
pub(crate) struct Job<'a> {
    pub services: &'a Services,
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
    pub(crate) fn is_given_up(&self) -> bool {
        is_given_up(self.work)
    }

    /// Whether it makes devices of what nobody knows: a check and a deletion do not.
    pub(crate) fn reports(&self) -> bool {
        !self.is_check && !self.kind.is_deletion()
    }

    /// Ends the attempt where somebody asked to stop, or the claim is lost.
    pub(crate) fn check_stop(&self) -> Result<(), Trouble> {
        if self.lost.load(Ordering::Relaxed) {
            return Err(Trouble::Lost);
        }
        if self.stop.load(Ordering::Relaxed) { Err(Trouble::Stopped) } else { Ok(()) }
    }

    /// The upload at a place of the submission; none for rows that reach none.
    pub(crate) fn batch(&self, position: u16) -> Result<Option<&uploads::Batch>, Trouble> {
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
    pub(crate) fn reference(&self) -> String {
        format!("S-{}", self.work.id)
    }
}
