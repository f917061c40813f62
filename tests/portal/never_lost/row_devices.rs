//! Rows with several devices are processed once, even if the process ends between the devices of a row.

use std::time::{Duration, Instant};

use reseller_portal::store::Db;

use super::instances::Instance;
use super::promise;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::database::Database;
use crate::harness::given;

/// Number of rows. The first chunk ends between the devices of a row.
const ROWS: u32 = 400;

/// The maximum time until the list is processed.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// Returns a list with three devices on each line. One of the first line is damaged.
fn list() -> String {
    let row = |row: u32| {
        let [first, second, third] = [3 * row, 3 * row + 1, 3 * row + 2].map(given::imei);
        format!("{first};{};{third}\n", if row == 0 { given::wrong_imei(1) } else { second })
    };
    let rows: String = (0..ROWS).map(row).collect();
    format!("IMEI 1;IMEI 2;IMEI 3\n{rows}")
}

/// Uploads the list to a portal that fails as configured until the configuration is cleared. Returns the numbers of
/// registered devices and failed rows.
async fn outcome_after(fail_points: &str, is_cleared: impl Fn(&Db) -> bool) -> (i64, i64) {
    let database = Database::with_cast();
    let db = Db::open(database.url(), 2).unwrap();
    let mut instance = Instance::new("one", &database);
    instance.flags.push("--no-worker");
    instance.start();
    let alice = instance.sign_in(ALICE).await;
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    assert_eq!(alice.upload(&uploads, "three.csv", list(), &[]).await.status, 303);
    assert!(instance.stop());
    instance.flags.clear();
    let id = promise::count(&db, "SELECT id AS n FROM submissions");
    instance.fail_points = fail_points.replace("[id]", &id.to_string());
    instance.spawn();
    let is_finished =
        || promise::count(&db, "SELECT count(*) AS n FROM submissions WHERE phase = 'finished'") > 0;
    let deadline = Instant::now() + MAX_WAIT;
    while !is_finished() && Instant::now() < deadline {
        if is_cleared(&db) {
            instance.fail_points.clear();
        }
        instance.revive();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    instance.kill();
    assert_eq!(promise::violations_in_tables(&db), Vec::<String>::new());
    let registered = promise::count(&db, "SELECT count(*) AS n FROM registrations");
    (registered, promise::count(&db, "SELECT count(*) AS n FROM failed_rows"))
}

#[tokio::test]
async fn an_exit_between_the_devices_of_a_row_loses_and_repeats_nothing() {
    let has_begun = |db: &Db| promise::count(db, "SELECT count(*) AS n FROM registrations") > 0;
    let outcome = outcome_after("chunk:after=return(exit)", has_begun).await;
    assert_eq!(outcome, (i64::from(3 * ROWS) - 1, 1));
}

#[tokio::test]
async fn every_device_of_an_abandoned_list_fails() {
    let outcome = outcome_after("poison=return([id] exit)", |_| false).await;
    assert_eq!(outcome, (0, i64::from(3 * ROWS)));
}
