//! A customer's devices as CSV.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FJORD, HARBOUR, MEADOW, SAM};
use crate::harness::given;

fn path(customer: &str) -> String {
    format!("/customers/{customer}/devices.csv")
}

#[tokio::test]
async fn each_device_is_listed_with_its_identifiers_and_order() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let phone = given::dual_sim(10);
    app.catalog(std::slice::from_ref(&phone));
    let fields = [("order_number", "PO-7"), ("order_date", "2026-11-20")];
    let catalog_upload = crate::customers::upload(&alice, HARBOUR.id, 10, &fields).await;
    let reported_upload = crate::customers::upload(&alice, HARBOUR.id, 20, &[]).await;
    app.process_queue().await;
    let table = alice.get(&path(HARBOUR.id)).await.csv("devices-1000000001-2026-11-23.csv");
    insta::assert_snapshot!(
        table.header.join(" | "),
        @"IMEI 1 | IMEI 2 | MEID | SERIAL NUMBER | MODEL | ORDER NUMBER | ORDER DATE | UPLOADED | UPLOAD ID | STATUS"
    );
    let time = "2026-11-23T12:00:00Z";
    let first = [
        &phone.imei1,
        &phone.imei2,
        "",
        &phone.serial,
        "Galaxy S24",
        "PO-7",
        "2026-11-20",
        time,
        &catalog_upload,
        "Verified",
    ];
    let second = [&given::imei(20), "", "", "", "", "", "", time, &reported_upload, "Verified"];
    assert_eq!(table.rows, [first, second]);
}

#[tokio::test]
async fn the_download_can_be_limited_to_selected_uploads() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(crate::customers::upload(&alice, HARBOUR.id, number, &[]).await);
    }
    let other_customer = crate::customers::upload(&alice, MEADOW.id, 4, &[]).await;
    app.process_queue().await;
    let column = async |query: String| {
        let rows = alice.get(&format!("{}?{query}", path(HARBOUR.id))).await.csv_rows();
        rows.into_iter().map(|row| row[8].clone()).collect::<Vec<_>>()
    };
    assert_eq!(column(format!("upload={}&upload={}", ids[0], ids[2])).await, [ids[0].as_str(), &ids[2]]);
    assert_eq!(column(format!("upload={}&upload={other_customer}", ids[1])).await, [ids[1].as_str()]);
    assert!(column(format!("upload={other_customer}")).await.is_empty());
    assert_eq!(column("upload=x".to_owned()).await, ids, "an invalid value is ignored");
}

#[tokio::test]
async fn a_long_list_contains_each_device_once_in_upload_order() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    // The portal reads 4,000 devices at a time: first from one upload, then across both uploads, then the rest.
    let uploads = [given::imeis(0, 5_000), given::imeis(10_000, 4_001)];
    let mut expected = Vec::new();
    for imeis in uploads {
        let id = super::list::upload(&app, &alice, HARBOUR.id, "", &imeis).await;
        expected.extend(imeis.into_iter().map(|imei| (imei, id.clone())));
    }
    let rows = alice.get(&path(HARBOUR.id)).await.csv_rows();
    let listed: Vec<(String, String)> =
        rows.into_iter().map(|row| (row[0].clone(), row[8].clone())).collect();
    assert!(listed == expected, "the rows differ: {} listed, {} expected", listed.len(), expected.len());
}

#[tokio::test]
async fn devices_of_a_pending_customer_are_pending() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    crate::customers::upload(&alice, MEADOW.id, 1, &[]).await;
    app.process_queue().await;
    assert_eq!(alice.get(&path(MEADOW.id)).await.csv_rows()[0][9], "Pending");
}

#[tokio::test]
async fn only_colleagues_can_download_a_resellers_devices() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = crate::customers::upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    assert_eq!(app.sign_in(BOB).await.get(&path(HARBOUR.id)).await.csv_rows().len(), 1);
    let charlie = app.sign_in(CHARLIE).await;
    assert!(
        charlie.get(&path(HARBOUR.id)).await.csv_rows().is_empty(),
        "another reseller's devices for the same company are hidden"
    );
    assert!(charlie.get(&format!("{}?upload={id}", path(HARBOUR.id))).await.csv_rows().is_empty());
    let unknown = alice.get(&path(crate::customers::UNKNOWN_ID)).await;
    alice.get(&path(FJORD.id)).await.assert_not_found_like(&unknown);
    assert_eq!(app.sign_in(SAM).await.get(&path(HARBOUR.id)).await.status, 403);
}
