//! Removing a reported identifier from a device.

use crate::harness::activity::entries_of;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR};
use crate::harness::given::{self, imei, serial};
use crate::identifiers::given_lists::{device, row, upload};
use crate::never_lost::promise;

/// Returns the path of the confirmation.
fn removal(identifier: &str) -> String {
    format!("/devices/{identifier}/remove")
}

#[tokio::test]
async fn a_wrong_identifier_is_removed_after_confirmation_and_is_free_at_once() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), &serial(1)])]).await;
    let page = alice.get(&format!("/devices/{}", imei(1))).await.page(200);
    let links = page.attributes(".facts a[data-dialog]", "href");
    assert_eq!(links, [imei(1), imei(2), serial(1)].map(|identifier| removal(&identifier)));

    let page = alice.get(&removal(&imei(2))).await.page(200);
    insta::assert_snapshot!(
        page.text("main .panel-body p"),
        @"The device stays registered with 350000120000019, R38K000001. Anyone can then upload 350000120000027 as another device."
    );
    let response = alice.post(&page.attribute("main form", "action"), &[]).await;
    assert_eq!(response.location(), format!("/devices/{}", imei(1)));
    let page = alice.get(response.location()).await.page(200);
    assert_eq!(page.attributes(".facts [data-copy]", "data-copy"), [imei(1), serial(1)]);
    let events: Vec<_> = page.rows("table").into_iter().map(|row| (row[0].clone(), row[4].clone())).collect();
    assert_eq!(events[0], ("Identifier removed".to_owned(), ALICE.email.to_owned()));
    let entries = entries_of(app.db(), "identifier.removed");
    assert_eq!(entries.len(), 1);

    upload(&app, &charlie, HARBOUR.id, &[row([&imei(2), "", ""])]).await;
    assert_ne!(device(&app, &imei(1)), device(&app, &imei(2)));
    assert_eq!(promise::violations_in_tables(app.db()), [""; 0]);
}

#[tokio::test]
async fn the_identifier_that_names_a_device_can_be_removed_too() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), ""])]).await;
    let response = alice.post(&removal(&imei(1)), &[]).await;
    assert_eq!(response.location(), format!("/devices/{}", imei(2)));
    assert_eq!(device(&app, &imei(1)), None);
    assert_eq!(alice.post(&removal(&imei(2)), &[]).await.status, 404, "it is the last one");
    let form = [("device", imei(2)), ("confirm", "1".to_owned())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    alice.post(&format!("/customers/{}/deletions", HARBOUR.id), &form).await;
    app.process_queue().await;
    assert_eq!(alice.get(&format!("/devices/{}", imei(2))).await.page(200).rows("table").len(), 3);
}

#[tokio::test]
async fn only_people_who_may_upload_remove_reported_identifiers_of_their_own_devices() {
    let app = App::start().await;
    app.catalog(&[given::dual_sim(100)]);
    let (alice, bob, charlie) =
        (app.sign_in(ALICE).await, app.sign_in(BOB).await, app.sign_in(CHARLIE).await);
    let rows = [row([&imei(1), &imei(2), ""]), row([&imei(100), &imei(101), ""])];
    upload(&app, &alice, HARBOUR.id, &rows).await;
    for (client, status) in [(&bob, 403), (&charlie, 404)] {
        assert_eq!(client.get(&removal(&imei(2))).await.status, status);
        assert_eq!(client.post(&removal(&imei(2)), &[]).await.status, status);
    }
    let page = bob.get(&format!("/devices/{}", imei(1))).await.page(200);
    assert!(!page.has(".facts a[data-dialog]"));
    for identifier in [&imei(101), &imei(7), "nothing"] {
        assert_eq!(alice.get(&removal(identifier)).await.status, 404, "{identifier}");
    }
    assert_eq!(device(&app, &imei(1)), device(&app, &imei(2)));
}

#[tokio::test]
async fn the_operator_releases_an_identifier_of_any_reseller() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, &[row([&imei(1), &imei(2), ""])]).await;
    insta::assert_snapshot!(
        app.command(&["device", "release", &imei(2)]),
        @"350000120000027 released. It no longer belongs to any device."
    );
    assert_eq!(device(&app, &imei(2)), None);
    let page = alice.get(&format!("/devices/{}", imei(1))).await.page(200);
    assert_eq!(page.rows("table")[0][0], "Identifier removed");
}
