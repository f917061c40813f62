//! The rules for the device catalog and for registration.

use reseller_portal::clock::Clock;
use reseller_portal::config::Verification;

use super::registered_once::{counts, upload};
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, HARBOUR, STC_ALIAS};
use crate::harness::given::{self, dual_sim, enterprise, tablet};

async fn codes(app: &App, client: &crate::harness::client::Client, bytes: Vec<u8>) -> Vec<(String, String)> {
    let id = upload(app, client, HARBOUR.id, bytes).await;
    let rows = client.get(&format!("/uploads/{id}/errors.csv")).await.csv_rows();
    rows.into_iter().map(|row| (row[0].clone(), row[4].clone())).collect()
}

fn line_codes(codes: &[(&str, &str)]) -> Vec<(String, String)> {
    codes.iter().map(|(line, code)| ((*line).to_owned(), (*code).to_owned())).collect()
}

#[tokio::test]
async fn both_imeis_and_the_serial_number_identify_the_same_phone() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100), tablet(7)]);
    let alice = app.sign_in(ALICE).await;
    let file = given::file(&[given::imei(101), given::serial(7), given::imei(100), given::serial(100)]);
    let failed = codes(&app, &alice, file).await;
    assert_eq!(failed, line_codes(&[("3", "DEVICE_REPEATED"), ("4", "DEVICE_REPEATED")]));
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(devices.len(), 2);
    let phone = devices.iter().find(|row| !row[0].is_empty()).unwrap();
    assert_eq!((phone[0].clone(), phone[1].clone()), (given::imei(100), given::imei(101)), "both IMEIs");
}

#[tokio::test]
async fn a_row_with_identifiers_from_two_devices_fails() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100), dual_sim(200)]);
    let alice = app.sign_in(ALICE).await;
    let rows = [
        format!("{},{}", given::imei(100), given::imei(101)),
        format!("{},{}", given::imei(200), given::imei(101)),
        format!("{},{}", given::imei(300), given::imei(301)),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let failed = codes(&app, &alice, given::table("IMEI 1,IMEI 2", &rows)).await;
    assert_eq!(failed, line_codes(&[("3", "DEVICE_ID_INVALID")]));
}

#[tokio::test]
async fn enterprise_edition_devices_need_a_sold_to_code() {
    let app = App::start().await;
    app.catalog(&[enterprise(100), enterprise(200)]);
    let alice = app.sign_in(ALICE).await;
    let file = given::file(&[given::imei(100), given::imei(100), given::imei(5)]);
    let failed = codes(&app, &alice, file.clone()).await;
    assert_eq!(
        failed,
        line_codes(&[("1", "STC_REQUIRED"), ("2", "DEVICE_REPEATED")]),
        "a repeated row is reported only as a repeat"
    );
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let with_code = [("sold_to_code", STC_ALIAS)];
    let file = given::file(&[given::imei(100)]);
    assert_eq!(alice.upload(&path, "a.csv", file, &with_code).await.status, 303);
    app.process_queue().await;
    let newest = alice.get(&format!("{path}.csv")).await.csv_rows()[0].clone();
    assert_eq!((newest[3].as_str(), newest[9].as_str()), ("1", STC_ALIAS));
}

#[tokio::test]
async fn an_edition_is_found_whether_few_or_many_devices_have_one() {
    let app = App::start().await;
    let mut catalog = vec![dual_sim(100), enterprise(200), enterprise(300), dual_sim(400), dual_sim(500)];
    catalog.extend((0..6).map(|step| enterprise(1_000 + 100 * step)));
    app.catalog(&catalog);
    let alice = app.sign_in(ALICE).await;
    // Between the first and the last device of the file, two devices have an edition. One of them is in the file.
    let file = given::file(&[100, 200, 400, 500].map(given::imei));
    assert_eq!(codes(&app, &alice, file).await, line_codes(&[("2", "STC_REQUIRED")]));
    // Between the two devices of this file, more devices have an edition than the file has rows.
    let file = given::file(&[1_000, 1_500].map(given::imei));
    assert_eq!(codes(&app, &alice, file).await, line_codes(&[("1", "STC_REQUIRED"), ("2", "STC_REQUIRED")]));
}

#[tokio::test]
async fn with_catalog_verification_only_devices_in_the_catalog_are_registered() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| {
        config.verification = Verification::Catalog;
    })
    .await;
    app.catalog(&[dual_sim(100)]);
    let alice = app.sign_in(ALICE).await;
    let failed = codes(&app, &alice, given::file(&[given::imei(100), given::imei(5)])).await;
    assert_eq!(failed, line_codes(&[("2", "DEVICE_INVALID")]));
}

#[tokio::test]
async fn a_catalog_completes_reported_devices_and_rejects_contradictions() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(
        &app,
        &alice,
        HARBOUR.id,
        given::file(&[given::imei(100), given::imei(201), given::imei(200)]),
    )
    .await;
    assert_eq!(counts(&alice, HARBOUR.id, &id).await.1, "3");
    let file = app.data_dir().join("catalog.csv");
    std::fs::write(&file, given::catalog(&[dual_sim(100), dual_sim(200), dual_sim(300)])).unwrap();
    let file = file.display().to_string();
    let summary = app.command(&["catalog", "import", &file]);
    insta::assert_snapshot!(summary, @"1 added, 1 completed, 0 unchanged, 1 rejected.");
    let summary = app.command(&["catalog", "import", &file]);
    insta::assert_snapshot!(summary, @"0 added, 0 completed, 2 unchanged, 1 rejected.");
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    let phone = devices.iter().find(|row| row[0] == given::imei(100)).unwrap();
    assert_eq!((phone[1].clone(), phone[3].clone()), (given::imei(101), given::serial(100)));
}
