//! Migrations run once, even if several processes start at the same time. A process without pending migrations doesn't
//! wait.

use std::process::Output;

use diesel::connection::SimpleConnection;
use reseller_portal::store::db::settings;
use reseller_portal::store::{Db, Error};

use super::backup::expect_failure;
use super::promise;
use crate::harness::cast;
use crate::harness::database::Database;

fn migrate(database: &Database) -> Output {
    cast::command(database.url(), database.data_dir(), &["migrate"], "")
}

#[test]
fn six_processes_that_start_at_the_same_time_migrate_once() {
    for round in 0..3 {
        let database = Database::empty();
        let outputs = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6).map(|_| scope.spawn(|| migrate(&database))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        let mut summaries = Vec::new();
        for output in outputs {
            assert!(output.status.success(), "round {round}: {output:?}");
            summaries.push(String::from_utf8(output.stdout).unwrap());
        }
        let idle = summaries.iter().filter(|line| line.starts_with("Migrations applied: 0")).count();
        assert_eq!(idle, 5, "round {round}: {summaries:?}");
        let db = Db::open(database.url(), 2).unwrap();
        let migrations = promise::count(&db, "SELECT count(*) AS n FROM __diesel_schema_migrations");
        assert!(
            summaries.contains(&format!("Migrations applied: {migrations}. The database is up to date.\n")),
            "{summaries:?}"
        );
    }
}

#[test]
fn a_process_without_pending_migrations_does_not_wait_for_a_writer() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let output = db.write(|conn| {
        settings::insert(conn, "being written", b"1")?;
        Ok::<_, Error>(cast::run_successfully(database.url(), database.data_dir(), &["migrate"], ""))
    });
    assert!(output.unwrap().starts_with("Migrations applied: 0"));
}

/// Makes the tables look like those from a preview version.
fn downgrade_to_preview(database: &Database) {
    let db = Db::open(database.url(), 2).unwrap();
    let preview = "UPDATE __diesel_schema_migrations SET version = '20261123000001'
        WHERE version = '20261130000001'";
    db.write(|conn| Ok::<_, Error>(conn.batch_execute(preview)?)).unwrap();
}

#[test]
fn a_database_from_before_the_baseline_is_rejected_and_left_unchanged() {
    let database = Database::with_cast();
    downgrade_to_preview(&database);
    for command in ["migrate", "serve", "work", "dev"] {
        let error = expect_failure(&database, &[command]);
        insta::allow_duplicates! {
            insta::assert_snapshot!(
                error,
                @"error: This database was set up by a preview version of the portal, older than 0.1.0, and can't be updated. Set DATABASE_URL to an empty database and set up the portal again. To read the old data, start the old version."
            );
        }
    }
    let db = Db::open(database.url(), 2).unwrap();
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM resellers"), 2);
    let migrations = "SELECT count(*) AS n FROM __diesel_schema_migrations WHERE version = '20261123000001'";
    assert_eq!(promise::count(&db, migrations), 1);
}

#[test]
fn a_backup_from_before_the_baseline_is_rejected() {
    let (database, target) = (Database::with_cast(), Database::empty());
    downgrade_to_preview(&database);
    let file = database.data_dir().join("backup");
    let file = file.to_str().unwrap();
    cast::run_successfully(database.url(), database.data_dir(), &["backup", file], "");
    let error = expect_failure(&target, &["restore", file]);
    insta::assert_snapshot!(
        error.replace(file, "[file]"),
        @"error: [file] is a backup from a preview version of the portal, older than 0.1.0. Nothing was restored. To read the old data, restore the backup with that version."
    );
    cast::run_successfully(target.url(), target.data_dir(), &["migrate"], "");
}

#[test]
fn a_database_from_a_later_version_is_left_unchanged() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let later = "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('99990101000000', '9999-01-01 00:00:00')";
    db.write(|conn| Ok::<_, Error>(conn.batch_execute(later)?)).unwrap();
    let output = migrate(&database);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    insta::assert_snapshot!(
        message,
        @"error: This database was updated by a later version of the portal (migration 99990101000000). Start that version again, or restore a backup that was made before the update."
    );
    let later_migrations =
        promise::count(&db, "SELECT count(*) AS n FROM __diesel_schema_migrations WHERE version > '9999'");
    assert_eq!(later_migrations, 1);
}
