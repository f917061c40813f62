//! An upload that takes several transactions writes each row once, no matter what other uploads had registered before.

use reseller_portal::store::devices::identifier_suffixes;
use reseller_portal::store::registrations;

use super::registered_once::{counts, upload};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::given;
use crate::never_lost::promise;

/// More rows than the first few chunks contain, and more than one page of a download.
const ROWS: u32 = 6_000;

#[tokio::test]
async fn every_row_is_registered_recorded_and_found_by_its_suffix() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let imeis = given::imeis(0, ROWS);
    let registered_before: Vec<String> = imeis.iter().step_by(10).cloned().collect();
    let before = upload(&app, &alice, HARBOUR.id, given::file(&registered_before)).await;
    let id = upload(&app, &alice, HARBOUR.id, given::file(&imeis)).await;
    let owned = |text: &str| text.to_owned();
    let expected = (owned("6000"), owned("5400"), owned("Completed with error"), owned("600"));
    assert_eq!(counts(&alice, HARBOUR.id, &id).await, expected);

    let count = |rows: &str| promise::count(app.db(), &format!("SELECT count(*) AS n FROM {rows}"));
    for table in ["registrations", "device_events"] {
        assert_eq!(count(&format!("{table} WHERE upload_id = {id}")), 5_400, "{table}");
        assert_eq!(count(&format!("{table} WHERE upload_id = {before}")), 600, "{table}");
    }
    assert_eq!(count(&format!("failed_rows WHERE upload_id = {id} AND collides_with = {before}")), 600);
    assert_eq!((count("device_identifiers"), count("identifier_suffixes")), (6_000, 6_000));
    for imei in &imeis {
        let found = app.db().read(|conn| identifier_suffixes::find_by_suffix(conn, &imei[8..], 100)).unwrap();
        assert!(found.contains(imei), "{imei} isn't found by its suffix");
    }
    let csv = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    let mut listed: Vec<&String> = csv.iter().map(|row| &row[0]).collect();
    let mut all: Vec<&String> = imeis.iter().collect();
    listed.sort_unstable();
    all.sort_unstable();
    assert!(listed == all, "the download doesn't list each device once: {} of {ROWS}", listed.len());
    let owners = app.db().read(|conn| registrations::find_devices(conn, &imeis)).unwrap();
    assert!(owners.iter().all(Option::is_some));
}

#[tokio::test]
async fn existing_suffixes_are_kept_and_new_ones_are_added() {
    let app = App::start().await;
    let insert = |suffixes: &[&str]| {
        let suffixes: Vec<String> = suffixes.iter().map(|text| (*text).to_owned()).collect();
        app.db().write(|conn| identifier_suffixes::insert(conn, &suffixes)).unwrap();
    };
    insert(&["1XA", "1XB"]);
    insert(&["1XA", "1XC"]);
    let mut found = app.db().read(|conn| identifier_suffixes::find_by_suffix(conn, "X1", 100)).unwrap();
    found.sort_unstable();
    assert_eq!(found, ["AX1", "BX1", "CX1"]);
}
