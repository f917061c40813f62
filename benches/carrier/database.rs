//! Where databases are made, copied and asked: files in a folder, or databases of the server under `TEST_DATABASE_URL`.

use std::path::PathBuf;
use std::process::Command;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use reseller_portal::store::{Conn, Db};

use crate::Result;

/// The executable that is measured.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_reseller-portal");

/// The place of all databases of a run.
pub struct Server {
    pub folder: PathBuf,
    /// A server where databases may be made; SQLite without one.
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

    /// The `DATABASE_URL` of a database by its name.
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
        let found = format!("SELECT count(*) AS number FROM pg_database WHERE datname = '{name}'");
        Ok(diesel::sql_query(found).get_result::<Number>(&mut conn)?.number == 1)
    }

    pub fn remove(&self, name: &str) -> Result<()> {
        match &self.postgres {
            None => {
                for end in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(self.folder.join(format!("{name}.sqlite{end}")));
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

    /// An empty database with the portal's tables, its demo people and their history.
    pub fn create(&self, name: &str) -> Result<()> {
        self.remove(name)?;
        if let Some(url) = &self.postgres {
            let mut conn = PgConnection::establish(url)?;
            diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut conn)?;
        }
        let demo = Command::new(PROGRAM)
            .arg("demo")
            .env("DATABASE_URL", self.url(name))
            .env("DATA_DIR", self.folder.join("data"))
            .output()?;
        match demo.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&demo.stderr).into()),
        }
    }

    /// Gives a database that nobody has open another name.
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

    /// A database like another that nobody has open, wholly on the disk.
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
        if !Command::new("sync").status()?.success() {
            return Err("sync failed".into());
        }
        Ok(())
    }

    /// Whatever waits in a log is brought to where it belongs.
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

/// The number that a statement selects as `number`.
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
