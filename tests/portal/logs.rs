//! The log: every line of a request or a submission says which, and no line has a value out of a file, a search or a form.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use reqwest::Method;
use reseller_portal::store::{Conn, Db, Error};
use serde_json::Value;

use crate::harness::cast::{ALICE, FLEETCARE, HARBOUR, SAM};
use crate::harness::client::{Answer, Client, send};
use crate::harness::database::{self, Database};
use crate::harness::{given, wait};
use crate::main_job::give_up::{break_database, repair_database};
use crate::never_lost::instances::Instance;
use crate::never_lost::promise;

/// What stands in forms and files.
const ORDER: &str = "PO-77-4411/x";
const FILE: &str = "phones of maya.csv";

/// The number by which the log knows the request that was answered so.
fn request_id(answer: &Answer) -> String {
    let id = answer.header("x-request-id").to_owned();
    assert!(uuid::Uuid::parse_str(&id).is_ok(), "{id:?}");
    id
}

/// The lines of a log in JSON that say this.
fn lines(log: &str, words: &str) -> Vec<Value> {
    let all =
        log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
    all.filter(|line| line["fields"]["message"] == words).collect()
}

fn run(db: &Db, sql: &str) {
    let run = |conn: &mut Conn| match conn {
        Conn::Sqlite(c) => c.batch_execute(sql),
        Conn::Postgres(c) => c.batch_execute(sql),
    };
    db.write(|conn| Ok::<_, Error>(run(conn)?)).unwrap();
}

/// Hands in an upload, a bulk action, a deletion and a check; gives the requests that did, with the kinds.
async fn hand_in(alice: &Client) -> Vec<(&'static str, &'static str, String)> {
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let rows = [given::imei(0), given::imei(1), given::wrong_imei(2), "R38K-é".to_owned()];
    let fields = [("order_number", ORDER), ("order_date", "2026-11-20")];
    let upload = alice.upload(&uploads, FILE, given::file(&rows), &fields).await;
    assert_eq!(upload.location(), uploads);
    let rows = [format!("{};{};{ORDER}", HARBOUR.id, given::imei(10)), format!("{};x;{ORDER}", FLEETCARE.id)];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let file = given::table("Customer ID;IMEI;Order number", &rows);
    let bulk = alice.upload("/bulk-actions/uploads", FILE, file, &[]).await;
    assert!(bulk.location().starts_with("/bulk-actions/"));
    let check = alice.upload(&uploads, FILE, given::file(&given::imeis(20, 2)), &[("check", "1")]).await;
    assert!(check.location().starts_with("/checks/"));
    let deletions = format!("/customers/{}/deletions", HARBOUR.id);
    let file = given::file(&given::imeis(0, 1));
    let deletion = alice.upload(&deletions, FILE, file, &[("confirm", "1")]).await;
    assert!(deletion.location().starts_with("/deletions/"));
    vec![
        ("upload", "/customers/{customer_id}/uploads", request_id(&upload)),
        ("bulk_upload", "/bulk-actions/uploads", request_id(&bulk)),
        ("check", "/customers/{customer_id}/uploads", request_id(&check)),
        ("deletion", "/customers/{customer_id}/deletions", request_id(&deletion)),
    ]
}

#[tokio::test]
async fn lines_say_request_and_submission_and_nothing_out_of_a_file() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let mut instance = Instance::new("one", &database);
    instance.flags.push("--log-json");
    assert!(instance.start());
    let (alice, sam) = (instance.sign_in(ALICE).await, instance.sign_in(SAM).await);
    // An attempt fails because the database refuses the row of an identifier.
    break_database(&db, &given::imei(1));
    let handed_in = hand_in(&alice).await;
    wait::until("an attempt fails", || instance.log().contains("attempt failed")).await;
    repair_database(&db);
    promise::settle(&db, Duration::from_secs(60));
    assert_eq!(promise::broken_in_tables(&db), Vec::<String>::new());

    // What is asked for, good and bad.
    let (imei, wrong) = (given::imei(1), given::wrong_imei(2));
    for path in [format!("/devices/{imei}"), format!("/find?q={imei}"), format!("/find?q={wrong}")] {
        alice.get(&path).await;
    }
    for asked in [imei.as_str(), ALICE.email, "PO-77-4411%2Fx", "phones+of+maya", "%00", "%22"] {
        assert!(sam.get(&format!("/support?q={asked}")).await.status < 500, "{asked}");
    }
    let wrong_password = [("email", ALICE.email), ("password", "wrong")];
    alice.post("/sign-in", &wrong_password).await;
    send(alice.request(Method::POST, &format!("/find?q={imei}")).header("sec-fetch-site", "cross-site"))
        .await;
    // What fails for the portal's own fault: the list of codes cannot be read, a device neither.
    run(&db, "ALTER TABLE sold_to_codes RENAME TO away");
    let broken = alice.get("/settings/sold-to-codes").await;
    assert_eq!(broken.status, 500);
    run(&db, "ALTER TABLE away RENAME TO sold_to_codes");
    run(&db, "ALTER TABLE device_events RENAME TO away");
    assert_eq!(alice.get(&format!("/devices/{imei}")).await.status, 500);
    run(&db, "ALTER TABLE away RENAME TO device_events");
    assert!(instance.stop());

    let log = instance.log();
    let said = lines(&log, "submission accepted");
    for (kind, route, request) in &handed_in {
        let line =
            said.iter().find(|line| line["fields"]["kind"] == *kind).unwrap_or_else(|| panic!("{log}"));
        let span = &line["span"];
        assert_eq!((&span["request"], &span["method"]), (&Value::from(request.as_str()), &"POST".into()));
        assert_eq!(span["route"], *route);
        assert!(line["fields"]["submission"].is_i64(), "{line}");
    }
    assert_eq!(said.len(), handed_in.len(), "{said:#?}");
    // The worker's lines, for what was handed in.
    let numbers = |lines: &[Value], of: &str| {
        let mut numbers: Vec<i64> = lines.iter().filter_map(|line| line[of]["submission"].as_i64()).collect();
        numbers.sort_unstable();
        numbers
    };
    let uploads: Vec<Value> = said.iter().filter(|line| line["fields"]["kind"] != "check").cloned().collect();
    assert_eq!(numbers(&lines(&log, "finished"), "span"), numbers(&uploads, "fields"), "{log}");
    let failed = lines(&log, "attempt failed");
    assert!(
        !failed.is_empty() && failed.iter().all(|line| line["span"]["submission"].is_i64()),
        "{failed:#?}"
    );
    // The reference that a person quotes leads to the request.
    let faults = lines(&log, "responded with an error");
    let reference = faults[0]["fields"]["reference"].as_str().unwrap();
    assert!(broken.text().contains(reference), "{reference}");
    assert_eq!(faults[0]["span"]["request"], request_id(&broken));
    assert_eq!(faults[0]["span"]["route"], "/settings/sold-to-codes");
    assert_eq!(faults[1]["span"]["route"], "/devices/{identifier}");

    let secrets = [given::imei(0), given::imei(10), given::imei(20), imei, wrong];
    let secrets = secrets.iter().map(String::as_str).chain([ORDER, "PO-77", "maya", "R38K", "@", "example"]);
    for secret in secrets.chain([HARBOUR.id, FLEETCARE.id, HARBOUR.name, "correct horse"]) {
        let told: Vec<&str> = log.lines().filter(|line| line.contains(secret)).collect();
        assert!(told.is_empty(), "{secret}: {told:#?}");
    }
}

#[tokio::test]
async fn lines_of_text_have_the_same() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let alice = instance.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let answer = alice.upload(&path, FILE, given::file(&given::imeis(0, 2)), &[]).await;
    wait::until("it is finished", || instance.log().contains("finished")).await;
    assert!(instance.stop());
    let log = instance.log();
    let told = |words: &str| log.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{log}"));
    let span = format!(
        "request{{request=\"{}\" method=\"POST\" route=\"/customers/{{customer_id}}/uploads\"}}",
        request_id(&answer)
    );
    assert!(told("submission accepted").contains(&span), "{log}");
    assert!(told("finished").contains("work{submission="), "{log}");
    assert!(!log.contains('\u{1b}'), "no colours in a file");
}

#[tokio::test]
async fn every_answer_says_its_number() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let visitor = Client::new(instance.home());
    let mut numbers: Vec<String> = Vec::new();
    for path in ["/healthz", "/sign-in", "/customers", "/nothing", "/assets/nothing"] {
        numbers.push(request_id(&visitor.get(path).await));
    }
    let foreign = visitor.request(Method::POST, "/sign-in").header("sec-fetch-site", "cross-site");
    numbers.push(request_id(&send(foreign).await));
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 6);
}

#[test]
fn an_error_of_the_database_does_not_repeat_the_value() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let value = "490154203237518x";
    // SQLite makes a number of any text; PostgreSQL says which text is none.
    let sql =
        format!("INSERT INTO settings (name, value) VALUES ('a', 'b'); SELECT CAST('{value}' AS BIGINT)");
    let said = db.read(|conn| {
        let run = |conn: &mut Conn| match conn {
            Conn::Sqlite(c) => c.batch_execute(&sql),
            Conn::Postgres(c) => c.batch_execute(&sql),
        };
        Ok::<_, Error>(run(conn)?)
    });
    let said = said.unwrap_err().to_string();
    assert!(!said.contains("490154203237518"), "{said}");
    if database::server().is_some() {
        assert_eq!(said, "database: invalid input syntax for type bigint: …");
    }
}
