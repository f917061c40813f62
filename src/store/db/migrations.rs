//! Database migrations. Each runs only once, even if several instances start at the same time.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Conn, ConnectionPurpose, DatabaseLocation, Opener};
use super::error::Error;
use super::sqlite_build;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Version of the first migration. Databases with an earlier migration are rejected.
const BASELINE: &str = "20261130000001";

/// Statement that takes the lock for changing a PostgreSQL database's tables. The lock is held until the connection
/// ends. The number is arbitrary, but must be the same in every version of the portal.
pub(crate) const LOCK: &str = "SELECT pg_advisory_lock(7104266301)";

/// Applies the pending migrations and returns their number. Returns [`Error::Unusable`] if the tables are from before
/// the baseline or from a later version of the portal.
pub(crate) fn run(url: &str) -> Result<usize, Error> {
    let location = DatabaseLocation::from_url(url)?;
    if let DatabaseLocation::Sqlite(path) = &location {
        sqlite_build::check()?;
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                Error::Database(format!("can't create the folder {}: {error}", folder.display()))
            })?;
        }
    }
    let mut conn = Opener { place: location, purpose: ConnectionPurpose::Write }
        .open()
        .map_err(|e| Error::Database(e.to_string()))?;
    match &mut conn {
        Conn::Sqlite(c) => {
            // Takes no lock if there is nothing to migrate, because set-up commands run while the portal is running.
            if has_been_migrated(c)? {
                reject_incompatible(c, &SQLITE)?;
                if !is_pending(c.has_pending_migration(SQLITE))? {
                    return Ok(0);
                }
            }
            c.batch_execute("PRAGMA busy_timeout = 60000")?;
            // Checks for pending migrations again under the write lock, because another process may have applied them.
            c.immediate_transaction(|c| apply(c, SQLITE))
        }
        Conn::Postgres(c) => {
            c.batch_execute(&format!("SET lock_timeout = 0; {LOCK}"))?;
            reject_incompatible(c, &POSTGRES)?;
            apply(c, POSTGRES)
        }
    }
}

/// Returns whether migrations are pending. Returns [`Error::Unusable`] in the same cases as [`run`].
pub(crate) fn are_pending(conn: &mut Conn) -> Result<bool, Error> {
    match conn {
        Conn::Sqlite(c) => {
            reject_incompatible(c, &SQLITE)?;
            is_pending(c.has_pending_migration(SQLITE))
        }
        Conn::Postgres(c) => {
            reject_incompatible(c, &POSTGRES)?;
            is_pending(c.has_pending_migration(POSTGRES))
        }
    }
}

fn is_pending(pending: diesel::migration::Result<bool>) -> Result<bool, Error> {
    pending.map_err(|error| Error::Database(error.to_string()))
}

/// Returns whether any migration has been applied. Diesel's own check isn't used, because it creates the migrations
/// table and may have to wait for a lock.
fn has_been_migrated(conn: &mut SqliteConnection) -> Result<bool, Error> {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = '__diesel_schema_migrations'";
    Ok(sql::<BigInt>(tables).get_result::<i64>(conn)? > 0)
}

/// Returns whether any of these migration versions is older than the baseline.
pub(crate) fn precede_baseline<'a>(versions: impl IntoIterator<Item = &'a str>) -> bool {
    versions.into_iter().any(|version| version < BASELINE)
}

/// Returns [`Error::Unusable`] if the tables were created by a version of the portal that this one isn't compatible
/// with.
fn reject_incompatible<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    all: &EmbeddedMigrations,
) -> Result<(), Error> {
    let to_error = |error: Box<dyn std::error::Error + Send + Sync>| Error::Database(error.to_string());
    let own = MigrationSource::<DB>::migrations(all).map_err(to_error)?;
    let applied = conn.applied_migrations().map_err(to_error)?;
    let versions: Vec<String> = applied.iter().map(ToString::to_string).collect();
    if precede_baseline(versions.iter().map(String::as_str)) {
        return Err(Error::Unusable(
            "This database was set up by a preview of the portal from before version 0.1.0, which can't be \
             updated. Name an empty database in DATABASE_URL and set the portal up again. To read the old data, \
             start the old version."
                .to_owned(),
        ));
    }
    match applied.iter().find(|version| !own.iter().any(|m| m.name().version() == **version)) {
        None => Ok(()),
        Some(version) => Err(Error::Unusable(format!(
            "A later version of the portal has set up this database (migration {version}). Start that version again, \
             or restore a backup that was made before the update."
        ))),
    }
}

fn apply<DB: Backend>(conn: &mut impl MigrationHarness<DB>, all: EmbeddedMigrations) -> Result<usize, Error> {
    let applied = conn.run_pending_migrations(all).map_err(|error| Error::Database(error.to_string()))?;
    Ok(applied.len())
}

#[cfg(test)]
mod tests {
    use diesel::pg::Pg;
    use diesel::sqlite::Sqlite;

    use super::*;

    #[test]
    fn the_baseline_is_the_first_migration() {
        fn first<DB: Backend>(all: &EmbeddedMigrations) -> String {
            let all = MigrationSource::<DB>::migrations(all).unwrap();
            all.iter().map(|migration| migration.name().version().to_string()).min().unwrap()
        }
        assert_eq!([first::<Sqlite>(&SQLITE), first::<Pg>(&POSTGRES)], [BASELINE, BASELINE]);
        assert!(precede_baseline([BASELINE, "20261126000004"]));
        assert!(!precede_baseline([BASELINE]));
    }
}
