//! Bringing the tables up to date. Runs once, however many instances start.

use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::{Conn, Opener, Place, Purpose};
use super::error::Error;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number will do, as long as every version of the portal uses the same: it is the name of a lock.
const ADVISORY_LOCK: i64 = 7_104_266_301;

/// Applies what is missing, and gives the number of migrations applied.
pub fn run(url: &str) -> Result<usize, Error> {
    let place = Place::from_url(url)?;
    if let Place::Sqlite(path) = &place
        && let Some(folder) = std::path::Path::new(path).parent()
    {
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::Database(format!("folder {}: {error}", folder.display())))?;
    }
    let mut conn =
        Opener { place, purpose: Purpose::Write }.open().map_err(|e| Error::Database(e.to_string()))?;
    match &mut conn {
        Conn::Sqlite(c) => apply(c, SQLITE),
        Conn::Postgres(c) => {
            c.batch_execute(&format!("SET lock_timeout = 0; SELECT pg_advisory_lock({ADVISORY_LOCK})"))?;
            apply(c, POSTGRES)
        }
    }
}

/// Whether migrations are missing.
pub fn are_pending(conn: &mut Conn) -> Result<bool, Error> {
    let pending = match conn {
        Conn::Sqlite(c) => c.has_pending_migration(SQLITE),
        Conn::Postgres(c) => c.has_pending_migration(POSTGRES),
    };
    pending.map_err(|error| Error::Database(error.to_string()))
}

fn apply<DB: diesel::backend::Backend>(
    conn: &mut impl MigrationHarness<DB>,
    all: EmbeddedMigrations,
) -> Result<usize, Error> {
    let applied = conn.run_pending_migrations(all).map_err(|error| Error::Database(error.to_string()))?;
    Ok(applied.len())
}
