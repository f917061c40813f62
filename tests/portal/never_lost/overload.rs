//! Tests a database that can't be written or reached, or has no free connection. Pages still work or say that the
//! portal is busy, writers wait and then get a message, and the portal recovers by itself.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use reseller_portal::clock::Clock;
use reseller_portal::store::{Db, Error};

use super::instances::Instance;
use super::outage::{Forwarder, Kind, Lock};
use super::promise;
use super::torture::number_from_env;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, HARBOUR};
use crate::harness::client::{Client, Response};
use crate::harness::database::Database;
use crate::harness::{given, wait};

const REGISTERED: &str = "SELECT count(*) AS n FROM registrations";

fn uploads() -> String {
    format!("/customers/{}/uploads", HARBOUR.id)
}

fn assert_says_busy(response: &Response) {
    assert_eq!(response.page(503).text("h1"), "The portal is busy");
    assert_eq!(response.header("retry-after"), "5");
}

/// Starts an upload, begins and ends an outage, and asserts that the upload is registered.
async fn assert_recovers_from(kind: Kind) {
    let database = Database::with_cast();
    let mut forwarder = match kind {
        Kind::Unreachable => Some(Forwarder::start(&database).await),
        Kind::Locked => None,
    };
    let mut instance = Instance::new("one", &database);
    if let Some(forwarder) = &forwarder {
        instance.url = forwarder.url();
    }
    instance.start();
    let alice = instance.sign_in(ALICE).await;
    let file = |first, count| given::file(&given::imeis(first, count));
    assert_eq!(alice.upload(&uploads(), "in-progress.csv", file(0, 6_000), &[]).await.location(), uploads());

    let mut lock = None;
    match &mut forwarder {
        Some(forwarder) => forwarder.close().await,
        None => lock = Some(Lock::take(&database)),
    }
    let start = Instant::now();
    let duration = Duration::from_secs(number_from_env("OUTAGE_SECONDS", 10));
    let mut rejected = 0;
    while rejected < 2 || start.elapsed() < duration {
        assert_says_busy(&alice.upload(&uploads(), "rejected.csv", file(30_000, 10), &[]).await);
        rejected += 1;
        match kind {
            Kind::Locked => assert_eq!(alice.get("/customers").await.status, 200),
            Kind::Unreachable => assert_says_busy(&alice.get("/customers").await),
        }
    }
    match &mut forwarder {
        Some(forwarder) => forwarder.open().await,
        None => lock.take().unwrap().release(),
    }

    // Reconnecting may take a moment. Nothing is restarted.
    while alice.upload(&uploads(), "afterwards.csv", file(40_000, 10), &[]).await.status != 303 {
        assert!(start.elapsed() < duration + Duration::from_secs(60), "{}", instance.log());
    }
    let db = Db::open(database.url(), 2).unwrap();
    promise::settle(&db, Duration::from_secs(60));
    assert_eq!(promise::violations_in_tables(&db), Vec::<String>::new(), "{}", instance.log());
    assert_eq!(promise::count(&db, REGISTERED), 6_010, "{}", instance.log());
    assert!(!instance.log().contains("status=500"), "{}", instance.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_portal_reports_a_database_outage_and_recovers() {
    for kind in Kind::all() {
        assert_recovers_from(*kind).await;
    }
}

#[tokio::test]
async fn pages_say_that_the_portal_is_busy_while_every_connection_is_in_use() {
    let app = App::start_with(Clock::system(), false, |config| config.connections = 2).await;
    let alice = app.sign_in(ALICE).await;
    let (connected, connections) = mpsc::channel();
    let mut held = Vec::new();
    for _ in 0..2 {
        let (db, connected) = (app.db().clone(), connected.clone());
        let (release, is_released) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            db.read(|_| {
                connected.send(()).unwrap();
                let _ = is_released.recv();
                Ok::<(), Error>(())
            })
        });
        connections.recv_timeout(Duration::from_secs(60)).unwrap();
        held.push(release);
    }
    let (page, ready) = tokio::join!(alice.get("/customers"), alice.get("/readyz"));
    assert_says_busy(&page);
    assert_eq!((ready.status, alice.get("/healthz").await.status), (503, 200));
    drop(held);
    assert_eq!(alice.get("/customers").await.page(200).text("h1"), "Customers");
    assert_eq!(alice.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn fifty_large_files_from_one_reseller_do_not_delay_ten_lines_from_another() {
    let database = Database::with_cast();
    let mut instance = Instance::new("one", &database);
    instance.start();
    let (alice, charlie) = (instance.sign_in(ALICE).await, instance.sign_in(CHARLIE).await);
    let submit = async |client: &Client, first, count| {
        let file = given::file(&given::imeis(first, count));
        assert_eq!(client.upload(&uploads(), "a.csv", file, &[]).await.status, 303);
    };
    // Each file is small enough for both lanes.
    for number in 0..50 {
        submit(&alice, number * 5_000, 5_000).await;
    }
    submit(&charlie, 900_000, 10).await;
    let db = Db::open(database.url(), 2).unwrap();
    let ten = "FROM uploads ten WHERE ten.total = 10 AND ten.finished_at IS NOT NULL";
    wait::until("the ten lines are done", || {
        promise::count(&db, &format!("SELECT count(*) AS n {ten}")) == 1
    })
    .await;
    let statement = format!(
        "SELECT count(*) AS n FROM uploads large WHERE EXISTS
             (SELECT 1 {ten} AND large.finished_at > ten.accepted_at AND large.finished_at < ten.finished_at)"
    );
    // Each of the two lanes finishes its current file, and one of them may just have begun the next.
    let finished = promise::count(&db, &statement);
    assert!(finished <= 3, "{finished} large files were finished in the meantime");
}
