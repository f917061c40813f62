//! Only a complete backup of the same kind of database can be restored, and only into an empty database.

use std::fs;
use std::path::PathBuf;

use reseller_portal::store::Db;

use super::backup::expect_failure;
use super::instances::Instance;
use super::promise;
use crate::harness::cast;
use crate::harness::database::{self, Database};
use crate::harness::process;

/// Backs up the database. Returns the path of the backup.
fn backup(database: &Database) -> PathBuf {
    let file = database.data_dir().join("backup");
    cast::run_successfully(database.url(), database.data_dir(), &["backup", file.to_str().unwrap()], "");
    file
}

/// Asserts that nothing is left over: a complete backup can still be restored into this database.
fn assert_is_empty(target: &Database) {
    let database = Database::with_cast();
    let file = backup(&database);
    let summary =
        cast::run_successfully(target.url(), target.data_dir(), &["restore", file.to_str().unwrap()], "");
    assert!(summary.contains("0 uploads"), "{summary}");
    let db = Db::open(target.url(), 2).unwrap();
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM resellers"), 2);
}

#[test]
fn a_backup_is_restored_only_into_an_empty_database() {
    let (from, to) = (Database::with_cast(), Database::empty());
    cast::run_successfully(to.url(), to.data_dir(), &["migrate"], "");
    let file = backup(&from);
    let error = expect_failure(&to, &["restore", file.to_str().unwrap()]);
    assert!(error.contains("already has tables"), "{error}");
    let db = Db::open(to.url(), 2).unwrap();
    assert_eq!(promise::count(&db, "SELECT count(*) AS n FROM resellers"), 0, "the database is unchanged");
    if let Some(path) = to.url().strip_prefix("sqlite:") {
        let other = Database::empty();
        let path = path.replace(to.data_dir().to_str().unwrap(), other.data_dir().to_str().unwrap());
        fs::write(&path, "notes, too long to be an empty database").unwrap();
        let error = expect_failure(&other, &["restore", file.to_str().unwrap()]);
        assert!(error.contains("is not an empty database"), "{error}");
        assert!(fs::read_to_string(&path).unwrap().starts_with("notes"));
    }
}

#[test]
fn nothing_is_restored_while_the_portal_is_running() {
    let database = Database::with_cast();
    let file = backup(&database);
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let error = expect_failure(&database, &["restore", file.to_str().unwrap()]);
    let reason = if database::server().is_some() {
        "already has tables"
    } else {
        "Another 'serve', 'work' or 'restore' process is using"
    };
    assert!(error.contains(reason), "{error}");
    assert!(instance.stop());
}

#[test]
fn a_file_that_is_not_a_backup_of_this_kind_of_database_is_rejected() {
    let target = Database::empty();
    let file = target.data_dir().join("file");
    let restore = || expect_failure(&target, &["restore", file.to_str().unwrap()]);
    assert!(restore().contains("Cannot read") && restore().contains(": No such file"));
    for bytes in ["", "PGD", "IMEI\n350000120000000\n"] {
        fs::write(&file, bytes).unwrap();
        let error = restore();
        assert!(error.contains("is not a backup"), "{error}");
    }
    let (own_signature, other_signature, reason) = match database::server() {
        Some(_) => ("PGDMP", "SQLite format 3\0", "is an SQLite backup"),
        None => ("SQLite format 3\0", "PGDMP", "is a PostgreSQL backup"),
    };
    fs::write(&file, format!("{other_signature} and so on")).unwrap();
    let error = restore();
    assert!(error.contains(reason), "{error}");
    fs::write(&file, format!("{own_signature} and so on")).unwrap();
    let error = restore();
    assert!(error.contains("is damaged"), "{error}");
    assert_is_empty(&target);
}

#[test]
fn a_damaged_backup_leaves_nothing_behind() {
    let database = Database::with_cast();
    let backup_bytes = fs::read(backup(&database)).unwrap();
    let file = database.data_dir().join("damaged");
    let truncated = backup_bytes[..backup_bytes.len() / 2].to_vec();
    let mut overwritten = backup_bytes.clone();
    let middle = backup_bytes.len() / 2 / 4096 * 4096;
    overwritten[middle..middle + 4096].fill(0xa5);
    for (damage, bytes) in [("truncated", truncated), ("overwritten", overwritten)] {
        let target = Database::empty();
        fs::write(&file, bytes).unwrap();
        let error = expect_failure(&target, &["restore", file.to_str().unwrap()]);
        assert!(error.to_lowercase().contains("nothing was restored"), "{damage}: {error}");
        if let Some(path) = target.url().strip_prefix("sqlite:") {
            assert!(!PathBuf::from(path).exists(), "{damage}");
        }
        assert_is_empty(&target);
    }
}

#[test]
fn a_database_from_another_program_is_rejected() {
    let target = Database::empty();
    let file = target.data_dir().join("other");
    if let Some(path) = target.url().strip_prefix("sqlite:") {
        use diesel::connection::{Connection, SimpleConnection};
        let mut conn = diesel::SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        conn.batch_execute("PRAGMA journal_mode = WAL; CREATE TABLE stamps (id INTEGER)").unwrap();
        let error = expect_failure(&target, &["restore", file.to_str().unwrap()]);
        assert!(error.contains("is a database that is in use, not a backup"), "{error}");
        drop(conn);
        let error = expect_failure(&target, &["restore", file.to_str().unwrap()]);
        assert!(error.contains("another application's database"), "{error}");
        // The restored database must not use the WAL of an earlier one.
        fs::write(format!("{path}-wal"), "left behind").unwrap();
        fs::write(format!("{path}-shm"), "left behind").unwrap();
    } else {
        let empty = Database::empty();
        let mut dump = std::process::Command::new("pg_dump");
        dump.args(["--format=custom", "--file", file.to_str().unwrap(), empty.url()]);
        process::run_successfully(&mut dump).unwrap();
        let error = expect_failure(&target, &["restore", file.to_str().unwrap()]);
        assert!(error.contains("another application's database"), "{error}");
    }
    assert_is_empty(&target);
}
