//! Deleting the devices in a file shows the same kind of results as an upload. Afterwards, any reseller can register
//! the devices again.

use reseller_portal::store::schema::device_events;

use super::confirm::register;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FJORD, HARBOUR};
use crate::harness::given;

#[tokio::test]
async fn lines_that_cannot_be_deleted_are_listed() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let upload = register(&app, &alice, HARBOUR.id, 0, 100).await;
    let mut lines = given::imeis(0, 97);
    lines.extend([given::imei(500), given::wrong_imei(501), given::imei(3)]);
    let url = format!("/customers/{}/deletions", HARBOUR.id);
    let response = alice.upload(&url, "returns.csv", given::file(&lines), &[("confirm", "100")]).await;
    assert_eq!(response.status, 303, "{}", response.text());
    let page = response.location().to_owned();
    app.process_queue().await;
    let errors = alice.get(&format!("{page}/errors.csv")).await.csv_rows();
    let codes: Vec<[&str; 3]> = errors.iter().map(|row| [0, 1, 4].map(|index| row[index].as_str())).collect();
    assert_eq!(
        codes,
        [
            ["98", HARBOUR.id, "RESELLER_CUSTOMER_DEVICE_NOT_FOUND"],
            ["99", HARBOUR.id, "DEVICE_IMEI_INVALID"],
            ["100", HARBOUR.id, "DEVICE_REPEATED"],
        ]
    );
    let remaining = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(remaining.len(), 3);
    let row = alice.get(&format!("/customers/{}/uploads.csv", HARBOUR.id)).await.csv_rows()[0].clone();
    let unchanged = [upload.as_str(), "100", "100", "Completed"].map(str::to_owned);
    assert_eq!([0, 2, 3, 5].map(|index| row[index].clone()), unchanged, "the upload is unchanged");
    let customers = alice.get(&format!("/customers.csv?q={}", HARBOUR.id)).await.csv_rows();
    assert_eq!(customers[0][6], "3", "DEVICES counts the registered devices");
    let list = alice.get(&url).await.page(200).text("main");
    assert!(list.contains("returns.csv") && list.contains("3 errors"), "{list}");

    let charlie = app.sign_in(CHARLIE).await;
    let other = register(&app, &charlie, FJORD.id, 0, 10).await;
    let rows = charlie.get(&format!("/customers/{}/uploads.csv", FJORD.id)).await.csv_rows();
    assert_eq!(
        (rows[0][0].as_str(), rows[0][3].as_str()),
        (other.as_str(), "10"),
        "any reseller can register them"
    );
    assert_eq!(charlie.get(&page).await.status, 404);
    assert_eq!(app.sign_in(BOB).await.get(&page).await.status, 200);
}

#[tokio::test]
async fn the_history_of_a_device_is_kept() {
    use diesel::prelude::*;
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    register(&app, &alice, HARBOUR.id, 0, 1).await;
    let url = format!("/customers/{}/deletions", HARBOUR.id);
    let id = given::imei(0);
    assert_eq!(alice.post(&url, &[("device", &id), ("confirm", "1")]).await.status, 303);
    app.process_queue().await;
    register(&app, &alice, HARBOUR.id, 0, 1).await;
    let kinds: Vec<String> = app
        .db()
        .read(|conn| {
            let events = device_events::table.order(device_events::submission_id.asc());
            Ok::<_, reseller_portal::store::Error>(events.select(device_events::kind).load(conn)?)
        })
        .unwrap();
    assert_eq!(kinds, ["registered", "deleted", "registered"]);
}
