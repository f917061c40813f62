//! A submission that panics or ends the process on every attempt is abandoned, and no other submission waits for it.

use std::time::{Duration, Instant};

use reseller_portal::store::Db;

use super::instances::Instance;
use super::promise;
use crate::harness::cast::{ALICE, CHARLIE, HARBOUR, Person};
use crate::harness::client::Client;
use crate::harness::database::Database;
use crate::harness::given;

/// The maximum time until the poisoned submission and those behind it are finished.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// Signs a person in and uploads IMEIs. Returns the client with the session.
pub async fn submit(instance: &Instance, person: Person, name: &str, first: u32, count: u32) -> Client {
    let client = instance.sign_in(person).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&given::imeis(first, count));
    assert_eq!(client.upload(&path, name, file, &[]).await.status, 303);
    client
}

/// Submits a poisoned file, for which every attempt takes this action (`exit`, `panic` or `error`), and others behind
/// it. Returns the violations that remain after [`MAX_WAIT`].
async fn violations_after(action: &str) -> Vec<String> {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let mut instance = Instance::new("one", &database);
    instance.flags.push("--no-worker");
    instance.start();
    let alice = submit(&instance, ALICE, "poison.csv", 0, 5).await;
    submit(&instance, ALICE, "behind.csv", 10, 5).await;
    let charlie = submit(&instance, CHARLIE, "other-reseller.csv", 20, 5).await;
    assert!(instance.stop());

    let poisoned = promise::count(&db, "SELECT id AS n FROM submissions WHERE file_name = 'poison.csv'");
    instance.flags.clear();
    instance.fail_points = format!("poison=return({poisoned} {action})");
    let deadline = Instant::now() + MAX_WAIT;
    let unfinished = "SELECT count(*) AS n FROM submissions WHERE phase <> 'finished'";
    instance.spawn();
    while promise::count(&db, unfinished) > 0 && Instant::now() < deadline {
        instance.revive();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut violations = promise::violations_in_tables(&db);
    instance.kill();
    instance.fail_points.clear();
    instance.start();
    let uploads = format!("/customers/{}/uploads.csv", HARBOUR.id);
    let mut rows = alice.get(&uploads).await.csv_rows();
    rows.extend(charlie.get(&uploads).await.csv_rows());
    let mut outcome: Vec<[String; 3]> =
        rows.iter().map(|row| [row[row.len() - 1].clone(), row[3].clone(), row[6].clone()]).collect();
    outcome.sort();
    let row = |name: &str, verified: &str, failed: &str| [name, verified, failed].map(str::to_owned);
    let expected =
        [row("behind.csv", "5", "0"), row("other-reseller.csv", "5", "0"), row("poison.csv", "0", "5")];
    if outcome != expected {
        violations.push(format!("{outcome:?}"));
    }
    let other_reasons = "SELECT count(*) AS n FROM failed_rows WHERE reason <> 'internal'";
    if promise::count(&db, other_reasons) > 0 {
        violations.push("rows failed for another reason".to_owned());
    }
    violations
}

#[tokio::test]
async fn a_submission_that_ends_the_process_is_abandoned_and_delays_no_other() {
    assert_eq!(violations_after("exit").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_submission_that_panics_is_abandoned_and_delays_no_other() {
    assert_eq!(violations_after("panic").await, Vec::<String>::new());
}
