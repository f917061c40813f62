//! After an unclean stop of a portal on SQLite: the tables are looked through while it serves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::store::db::integrity;
use crate::store::{Db, Error};

/// A check that found all readers busy is tried again after so long.
const REST: Duration = Duration::from_millis(200);

/// The check in its thread.
pub(super) struct QuickCheck {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<bool>,
}

impl QuickCheck {
    /// Starts it.
    pub(super) fn start(db: Db) -> QuickCheck {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        QuickCheck { stop, thread: std::thread::spawn(move || run(&db, &asked)) }
    }

    /// Asks it to stop; tells whether it was over and found nothing. A table at hand is not waited for: it may be a
    /// large one, and who only reads may be ended anywhere.
    pub(super) fn end(self) -> bool {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.is_finished() && self.thread.join().unwrap_or(false)
    }
}

/// Checks, and tells the result in one line. Gives whether all tables were looked through and are sound.
fn run(db: &Db, stop: &AtomicBool) -> bool {
    match damage(db, stop) {
        Ok(Outcome::Sound(tables)) => {
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
            tracing::warn!(%error, "could not check the database, so the next start will try again");
        }
    }
    false
}

enum Outcome {
    /// So many tables, nothing wrong.
    Sound(usize),
    Damaged(String),
    Stopped,
}

/// One table at a time: each is one read, and the log can be reset in between.
fn damage(db: &Db, stop: &AtomicBool) -> Result<Outcome, Error> {
    let tables = patiently(db, stop, integrity::tables)?;
    for table in tables.iter().flatten() {
        match patiently(db, stop, |conn| integrity::damage(conn, table)) {
            Ok(Some(None)) => {}
            // Damage is found, or met while looking.
            Ok(Some(Some(what))) | Err(Error::Database(what)) => {
                return Ok(Outcome::Damaged(format!("table {table}: {what}")));
            }
            Ok(None) => return Ok(Outcome::Stopped),
            Err(error) => return Err(error),
        }
    }
    Ok(tables.map_or(Outcome::Stopped, |tables| Outcome::Sound(tables.len())))
}

/// Reads, again and again while the readers are busy; nothing where it was asked to stop.
fn patiently<T>(
    db: &Db,
    stop: &AtomicBool,
    work: impl Fn(&mut crate::store::Conn) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    while !stop.load(Ordering::Relaxed) {
        match db.read(&work) {
            Err(Error::Busy(_)) => std::thread::sleep(REST),
            read => return read.map(Some),
        }
    }
    Ok(None)
}
