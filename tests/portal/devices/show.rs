//! A device's page.

use reqwest::Method;

use crate::customers::devices::list::upload;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, STC_ALIAS};
use crate::harness::client::{Client, send};
use crate::harness::given::{self, dual_sim};

/// Deletes one of a customer's devices. Returns the name of the deletion.
async fn delete(app: &App, client: &Client, customer: &str, identifier: &str) -> String {
    let form = [("device", identifier), ("confirm", "1")];
    let response = client.post(&format!("/customers/{customer}/deletions"), &form).await;
    app.process_queue().await;
    response.location().replace("/deletions/", "D-")
}

#[tokio::test]
async fn the_page_shows_all_details_of_the_device() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100)]);
    let (alice, bob) = (app.sign_in(ALICE).await, app.sign_in(BOB).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let fields = [("order_number", "PO-1"), ("order_date", "2026-11-20"), ("sold_to_code", STC_ALIAS)];
    alice.upload(&path, "a.csv", given::file(&[given::imei(101)]), &fields).await;
    app.process_queue().await;
    let id = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    for identifier in
        [given::imei(100), given::imei(101), given::serial(100), given::imei(100)[..14].to_owned()]
    {
        let page = alice.get(&format!("/devices/{identifier}")).await.page(200);
        assert_eq!(page.text("h1"), "Galaxy S24 Verified");
        let copied = page.attributes(".facts [data-copy]", "data-copy");
        assert_eq!(copied, [given::imei(100), given::imei(101), given::serial(100)]);
        insta::allow_duplicates! {
            insta::assert_snapshot!(page.lines(".terms > *").replace(&id, "[id]"), @"
            Customer Harbour Logistics
            Order number PO-1
            Order date 20 Nov 2026
            Sold-to code (STC) alias Main account
            Upload [id]
            Uploaded Today, 12:00
            Uploaded by alice@brightline.example
            ");
        }
        let rows = page.rows("table");
        assert_eq!(
            rows,
            [["Registered", "Today, 12:00", HARBOUR.name, &format!("Upload {id}"), ALICE.email]]
        );
        assert_eq!(
            page.attribute("main form[method=post]", "action"),
            format!("/customers/{}/deletions", HARBOUR.id)
        );
        assert_eq!(page.attribute("main form input[name=device]", "value"), given::imei(100));
    }
    let page = bob.get(&format!("/devices/{}", given::imei(100))).await.page(200);
    assert!(!page.has("main form[method=post]"), "a viewer can't delete");
}

#[tokio::test]
async fn each_reseller_sees_only_its_own_history_of_a_deleted_device() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    let (phone, path) = (given::imei(1), format!("/devices/{}", given::imei(1)));
    let first = upload(&app, &alice, HARBOUR.id, "", std::slice::from_ref(&phone)).await;
    assert_eq!(charlie.get(&path).await.status, 404, "registered by another reseller");

    let deletion = delete(&app, &alice, HARBOUR.id, &phone).await;
    let page = alice.get(&path).await.page(200);
    assert_eq!(page.text("main .notice.warn h2"), "You no longer have this device");
    let events = page.rows("table").into_iter().map(|row| (row[0].clone(), row[3].clone()));
    let expected = [("Deleted", deletion), ("Registered", format!("Upload {first}"))];
    assert_eq!(events.collect::<Vec<_>>(), expected.map(|(event, source)| (event.to_owned(), source)));
    assert!(!page.has("main form[method=post]"));
    assert_eq!(alice.get(&format!("/find?q={phone}")).await.location(), path, "the device is still found");

    let theirs = upload(&app, &charlie, HARBOUR.id, "", std::slice::from_ref(&phone)).await;
    let page = charlie.get(&path).await.page(200);
    assert_eq!(page.rows("table").len(), 1, "only Nordtel's history");
    assert_eq!(page.text(".terms a[href^='/uploads/']"), theirs);
    let page = alice.get(&path).await.page(200);
    assert_eq!(page.rows("table").len(), 2);
    assert!(!page.text("main").contains("Nordtel") && !page.text("main").contains(&theirs));
}

#[tokio::test]
async fn devices_that_are_not_registered_are_not_found() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100)]);
    let alice = app.sign_in(ALICE).await;
    let message = alice.get(&format!("/devices/{}", given::imei(7))).await.page(404).text("main");
    for identifier in [given::imei(100), given::wrong_imei(7), "x".to_owned(), "%20".to_owned()] {
        let response = alice.get(&format!("/devices/{identifier}")).await;
        assert_eq!(response.page(404).text("main"), message, "{identifier}");
    }
    let post = alice.request(Method::POST, "/devices/x").header("sec-fetch-site", "same-origin");
    assert_eq!(send(post).await.status, 405);
}
