//! Checkpoints of SQLite's write-ahead log, on a thread of their own. Commits don't wait for them, and registering a
//! large file uses two cores.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Integer;
use parking_lot::{Condvar, Mutex};

use super::connection::{Conn, Opener};
use super::error::Error;

/// Number of pages in the log that justify a checkpoint. It is SQLite's own limit of 4 MB.
const MIN_CHECKPOINT_PAGES: i32 = 1_000;

/// Pause between two looks at the log, so that many small commits don't cause one each.
const CHECK_INTERVAL: Duration = Duration::from_millis(10);

/// A thread that runs the checkpoints. It ends, with its connection, when this is dropped.
pub(crate) struct WalCheckpointer {
    bell: Arc<CheckpointSignal>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct CheckpointSignal {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Default)]
struct State {
    is_written: bool,
    is_over: bool,
}

impl WalCheckpointer {
    /// Starts the thread with its own connection.
    pub(crate) fn start(opener: &Opener) -> Result<WalCheckpointer, Error> {
        let conn = opener.open().map_err(|error| Error::Database(error.to_string()))?;
        let bell = Arc::new(CheckpointSignal::default());
        let of_thread = bell.clone();
        let thread = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || of_thread.answer(conn))
            .map_err(|error| Error::Database(error.to_string()))?;
        Ok(WalCheckpointer { bell, thread: Some(thread) })
    }

    /// Signals that something was committed.
    pub(crate) fn written(&self) {
        let was_said = std::mem::replace(&mut self.bell.state.lock().is_written, true);
        if !was_said {
            self.bell.rung.notify_one();
        }
    }
}

impl Drop for WalCheckpointer {
    fn drop(&mut self) {
        self.bell.state.lock().is_over = true;
        self.bell.rung.notify_one();
        if let Some(thread) = self.thread.take() {
            // The thread doesn't panic. If it did, the portal would go on without it.
            let _ = thread.join();
        }
    }
}

impl CheckpointSignal {
    fn answer(&self, mut conn: Conn) {
        let mut state = self.state.lock();
        while !state.is_over {
            if !state.is_written {
                self.rung.wait(&mut state);
                continue;
            }
            state.is_written = false;
            let done = parking_lot::MutexGuard::unlocked(&mut state, || checkpoint(&mut conn));
            if let Err(error) = done {
                // Usually a full disk. Nothing is lost, because everything stays in the log for the next attempt.
                tracing::debug!(%error, "no checkpoint");
            }
            if !state.is_over {
                self.rung.wait_for(&mut state, CHECK_INTERVAL);
            }
        }
    }
}

#[derive(QueryableByName)]
struct LogState {
    /// Pages in the log, -1 if there is no log.
    #[diesel(sql_type = Integer)]
    log: i32,
    /// Pages of the log that are already in the database file.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

/// Moves the log into the database file if it is large enough, as far as no reader needs an older state.
fn checkpoint(conn: &mut Conn) -> QueryResult<()> {
    let Conn::Sqlite(c) = conn else { return Ok(()) };
    let LogState { log, checkpointed } = sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(c)?;
    if log - checkpointed >= MIN_CHECKPOINT_PAGES {
        let _: LogState = sql_query("PRAGMA wal_checkpoint(PASSIVE)").get_result(c)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::store::Db;
    use crate::store::db::connection::WRITER_CHECKPOINT_PAGES;

    #[test]
    fn what_was_written_goes_back_into_the_file_without_the_writer() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite:{}", folder.path().join("portal.db").display()), 2).unwrap();
        let large = "CREATE TABLE large (bytes BLOB); INSERT INTO large VALUES (randomblob(8000000))";
        db.write(|conn| Ok::<_, Error>(conn.batch_execute(large)?)).unwrap();
        let limit = Instant::now() + Duration::from_secs(30);
        loop {
            let log = db.read(|conn| {
                let Conn::Sqlite(c) = conn else { panic!("SQLite was opened") };
                Ok::<LogState, Error>(sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(c)?)
            });
            let LogState { log, checkpointed } = log.unwrap();
            assert!(
                (MIN_CHECKPOINT_PAGES..WRITER_CHECKPOINT_PAGES as i32).contains(&log),
                "{log} pages: too few or too many for this test"
            );
            if log == checkpointed {
                break;
            }
            assert!(Instant::now() < limit, "{checkpointed} of {log} pages are in the file after 30 s");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
