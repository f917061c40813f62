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

#[tokio::test]
async fn a_killed_worker_loses_no_row_and_registers_none_twice() {
    let mut app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&given::imeis(0, 20_000));
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
            assert!(Instant::now() < deadline, "only {rows_done} of 20,000 rows are done after ten minutes");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if db.read(queue::count_open).unwrap() > 0 {
            kills += 1;
        }
        process::kill(&mut child).unwrap();
        rows_done = done(&db);
    }
    assert!(kills > 0, "no worker was killed while it was working");
    assert_eq!(load_counts(&db, id), (20_000, 0));
    assert_eq!(count_registered(&db, id), 20_000);
}
