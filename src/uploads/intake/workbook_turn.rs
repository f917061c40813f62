//! Limits how many workbooks are read at the same time: one for each core, and one for each actor. Each may need 150
//! MiB of memory and occupy a core for several seconds.

use std::io;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::domain::ids::ActorKey;
use crate::domain::manifest::Cancellation;

/// The actors whose workbooks are being read in this process.
static READING: Mutex<Vec<ActorKey>> = Mutex::new(Vec::new());
static TURN_ENDED: Condvar = Condvar::new();

/// Maximum time that a workbook can wait for its turn.
const MAX_WAIT: Duration = Duration::from_secs(20);
/// Interval at which a waiting workbook checks whether it is still needed.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);

/// Minimum time between two warnings about workbooks that didn't get a turn.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// The right to read a workbook. Dropping it ends the turn.
pub(super) struct WorkbookTurn(ActorKey);

impl WorkbookTurn {
    /// Waits until there are fewer workbooks being read than cores, none of them for this actor.
    ///
    /// Returns an error of the kind [`io::ErrorKind::TimedOut`] if that takes too long, or an error if reading is
    /// cancelled in the meantime.
    pub(super) fn wait(actor: ActorKey, cancellation: &Cancellation) -> io::Result<WorkbookTurn> {
        let limit = std::thread::available_parallelism().map_or(1, usize::from);
        let deadline = Instant::now() + MAX_WAIT;
        let mut reading = READING.lock();
        while reading.len() >= limit || reading.contains(&actor) {
            cancellation.check()?;
            if Instant::now() >= deadline {
                drop(reading);
                warn();
                return Err(io::ErrorKind::TimedOut.into());
            }
            TURN_ENDED.wait_for(&mut reading, CHECK_INTERVAL);
        }
        reading.push(actor);
        Ok(WorkbookTurn(actor))
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
        let mut reading = READING.lock();
        if let Some(index) = reading.iter().position(|actor| *actor == self.0) {
            reading.swap_remove(index);
        }
        // A single waiting workbook may belong to an actor who is still reading another one, so all of them are woken.
        TURN_ENDED.notify_all();
    }
}
