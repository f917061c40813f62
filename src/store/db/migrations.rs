//! Brings the tables up to date. Runs once, however many instances start at the same moment.

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

/// The version of the first migration. The tables of every earlier one are refused.
const BASELINE: &str = "20261130000001";

/// Takes the lock for changing the tables of a PostgreSQL database until the connection ends. The number is arbitrary,
/// but every version of the portal must use the same.
pub(crate) const LOCK: &str = "SELECT pg_advisory_lock(7104266301)";

/// Applies the missing migrations, and returns their number. Returns [`Error::Unusable`] if the tables come from before
/// the baseline or from a later version.
pub(crate) fn run(url: &str) -> Result<usize, Error> {
    let place = DatabaseLocation::from_url(url)?;
    if let DatabaseLocation::Sqlite(path) = &place {
        sqlite_build::check()?;
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| Error::Database(format!("folder {}: {error}", folder.display())))?;
        }
    }
    let mut conn = Opener { place, purpose: ConnectionPurpose::Write }
        .open()
        .map_err(|e| Error::Database(e.to_string()))?;
    match &mut conn {
        Conn::Sqlite(c) => {
            // With nothing to migrate no lock is taken, because set-up commands run while the portal serves.
            if has_been_migrated(c)? {
                refuse_foreign(c, &SQLITE)?;
                if !is_pending(c.has_pending_migration(SQLITE))? {
                    return Ok(0);
                }
            }
            c.batch_execute("PRAGMA busy_timeout = 60000")?;
            // Looks for missing migrations again under the write lock: another process may have been faster.
            c.immediate_transaction(|c| apply(c, SQLITE))
        }
        Conn::Postgres(c) => {
            c.batch_execute(&format!("SET lock_timeout = 0; {LOCK}"))?;
            refuse_foreign(c, &POSTGRES)?;
            apply(c, POSTGRES)
        }
    }
}

/// Returns whether migrations are missing. Returns [`Error::Unusable`] as [`run`] does.
pub(crate) fn are_pending(conn: &mut Conn) -> Result<bool, Error> {
    match conn {
        Conn::Sqlite(c) => {
            refuse_foreign(c, &SQLITE)?;
            is_pending(c.has_pending_migration(SQLITE))
        }
        Conn::Postgres(c) => {
            refuse_foreign(c, &POSTGRES)?;
            is_pending(c.has_pending_migration(POSTGRES))
        }
    }
}

fn is_pending(pending: diesel::migration::Result<bool>) -> Result<bool, Error> {
    pending.map_err(|error| Error::Database(error.to_string()))
}

/// Returns whether any migration has run. Diesel's own check creates the table of migrations, and may wait for a
/// lock.
fn has_been_migrated(conn: &mut SqliteConnection) -> Result<bool, Error> {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = '__diesel_schema_migrations'";
    Ok(sql::<BigInt>(tables).get_result::<i64>(conn)? > 0)
}

/// Returns whether one of these versions is from before the baseline.
pub(crate) fn precede_baseline<'a>(versions: impl IntoIterator<Item = &'a str>) -> bool {
    versions.into_iter().any(|version| version < BASELINE)
}

/// Returns [`Error::Unusable`] if another version of the portal made the tables and this one would misread them.
fn refuse_foreign<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    all: &EmbeddedMigrations,
) -> Result<(), Error> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Database(error.to_string());
    let ours = MigrationSource::<DB>::migrations(all).map_err(failed)?;
    let applied = conn.applied_migrations().map_err(failed)?;
    let versions: Vec<String> = applied.iter().map(ToString::to_string).collect();
    if precede_baseline(versions.iter().map(String::as_str)) {
        return Err(Error::Unusable(
            "This database was set up by a preview of the portal from before version 0.1.0, which can't be \
             updated. Name an empty database in DATABASE_URL and set the portal up again. To read the old data, \
             start the old version."
                .to_owned(),
        ));
    }
    match applied.iter().find(|version| !ours.iter().any(|our| our.name().version() == **version)) {
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
