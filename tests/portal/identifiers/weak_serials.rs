//! Serial numbers that aren't unique by themselves.

use super::given_lists::{count_registered, errors, row, upload, upload_table};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, HARBOUR};
use crate::harness::given::{imei, table};
use crate::never_lost::promise;

#[tokio::test]
async fn a_short_serial_number_is_unique_only_for_the_reseller() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    let rows = ["A12345", "A12346", "A12347", "A12345"].map(|serial| row([serial, "x"]));
    let ours = upload_table(&app, &alice, HARBOUR.id, "Serial number,Colour", &rows).await;
    insta::assert_snapshot!(errors(&alice, &ours).await, @"5 | DEVICE_REPEATED | Same device as line 2.");
    let theirs = upload_table(&app, &charlie, HARBOUR.id, "Serial number,Colour", &rows[..3]).await;
    assert_eq!(errors(&charlie, &theirs).await, "");
    let again = upload_table(&app, &alice, HARBOUR.id, "Serial number,Colour", &rows[1..2]).await;
    insta::assert_snapshot!(errors(&alice, &again).await.replace(&ours, "[ours]"), @"2 | DEVICE_DUPLICATE | The same device(s) has/have been uploaded by the same reseller to the same customer. Registered by upload [ours].");
    assert_eq!(count_registered(&app), 6);
    assert_eq!(promise::violations_in_tables(app.db()), [""; 0]);
    for client in [&alice, &charlie] {
        assert_eq!(client.get("/find?q=A12345").await.location(), "/devices/A12345");
        let page = client.get("/devices/A12345").await.page(200);
        assert_eq!(page.rows("table").len(), 1, "only the person’s own history is shown");
    }
}

#[tokio::test]
async fn beside_an_imei_a_short_serial_number_never_makes_rows_conflict() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows = [row([&imei(1), "", "A1234"]), row([&imei(2), "", "A1234"]), row([&imei(1), "", "A9999"])];
    let first = upload(&app, &alice, HARBOUR.id, &rows).await;
    insta::assert_snapshot!(errors(&alice, &first).await, @"4 | DEVICE_REPEATED | Same device as line 2.");
    assert_eq!(count_registered(&app), 2);
    let page = alice.get("/find?q=A1234").await.page(200);
    assert_eq!(page.rows("table").len(), 2, "both devices are found");
    assert_eq!(promise::violations_in_tables(app.db()), [""; 0]);
}

#[tokio::test]
async fn devices_of_different_models_may_have_the_same_short_serial_number() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows = [["A12345", "Tab A9"], ["A12345", "Tab S9"], ["A12345", "tab-a9"], ["A12346", ""]].map(row);
    let header = "Serial number,Model";
    let first = upload_table(&app, &alice, HARBOUR.id, header, &rows).await;
    insta::assert_snapshot!(errors(&alice, &first).await, @"4 | DEVICE_REPEATED | Same device as line 2.");
    assert_eq!(count_registered(&app), 3);
    let unknown = upload_table(&app, &alice, HARBOUR.id, header, &[row(["A12345", ""])]).await;
    insta::assert_snapshot!(
        errors(&alice, &unknown).await.replace(&first, "[first]"),
        @"2 | DEVICE_DUPLICATE | The same device(s) has/have been uploaded by the same reseller to the same customer. Registered by upload [first]."
    );
    let path = format!("/customers/{}/deletions", HARBOUR.id);
    for (rows, left) in [(&["A12345,"], 3), (&["A12345,Tab S9"], 2), (&["A12346,"], 1)] {
        let response = alice.upload(&path, "a.csv", table(header, rows), &[("confirm", "1")]).await;
        assert_eq!(response.status, 303, "{}", response.text());
        app.process_queue().await;
        assert_eq!(count_registered(&app), left, "{rows:?}");
    }
    assert_eq!(promise::violations_in_tables(app.db()), [""; 0]);
}
