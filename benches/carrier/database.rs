//! Creates, copies and queries databases: files in a folder, or databases on the server at `TEST_DATABASE_URL`.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use reseller_portal::store::{Conn, Db};

use crate::{Result, process};

/// The executable that is measured.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_reseller-portal");

/// The folder or server that contains all databases of a run.
pub struct Server {
    pub folder: PathBuf,
    /// The server on which databases may be created. `None` for SQLite.
    postgres: Option<String>,
}

impl Server {
    pub fn start(folder: PathBuf) -> Result<Server> {
        std::fs::create_dir_all(&folder)?;
        Ok(Server { folder, postgres: std::env::var("TEST_DATABASE_URL").ok() })
    }

    pub fn is_sqlite(&self) -> bool {
        self.postgres.is_none()
    }

    /// Returns the `DATABASE_URL` for a database.
    pub fn url(&self, name: &str) -> String {
        match &self.postgres {
            None => format!("sqlite:{}", self.file(name).display()),
            Some(url) => url.replacen("/postgres?", &format!("/{name}?"), 1),
        }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.sqlite"))
    }

    pub fn has(&self, name: &str) -> Result<bool> {
        let Some(url) = &self.postgres else { return Ok(self.file(name).exists()) };
        let mut conn = PgConnection::establish(url)?;
        let sql = format!("SELECT count(*) AS number FROM pg_database WHERE datname = '{name}'");
        Ok(diesel::sql_query(sql).get_result::<Number>(&mut conn)?.number == 1)
    }

    pub fn remove(&self, name: &str) -> Result<()> {
        match &self.postgres {
            None => {
                for suffix in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(self.folder.join(format!("{name}.sqlite{suffix}")));
                }
            }
            Some(url) => {
                let mut conn = PgConnection::establish(url)?;
                diesel::sql_query(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                    .execute(&mut conn)?;
            }
        }
        Ok(())
    }

    /// Creates a database with the portal's demo data. Replaces any database with the same name.
    pub fn create(&self, name: &str) -> Result<()> {
        self.remove(name)?;
        if let Some(url) = &self.postgres {
            let mut conn = PgConnection::establish(url)?;
            diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut conn)?;
        }
        let mut demo = Command::new(PROGRAM);
        demo.arg("demo").env("DATABASE_URL", self.url(name)).env("DATA_DIR", self.folder.join("data"));
        process::run_successfully(&mut demo)?;
        Ok(())
    }

    /// Renames a database, which must have no connections.
    pub fn rename(&self, from: &str, to: &str) -> Result<()> {
        match &self.postgres {
            None => {
                self.checkpoint(from)?;
                std::fs::rename(self.file(from), self.file(to))?;
            }
            Some(url) => {
                let mut conn = PgConnection::establish(url)?;
                diesel::sql_query(format!("ALTER DATABASE {from} RENAME TO {to}")).execute(&mut conn)?;
            }
        }
        Ok(())
    }

    /// Copies a database, which must have no connections, and syncs the copy to disk.
    pub fn copy(&self, from: &str, to: &str) -> Result<()> {
        self.remove(to)?;
        match &self.postgres {
            None => {
                std::fs::copy(self.file(from), self.file(to))?;
                std::fs::File::open(self.file(to))?.sync_all()?;
            }
            Some(url) => {
                let mut conn = PgConnection::establish(url)?;
                let copy = format!("CREATE DATABASE {to} TEMPLATE {from} STRATEGY = file_copy");
                diesel::sql_query(copy).execute(&mut conn)?;
                diesel::sql_query("CHECKPOINT").execute(&mut conn)?;
            }
        }
        rustix::fs::sync();
        Ok(())
    }

    /// Writes a database's log into its tables.
    pub fn checkpoint(&self, name: &str) -> Result<()> {
        let sql = match self.is_sqlite() {
            true => "PRAGMA wal_checkpoint(TRUNCATE)",
            false => "CHECKPOINT",
        };
        let db = Db::open(&self.url(name), 2)?;
        db.read(|conn: &mut Conn| {
            match conn {
                Conn::Sqlite(c) => c.batch_execute(&format!("PRAGMA query_only = OFF; {sql}")),
                Conn::Postgres(c) => c.batch_execute(sql),
            }
            .map_err(reseller_portal::store::Error::from)
        })?;
        Ok(())
    }
}

#[derive(QueryableByName)]
pub struct Number {
    #[diesel(sql_type = BigInt)]
    pub number: i64,
}

/// Returns the number that a statement selects as `number`.
pub fn number(db: &Db, sql: &str) -> Result<i64> {
    let found = db.read(|conn| match conn {
        Conn::Sqlite(c) => {
            diesel::sql_query(sql).get_result::<Number>(c).map_err(reseller_portal::store::Error::from)
        }
        Conn::Postgres(c) => {
            diesel::sql_query(sql).get_result::<Number>(c).map_err(reseller_portal::store::Error::from)
        }
    })?;
    Ok(found.number)
}

/// The maximum time without a finished row. After that, the measurement fails.
const MAX_STALL: Duration = Duration::from_secs(600);

/// Detects when the portal stops making progress, so that every wait ends.
pub struct Stall {
    rows: i64,
    since: Instant,
}

impl Stall {
    pub fn new() -> Stall {
        Stall { rows: -1, since: Instant::now() }
    }

    /// Returns `Err` if no row has been finished for [`MAX_STALL`].
    pub fn check(&mut self, db: &Db) -> Result<()> {
        let rows =
            number(db, "SELECT CAST(coalesce(sum(rows_done), 0) AS BIGINT) AS number FROM submissions")?;
        if rows != self.rows {
            *self = Stall { rows, since: Instant::now() };
        }
        match self.since.elapsed() > MAX_STALL {
            true => Err(format!("no row has been finished for {} s", MAX_STALL.as_secs()).into()),
            false => Ok(()),
        }
    }
}

/// Waits until every submission is finished. `pause` returns the time between two queries.
pub fn settle(db: &Db, pause: impl Fn() -> Duration) -> Result<()> {
    let mut stall = Stall::new();
    while number(db, "SELECT count(*) AS number FROM submissions WHERE phase <> 'finished'")? > 0 {
        stall.check(db)?;
        std::thread::sleep(pause());
    }
    Ok(())
}
