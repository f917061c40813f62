//! After an unclean stop on SQLite, the portal checks the tables while it is running. On PostgreSQL, the server checks
//! its own pages, and the portal logs nothing.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::instances::Instance;
use super::poison::submit;
use super::promise;
use crate::harness::cast::ALICE;
use crate::harness::database::Database;
use crate::harness::wait;

const INTACT: &str = "the database is intact";
const DAMAGED: &str = "the database is damaged";

/// Returns the number of check results in the log.
fn checks(instance: &Instance) -> usize {
    let log = instance.log();
    [INTACT, DAMAGED, "could not check the database"].iter().map(|message| log.matches(message).count()).sum()
}

/// Returns the contents of SQLite's lock file, or an empty string on PostgreSQL.
fn lock_file(database: &Database) -> String {
    let path = database.url().strip_prefix("sqlite:").map(|path| format!("{path}.lock"));
    path.map_or(String::new(), |path| fs::read_to_string(path).unwrap())
}

#[tokio::test]
async fn the_tables_are_checked_after_a_kill_but_not_after_a_clean_stop() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    let is_sqlite = database.url().starts_with("sqlite:");
    for _ in 0..2 {
        assert!(instance.start());
        assert_eq!(
            lock_file(&database).is_empty(),
            !is_sqlite,
            "the lock file has contents while the portal is running"
        );
        assert!(instance.stop());
        assert_eq!(lock_file(&database), "");
    }
    assert_eq!(checks(&instance), 0);

    assert!(instance.start());
    instance.kill();
    assert!(instance.start());
    if is_sqlite {
        wait::until("the tables are checked", || instance.log().contains(INTACT)).await;
    }
    assert!(instance.stop());
    let expected = usize::from(is_sqlite);
    assert_eq!(checks(&instance), expected, "{}", instance.log());
    assert_eq!(lock_file(&database), "");
    assert!(instance.start());
    assert!(instance.stop());
    assert_eq!(checks(&instance), expected, "{}", instance.log());

    // A failed start isn't an unclean stop.
    instance.flags = vec!["--listen", "192.0.2.1:1"];
    assert!(!instance.start());
    instance.kill();
    assert_eq!(lock_file(&database), "");
}

/// Overwrites the root page of an index, which is in the middle of the file.
fn damage(path: &str) {
    let mut conn = SqliteConnection::establish(path).unwrap();
    // The database file must be complete without its WAL.
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let number = |conn: &mut SqliteConnection, sql: &str| -> u64 {
        let number: i64 = diesel::dsl::sql::<BigInt>(sql).get_result(conn).unwrap();
        u64::try_from(number).unwrap()
    };
    let size = number(&mut conn, "SELECT page_size FROM pragma_page_size");
    let page = number(
        &mut conn,
        "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'device_events' ORDER BY rootpage DESC LIMIT 1",
    );
    drop(conn);
    let mut file = File::options().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start((page - 1) * size)).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(size).unwrap()]).unwrap();
    file.sync_all().unwrap();
}

#[tokio::test]
async fn a_damaged_table_is_reported_at_every_start() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    submit(&instance, ALICE, "a.csv", 0, 2_000).await;
    {
        let db = reseller_portal::store::Db::open(database.url(), 2).unwrap();
        promise::settle(&db, std::time::Duration::from_secs(30));
    }
    instance.kill();
    let Some(path) = database.url().strip_prefix("sqlite:") else {
        // The server checks its own pages. The portal starts and logs nothing.
        assert!(instance.start() && instance.stop());
        assert_eq!(checks(&instance), 0);
        return;
    };
    damage(path);
    for times in 1..3 {
        assert!(instance.start(), "{}", instance.log());
        wait::until("the damage is reported", || instance.log().matches(DAMAGED).count() == times).await;
        assert!(instance.stop());
    }
    let log = instance.log();
    assert!(log.contains("table device_events") && log.contains("reseller-portal restore FILE"), "{log}");
    assert!(!log.contains(INTACT), "{log}");
    let backup = database.data_dir().join("backup");
    let error = super::backup::expect_failure(&database, &["backup", backup.to_str().unwrap()]);
    assert!(error.contains("damaged") && !backup.exists(), "{error}");
}
