//! Migrates a database that contains rows from an older version.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::database::Database;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Applies the first migration to an empty database, inserts old rows with these statements, and applies the other
/// migrations.
pub fn migrate_from_baseline(database: &Database, old_rows: &str) {
    match database.url().strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).unwrap();
            assert!(conn.applied_migrations().unwrap().is_empty());
            let first = MigrationSource::<Sqlite>::migrations(&SQLITE).unwrap();
            conn.run_migration(first.iter().min_by_key(|one| one.name().to_string()).unwrap()).unwrap();
            conn.batch_execute(old_rows).unwrap();
            conn.run_pending_migrations(SQLITE).unwrap();
        }
        None => {
            let mut conn = PgConnection::establish(database.url()).unwrap();
            assert!(conn.applied_migrations().unwrap().is_empty());
            let first = MigrationSource::<Pg>::migrations(&POSTGRES).unwrap();
            conn.run_migration(first.iter().min_by_key(|one| one.name().to_string()).unwrap()).unwrap();
            conn.batch_execute(old_rows).unwrap();
            conn.run_pending_migrations(POSTGRES).unwrap();
        }
    }
}
