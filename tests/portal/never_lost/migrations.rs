//! Migrations run once, however many processes start at the same moment. A process without pending migrations doesn't wait.

use std::process::Output;

use diesel::connection::SimpleConnection;
use reseller_portal::store::db::settings;
use reseller_portal::store::{Db, Error};

use super::backup::refused;
use super::promise;
use crate::harness::cast;
use crate::harness::database::Database;

fn migrate(database: &Database) -> Output {
    cast::command(database.url(), database.data_dir(), &["migrate"], "")
}

#[test]
fn six_processes_at_once_migrate_once() {
    for round in 0..3 {
        let database = Database::empty();
        let outputs = std::thread::scope(|scope| {
            let started: Vec<_> = (0..6).map(|_| scope.spawn(|| migrate(&database))).collect();
            started.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        let mut printed = Vec::new();
        for output in outputs {
            assert!(output.status.success(), "round {round}: {output:?}");
            printed.push(String::from_utf8(output.stdout).unwrap());
        }
        let idle = printed.iter().filter(|line| line.starts_with("0 migrations applied")).count();
        assert_eq!(idle, 5, "round {round}: {printed:?}");
        let db = Db::open(database.url(), 2).unwrap();
        let all = promise::count(&db, "SELECT count(*) AS n FROM __diesel_schema_migrations");
        assert!(
            printed.contains(&format!("{all} migrations applied. The database is up to date.\n")),
            "{printed:?}"
        );
    }
}

#[test]
fn a_process_without_pending_migrations_waits_for_no_writer() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let printed = db.write(|conn| {
        settings::insert(conn, "being written", b"1")?;
        Ok::<_, Error>(cast::succeed(database.url(), database.data_dir(), &["migrate"], ""))
    });
    assert!(printed.unwrap().starts_with("0 migrations applied"));
}

/// Makes the tables look like those of a preview.
fn predate(database: &Database) {
    let db = Db::open(database.url(), 2).unwrap();
    let preview = "UPDATE __diesel_schema_migrations SET version = '20261123000001'
        WHERE version = '20261130000001'";
    db.write(|conn| Ok::<_, Error>(conn.batch_execute(preview)?)).unwrap();
}

#[test]
fn a_database_from_before_the_baseline_is_refused_and_left_alone() {
    let database = Database::with_cast();
    predate(&database);
    for command in ["migrate", "serve", "work", "dev"] {
        let error = refused(&database, &[command]);
        assert!(error.contains("from before version 0.1.0, which can't be updated"), "{command}: {error}");
        assert!(error.contains("Name an empty database in DATABASE_URL"), "{command}: {error}");
    }
    let db = Db::open(database.url(), 2).unwrap();
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM resellers"), 2);
    let steps = "SELECT count(*) AS n FROM __diesel_schema_migrations WHERE version = '20261123000001'";
    assert_eq!(promise::count(&db, steps), 1);
}

#[test]
fn a_backup_from_before_the_baseline_is_refused() {
    let (database, place) = (Database::with_cast(), Database::empty());
    predate(&database);
    let file = database.data_dir().join("backup");
    let file = file.to_str().unwrap();
    cast::succeed(database.url(), database.data_dir(), &["backup", file], "");
    let error = refused(&place, &["restore", file]);
    assert!(error.contains("from before version 0.1.0. Nothing was restored."), "{error}");
    cast::succeed(place.url(), place.data_dir(), &["migrate"], "");
}

#[test]
fn a_database_of_a_later_version_is_left_unchanged() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let later = "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('99990101000000', '9999-01-01 00:00:00')";
    db.write(|conn| Ok::<_, Error>(conn.batch_execute(later)?)).unwrap();
    let output = migrate(&database);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(said.contains("A later version of the portal has set up this database"), "{said}");
    let steps =
        promise::count(&db, "SELECT count(*) AS n FROM __diesel_schema_migrations WHERE version > '9999'");
    assert_eq!(steps, 1);
}
