//! The database doesn't allow entries, their personal data or the records about them to be changed or deleted.

use diesel::connection::SimpleConnection;
use reseller_portal::store::{Conn, Db, Error};

use crate::harness::database::{Database, server};

/// The tables of the activity log, each with the column that the tests try to change.
const TABLES: [(&str, &str); 5] = [
    ("activity", "detail"),
    ("activity_texts", "text"),
    ("activity_seals", "seal"),
    ("activity_erasures", "digest"),
    ("activity_removals", "seal"),
];

fn run(db: &Db, sql: &str) -> Result<(), Error> {
    db.write(|conn| match conn {
        Conn::Sqlite(c) => Ok(c.batch_execute(sql)?),
        Conn::Postgres(c) => Ok(c.batch_execute(sql)?),
    })
}

/// Returns a database with a row in each of the tables.
fn filled_database() -> (Database, Db) {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let hash = if db.is_sqlite() { "x'00'" } else { "'\\x00'" };
    for sql in [
        "INSERT INTO activity_removals (last_key, cutoff, at) VALUES (1, '9000-01-01', '2026-01-01')"
            .to_owned(),
        format!("INSERT INTO activity_erasures (activity_key, digest, at) VALUES (2, {hash}, '2026-01-01')"),
        format!("INSERT INTO activity_seals (seal_no, activity_key, seal) VALUES (1, 3, {hash})"),
    ] {
        run(&db, &sql).unwrap();
    }
    (database, db)
}

#[track_caller]
fn assert_refused(db: &Db, sql: &str, reason: &str) {
    let error = run(db, sql).expect_err(sql).to_string();
    assert!(error.contains(reason), "{sql}: {error}");
}

#[test]
fn nothing_in_the_log_can_be_changed() {
    let (_database, db) = filled_database();
    for (table, column) in TABLES {
        assert_refused(&db, &format!("UPDATE {table} SET {column} = {column}"), "insert-only");
    }
}

#[test]
fn nothing_in_the_log_can_be_deleted() {
    let (_database, db) = filled_database();
    for (table, _) in TABLES {
        assert_refused(&db, &format!("DELETE FROM {table}"), "insert-only");
    }
}

#[test]
fn no_entry_can_be_replaced() {
    let (_database, db) = filled_database();
    let columns = "(id, at, actor_key, action, object, detail)";
    let row = format!("{columns} VALUES (5, '2026-01-01', 1, 'forged', '', '')");
    let (replace, reason) = match server() {
        None => (format!("INSERT OR REPLACE INTO activity {row}"), "insert-only"),
        Some(_) => {
            let update = "ON CONFLICT (id) DO UPDATE SET action = 'forged'";
            (format!("INSERT INTO activity {row} {update}"), "insert-only")
        }
    };
    assert_refused(&db, &replace, reason);
}

#[test]
fn an_actor_with_entries_cannot_be_deleted() {
    let (_database, db) = filled_database();
    let error = run(&db, "DELETE FROM actors WHERE id = 1").unwrap_err().to_string().to_lowercase();
    assert!(error.contains("foreign key"), "{error}");
}

#[test]
fn the_log_cannot_be_truncated() {
    let (_database, db) = filled_database();
    // SQLite has no TRUNCATE statement.
    if server().is_some() {
        for (table, _) in TABLES {
            assert_refused(&db, &format!("TRUNCATE {table} CASCADE"), "insert-only");
        }
        assert_refused(&db, "TRUNCATE actors CASCADE", "insert-only");
    }
}
