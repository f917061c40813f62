//! Database migrations. Each runs only once, even if several instances start at the same time.

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Conn, ConnectionPurpose, DatabaseLocation, Opener, on_each};
use super::error::Error;
use super::{private_files, sqlite_build};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Version of the first migration. Databases with an earlier migration are rejected.
const BASELINE: &str = "20261130000001";

/// Statement that acquires the lock for changing a PostgreSQL database's tables. The lock is held until the connection
/// is closed. The number is arbitrary, but must be the same in every version of the portal.
pub(crate) const LOCK: &str = "SELECT pg_advisory_lock(7104266301)";

/// Applies the pending migrations and returns their number. Returns [`Error::Unusable`] if the tables predate the
/// baseline or come from a later version of the portal.
pub(crate) fn run(url: &str) -> Result<usize, Error> {
    let location = DatabaseLocation::from_url(url)?;
    if let DatabaseLocation::Sqlite(path) = &location {
        sqlite_build::check()?;
        if let Some(folder) = std::path::Path::new(path).parent() {
            private_files::create_folder(folder).map_err(|error| {
                Error::Unusable(format!("Cannot create the folder {}: {error}.", folder.display()))
            })?;
        }
    }
    let mut conn = Opener { location, purpose: ConnectionPurpose::Write }
        .open()
        .map_err(|error| Error::inconsistent(error.to_string()))?;
    // Takes no lock if no migrations are pending. Set-up commands can run while the portal is running, and the portal's
    // role on PostgreSQL may not be allowed to change tables.
    if !are_pending(&mut conn)? {
        return Ok(0);
    }
    match &mut conn {
        Conn::Sqlite(c) => {
            c.batch_execute("PRAGMA busy_timeout = 60000")?;
            // Checks for pending migrations again under the write lock, because another process may have applied them.
            c.immediate_transaction(|c| apply(c, SQLITE))
        }
        Conn::Postgres(c) => {
            c.batch_execute(&format!("SET lock_timeout = 0; {LOCK}"))?;
            reject_incompatible(&applied_versions(&mut conn)?, &own_versions::<Pg>(&POSTGRES)?)?;
            let Conn::Postgres(c) = &mut conn else { return Ok(0) };
            apply(c, POSTGRES)
        }
    }
}

/// Returns whether migrations are pending. Returns [`Error::Unusable`] in the same cases as [`run`].
pub(crate) fn are_pending(conn: &mut Conn) -> Result<bool, Error> {
    let own = match conn {
        Conn::Sqlite(_) => own_versions::<Sqlite>(&SQLITE)?,
        Conn::Postgres(_) => own_versions::<Pg>(&POSTGRES)?,
    };
    let applied = applied_versions(conn)?;
    if applied.is_empty() {
        reject_foreign(conn)?;
    }
    reject_incompatible(&applied, &own)?;
    Ok(own.iter().any(|version| !applied.contains(version)))
}

/// Returns the versions of the embedded migrations.
fn own_versions<DB: Backend>(all: &EmbeddedMigrations) -> Result<Vec<String>, Error> {
    let own = MigrationSource::<DB>::migrations(all).map_err(|error| Error::Database(error.to_string()))?;
    Ok(own.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Returns the versions that have been applied, in order. Diesel's own query isn't used, because it creates the
/// migrations table. Creating it may have to wait for a lock, and needs a permission that the portal's role may lack.
fn applied_versions(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let table_exists = match conn {
        Conn::Sqlite(_) => {
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '__diesel_schema_migrations')"
        }
        Conn::Postgres(_) => "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL",
    };
    let versions = "SELECT version FROM __diesel_schema_migrations ORDER BY version";
    Ok(on_each!(conn, |c| {
        if !sql::<Bool>(table_exists).get_result(c)? {
            return Ok(Vec::new());
        }
        sql::<Text>(versions).load(c)
    })?)
}

/// Returns [`Error::Unusable`] if an SQLite database without our migrations has tables, because another program's
/// database must not be changed. On PostgreSQL, the operator may have created extensions and tables.
fn reject_foreign(conn: &mut Conn) -> Result<(), Error> {
    let Conn::Sqlite(c) = conn else { return Ok(()) };
    let has_tables = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' \
                      AND name NOT IN ('__diesel_schema_migrations', 'sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'))";
    if sql::<Bool>(has_tables).get_result(c)? {
        return Err(Error::Unusable(
            "This SQLite database contains another program's tables. Set DATABASE_URL to another file."
                .to_owned(),
        ));
    }
    Ok(())
}

/// Returns whether any of these migration versions is older than the baseline.
pub(crate) fn precede_baseline<'a>(versions: impl IntoIterator<Item = &'a str>) -> bool {
    versions.into_iter().any(|version| version < BASELINE)
}

/// Returns [`Error::Unusable`] if the tables were created by a version of the portal that this version isn't compatible
/// with.
fn reject_incompatible(applied: &[String], own: &[String]) -> Result<(), Error> {
    if precede_baseline(applied.iter().map(String::as_str)) {
        return Err(Error::Unusable(
            "This database was set up by a preview version of the portal, older than 0.1.0, and can't be updated. Set \
             DATABASE_URL to an empty database and set up the portal again. To read the old data, start the old \
             version."
                .to_owned(),
        ));
    }
    match applied.iter().find(|version| !own.contains(version)) {
        None => Ok(()),
        Some(version) => Err(Error::Unusable(format!(
            "This database was updated by a later version of the portal (migration {version}). Start that version \
             again, or restore a backup that was made before the update."
        ))),
    }
}

fn apply<DB: Backend>(conn: &mut impl MigrationHarness<DB>, all: EmbeddedMigrations) -> Result<usize, Error> {
    let applied = conn.run_pending_migrations(all).map_err(|error| match error.to_string() {
        message if ["permission denied", "must be owner"].iter().any(|words| message.contains(words)) => {
            Error::Unusable(
                "The database must be migrated, but the role in DATABASE_URL isn't allowed to change its tables. Run \
                 'reseller-portal migrate' as the role that owns them."
                    .to_owned(),
            )
        }
        message => Error::Database(message),
    })?;
    Ok(applied.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baseline_is_the_first_migration() {
        for versions in [own_versions::<Sqlite>(&SQLITE), own_versions::<Pg>(&POSTGRES)] {
            assert_eq!(versions.unwrap().iter().min().unwrap(), BASELINE);
        }
        assert!(precede_baseline([BASELINE, "20261126000004"]));
        assert!(!precede_baseline([BASELINE]));
    }
}
