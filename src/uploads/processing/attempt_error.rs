//! The error that ends an attempt early.

use std::io::ErrorKind;

use crate::store;

/// The reason why an attempt ended before the last row.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AttemptError {
    /// Another worker took over the lease.
    #[error("the lease was lost")]
    LeaseLost,
    /// The worker was asked to stop.
    #[error("stop requested")]
    Stopped,
    /// Another submission took a device between reading and writing. The chunk is retried.
    #[error("another submission took a device")]
    DeviceTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The code panicked.
    #[error("the attempt panicked")]
    Panic,
}

impl AttemptError {
    /// Returns whether the failure is transient, such as a full disk. An attempt with such a failure doesn't count, so
    /// that rows never fail because of it.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            AttemptError::Store(error) => error.is_transient(),
            AttemptError::Io(error) => error.kind() == ErrorKind::StorageFull,
            _ => false,
        }
    }
}
