//! One connection, whichever database is behind it.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::sql_types::BigInt;

use super::error::Error;

/// Pages of the log at which the writer helps within its commit, 128 MB: the log begins anew only where nothing is left to
/// go back, which an unbroken row of large transactions never lets happen.
pub(crate) const WRITER_HELPS: u32 = 32_768;

#[allow(missing_docs, reason = "the derive makes items without any")]
mod either {
    use diesel::prelude::*;

    /// A connection to one of the two databases. Ordinary Diesel works on it; where the derive falls short
    /// (batch inserts, on-conflict) `on_each!` gives the concrete connection.
    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        /// The embedded database.
        Sqlite(SqliteConnection),
        /// A PostgreSQL server.
        Postgres(PgConnection),
    }
}
pub use either::Conn;

/// Runs the same expression on the concrete connection behind a [`Conn`].
macro_rules! on_each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::store::db::connection::Conn::Sqlite($c) => $body,
            $crate::store::db::connection::Conn::Postgres($c) => $body,
        }
    };
}
pub(crate) use on_each;

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file.
    Sqlite(String),
    /// A server, as libpq takes it.
    Postgres(String),
}

impl Place {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`. Diesel's own dispatch tries one database after the
    /// other, so that a mistyped address makes a new SQLite file; this one refuses it.
    pub fn from_url(url: &str) -> Result<Place, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(Error::Database("DATABASE_URL does not name a file after sqlite:".to_owned()));
            }
            return Ok(Place::Sqlite(path.to_owned()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Place::Postgres(url.to_owned()));
        }
        Err(Error::Database("DATABASE_URL must start with sqlite: or postgres://".to_owned()))
    }
}

/// What a connection is for; SQLite sets its caches by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Reading only; on SQLite the connection cannot write.
    Read,
    /// Writing, 16 MB of cache on SQLite.
    Write,
}

/// How long one waits to switch a new SQLite file to its log while another process does.
const PATIENCE: Duration = Duration::from_secs(60);

/// Opens connections for the pools.
#[derive(Clone, Debug)]
pub struct Opener {
    /// Where.
    pub place: Place,
    /// What for.
    pub purpose: Purpose,
}

impl Opener {
    /// Opens one connection and sets it up.
    pub fn open(&self) -> Result<Conn, diesel::r2d2::Error> {
        let failed = diesel::r2d2::Error::ConnectionError;
        let set_up =
            |conn: &mut Conn, sql: &str| conn.batch_execute(sql).map_err(diesel::r2d2::Error::QueryError);
        match &self.place {
            Place::Sqlite(path) => {
                let mut conn = Conn::Sqlite(SqliteConnection::establish(path).map_err(failed)?);
                set_up(
                    &mut conn,
                    "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;",
                )?;
                match self.purpose {
                    Purpose::Read => set_up(&mut conn, "PRAGMA cache_size = -4000; PRAGMA query_only = ON;")?,
                    Purpose::Write => {
                        switch_to_log(&mut conn).map_err(diesel::r2d2::Error::QueryError)?;
                        set_up(
                            &mut conn,
                            &format!(
                                "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = {WRITER_HELPS};"
                            ),
                        )?;
                    }
                }
                Ok(conn)
            }
            Place::Postgres(url) => {
                let mut conn = Conn::Postgres(PgConnection::establish(url).map_err(failed)?);
                // What is read is in memory, or on a disk without a head: taken for dear, looking 20 rows up along an index
                // loses against reading a table whole.
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

/// WAL. A new file is switched once, which needs it for oneself; SQLite does not always wait for that by itself.
fn switch_to_log(conn: &mut Conn) -> QueryResult<()> {
    let limit = Instant::now() + PATIENCE;
    loop {
        match conn.batch_execute("PRAGMA journal_mode = WAL;") {
            Err(error) if error.to_string().contains("database is locked") && Instant::now() < limit => {
                std::thread::sleep(Duration::from_millis(20));
            }
            switched => return switched,
        }
    }
}

/// A connection in a pool.
pub struct Pooled {
    /// The connection.
    pub conn: Conn,
    /// When it was last known to work.
    worked: Option<Instant>,
}

impl Pooled {
    /// Notes how work on it ended: after a failure it is looked at before it is used again.
    pub fn note(&mut self, worked: bool) {
        self.worked = worked.then(Instant::now);
    }
}

/// What worked so shortly before is not asked again whether it works: each question is a round trip to the server, and a
/// page has two of them.
const FRESH: Duration = Duration::from_secs(1);

impl ManageConnection for Opener {
    type Connection = Pooled;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Pooled, diesel::r2d2::Error> {
        Ok(Pooled { conn: self.open()?, worked: Some(Instant::now()) })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), diesel::r2d2::Error> {
        if pooled.worked.is_some_and(|at| at.elapsed() < FRESH) {
            return Ok(());
        }
        pooled.conn.ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        std::thread::panicking() || on_each!(&mut pooled.conn, |c| c.is_broken())
    }
}

#[derive(QueryableByName)]
struct Now {
    #[diesel(sql_type = BigInt)]
    now: i64,
}

/// The database's own clock, in microseconds since 1970: leases of several instances are measured by it alone.
pub(crate) fn database_now(conn: &mut Conn) -> Result<i64, Error> {
    let row: Now = match conn {
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
