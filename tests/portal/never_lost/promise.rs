//! Invariants of the tables, the journal, the pages and the downloads. They hold once all work is done, no matter what
//! happened before.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use reseller_portal::store::{Conn, Db, Error};

use super::load::{SentFile, SubmissionKind};
use crate::harness::client::Client;

/// Descriptions of rows that must not exist, each with a statement that counts them.
const VIOLATIONS: [(&str, &str); 15] = [
    (
        "submissions that never finished",
        "SELECT count(*) AS n FROM submissions WHERE phase NOT IN ('finished', 'draft', 'receiving')",
    ),
    ("unacknowledged submissions that were not deleted", "SELECT count(*) AS n FROM submissions WHERE phase = 'receiving'"),
    (
        "submissions with a row that doesn't have exactly one outcome",
        "WITH e AS (SELECT submission_id AS id, count(*) AS n FROM device_events GROUP BY submission_id),
              f AS (SELECT submission_id AS id, count(*) AS n FROM failed_rows GROUP BY submission_id)
         SELECT count(*) AS n FROM submissions s LEFT JOIN e ON e.id = s.id LEFT JOIN f ON f.id = s.id
         WHERE s.phase = 'finished'
           AND (s.rows_total <> coalesce(e.n, 0) + coalesce(f.n, 0) OR s.rows_failed <> coalesce(f.n, 0))",
    ),
    (
        "uploads with wrong counts",
        "WITH e AS (SELECT upload_id AS id, count(*) AS n FROM device_events WHERE kind = 'registered' GROUP BY upload_id),
              f AS (SELECT upload_id AS id, count(*) AS n FROM failed_rows GROUP BY upload_id)
         SELECT count(*) AS n FROM uploads u LEFT JOIN e ON e.id = u.id LEFT JOIN f ON f.id = u.id
         WHERE u.total <> u.verified + u.failed OR u.verified <> coalesce(e.n, 0) OR u.failed <> coalesce(f.n, 0)",
    ),
    ("uploads that never finished", "SELECT count(*) AS n FROM uploads WHERE finished_at IS NULL"),
    (
        "customers with a wrong number of devices",
        "WITH r AS (SELECT customer_key AS id, count(*) AS n FROM registrations GROUP BY customer_key)
         SELECT count(*) AS n FROM customers c LEFT JOIN r ON r.id = c.id WHERE c.devices <> coalesce(r.n, 0)",
    ),
    (
        "devices whose history and registration disagree",
        "WITH h AS (SELECT device_key, sum(CASE kind WHEN 'registered' THEN 1 ELSE -1 END) AS n
                    FROM device_events GROUP BY device_key)
         SELECT count(*) AS n FROM h LEFT JOIN registrations r ON r.device_key = h.device_key
         WHERE h.n <> CASE WHEN r.device_key IS NULL THEN 0 ELSE 1 END",
    ),
    (
        "registrations that no upload created",
        "SELECT count(*) AS n FROM registrations r WHERE NOT EXISTS
             (SELECT 1 FROM device_events e WHERE e.device_key = r.device_key AND e.upload_id = r.upload_id
                 AND e.customer_key = r.customer_key AND e.kind = 'registered')",
    ),
    (
        "reasons with a wrong count",
        "WITH f AS (SELECT upload_id, reason, count(*) AS n FROM failed_rows WHERE upload_id IS NOT NULL
                    GROUP BY upload_id, reason)
         SELECT count(*) AS n FROM f LEFT JOIN failed_row_counts c ON c.upload_id = f.upload_id AND c.reason = f.reason
         WHERE coalesce(c.failed, 0) <> f.n",
    ),
    (
        "uploads with errors but without a review mark",
        "SELECT count(*) AS n FROM uploads u WHERE u.failed > 0
             AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.upload_id = u.id)",
    ),
    (
        "finished uploads that don't have exactly one activity entry",
        "SELECT count(*) AS n FROM uploads u WHERE 1 <>
             (SELECT count(*) FROM activity a WHERE a.action = 'upload.finished' AND a.object = CAST(u.id AS TEXT))",
    ),
    ("leftover plans", "SELECT count(*) AS n FROM submission_plans"),
    (
        "files without a submission",
        "SELECT count(*) AS n FROM submission_files f WHERE NOT EXISTS
             (SELECT 1 FROM submissions s WHERE s.id = f.submission_id)",
    ),
    (
        "identifiers that can't be found by their suffix",
        "SELECT CASE WHEN i.n > e.n THEN i.n - e.n ELSE 0 END AS n
         FROM (SELECT count(*) AS n FROM device_identifiers) i, (SELECT count(*) AS n FROM identifier_suffixes) e",
    ),
    (
        "identifiers without a device",
        "SELECT count(*) AS n FROM device_identifiers i WHERE NOT EXISTS
             (SELECT 1 FROM devices d WHERE d.id = i.device_key)",
    ),
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Returns the number that a statement selects as `n`.
pub fn count(db: &Db, sql: &str) -> i64 {
    let counted = db.read(|conn| {
        Ok::<Count, Error>(match conn {
            Conn::Sqlite(c) => diesel::sql_query(sql).get_result(c)?,
            Conn::Postgres(c) => diesel::sql_query(sql).get_result(c)?,
        })
    });
    counted.unwrap_or_else(|error| panic!("{error} in {sql}")).n
}

fn values(db: &Db, sql: &str) -> Vec<String> {
    let values = db.read(|conn| {
        Ok::<Vec<Value>, Error>(match conn {
            Conn::Sqlite(c) => diesel::sql_query(sql).load(c)?,
            Conn::Postgres(c) => diesel::sql_query(sql).load(c)?,
        })
    });
    values.unwrap_or_else(|error| panic!("{error} in {sql}")).into_iter().map(|value| value.value).collect()
}

/// Waits until every submission is finished. Returns early if there has been no progress for `patience`. The total time
/// has no limit, because the amount of work depends on the machine.
pub fn settle(db: &Db, patience: Duration) {
    let busy = "SELECT count(*) AS n FROM submissions WHERE phase NOT IN ('finished', 'draft')";
    let done = "SELECT CAST(coalesce(sum(rows_done), 0) AS BIGINT) AS n FROM submissions";
    let (mut before, mut since) = ((0, 0), Instant::now());
    loop {
        let now = (count(db, busy), count(db, done));
        if now.0 == 0 || since.elapsed() > patience {
            return;
        }
        if now != before {
            (before, since) = (now, Instant::now());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Returns the violations of the promise in the tables.
pub fn violations_in_tables(db: &Db) -> Vec<String> {
    let found = VIOLATIONS.iter().map(|(description, sql)| (description, count(db, sql)));
    found.filter(|(_, n)| *n > 0).map(|(description, n)| format!("{n} {description}")).collect()
}

/// Returns the faults that SQLite's integrity check finds. Returns an empty list on PostgreSQL, which checks each page
/// that it reads.
pub fn damaged(db: &Db) -> Vec<String> {
    if !db.is_sqlite() {
        return Vec::new();
    }
    let found = values(db, "SELECT integrity_check AS value FROM pragma_integrity_check");
    found.into_iter().filter(|value| value != "ok").collect()
}

/// Returns every file that was acknowledged but isn't stored exactly once, that was cut off but is stored, or that has
/// lines without an outcome.
pub fn violations_in_journal(db: &Db, journal: &[SentFile]) -> Vec<String> {
    let accepted =
        pairs(db, "SELECT file_name || '|' || id AS value FROM submissions WHERE phase = 'finished'");
    let failed = pairs(db, "SELECT submission_id || '|' || line AS value FROM failed_rows");
    // A device that a catalog import joined to another one may no longer own its identifier, but its columns name it.
    let done = pairs(
        db,
        "WITH i AS (SELECT device_key, value FROM device_identifiers
                    UNION SELECT id, imei1 FROM devices WHERE imei1 IS NOT NULL)
         SELECT e.submission_id || ' ' || e.kind || '|' || i.value AS value FROM device_events e
         JOIN i ON i.device_key = e.device_key",
    );
    let none = HashSet::new();
    let mut violations = Vec::new();
    for sent in journal {
        let submissions = accepted.get(&sent.name).unwrap_or(&none);
        let expected = match (sent.is_cut, sent.is_acknowledged) {
            (true, _) => 0..=0,
            (false, true) => 1..=1,
            (false, false) => 0..=1,
        };
        if !expected.contains(&submissions.len()) {
            violations.push(format!("{} ({:?}) is stored {} times", sent.name, sent.kind, submissions.len()));
        }
        for submission in submissions {
            let kind = if sent.kind == SubmissionKind::Deletion { "deleted" } else { "registered" };
            let failed = failed.get(submission).unwrap_or(&none);
            let done = done.get(&format!("{submission} {kind}")).unwrap_or(&none);
            let is_lost =
                |(line, imei): &&(u32, String)| !failed.contains(&line.to_string()) && !done.contains(imei);
            let lost = sent.lines.iter().filter(is_lost).count();
            if lost > 0 {
                violations.push(format!("{lost} lines of {} have no outcome", sent.name));
            }
        }
    }
    violations
}

/// Returns values of the form `a|b`, grouped by `a`.
fn pairs(db: &Db, sql: &str) -> HashMap<String, HashSet<String>> {
    let mut pairs: HashMap<String, HashSet<String>> = HashMap::new();
    for value in values(db, sql) {
        let (first, second) = value.rsplit_once('|').expect("a pair");
        pairs.entry(first.to_owned()).or_default().insert(second.to_owned());
    }
    pairs
}

/// Returns the differences between pages, downloads and tables.
pub async fn violations_on_pages(db: &Db, client: &Client, customers: &[&str]) -> Vec<String> {
    let mut violations = Vec::new();
    let listed = client.get("/customers.csv").await.csv_rows();
    for customer in customers {
        let row = listed.iter().find(|row| row[2] == *customer).expect("the customer is listed");
        let uploads = client.get(&format!("/customers/{customer}/uploads.csv")).await.csv_rows();
        let devices = client.get(&format!("/customers/{customer}/devices.csv")).await.csv_rows();
        if row[6] != devices.len().to_string() {
            violations.push(format!(
                "{customer}: {} devices in the list, {} in the download",
                row[6],
                devices.len()
            ));
        }
        if row[5] != uploads.len().to_string() {
            violations.push(format!(
                "{customer}: {} uploads in the list, {} in the download",
                row[5],
                uploads.len()
            ));
        }
        // UPLOAD ID, TOTAL DEVICES, VERIFIED DEVICES, STATUS, FAILED DEVICES. An MSP has one more column.
        let at = uploads.first().map_or(0, |row| row.len() - 11);
        for row in &uploads {
            let tables = values(
                db,
                &format!(
                    "SELECT u.total || ' ' || u.verified || ' ' || count(f.line) AS value FROM uploads u
                     LEFT JOIN failed_rows f ON f.upload_id = u.id WHERE u.id = {} GROUP BY u.id, u.total, u.verified",
                    row[0]
                ),
            );
            let page = format!("{} {} {}", row[at + 2], row[at + 3], row[at + 6]);
            if tables != [page.clone()] {
                violations
                    .push(format!("upload {}: the download has {page}, the tables have {tables:?}", row[0]));
            }
        }
        for row in uploads.iter().filter(|row| row[at + 6] != "0").take(10) {
            let errors = client.get(&format!("/uploads/{}/errors.csv", row[0])).await.csv_rows();
            if errors.len().to_string() != row[at + 6] {
                violations.push(format!(
                    "upload {}: {} failed, {} in errors.csv",
                    row[0],
                    row[at + 6],
                    errors.len()
                ));
            }
        }
    }
    violations
}
