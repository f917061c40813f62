//! The database, with its two entry points [`Db::read`] and [`Db::write`].

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::Pool;
use parking_lot::FairMutex;

mod columns;
pub(crate) mod connection;
pub(crate) mod error;
pub(crate) mod integrity;
pub(crate) mod migrations;
pub(crate) mod paging;
pub mod settings;
mod sqlite_build;
pub(crate) mod stable_filters;
mod wal_checkpointer;

use crate::fail_points::{self, Step};
use connection::{Conn, ConnectionPurpose, DatabaseLocation, Opener, PooledConn};
use error::Error;
use wal_checkpointer::WalCheckpointer;

/// How long a reader waits for a connection, and a writer for its turn and for the lock.
const WAIT_TIMEOUT: Duration = Duration::from_secs(5);
/// Maximum number of waiting writers on SQLite. Later ones would time out anyway, and would block threads that readers
/// need.
const MAX_WAITING_WRITERS: usize = 200;

/// The database. Cheap to clone: all clones share the connections.
#[derive(Clone)]
pub struct Db(Arc<Connections>);

enum Connections {
    /// One writer behind a first-come queue, and several readers that can't write.
    Sqlite {
        writer: FairMutex<Conn>,
        waiting: AtomicUsize,
        readers: Pool<Opener>,
        checkpoints: WalCheckpointer,
    },
    /// One pool for reading and writing. The server does the queueing.
    Postgres { pool: Pool<Opener> },
}

impl Db {
    /// Opens the database at a `DATABASE_URL` with this number of reading connections (at least 2), without checking
    /// its tables.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the database can't be opened.
    pub fn open(url: &str, connections: u32) -> Result<Db, Error> {
        let place = DatabaseLocation::from_url(url)?;
        let pool = |purpose| {
            Pool::builder()
                .max_size(connections.max(2))
                .min_idle(Some(1))
                .connection_timeout(WAIT_TIMEOUT)
                .test_on_check_out(matches!(place, DatabaseLocation::Postgres(_)))
                .build(Opener { place: place.clone(), purpose })
        };
        if let DatabaseLocation::Postgres(_) = place {
            return Ok(Db(Arc::new(Connections::Postgres { pool: pool(ConnectionPurpose::Write)? })));
        }
        sqlite_build::check()?;
        let opener = Opener { place: place.clone(), purpose: ConnectionPurpose::Write };
        let writer = opener.open().map_err(|error| Error::Database(error.to_string()))?;
        let (writer, waiting) = (FairMutex::new(writer), AtomicUsize::new(0));
        let checkpoints =
            WalCheckpointer::start(&Opener { place: place.clone(), purpose: ConnectionPurpose::Read })?;
        Ok(Db(Arc::new(Connections::Sqlite {
            writer,
            waiting,
            readers: pool(ConnectionPurpose::Read)?,
            checkpoints,
        })))
    }

    /// Returns whether the database is SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(*self.0, Connections::Sqlite { .. })
    }

    /// Returns whether another thread waits for the only writer of SQLite. Always false on PostgreSQL.
    pub(crate) fn is_awaited(&self) -> bool {
        match &*self.0 {
            Connections::Sqlite { waiting, .. } => waiting.load(Ordering::Relaxed) > 0,
            Connections::Postgres { .. } => false,
        }
    }

    /// Reads without a transaction.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Busy`] after five seconds without a connection, and the error of `work`.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut pooled = self.readers().get().map_err(Error::from)?;
        run_recorded(&mut pooled, work)
    }

    /// Runs [`Db::read`] for optional work. Returns `None` if every connection is in use.
    pub(crate) fn read_at_leisure<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        match self.readers().try_get() {
            Some(mut pooled) => run_recorded(&mut pooled, work).map(Some),
            None => Ok(None),
        }
    }

    fn readers(&self) -> &Pool<Opener> {
        match &*self.0 {
            Connections::Sqlite { readers, .. } => readers,
            Connections::Postgres { pool } => pool,
        }
    }

    /// Runs [`Db::write`] for a step that an upload depends on, with a fail point before and after the commit.
    pub(crate) fn step<T, E: From<Error>>(
        &self,
        step: Step,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let [before, after] = step.points();
        let failed = |point: &str| E::from(Error::Database(format!("fail point {point}")));
        let done = self.write(|conn| {
            let done = work(conn)?;
            fail_points::pass(before).map_err(failed)?;
            Ok::<T, E>(done)
        })?;
        fail_points::pass(after).map_err(failed)?;
        Ok(done)
    }

    /// Writes in one transaction, which is rolled back if `work` fails. Keep it short: no files, no network and no
    /// hashing inside.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Busy`] after five seconds without a turn, and the error of `work` or of the commit.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        self.write_within(WAIT_TIMEOUT, work)
    }

    /// Runs [`Db::write`] for optional work. Returns [`Error::Busy`] at once if it isn't its turn.
    pub(crate) fn write_at_leisure<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_within(Duration::ZERO, work)
    }

    fn write_within<T, E: From<Error>>(
        &self,
        patience: Duration,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        match &*self.0 {
            Connections::Sqlite { writer, waiting, checkpoints, .. } => {
                let began = Instant::now();
                let before = waiting.fetch_add(1, Ordering::Relaxed);
                let turn = if before < MAX_WAITING_WRITERS { writer.try_lock_for(patience) } else { None };
                waiting.fetch_sub(1, Ordering::Relaxed);
                let mut conn = turn.ok_or_else(|| Error::Busy("no turn to write within 5 s".to_owned()))?;
                // Another process may hold the lock of the file. The rest of the waiting time is for that.
                let done = transaction(&mut conn, Some(patience.saturating_sub(began.elapsed())), work)?;
                checkpoints.written();
                Ok(done)
            }
            Connections::Postgres { pool } => {
                let conn =
                    if patience.is_zero() { pool.try_get() } else { Some(pool.get().map_err(Error::from)?) };
                let mut conn = conn.ok_or_else(|| Error::Busy("every connection is in use".to_owned()))?;
                run_recorded(&mut conn, |conn| transaction(conn, None, work))
            }
        }
    }
}

/// Runs work on a pooled connection and records whether it succeeded.
fn run_recorded<T, E>(pooled: &mut PooledConn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
    // If the work panics, the connection isn't known to work.
    pooled.note(false);
    let done = work(&mut pooled.conn);
    pooled.note(done.is_ok());
    done
}

/// Runs work in a transaction, `BEGIN IMMEDIATE` on SQLite. Otherwise a transaction that reads first and writes later
/// fails under load.
fn transaction<T, E: From<Error>>(
    conn: &mut Conn,
    patience: Option<Duration>,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn, patience).map_err(Error::from)?;
    match work(conn) {
        Ok(value) => {
            finish(conn, true).map_err(Error::of_commit)?;
            Ok(value)
        }
        Err(error) => {
            // The error of the work is the one to return. A connection that can't roll back is broken and is dropped.
            let _ = finish(conn, false);
            Err(error)
        }
    }
}

/// Begins a transaction. `patience` limits the wait for the lock of an SQLite file.
fn begin(conn: &mut Conn, patience: Option<Duration>) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => {
            // A panic in earlier work leaves its transaction open. It was never acknowledged.
            if !matches!(
                AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth(),
                Ok(None)
            ) {
                let _ = c.batch_execute("ROLLBACK");
                *AnsiTransactionManager::transaction_manager_status_mut(c) = Default::default();
            }
            // The timeout is normally the full waiting time. It is shorter for a writer that has already waited for its
            // turn.
            let shorter = patience.filter(|left| WAIT_TIMEOUT - *left > Duration::from_millis(50));
            if let Some(left) = shorter {
                c.batch_execute(&format!("PRAGMA busy_timeout = {}", left.as_millis()))?;
            }
            let begun = AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE");
            if shorter.is_some() {
                c.batch_execute(&format!("PRAGMA busy_timeout = {}", WAIT_TIMEOUT.as_millis()))?;
            }
            begun
        }
        Conn::Postgres(c) => AnsiTransactionManager::begin_transaction(c),
    }
}

fn finish(conn: &mut Conn, commit: bool) -> QueryResult<()> {
    connection::on_each!(conn, |c| if commit {
        AnsiTransactionManager::commit_transaction(c)
    } else {
        AnsiTransactionManager::rollback_transaction(c)
    })
}
