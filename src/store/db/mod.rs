//! The database, with its two entry points [`Db::read`] and [`Db::write`].

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::Pool;
use parking_lot::FairMutex;

pub(crate) mod advisory_lock;
mod columns;
pub(crate) mod connection;
pub(crate) mod error;
pub(crate) mod integrity;
pub(crate) mod migrations;
pub(crate) mod paging;
pub(crate) mod postgres_url;
pub(crate) mod private_files;
pub mod settings;
mod sqlite_build;
pub(crate) mod stable_filters;
mod wal_checkpointer;

use crate::fail_points::{self, Step};
use connection::{Conn, ConnectionPurpose, DatabaseLocation, Opener, PooledConn};
use error::Error;
use wal_checkpointer::WalCheckpointer;

/// Maximum time that a reader waits for a connection, or a writer for its turn and the lock.
const WAIT_TIMEOUT: Duration = Duration::from_secs(5);
/// Maximum number of waiting writers on SQLite. Additional ones would time out anyway, and would block threads that
/// readers need.
const MAX_WAITING_WRITERS: usize = 200;

/// A handle to the database. It is cheap to clone, because all clones share the connections.
#[derive(Clone)]
pub struct Db(Arc<Connections>);

enum Connections {
    /// One writer with a first-come, first-served queue, and several readers that can't write.
    Sqlite {
        writer: FairMutex<Conn>,
        waiting: AtomicUsize,
        readers: Pool<Opener>,
        checkpoints: WalCheckpointer,
    },
    /// One pool for reading and writing. The server coordinates concurrent writers.
    Postgres { pool: Pool<Opener> },
}

impl Db {
    /// Opens the database at `url` without checking its tables. `connections` is the maximum number of read
    /// connections, and values below 2 count as 2.
    ///
    /// # Errors
    ///
    /// Returns [`Error`] if the database can't be opened.
    pub fn open(url: &str, connections: u32) -> Result<Db, Error> {
        let location = DatabaseLocation::from_url(url)?;
        let pool = |purpose| {
            Pool::builder()
                .max_size(connections.max(2))
                .min_idle(Some(1))
                .connection_timeout(WAIT_TIMEOUT)
                .test_on_check_out(matches!(location, DatabaseLocation::Postgres(_)))
                .build(Opener { location: location.clone(), purpose })
        };
        if let DatabaseLocation::Postgres(_) = location {
            return Ok(Db(Arc::new(Connections::Postgres { pool: pool(ConnectionPurpose::Write)? })));
        }
        sqlite_build::check()?;
        let opener = Opener { location: location.clone(), purpose: ConnectionPurpose::Write };
        let writer = opener.open().map_err(|error| Error::Database(error.to_string()))?;
        let (writer, waiting) = (FairMutex::new(writer), AtomicUsize::new(0));
        let checkpoints =
            WalCheckpointer::start(&Opener { location: location.clone(), purpose: ConnectionPurpose::Read })?;
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

    /// Returns whether another thread is waiting for SQLite's only writer. Always returns `false` on PostgreSQL.
    pub(crate) fn is_awaited(&self) -> bool {
        match &*self.0 {
            Connections::Sqlite { waiting, .. } => waiting.load(Ordering::Relaxed) > 0,
            Connections::Postgres { .. } => false,
        }
    }

    /// Runs `work` on a read connection without a transaction.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Busy`] if no connection is free within five seconds, and any error from `work`.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut pooled = self.readers().get().map_err(Error::from)?;
        run_recorded(&mut pooled, work)
    }

    /// Runs optional work on a read connection. Returns `None` without waiting if every connection is in use.
    pub(crate) fn try_read_if_idle<T, E: From<Error>>(
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

    /// Calls [`Db::write`] for a step that an upload depends on, with a fail point before and after the commit.
    pub(crate) fn step<T, E: From<Error>>(
        &self,
        step: Step,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let [before, after] = step.points();
        let failed = |point: &str| E::from(Error::Database(format!("fail point {point}")));
        let value = self.write(|conn| {
            let value = work(conn)?;
            fail_points::pass(before).map_err(failed)?;
            Ok::<T, E>(value)
        })?;
        fail_points::pass(after).map_err(failed)?;
        Ok(value)
    }

    /// Runs `work` in one write transaction, which is rolled back if `work` fails. Keep `work` short. It must not
    /// access files or the network, or hash anything.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Busy`] if no write connection is free within five seconds, and any error from `work` or the
    /// commit.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        self.write_within(WAIT_TIMEOUT, work)
    }

    /// Runs optional work in a write transaction. Returns [`Error::Busy`] without waiting if no write connection is
    /// free.
    pub(crate) fn try_write_if_idle<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_within(Duration::ZERO, work)
    }

    fn write_within<T, E: From<Error>>(
        &self,
        timeout: Duration,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        match &*self.0 {
            Connections::Sqlite { writer, waiting, checkpoints, .. } => {
                let start = Instant::now();
                let waiting_before = waiting.fetch_add(1, Ordering::Relaxed);
                let turn =
                    if waiting_before < MAX_WAITING_WRITERS { writer.try_lock_for(timeout) } else { None };
                waiting.fetch_sub(1, Ordering::Relaxed);
                let mut conn =
                    turn.ok_or_else(|| Error::Busy("the writer wasn't free within 5 s".to_owned()))?;
                // Another process may hold the lock on the file. The remaining time is spent waiting for it.
                let value = transaction(&mut conn, Some(timeout.saturating_sub(start.elapsed())), work)?;
                checkpoints.notify_commit();
                Ok(value)
            }
            Connections::Postgres { pool } => {
                let conn =
                    if timeout.is_zero() { pool.try_get() } else { Some(pool.get().map_err(Error::from)?) };
                let mut conn = conn.ok_or_else(|| Error::Busy("every connection is in use".to_owned()))?;
                run_recorded(&mut conn, |conn| transaction(conn, None, work))
            }
        }
    }
}

/// Runs work on a pooled connection and records whether it succeeded.
fn run_recorded<T, E>(pooled: &mut PooledConn, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
    // If `work` panics, the connection must count as failed.
    pooled.record(false);
    let result = work(&mut pooled.conn);
    pooled.record(result.is_ok());
    result
}

/// Runs work in a transaction. On SQLite, it starts with `BEGIN IMMEDIATE`, because a transaction that reads first and
/// writes later would fail under load.
fn transaction<T, E: From<Error>>(
    conn: &mut Conn,
    timeout: Option<Duration>,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn, timeout).map_err(Error::from)?;
    match work(conn) {
        Ok(value) => {
            finish(conn, true).map_err(Error::from_commit)?;
            Ok(value)
        }
        Err(error) => {
            // The error from `work` is returned. A connection that can't roll back is broken and is dropped.
            let _ = finish(conn, false);
            Err(error)
        }
    }
}

/// Begins a transaction. `timeout` limits the wait for the lock on an SQLite file.
fn begin(conn: &mut Conn, timeout: Option<Duration>) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => {
            // If earlier work panicked, its transaction is still open. It was never acknowledged, so it is rolled back.
            if !matches!(
                AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth(),
                Ok(None)
            ) {
                let _ = c.batch_execute("ROLLBACK");
                *AnsiTransactionManager::transaction_manager_status_mut(c) = Default::default();
            }
            // The connection's timeout is `WAIT_TIMEOUT`. It is shorter for a writer that has already waited for its
            // turn.
            let shorter = timeout.filter(|remaining| WAIT_TIMEOUT - *remaining > Duration::from_millis(50));
            if let Some(remaining) = shorter {
                c.batch_execute(&format!("PRAGMA busy_timeout = {}", remaining.as_millis()))?;
            }
            let result = AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE");
            if shorter.is_some() {
                c.batch_execute(&format!("PRAGMA busy_timeout = {}", WAIT_TIMEOUT.as_millis()))?;
            }
            result
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
