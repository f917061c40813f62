//! Stops reading a file when its result is no longer needed.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that stops reading a file. All clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cancellation {
    flag: Arc<AtomicBool>,
    /// The flag of a broader cancellation, such as that of the whole portal.
    parent: Option<Arc<AtomicBool>>,
}

/// The cause of an I/O error that results from a cancellation.
#[derive(Debug, thiserror::Error)]
#[error("reading was cancelled")]
struct Cancelled;

impl Cancellation {
    /// Creates a cancellation that is also set when this one is.
    pub(crate) fn child(&self) -> Cancellation {
        Cancellation { flag: Arc::default(), parent: Some(self.flag.clone()) }
    }

    /// Stops reading.
    pub(crate) fn cancel(&self) {
        self.flag.store(true, Ordering::Relaxed);
    }

    /// Returns an error if reading was cancelled.
    pub(crate) fn check(&self) -> io::Result<()> {
        let is_set = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        match is_set(&self.flag) || self.parent.as_deref().is_some_and(is_set) {
            true => Err(io::Error::other(Cancelled)),
            false => Ok(()),
        }
    }

    /// Returns whether an error was caused by a cancellation.
    pub(crate) fn caused(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|cause| cause.is::<Cancelled>())
    }
}

/// A source that fails as soon as reading is cancelled.
pub(crate) struct CancellableSource<'a, R> {
    source: &'a mut R,
    cancellation: &'a Cancellation,
}

impl<'a, R> CancellableSource<'a, R> {
    /// Wraps a source.
    pub(crate) fn new(source: &'a mut R, cancellation: &'a Cancellation) -> CancellableSource<'a, R> {
        CancellableSource { source, cancellation }
    }
}

impl<R: Read> Read for CancellableSource<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.cancellation.check()?;
        self.source.read(buffer)
    }
}

impl<R: Seek> Seek for CancellableSource<'_, R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.source.seek(position)
    }
}
