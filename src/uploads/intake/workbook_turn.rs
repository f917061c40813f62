//! Limits how many workbooks are read at the same time. Each may need 150 MiB of memory and occupy a core for several
//! seconds.

use std::io;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::domain::manifest::Cancellation;

/// Number of workbooks that are being read in this process.
static READING: Mutex<usize> = Mutex::new(0);
static TURN_ENDED: Condvar = Condvar::new();

/// Maximum time that a workbook can wait for its turn.
const MAX_WAIT: Duration = Duration::from_secs(20);
/// Interval at which a waiting workbook checks whether it is still needed.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);

/// Minimum time between two warnings about workbooks whose turn didn't come.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// The right to read a workbook. Dropping it ends the turn.
pub(super) struct WorkbookTurn(());

impl WorkbookTurn {
    /// Waits until there are fewer workbooks being read than cores.
    ///
    /// Returns an error of the kind [`io::ErrorKind::TimedOut`] if that takes too long, or an error if reading is
    /// cancelled in the meantime.
    pub(super) fn wait(cancellation: &Cancellation) -> io::Result<WorkbookTurn> {
        let limit = std::thread::available_parallelism().map_or(1, usize::from);
        let deadline = Instant::now() + MAX_WAIT;
        let mut reading = READING.lock();
        while *reading >= limit {
            cancellation.check()?;
            if Instant::now() >= deadline {
                drop(reading);
                warn();
                return Err(io::ErrorKind::TimedOut.into());
            }
            TURN_ENDED.wait_for(&mut reading, CHECK_INTERVAL);
        }
        *reading += 1;
        Ok(WorkbookTurn(()))
    }
}

/// Logs that a workbook wasn't read, at most once a minute.
fn warn() {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let mut last = LAST.lock();
    if last.is_none_or(|last| last.elapsed() >= WARNING_INTERVAL) {
        *last = Some(Instant::now());
        tracing::warn!("a workbook could not be read, because too many others are being read");
    }
}

impl Drop for WorkbookTurn {
    fn drop(&mut self) {
        *READING.lock() -= 1;
        TURN_ENDED.notify_one();
    }
}
