//! Connections to SQLite and PostgreSQL.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::sql_types::BigInt;

use super::error::Error;
use super::{postgres_url, private_files};

/// Size of the write-ahead log, in pages, at which the writer itself runs a checkpoint as part of its commit. 32,768
/// pages are 128 MB.
///
/// The log restarts from its beginning only after a complete checkpoint. During an unbroken series of large
/// transactions, the checkpoint thread would never complete one.
pub(crate) const WRITER_CHECKPOINT_PAGES: u32 = 32_768;

#[allow(missing_docs, reason = "the derive generates items without docs")]
mod either {
    use diesel::prelude::*;

    /// A connection to one of the two databases. Ordinary Diesel queries work on it.
    ///
    /// For batch inserts and on-conflict clauses, which the derive doesn't support, `on_each!` provides the concrete
    /// connection.
    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        /// The embedded database.
        Sqlite(SqliteConnection),
        /// A PostgreSQL server.
        Postgres(PgConnection),
    }
}
pub use either::Conn;

/// Evaluates the same expression on the concrete connection behind a [`Conn`].
macro_rules! on_each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::store::db::connection::Conn::Sqlite($c) => $body,
            $crate::store::db::connection::Conn::Postgres($c) => $body,
        }
    };
}
pub(crate) use on_each;

/// The location of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DatabaseLocation {
    /// The path of an SQLite file.
    Sqlite(String),
    /// The address of a PostgreSQL server, in libpq's syntax.
    Postgres(String),
}

impl DatabaseLocation {
    /// Parses `sqlite:PATH`, `postgres://…` or `postgresql://…`. Returns `Err` for anything else.
    ///
    /// Diesel's own dispatch tries one database after another, so a mistyped address would create an SQLite file.
    pub(crate) fn from_url(url: &str) -> Result<DatabaseLocation, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(Error::Unusable("DATABASE_URL must have a file path after sqlite:.".to_owned()));
            }
            return Ok(DatabaseLocation::Sqlite(path.to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            postgres_url::check(url)?;
            return Ok(DatabaseLocation::Postgres(url.to_owned()));
        }
        Err(Error::Unusable("DATABASE_URL must start with sqlite: or postgres://.".to_owned()))
    }
}

/// The purpose of a connection, which determines the size of its cache on SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionPurpose {
    /// Reading only. On SQLite, the connection can't write.
    Read,
    /// Writing, with a cache of 16 MB on SQLite.
    Write,
}

/// Time limit for switching a new SQLite file to a write-ahead log while another process is doing the same.
const WAL_SWITCH_TIMEOUT: Duration = Duration::from_secs(60);

/// A factory that opens database connections for the pools.
#[derive(Clone, Debug)]
pub(crate) struct Opener {
    /// Location of the database.
    pub(crate) location: DatabaseLocation,
    /// Purpose of the connections.
    pub(crate) purpose: ConnectionPurpose,
}

impl Opener {
    /// Opens one connection and configures it.
    pub(crate) fn open(&self) -> Result<Conn, diesel::r2d2::Error> {
        let failed = diesel::r2d2::Error::ConnectionError;
        let set_up =
            |conn: &mut Conn, sql: &str| conn.batch_execute(sql).map_err(diesel::r2d2::Error::QueryError);
        match &self.location {
            DatabaseLocation::Sqlite(path) => {
                if self.purpose == ConnectionPurpose::Write {
                    private_files::create_database(path);
                }
                let mut conn = Conn::Sqlite(SqliteConnection::establish(path).map_err(failed)?);
                set_up(
                    &mut conn,
                    "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;",
                )?;
                match self.purpose {
                    ConnectionPurpose::Read => {
                        set_up(&mut conn, "PRAGMA cache_size = -4000; PRAGMA query_only = ON;")?
                    }
                    ConnectionPurpose::Write => {
                        switch_to_wal(&mut conn).map_err(diesel::r2d2::Error::QueryError)?;
                        set_up(
                            &mut conn,
                            &format!(
                                "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = {WRITER_CHECKPOINT_PAGES};"
                            ),
                        )?;
                    }
                }
                Ok(conn)
            }
            DatabaseLocation::Postgres(url) => {
                let mut conn = Conn::Postgres(PgConnection::establish(url).map_err(failed)?);
                // The data is cached or on an SSD. At the default cost of 4, the planner would prefer a sequential scan
                // to about 20 index lookups.
                set_up(
                    &mut conn,
                    "SET TIME ZONE 'UTC'; SET synchronous_commit = on; SET lock_timeout = '5s';
                     SET random_page_cost = 2;",
                )?;
                Ok(conn)
            }
        }
    }
}

/// Switches to the write-ahead log. Only a new file has to be switched, which requires exclusive access. SQLite doesn't
/// always wait for that access itself, so this function retries.
fn switch_to_wal(conn: &mut Conn) -> QueryResult<()> {
    let deadline = Instant::now() + WAL_SWITCH_TIMEOUT;
    loop {
        match conn.batch_execute("PRAGMA journal_mode = WAL;") {
            Err(error) if error.to_string().contains("database is locked") && Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(20));
            }
            result => return result,
        }
    }
}

/// A connection in a pool.
pub(crate) struct PooledConn {
    pub(crate) conn: Conn,
    /// Time of the last successful use. `None` after a failure.
    last_success: Option<Instant>,
}

impl PooledConn {
    /// Records whether work on the connection succeeded. After a failure, the connection is tested before its next
    /// use.
    pub(crate) fn record(&mut self, has_succeeded: bool) {
        self.last_success = has_succeeded.then(Instant::now);
    }
}

/// Period after a successful use during which a connection isn't tested. Each test is a round trip to the server, and a
/// page would need two.
const TRUST_PERIOD: Duration = Duration::from_secs(1);

impl ManageConnection for Opener {
    type Connection = PooledConn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<PooledConn, diesel::r2d2::Error> {
        Ok(PooledConn { conn: self.open()?, last_success: Some(Instant::now()) })
    }

    fn is_valid(&self, pooled: &mut PooledConn) -> Result<(), diesel::r2d2::Error> {
        if pooled.last_success.is_some_and(|at| at.elapsed() < TRUST_PERIOD) {
            return Ok(());
        }
        pooled.conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, pooled: &mut PooledConn) -> bool {
        std::thread::panicking() || on_each!(&mut pooled.conn, |c| c.is_broken())
    }
}

#[derive(QueryableByName)]
struct DatabaseTime {
    #[diesel(sql_type = BigInt)]
    now: i64,
}

/// Returns the time on the database's clock, in microseconds since 1970. All instances use this clock for leases.
pub(crate) fn database_now(conn: &mut Conn) -> Result<i64, Error> {
    let row: DatabaseTime = match conn {
        Conn::Sqlite(c) => {
            diesel::sql_query("SELECT CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER) AS now")
                .get_result(c)?
        }
        Conn::Postgres(c) => {
            diesel::sql_query("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) AS now")
                .get_result(c)?
        }
    };
    Ok(row.now)
}
