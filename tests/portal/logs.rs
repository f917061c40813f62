//! Log lines name their request or submission, and never contain values from files, searches or forms.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use reqwest::Method;
use reseller_portal::store::{Conn, Db, Error};
use serde_json::Value;

use crate::harness::cast::{ALICE, FLEETCARE, HARBOUR, SAM};
use crate::harness::client::{Client, Response, send};
use crate::harness::database::{self, Database};
use crate::harness::{given, wait};
use crate::main_job::give_up::{accept_device_in_database, reject_device_in_database};
use crate::never_lost::instances::Instance;
use crate::never_lost::promise;

/// Values from forms and files that must not reach the log.
const ORDER: &str = "PO-77-4411/x";
const FILE: &str = "phones for maya.csv";

/// Returns the request ID from the response, as it appears in the log.
fn request_id(response: &Response) -> String {
    let id = response.header("x-request-id").to_owned();
    assert!(uuid::Uuid::parse_str(&id).is_ok(), "{id:?}");
    id
}

/// Returns the lines of a JSON log with this message.
fn lines(log: &str, message: &str) -> Vec<Value> {
    let all =
        log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
    all.filter(|line| line["fields"]["message"] == message).collect()
}

fn run(db: &Db, sql: &str) {
    let run = |conn: &mut Conn| match conn {
        Conn::Sqlite(c) => c.batch_execute(sql),
        Conn::Postgres(c) => c.batch_execute(sql),
    };
    db.write(|conn| Ok::<_, Error>(run(conn)?)).unwrap();
}

/// Submits an upload, a bulk action, a deletion and a check. Returns the kind, route and request ID of each.
async fn submit_each_kind(alice: &Client) -> Vec<(&'static str, &'static str, String)> {
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
async fn log_lines_name_the_request_and_submission_but_no_file_contents() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let mut instance = Instance::new("one", &database);
    instance.flags.push("--log-json");
    assert!(instance.start());
    let (alice, sam) = (instance.sign_in(ALICE).await, instance.sign_in(SAM).await);
    // An attempt fails because the database rejects one identifier.
    reject_device_in_database(&db, &given::imei(1));
    let submitted = submit_each_kind(&alice).await;
    wait::until("an attempt fails", || instance.log().contains("attempt failed")).await;
    accept_device_in_database(&db);
    promise::settle(&db, Duration::from_secs(60));
    assert_eq!(promise::violations_in_tables(&db), Vec::<String>::new());

    // Valid and invalid searches.
    let (imei, wrong) = (given::imei(1), given::wrong_imei(2));
    for path in [format!("/devices/{imei}"), format!("/find?q={imei}"), format!("/find?q={wrong}")] {
        alice.get(&path).await;
    }
    for query in [imei.as_str(), ALICE.email, "PO-77-4411%2Fx", "phones+for+maya", "%00", "%22"] {
        assert!(sam.get(&format!("/support?q={query}")).await.status < 500, "{query}");
    }
    let wrong_password = [("email", ALICE.email), ("password", "wrong")];
    alice.post("/sign-in", &wrong_password).await;
    send(alice.request(Method::POST, &format!("/find?q={imei}")).header("sec-fetch-site", "cross-site"))
        .await;
    // Internal errors: neither the list of codes nor a device can be read.
    run(&db, "ALTER TABLE sold_to_codes RENAME TO away");
    let broken = alice.get("/settings/sold-to-codes").await;
    assert_eq!(broken.status, 500);
    run(&db, "ALTER TABLE away RENAME TO sold_to_codes");
    run(&db, "ALTER TABLE device_events RENAME TO away");
    assert_eq!(alice.get(&format!("/devices/{imei}")).await.status, 500);
    run(&db, "ALTER TABLE away RENAME TO device_events");
    assert!(instance.stop());

    let log = instance.log();
    let logged = lines(&log, "submission accepted");
    for (kind, route, request) in &submitted {
        let line =
            logged.iter().find(|line| line["fields"]["kind"] == *kind).unwrap_or_else(|| panic!("{log}"));
        let span = &line["span"];
        assert_eq!((&span["request"], &span["method"]), (&Value::from(request.as_str()), &"POST".into()));
        assert_eq!(span["route"], *route);
        assert!(line["fields"]["submission"].is_i64(), "{line}");
    }
    assert_eq!(logged.len(), submitted.len(), "{logged:#?}");
    // The worker writes lines for these submissions too.
    let numbers = |lines: &[Value], part: &str| {
        let mut numbers: Vec<i64> =
            lines.iter().filter_map(|line| line[part]["submission"].as_i64()).collect();
        numbers.sort_unstable();
        numbers
    };
    let uploads: Vec<Value> =
        logged.iter().filter(|line| line["fields"]["kind"] != "check").cloned().collect();
    assert_eq!(numbers(&lines(&log, "finished"), "span"), numbers(&uploads, "fields"), "{log}");
    let failed = lines(&log, "attempt failed");
    assert!(
        !failed.is_empty() && failed.iter().all(|line| line["span"]["submission"].is_i64()),
        "{failed:#?}"
    );
    // The reference on the error page identifies the request.
    let faults = lines(&log, "responded with an error");
    let reference = faults[0]["fields"]["reference"].as_str().unwrap();
    assert!(broken.text().contains(reference), "{reference}");
    assert_eq!(faults[0]["span"]["request"], request_id(&broken));
    assert_eq!(faults[0]["span"]["route"], "/settings/sold-to-codes");
    assert_eq!(faults[1]["span"]["route"], "/devices/{identifier}");

    let values = [given::imei(0), given::imei(10), given::imei(20), imei, wrong];
    let values = values.iter().map(String::as_str).chain([ORDER, "PO-77", "maya", "R38K", "@", "example"]);
    for value in values.chain([HARBOUR.id, FLEETCARE.id, HARBOUR.name, "correct horse"]) {
        let found: Vec<&str> = log.lines().filter(|line| line.contains(value)).collect();
        assert!(found.is_empty(), "{value}: {found:#?}");
    }
}

#[tokio::test]
async fn log_lines_in_text_format_also_name_the_request_and_submission() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let alice = instance.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let response = alice.upload(&path, FILE, given::file(&given::imeis(0, 2)), &[]).await;
    wait::until("the upload is finished", || instance.log().contains("finished")).await;
    assert!(instance.stop());
    let log = instance.log();
    let found =
        |message: &str| log.lines().find(|line| line.contains(message)).unwrap_or_else(|| panic!("{log}"));
    let span = format!(
        "request{{request=\"{}\" method=\"POST\" route=\"/customers/{{customer_id}}/uploads\"}}",
        request_id(&response)
    );
    assert!(found("submission accepted").contains(&span), "{log}");
    assert!(found("finished").contains("work{submission="), "{log}");
    assert!(!log.contains('\u{1b}'), "the log file contains no colour codes");
}

/// `docs/operating/monitoring.md` describes these lines, because programs that block attackers parse them.
#[tokio::test]
async fn sign_ins_and_refusals_are_logged_with_the_clients_address() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let visitor = Client::new(instance.home());
    for _ in 0..3 {
        let response = visitor.post("/sign-in", &[("email", ALICE.email), ("password", "wrong")]).await;
        assert_eq!(response.status, 422);
    }
    instance.sign_in(ALICE).await;
    assert!(instance.stop());
    let log = instance.log();
    let refused: Vec<&str> = log.lines().filter(|line| line.contains(": refused ")).collect();
    assert_eq!(refused.len(), 2, "the first two refusals: {log}");
    for (line, times) in refused.iter().zip(["times=1", "times=2"]) {
        assert!(
            line.contains("refused kind=\"sign_in.wrong_password\" address=127.0.0.1 account="),
            "{line}"
        );
        assert!(line.ends_with(times) && line.contains("route=\"/sign-in\""), "{line}");
    }
    let signed_in = log.lines().find(|line| line.contains(": signed in ")).unwrap_or_else(|| panic!("{log}"));
    assert!(signed_in.ends_with("address=127.0.0.1"), "{signed_in}");
    assert!(!log.contains('@') && !log.contains("alice"), "{log}");
}

#[tokio::test]
async fn a_logged_refusal_names_the_person_who_is_signed_in() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.flags.extend(["--max-file-bytes", "1024", "--max-drafts", "1"]);
    assert!(instance.start());
    let alice = instance.sign_in(ALICE).await;
    let foreign = alice.request(Method::POST, "/sign-out").header("sec-fetch-site", "cross-site");
    assert_eq!(send(foreign).await.status, 403);
    assert_eq!(alice.get("/support").await.status, 403);
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let large = given::file(&given::imeis(0, 60_000));
    assert_eq!(alice.upload(&uploads, FILE, large, &[]).await.status, 413);
    for (first, status) in [(0, 303), (10, 429)] {
        let check = alice.upload(&uploads, FILE, given::file(&given::imeis(first, 2)), &[("check", "1")]);
        assert_eq!(check.await.status, status);
    }
    assert!(instance.stop());
    let log = instance.log();
    let signed_in = log.lines().find(|line| line.contains(": signed in ")).unwrap_or_else(|| panic!("{log}"));
    let person = signed_in.split(' ').find(|word| word.starts_with("person=")).unwrap();
    for kind in ["request.foreign", "request.forbidden", "request.too_large", "request.limited"] {
        let is_of_kind = |line: &&str| line.contains(&format!("refused kind=\"{kind}\""));
        let line = log.lines().find(is_of_kind).unwrap_or_else(|| panic!("{kind}: {log}"));
        assert!(line.contains(&format!(" {person} times=1")), "{kind}: {line}");
    }
}

#[tokio::test]
async fn every_response_has_its_own_request_id() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    assert!(instance.start());
    let visitor = Client::new(instance.home());
    let mut ids: Vec<String> = Vec::new();
    for path in ["/healthz", "/sign-in", "/customers", "/nothing", "/assets/nothing"] {
        ids.push(request_id(&visitor.get(path).await));
    }
    let cross_site = visitor.request(Method::POST, "/sign-in").header("sec-fetch-site", "cross-site");
    ids.push(request_id(&send(cross_site).await));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[test]
fn database_errors_do_not_contain_values() {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let value = "490154203237518x";
    // SQLite converts any text to a number. PostgreSQL rejects the text and quotes it in its error.
    let sql =
        format!("INSERT INTO settings (name, value) VALUES ('a', 'b'); SELECT CAST('{value}' AS BIGINT)");
    let logged = db.read(|conn| {
        let run = |conn: &mut Conn| match conn {
            Conn::Sqlite(c) => c.batch_execute(&sql),
            Conn::Postgres(c) => c.batch_execute(&sql),
        };
        Ok::<_, Error>(run(conn)?)
    });
    let logged = logged.unwrap_err().to_string();
    assert!(!logged.contains("490154203237518"), "{logged}");
    if database::server().is_some() {
        assert_eq!(logged, "database: invalid input syntax for type bigint: …");
    }
}
