//! What the steps of one attempt share.

use std::sync::atomic::{AtomicBool, Ordering};

use super::attempt_error::AttemptError;
use crate::domain::manifest::Layout;
use crate::domain::submission::SubmissionKind;
use crate::store;
use crate::store::submissions::Work;
use crate::store::submissions::queue::Lease;
use crate::store::uploads::Destination;
use crate::uploads::row_routing::{NO_DESTINATION, RowRouting};
use crate::uploads::services::Services;

/// Attempts without progress after which the remaining rows fail, so that no submission waits for ever. A lower number
/// fails rows because of passing trouble.
pub const MAX_ATTEMPTS: i64 = 8;

/// A leased submission with everything that an attempt loads once.
pub(crate) struct Job<'a> {
    pub(crate) services: &'a Services,
    pub(crate) lease: &'a Lease,
    /// The worker was asked to stop.
    pub(crate) stop: &'a AtomicBool,
    /// Another worker has the lease.
    pub(crate) lease_lost: &'a AtomicBool,
    pub(crate) work: &'a Work,
    pub(crate) kind: SubmissionKind,
    /// Uploads in the order of their position. A deletion has customers in their place.
    pub(crate) destinations: &'a [Destination],
    pub(crate) routing: RowRouting,
    pub(crate) layout: &'a Layout,
}

impl Job<'_> {
    /// Returns `Err` if the worker was asked to stop or the lease is lost.
    pub(crate) fn check_stop(&self) -> Result<(), AttemptError> {
        if self.lease_lost.load(Ordering::Relaxed) {
            return Err(AttemptError::LeaseLost);
        }
        if self.stop.load(Ordering::Relaxed) { Err(AttemptError::Stopped) } else { Ok(()) }
    }

    /// Returns the destination at a position. `None` for rows that reach none.
    pub(crate) fn destination(&self, position: u16) -> Result<Option<&Destination>, AttemptError> {
        if position == NO_DESTINATION {
            return Ok(None);
        }
        let found = self.destinations.get(usize::from(position));
        found.map(Some).ok_or_else(|| self.broken(&format!("there is no upload {position}")))
    }

    /// Returns the reference that people quote when the portal gave up on rows.
    pub(crate) fn reference(&self) -> String {
        format!("S-{}", self.work.id)
    }

    /// Returns the error about stored parts of the submission that contradict each other.
    pub(crate) fn broken(&self, what: &str) -> AttemptError {
        store::Error::broken(format!("submission {}: {what}", self.work.id)).into()
    }
}
