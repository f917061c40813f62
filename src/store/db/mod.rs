//! The database and its two doors, [`Db::read`] and [`Db::write`].

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::Pool;
use parking_lot::FairMutex;

mod columns;
pub mod connection;
pub mod error;
pub mod integrity;
pub mod migrations;
pub mod settings;
mod sqlite_build;
pub mod stable_filters;
mod wal_checkpointer;

use crate::fail_points::{self, Step};
use connection::{Conn, Opener, Place, Pooled, Purpose};
use error::Error;
use wal_checkpointer::Checkpoints;

/// How long a reader waits for a connection, and a writer for its turn and for the lock.
const PATIENCE: Duration = Duration::from_secs(5);
/// More writers than this do not wait on SQLite: the last of them would wait in vain, and keep readers from a thread.
const MOST_WAITING: usize = 200;

/// The database. Cheap to clone; every clone shares the connections.
#[derive(Clone)]
pub struct Db(Arc<Doors>);

enum Doors {
    /// One writer behind a first-come queue, several readers that cannot write.
    Sqlite { writer: FairMutex<Conn>, waiting: AtomicUsize, readers: Pool<Opener>, checkpoints: Checkpoints },
    /// One pool for both: the server does the queueing.
    Postgres { pool: Pool<Opener> },
}

impl Db {
    /// Opens the database at a `DATABASE_URL` with so many reading connections, without looking at its tables.
    pub fn open(url: &str, connections: u32) -> Result<Db, Error> {
        let place = Place::from_url(url)?;
        let pool = |purpose| {
            Pool::builder()
                .max_size(connections.max(2))
                .min_idle(Some(1))
                .connection_timeout(PATIENCE)
                .test_on_check_out(matches!(place, Place::Postgres(_)))
                .build(Opener { place: place.clone(), purpose })
        };
        if let Place::Postgres(_) = place {
            return Ok(Db(Arc::new(Doors::Postgres { pool: pool(Purpose::Write)? })));
        }
        sqlite_build::check()?;
        let opener = Opener { place: place.clone(), purpose: Purpose::Write };
        let writer = opener.open().map_err(|error| Error::Database(error.to_string()))?;
        let (writer, waiting) = (FairMutex::new(writer), AtomicUsize::new(0));
        let checkpoints = Checkpoints::start(&Opener { place: place.clone(), purpose: Purpose::Read })?;
        Ok(Db(Arc::new(Doors::Sqlite { writer, waiting, readers: pool(Purpose::Read)?, checkpoints })))
    }

    /// Whether the embedded database is behind it.
    pub fn is_sqlite(&self) -> bool {
        matches!(*self.0, Doors::Sqlite { .. })
    }

    /// Whether somebody waits for the one writer of SQLite; on PostgreSQL nobody does.
    pub fn is_awaited(&self) -> bool {
        match &*self.0 {
            Doors::Sqlite { waiting, .. } => waiting.load(Ordering::Relaxed) > 0,
            Doors::Postgres { .. } => false,
        }
    }

    /// Reads, without a transaction. [`Error::Busy`] after five seconds without a connection.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut pooled = self.readers().get().map_err(Error::from)?;
        noted(&mut pooled, work)
    }

    /// [`Db::read`] of what may be left out: nothing where every connection is in use.
    pub fn read_at_leisure<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        match self.readers().try_get() {
            Some(mut pooled) => noted(&mut pooled, work).map(Some),
            None => Ok(None),
        }
    }

    fn readers(&self) -> &Pool<Opener> {
        match &*self.0 {
            Doors::Sqlite { readers, .. } => readers,
            Doors::Postgres { pool } => pool,
        }
    }

    /// [`Db::write`] of a step that an upload depends on, with a fail point before and after the commit.
    pub fn step<T, E: From<Error>>(
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

    /// Writes: one transaction around `work`, undone where it fails. Keep it short: no file, no network and no
    /// hashing inside. [`Error::Busy`] after five seconds without a turn.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        self.write_within(PATIENCE, work)
    }

    /// [`Db::write`] of what may be left out: it does not wait for a turn.
    pub fn write_at_leisure<T, E: From<Error>>(
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
            Doors::Sqlite { writer, waiting, checkpoints, .. } => {
                let began = Instant::now();
                let before = waiting.fetch_add(1, Ordering::Relaxed);
                let turn = if before < MOST_WAITING { writer.try_lock_for(patience) } else { None };
                waiting.fetch_sub(1, Ordering::Relaxed);
                let mut conn = turn.ok_or_else(|| Error::Busy("no turn to write within 5 s".to_owned()))?;
                // Another process may hold the lock of the file: what is left of the patience is for that.
                let done = transaction(&mut conn, Some(patience.saturating_sub(began.elapsed())), work)?;
                checkpoints.written();
                Ok(done)
            }
            Doors::Postgres { pool } => {
                let conn =
                    if patience.is_zero() { pool.try_get() } else { Some(pool.get().map_err(Error::from)?) };
                let mut conn = conn.ok_or_else(|| Error::Busy("every connection is in use".to_owned()))?;
                noted(&mut conn, |conn| transaction(conn, None, work))
            }
        }
    }
}

/// Work on a connection of a pool, which keeps how it ended.
fn noted<T, E>(pooled: &mut Pooled, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
    // Should the work panic, the connection is not known to have worked.
    pooled.note(false);
    let done = work(&mut pooled.conn);
    pooled.note(done.is_ok());
    done
}

/// BEGIN IMMEDIATE on SQLite: a transaction that reads first and writes later fails under load otherwise.
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
            // The error of the work is the one to tell; a connection that cannot undo is broken and thrown away.
            let _ = finish(conn, false);
            Err(error)
        }
    }
}

/// `patience`: how long to wait for the lock of an SQLite file.
fn begin(conn: &mut Conn, patience: Option<Duration>) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => {
            // A panic in earlier work leaves its transaction open; it was never acknowledged.
            if !matches!(
                AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth(),
                Ok(None)
            ) {
                let _ = c.batch_execute("ROLLBACK");
                *AnsiTransactionManager::transaction_manager_status_mut(c) = Default::default();
            }
            // It is set to the whole patience as a rule; only who has waited for the turn already has less.
            let less = patience.filter(|left| PATIENCE - *left > Duration::from_millis(50));
            if let Some(left) = less {
                c.batch_execute(&format!("PRAGMA busy_timeout = {}", left.as_millis()))?;
            }
            let begun = AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE");
            if less.is_some() {
                c.batch_execute(&format!("PRAGMA busy_timeout = {}", PATIENCE.as_millis()))?;
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
