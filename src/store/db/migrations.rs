//! Bringing the tables up to date. Runs once, however many instances start.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Conn, Opener, Place, Purpose};
use super::error::Error;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Takes the lock of whoever makes tables on PostgreSQL, for as long as the connection lives. Any number will do as its
/// name, as long as every version of the portal uses the same.
pub(crate) const LOCK: &str = "SELECT pg_advisory_lock(7104266301)";

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
        Conn::Sqlite(c) => {
            // Who only looks waits for nobody: set-up commands run beside a serving portal.
            if has_been_migrated(c)? {
                refuse_later(c, &SQLITE)?;
                if !is_pending(c.has_pending_migration(SQLITE))? {
                    return Ok(0);
                }
            }
            c.batch_execute("PRAGMA busy_timeout = 60000")?;
            // What is missing is asked again under the lock for writing: another process may have been faster.
            c.immediate_transaction(|c| apply(c, SQLITE))
        }
        Conn::Postgres(c) => {
            c.batch_execute(&format!("SET lock_timeout = 0; {LOCK}"))?;
            refuse_later(c, &POSTGRES)?;
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
    is_pending(pending)
}

fn is_pending(pending: diesel::migration::Result<bool>) -> Result<bool, Error> {
    pending.map_err(|error| Error::Database(error.to_string()))
}

/// Whether there has been any migration: Diesel's own question makes the table of migrations, and so may wait.
fn has_been_migrated(conn: &mut SqliteConnection) -> Result<bool, Error> {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = '__diesel_schema_migrations'";
    Ok(sql::<BigInt>(tables).get_result::<i64>(conn)? > 0)
}

/// Tables that a later version has changed are not touched: this one would read and write them wrongly.
fn refuse_later<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    all: &EmbeddedMigrations,
) -> Result<(), Error> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Database(error.to_string());
    let ours = MigrationSource::<DB>::migrations(all).map_err(failed)?;
    let applied = conn.applied_migrations().map_err(failed)?;
    match applied.iter().find(|version| !ours.iter().any(|our| our.name().version() == **version)) {
        None => Ok(()),
        Some(version) => Err(Error::Database(format!(
            "a later version of the portal has set up this database (it knows of a step {version}); start that version \
             again, or restore a backup that was made before it"
        ))),
    }
}

fn apply<DB: Backend>(conn: &mut impl MigrationHarness<DB>, all: EmbeddedMigrations) -> Result<usize, Error> {
    let applied = conn.run_pending_migrations(all).map_err(|error| Error::Database(error.to_string()))?;
    Ok(applied.len())
}
