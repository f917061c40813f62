//! Stops reading a file when its result is no longer needed.

use super::draining::Draining;
use crate::domain::manifest::Cancellation;
use crate::uploads::intake::incoming_file::ReceivedFile;

/// Stops reading a file when it is dropped. A handler is dropped when its client disconnects, but its blocking
/// work would continue.
pub(crate) struct ReadingGuard(Cancellation);

impl ReadingGuard {
    /// Guards the reading of a file, if there is one. Reading also stops when the portal stops.
    pub(crate) fn new(draining: &Draining, file: Option<&mut ReceivedFile>) -> ReadingGuard {
        let cancellation = draining.reading().child();
        if let Some(file) = file {
            file.cancellation = cancellation.clone();
        }
        ReadingGuard(cancellation)
    }
}

impl Drop for ReadingGuard {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::domain::manifest::CancellableSource;

    #[test]
    fn reading_stops_when_the_handler_is_dropped_or_the_portal_stops() {
        let reads = |cancellation: &Cancellation| {
            CancellableSource::new(&mut Cursor::new("1"), cancellation).read(&mut [0]).is_ok()
        };
        let draining = Draining::default();
        let guard = ReadingGuard::new(&draining, None);
        let cancellation = guard.0.clone();
        assert!(reads(&cancellation));
        drop(guard);
        assert!(!reads(&cancellation));
        let guard = ReadingGuard::new(&draining, None);
        assert!(reads(&guard.0));
        draining.stop_reading();
        assert!(!reads(&guard.0));
    }
}
