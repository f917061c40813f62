//! Kills workers halfway through an upload (SIGKILL). Its devices are still registered exactly once.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reseller_portal::store::submissions::queue;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, PROGRAM};
use crate::harness::given;
use crate::harness::process;
use crate::harness::upload_rows::{count_registered, load_counts};

fn worker(app: &App) -> Child {
    Command::new(PROGRAM)
        .arg("work")
        .env("DATABASE_URL", app.database_url())
        .env("DATA_DIR", app.data_dir())
        .env("INSTANCE", "killed")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Uploads a file, and kills workers while they process it until it is finished. Asserts how many rows are registered
/// and how many fail.
async fn survive_kills(file: Vec<u8>, expected: (i64, i64)) -> App {
    let mut app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    assert_eq!(alice.upload(&path, "a.csv", file, &[]).await.status, 303);
    let id: i64 = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].parse().unwrap();
    let db = app.db().clone();
    // Only one process at a time can use an SQLite file, so the server stops first.
    app.stop().await;

    let deadline = Instant::now() + Duration::from_secs(600);
    let mut kills = 0;
    let mut rows_done = 0;
    while db.read(queue::count_open).unwrap() > 0 {
        let mut child = worker(&app);
        let done = |db: &reseller_portal::store::Db| {
            let (verified, failed) = load_counts(db, id);
            verified + failed
        };
        while done(&db) == rows_done && db.read(queue::count_open).unwrap() > 0 {
            assert!(Instant::now() < deadline, "only {rows_done} rows are done after ten minutes");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if db.read(queue::count_open).unwrap() > 0 {
            kills += 1;
        }
        process::kill(&mut child).unwrap();
        rows_done = done(&db);
    }
    assert!(kills > 0, "no worker was killed while it was working");
    assert_eq!(load_counts(&db, id), expected);
    assert_eq!(count_registered(&db, id), expected.0);
    app
}

#[tokio::test]
async fn a_killed_worker_loses_nothing_and_does_nothing_twice() {
    survive_kills(given::file(&given::imeis(0, 20_000)), (20_000, 0)).await;
}

#[tokio::test]
async fn a_killed_worker_records_all_identifiers_once() {
    let phone = |n: u32| format!("{},{},{}", given::imei(n), given::imei(100_000 + n), given::serial(n));
    let rows = (0..6_000).map(phone).chain((0..50).map(|n| format!("{},,", given::imei(100_000 + n))));
    let rows: Vec<String> = rows.collect();
    let list =
        given::table("IMEI 1,IMEI 2,Serial number", &rows.iter().map(String::as_str).collect::<Vec<_>>());
    let app = survive_kills(list, (6_000, 50)).await;
    let count = |table: &str| {
        crate::never_lost::promise::count(app.db(), &format!("SELECT count(*) AS n FROM {table}"))
    };
    assert_eq!(
        (count("devices"), count("device_identifiers"), count("identifier_suffixes")),
        (6_000, 18_000, 18_000)
    );
    assert_eq!(crate::never_lost::promise::violations_in_tables(app.db()), [""; 0]);
}
