//! Measures for how long a client hasn't read its response.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// The time at which a connection stopped accepting bytes because its client isn't reading them. All clones share it.
#[derive(Clone, Default)]
pub(crate) struct BlockedWrite(Arc<Mutex<Option<Instant>>>);

impl BlockedWrite {
    /// Records whether the connection has just accepted bytes.
    pub(crate) fn record(&self, has_accepted: bool) {
        let mut since = self.0.lock();
        *since = if has_accepted { None } else { since.or_else(|| Some(Instant::now())) };
    }

    /// Returns how long writing has been blocked, or `None` if it isn't.
    pub(crate) fn duration(&self) -> Option<Duration> {
        self.0.lock().map(|since| since.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_starts_with_the_first_write_that_blocks() {
        let blocked = BlockedWrite::default();
        assert_eq!(blocked.duration(), None);
        blocked.record(false);
        let since = *blocked.0.lock();
        blocked.record(false);
        assert_eq!(*blocked.0.lock(), since);
        blocked.record(true);
        assert_eq!(blocked.duration(), None);
    }
}
