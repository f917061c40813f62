//! A submission that keeps failing for internal reasons is abandoned: its rows fail with a reference, and no
//! other submission waits for it.

use std::sync::atomic::AtomicBool;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use reseller_portal::store::schema::{submission_files, submission_plans, submissions};
use reseller_portal::store::submissions::queue::{self, Lane};
use reseller_portal::store::{Conn, Db, Error};
use reseller_portal::uploads::processing::attempt::{AttemptOutcome, MAX_ATTEMPTS, attempt};

use super::registered_once::counts;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::upload_rows::count_registered;

/// Makes the database reject new devices with this identifier, as a corrupt index or a full disk would.
pub fn reject_device_in_database(db: &Db, identifier: &str) {
    let reject = |conn: &mut Conn| match conn {
        Conn::Sqlite(c) => c.batch_execute(&format!(
            "CREATE TRIGGER broken BEFORE INSERT ON device_identifiers WHEN NEW.value = '{identifier}'
             BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )),
        Conn::Postgres(c) => c.batch_execute(&format!(
            "ALTER TABLE device_identifiers ADD CONSTRAINT broken CHECK (value <> '{identifier}')"
        )),
    };
    db.write(|conn| Ok::<_, Error>(reject(conn)?)).unwrap();
}

/// Undoes [`reject_device_in_database`].
pub fn accept_device_in_database(db: &Db) {
    let repair = |conn: &mut Conn| match conn {
        Conn::Sqlite(c) => c.batch_execute("DROP TRIGGER broken"),
        Conn::Postgres(c) => c.batch_execute("ALTER TABLE device_identifiers DROP CONSTRAINT broken"),
    };
    db.write(|conn| Ok::<_, Error>(repair(conn)?)).unwrap();
}

/// Uploads IMEIs without processing them. Returns the upload ID.
async fn submit(client: &Client, from: u32, count: u32) -> String {
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&given::imeis(from, count));
    assert_eq!(client.upload(&path, "a.csv", file, &[]).await.status, 303);
    client.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}

/// Makes one attempt at the next submission.
fn attempt_next(app: &App) -> AttemptOutcome {
    let at = app.clock().now();
    let lease = app.db().write(|conn| queue::acquire(conn, "test", Lane::Any, at)).unwrap();
    attempt(app.services(), &lease.expect("there is work"), &AtomicBool::new(false))
}

/// Returns the line, value and code of each error in an upload. Asserts that every error has a reference.
async fn errors(client: &Client, id: &str) -> Vec<(String, String, String)> {
    let rows = client.get(&format!("/uploads/{id}/errors.csv")).await.csv_rows();
    for row in &rows {
        assert!(row[5].starts_with("Not processed; reference S-"), "{}", row[5]);
        assert!(row[5].ends_with("; upload these rows again."), "{}", row[5]);
    }
    rows.into_iter().map(|row| (row[0].clone(), row[2].clone(), row[4].clone())).collect()
}

fn internal_errors(lines: &[(u32, &str)]) -> Vec<(String, String, String)> {
    lines.iter().map(|(line, value)| (line.to_string(), (*value).into(), "INTERNAL_ERROR".into())).collect()
}

fn expected_counts(total: u32, verified: u32, status: &str, failed: u32) -> (String, String, String, String) {
    (total.to_string(), verified.to_string(), status.to_owned(), failed.to_string())
}

#[tokio::test]
async fn after_eight_attempts_the_rows_fail_with_a_reference_and_can_be_uploaded_again() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lines = given::imeis(0, 3);
    reject_device_in_database(app.db(), &lines[1]);
    let id = submit(&alice, 0, 3).await;
    for number in 1..=MAX_ATTEMPTS {
        assert_eq!(attempt_next(&app), AttemptOutcome::Failed, "attempt {number}");
        assert_eq!(counts(&alice, HARBOUR.id, &id).await, expected_counts(3, 0, "In progress", 0));
    }
    assert_eq!(attempt_next(&app), AttemptOutcome::Finished);
    assert_eq!(app.db().read(queue::count_open).unwrap(), 0);
    assert_eq!(counts(&alice, HARBOUR.id, &id).await, expected_counts(3, 0, "Error", 3));
    let all = internal_errors(&[(1, &lines[0]), (2, &lines[1]), (3, &lines[2])]);
    assert_eq!(errors(&alice, &id).await, all);
    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    assert!(page.text("main").contains("Upload these lines again."), "{}", page.text("main"));
    let number: i64 = id.parse().unwrap();
    assert_eq!(count_registered(app.db(), number), 0);
    let plans = app.db().read(|conn| Ok::<i64, Error>(submission_plans::table.count().get_result(conn)?));
    assert_eq!(plans.unwrap(), 0, "a plan is left over");

    accept_device_in_database(app.db());
    let again = alice.get(&format!("/uploads/{id}/failed-rows.csv")).await.body;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    alice.upload(&path, "again.csv", again, &[]).await.location();
    app.process_queue().await;
    let id = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    assert_eq!(counts(&alice, HARBOUR.id, &id).await, expected_counts(3, 3, "Completed", 0));
}

#[tokio::test]
async fn finished_chunks_are_kept_and_other_submissions_go_first() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    reject_device_in_database(app.db(), &given::imei(1_400));
    let stuck = submit(&alice, 0, 1_500).await;
    let behind = submit(&alice, 2_000, 3).await;
    let from_charlie = submit(&charlie, 3_000, 3).await;
    // The first attempt stops at the row that the database rejects. A failed submission goes to the end of the queue.
    assert_eq!(
        [attempt_next(&app), attempt_next(&app), attempt_next(&app)].map(|o| o == AttemptOutcome::Finished),
        [false, true, true]
    );
    assert_eq!(counts(&alice, HARBOUR.id, &behind).await, expected_counts(3, 3, "Completed", 0));
    assert_eq!(counts(&charlie, HARBOUR.id, &from_charlie).await, expected_counts(3, 3, "Completed", 0));
    app.process_queue().await;
    let (total, verified, status, failed) = counts(&alice, HARBOUR.id, &stuck).await;
    let (verified, failed): (u32, u32) = (verified.parse().unwrap(), failed.parse().unwrap());
    assert_eq!((total.as_str(), status.as_str()), ("1500", "Completed with error"));
    assert!((1_000..=1_400).contains(&verified), "earlier chunks were lost: {verified}");
    assert_eq!(verified + failed, 1_500);
    let errors = errors(&alice, &stuck).await;
    assert_eq!(errors.len(), failed as usize);
    assert!(errors.contains(&("1401".into(), given::imei(1_400), "INTERNAL_ERROR".into())));
    let number: i64 = stuck.parse().unwrap();
    assert_eq!(count_registered(app.db(), number), i64::from(verified));
}

/// Truncates the file of the only submission to this many bytes.
fn truncate_file(app: &App, bytes: usize) {
    let cut = |conn: &mut Conn| -> QueryResult<usize> {
        let file: Vec<u8> = submission_files::table.select(submission_files::bytes).first(conn)?;
        diesel::update(submission_files::table).set(submission_files::bytes.eq(&file[..bytes])).execute(conn)
    };
    app.db().write(|conn| Ok::<_, Error>(cut(conn)?)).unwrap();
}

#[tokio::test]
async fn an_upload_whose_file_is_damaged_still_finishes() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = submit(&alice, 0, 3).await;
    // One and a half lines are left.
    truncate_file(&app, 24);
    app.process_queue().await;
    assert_eq!(counts(&alice, HARBOUR.id, &id).await, expected_counts(3, 0, "Error", 3));
    let first = given::imei(0);
    let failed_lines = errors(&alice, &id).await;
    assert_eq!(failed_lines[0], internal_errors(&[(1, &first)])[0]);
    assert_eq!(failed_lines.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
}

#[tokio::test]
async fn an_upload_whose_file_is_lost_finishes_and_does_not_block_those_behind_it() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lost = submit(&alice, 0, 3).await;
    let delete_file = |conn: &mut Conn| diesel::delete(submission_files::table).execute(conn);
    app.db().write(|conn| Ok::<_, Error>(delete_file(conn)?)).unwrap();
    let behind = submit(&alice, 10, 3).await;
    app.process_queue().await;
    assert_eq!(counts(&alice, HARBOUR.id, &behind).await, expected_counts(3, 3, "Completed", 0));
    assert_eq!(counts(&alice, HARBOUR.id, &lost).await, expected_counts(3, 0, "Error", 3));
    assert_eq!(
        errors(&alice, &lost).await,
        internal_errors(&[(1, ""), (2, ""), (3, "")]),
        "every row is accounted for"
    );
    let phases = submissions::table.select(submissions::phase);
    let phases = app.db().read(|conn| Ok::<Vec<String>, Error>(phases.load(conn)?)).unwrap();
    assert_eq!(phases, ["finished", "finished"]);
}

/// Damages the tables with an SQL statement.
fn damage(app: &App, sql: &str) {
    let change = |conn: &mut Conn| match conn {
        Conn::Sqlite(c) => c.batch_execute(sql),
        Conn::Postgres(c) => c.batch_execute(sql),
    };
    app.db().write(|conn| Ok::<_, Error>(change(conn)?)).unwrap();
}

#[tokio::test]
async fn rows_whose_plan_is_lost_fail_once_and_finished_rows_are_kept() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let broken = given::imei(1_400);
    reject_device_in_database(app.db(), &broken);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    // The first line is invalid and the last one repeats another line, so lines fail on both sides of the point where
    // processing stops.
    let mut lines = given::imeis(0, 1_500);
    lines[0] = given::wrong_imei(0);
    lines[1_499] = lines[7].clone();
    assert_eq!(alice.upload(&path, "a.csv", given::file(&lines), &[]).await.status, 303);
    let id = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    assert_eq!(attempt_next(&app), AttemptOutcome::Failed);
    let (_, verified, ..) = counts(&alice, HARBOUR.id, &id).await;
    damage(&app, "DELETE FROM submission_plans");
    app.process_queue().await;

    let failed = 1_500 - verified.parse::<u32>().unwrap();
    assert!((100..=500).contains(&failed), "{failed}");
    let failed_lines = errors(&alice, &id).await;
    assert_eq!(
        counts(&alice, HARBOUR.id, &id).await,
        (1_500.to_string(), verified, "Completed with error".to_owned(), failed.to_string())
    );
    assert_eq!(failed_lines.len(), failed as usize);
    assert!(failed_lines.contains(&("1401".into(), broken, "INTERNAL_ERROR".into())));
    // Apart from the repeated line, no line with a registered device failed.
    let registered = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    let registered: Vec<&str> = registered.iter().map(|row| row[0].as_str()).collect();
    let both: Vec<_> = failed_lines.iter().filter(|row| registered.contains(&row.1.as_str())).collect();
    assert_eq!(both.len(), 1, "only the line that repeats another: {both:?}");
    assert_eq!(both[0].0, "1500");
}

#[tokio::test]
async fn a_finished_part_of_the_plan_can_be_lost_without_harm() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    reject_device_in_database(app.db(), &given::imei(29_000));
    let id = submit(&alice, 0, 30_000).await;
    assert_eq!(attempt_next(&app), AttemptOutcome::Failed);
    let (_, verified, ..) = counts(&alice, HARBOUR.id, &id).await;
    assert!(verified.parse::<u32>().unwrap() > 10_000, "the first part isn't finished: {verified}");
    damage(&app, "DELETE FROM submission_plans WHERE part = 0");
    app.process_queue().await;
    let (total, verified, status, failed) = counts(&alice, HARBOUR.id, &id).await;
    assert_eq!((total.as_str(), status.as_str()), ("30000", "Completed with error"));
    assert_eq!(verified.parse::<u32>().unwrap() + failed.parse::<u32>().unwrap(), 30_000);
    assert_eq!(errors(&alice, &id).await.len(), failed.parse::<usize>().unwrap());
}

#[tokio::test]
async fn an_upload_whose_layout_is_damaged_still_finishes() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = submit(&alice, 0, 3).await;
    damage(&app, "UPDATE submissions SET layout = '{'");
    app.process_queue().await;
    assert_eq!(counts(&alice, HARBOUR.id, &id).await, expected_counts(3, 0, "Error", 3));
    assert_eq!(errors(&alice, &id).await, internal_errors(&[(1, ""), (2, ""), (3, "")]));
}
