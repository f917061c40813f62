//! Checks all tables of an SQLite database after an unclean exit, while the portal is running.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::store::db::integrity;
use crate::store::{Db, Error};

/// Pause before the next attempt while all readers are busy.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// A check that runs on its own thread.
pub(super) struct QuickCheck {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<bool>,
}

impl QuickCheck {
    /// Starts the check.
    pub(super) fn start(db: Db) -> QuickCheck {
        let stop = Arc::new(AtomicBool::new(false));
        let stop_flag = Arc::clone(&stop);
        QuickCheck { stop, thread: std::thread::spawn(move || run(&db, &stop_flag)) }
    }

    /// Asks the check to stop. Returns whether it was complete and found no damage.
    ///
    /// This doesn't wait for the current table, which may be large. A read can be interrupted at any point.
    pub(super) fn end(self) -> bool {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.is_finished() && self.thread.join().unwrap_or(false)
    }
}

/// Runs the check and logs the result in one line. Returns whether all tables were checked and are intact.
fn run(db: &Db, stop: &AtomicBool) -> bool {
    match check_tables(db, stop) {
        Ok(Outcome::Intact(tables)) => {
            tracing::info!(
                "the portal was not shut down cleanly, but the database is intact ({tables} tables checked)"
            );
            return true;
        }
        Ok(Outcome::Stopped) => {}
        Ok(Outcome::Damaged(what)) | Err(Error::Database(what)) => tracing::error!(
            "the database is damaged: {what}. Stop the portal, move the database file to a safe place \
             and restore the last backup: reseller-portal restore FILE"
        ),
        Err(error) => {
            tracing::warn!(%error, "could not check the database, so it will be checked again at the next start");
        }
    }
    false
}

enum Outcome {
    /// All tables are intact. Holds their number.
    Intact(usize),
    Damaged(String),
    Stopped,
}

/// Checks one table at a time. Each is a separate read, so that the write-ahead log can be reset between two tables.
fn check_tables(db: &Db, stop: &AtomicBool) -> Result<Outcome, Error> {
    let tables = read_with_retries(db, stop, integrity::list_tables)?;
    for table in tables.iter().flatten() {
        match read_with_retries(db, stop, |conn| integrity::find_damage(conn, table)) {
            Ok(Some(None)) => {}
            // Damage is either reported by the check or makes the read fail.
            Ok(Some(Some(what))) | Err(Error::Database(what)) => {
                return Ok(Outcome::Damaged(format!("table {table}: {what}")));
            }
            Ok(None) => return Ok(Outcome::Stopped),
            Err(error) => return Err(error),
        }
    }
    Ok(tables.map_or(Outcome::Stopped, |tables| Outcome::Intact(tables.len())))
}

/// Retries a read while all readers are busy. Returns `None` if the check was asked to stop.
fn read_with_retries<T>(
    db: &Db,
    stop: &AtomicBool,
    work: impl Fn(&mut crate::store::Conn) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    while !stop.load(Ordering::Relaxed) {
        match db.read(&work) {
            Err(Error::Busy(_)) => std::thread::sleep(RETRY_PAUSE),
            read => return read.map(Some),
        }
    }
    Ok(None)
}
