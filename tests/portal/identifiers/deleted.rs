//! Deleting devices that have several identifiers.

use super::given_lists::{count_registered, device, errors, row, upload};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::given::{imei, serial};
use crate::never_lost::promise;

/// The code of a row whose device isn't registered for the customer.
const NOT_FOUND: &str = "RESELLER_CUSTOMER_DEVICE_NOT_FOUND";

/// Deletes devices with a file with these rows. Returns line and code of each row that failed.
async fn delete(app: &App, client: &Client, rows: &[String]) -> String {
    let path = format!("/customers/{}/deletions", HARBOUR.id);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let file = crate::harness::given::table(super::given_lists::HEADER, &rows);
    let confirm = rows.len().to_string();
    let response = client.upload(&path, "delete.csv", file, &[("confirm", &confirm)]).await;
    assert_eq!(response.status, 303, "{}", response.text());
    app.process_queue().await;
    let table = client.get(&format!("{}/errors.csv", response.location())).await.csv_rows();
    table.iter().map(|row| format!("{} {}", row[0], row[4])).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_deletion_by_the_second_imei_frees_the_further_identifiers_at_once() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), &serial(1)])]).await;
    assert_eq!(delete(&app, &alice, &[row([&imei(2), "", ""])]).await, "");
    assert_eq!(count_registered(&app), 0);
    let rows = [row([&imei(2), "", ""]), row([&imei(1), "", &serial(1)])];
    let theirs = upload(&app, &charlie, HARBOUR.id, &rows).await;
    assert_eq!(errors(&charlie, &theirs).await, "");
    assert_ne!(device(&app, &imei(1)), device(&app, &imei(2)));
    assert_eq!(promise::violations_in_tables(app.db()), [""; 0]);

    let page = alice.get(&format!("/devices/{}", imei(1))).await.page(200);
    assert_eq!(
        page.attributes(".facts [data-copy]", "data-copy"),
        [imei(1)],
        "Alice learns nothing about Charlie's list"
    );
    assert_eq!(alice.get(&format!("/devices/{}", serial(1))).await.status, 404);
}

#[tokio::test]
async fn a_deletion_may_name_several_identifiers_of_a_device_but_not_of_two() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), ""]), row([&imei(3), "", &serial(3)])]).await;
    upload(&app, &charlie, HARBOUR.id, &[row([&imei(8), "", ""])]).await;
    for (rows, expected) in [
        ([row([&imei(1), &imei(3), ""]), row([&imei(9), "", ""])], ["DEVICE_ID_INVALID", NOT_FOUND]),
        ([row([&imei(3), "", &serial(4)]), row([&imei(3), &imei(8), ""])], ["DEVICE_ID_INVALID"; 2]),
        ([row([&imei(3), &imei(8), ""]), row([&imei(9), "", ""])], [NOT_FOUND; 2]),
    ] {
        let expected = format!("2 {}\n3 {}", expected[0], expected[1]);
        assert_eq!(delete(&app, &alice, &rows).await, expected, "{rows:?}");
    }
    assert_eq!(count_registered(&app), 3);
    let rows = [row([&imei(2), "", &serial(9)]), row([&imei(3), "", &serial(3)])];
    assert_eq!(delete(&app, &alice, &rows).await, "");
    assert_eq!(count_registered(&app), 1);
}

#[tokio::test]
async fn two_deleted_devices_may_turn_out_to_be_one() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), "", ""]), row([&imei(2), "", ""])]).await;
    assert_eq!(delete(&app, &alice, &[row([&imei(1), "", ""]), row([&imei(2), "", ""])]).await, "");
    let pair = upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), ""])]).await;
    assert_eq!(errors(&alice, &pair).await, "");
    assert_eq!(device(&app, &imei(1)), device(&app, &imei(2)));
    assert_eq!(count_registered(&app), 1);
    assert_eq!(promise::violations_in_tables(app.db()), [""; 0]);
}
