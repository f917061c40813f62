//! The data that the steps of an attempt share.

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

/// Maximum number of attempts without progress. After that, the remaining rows fail, so that no submission waits
/// forever. With a lower limit, rows could fail because of temporary problems.
pub const MAX_ATTEMPTS: i64 = 8;

/// A leased submission with all data that an attempt loads only once.
pub(crate) struct Job<'a> {
    pub(crate) services: &'a Services,
    pub(crate) lease: &'a Lease,
    /// Set when the worker is asked to stop.
    pub(crate) stop: &'a AtomicBool,
    /// Set when another worker takes over the lease.
    pub(crate) lease_lost: &'a AtomicBool,
    pub(crate) work: &'a Work,
    pub(crate) kind: SubmissionKind,
    /// The uploads in the order of their positions. A deletion has customers instead.
    pub(crate) destinations: &'a [Destination],
    pub(crate) routing: RowRouting,
    pub(crate) layout: &'a Layout,
}

impl Job<'_> {
    /// Returns `Err` if the worker was asked to stop or the lease was lost.
    pub(crate) fn check_stop(&self) -> Result<(), AttemptError> {
        if self.lease_lost.load(Ordering::Relaxed) {
            return Err(AttemptError::LeaseLost);
        }
        if self.stop.load(Ordering::Relaxed) { Err(AttemptError::Stopped) } else { Ok(()) }
    }

    /// Returns the destination at a position. Returns `None` for rows without a destination.
    pub(crate) fn destination(&self, position: u16) -> Result<Option<&Destination>, AttemptError> {
        if position == NO_DESTINATION {
            return Ok(None);
        }
        let found = self.destinations.get(usize::from(position));
        found.map(Some).ok_or_else(|| self.broken(&format!("there is no upload {position}")))
    }

    /// Returns the reference that people can quote if the portal has given up on rows.
    pub(crate) fn reference(&self) -> String {
        format!("S-{}", self.work.id)
    }

    /// Returns the error for a submission whose stored data is damaged or inconsistent.
    pub(crate) fn broken(&self, problem: &str) -> AttemptError {
        store::Error::inconsistent(format!("submission {}: {problem}", self.work.id)).into()
    }
}
