//! Checkpoints SQLite's write-ahead log on a separate thread. Therefore, commits don't wait for the checkpoints, and
//! registering a large file can use two cores.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Integer;
use parking_lot::{Condvar, Mutex};

use super::connection::{Conn, Opener};
use super::error::Error;

/// Number of pages waiting in the log at which a checkpoint runs. This is SQLite's own default, about 4 MB.
const MIN_CHECKPOINT_PAGES: i32 = 1_000;

/// Minimum time between two checks of the log, so that a series of small commits doesn't cause one check per commit.
const CHECK_INTERVAL: Duration = Duration::from_millis(10);

/// A thread that runs the checkpoints. Dropping this value ends the thread and closes its connection.
pub(crate) struct WalCheckpointer {
    signal: Arc<CheckpointSignal>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct CheckpointSignal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    has_new_commits: bool,
    is_stopping: bool,
}

impl WalCheckpointer {
    /// Starts the thread with its own connection.
    pub(crate) fn start(opener: &Opener) -> Result<WalCheckpointer, Error> {
        let conn = opener.open().map_err(|error| Error::Database(error.to_string()))?;
        let signal = Arc::new(CheckpointSignal::default());
        let thread_signal = signal.clone();
        let thread = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || thread_signal.run(conn))
            .map_err(|error| Error::Database(error.to_string()))?;
        Ok(WalCheckpointer { signal, thread: Some(thread) })
    }

    /// Signals that a transaction has been committed.
    pub(crate) fn notify_commit(&self) {
        let had_new_commits = std::mem::replace(&mut self.signal.state.lock().has_new_commits, true);
        if !had_new_commits {
            self.signal.changed.notify_one();
        }
    }
}

impl Drop for WalCheckpointer {
    fn drop(&mut self) {
        self.signal.state.lock().is_stopping = true;
        self.signal.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // The thread isn't expected to panic. If it did, the portal would continue without it.
            let _ = thread.join();
        }
    }
}

impl CheckpointSignal {
    fn run(&self, mut conn: Conn) {
        let mut state = self.state.lock();
        while !state.is_stopping {
            if !state.has_new_commits {
                self.changed.wait(&mut state);
                continue;
            }
            state.has_new_commits = false;
            let result = parking_lot::MutexGuard::unlocked(&mut state, || checkpoint(&mut conn));
            if let Err(error) = result {
                // The usual cause is a full disk. No data is lost, because it stays in the log until the next attempt.
                tracing::debug!(%error, "checkpoint failed");
            }
            if !state.is_stopping {
                self.changed.wait_for(&mut state, CHECK_INTERVAL);
            }
        }
    }
}

#[derive(QueryableByName)]
struct LogState {
    /// Number of pages in the log, or -1 if there is no log.
    #[diesel(sql_type = Integer)]
    log: i32,
    /// Number of those pages that are already in the database file.
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

/// Copies the log into the database file if enough pages are waiting. Doesn't wait for readers that still need an older
/// state, so it may copy only some of the pages.
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
    fn the_log_is_checkpointed_without_the_writer() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite:{}", folder.path().join("portal.db").display()), 2).unwrap();
        let large = "CREATE TABLE large (bytes BLOB); INSERT INTO large VALUES (randomblob(8000000))";
        db.write(|conn| Ok::<_, Error>(conn.batch_execute(large)?)).unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let state = db.read(|conn| {
                let Conn::Sqlite(c) = conn else { panic!("expected an SQLite connection") };
                Ok::<LogState, Error>(sql_query("PRAGMA wal_checkpoint(NOOP)").get_result(c)?)
            });
            let LogState { log, checkpointed } = state.unwrap();
            assert!(
                (MIN_CHECKPOINT_PAGES..WRITER_CHECKPOINT_PAGES as i32).contains(&log),
                "the log has {log} pages, which is too few or too many for this test"
            );
            if log == checkpointed {
                break;
            }
            assert!(
                Instant::now() < deadline,
                "only {checkpointed} of {log} pages were checkpointed within 30 s"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
