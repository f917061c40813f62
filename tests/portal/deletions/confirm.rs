//! The page that asks for confirmation before devices are deleted.

use reseller_portal::domain::activity::Activity;
use reseller_portal::store::activity;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FJORD, HARBOUR, MEADOW};
use crate::harness::client::Client;
use crate::harness::given;

/// Registers devices for a customer. Returns the upload ID.
pub async fn register(app: &App, client: &Client, customer: &str, from: u32, count: u32) -> String {
    let url = format!("/customers/{customer}/uploads");
    let file = given::file(&given::imeis(from, count));
    assert_eq!(client.upload(&url, "a.csv", file, &[]).await.status, 303);
    app.process_queue().await;
    client.get(&format!("{url}.csv")).await.csv_rows()[0][0].clone()
}

fn deletions(customer: &str) -> String {
    format!("/customers/{customer}/deletions")
}

#[tokio::test]
async fn the_number_of_devices_must_be_typed() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let upload = register(&app, &alice, HARBOUR.id, 0, 12).await;
    let page = alice.post(&deletions(HARBOUR.id), &[("upload", &upload)]).await.page(200);
    insta::assert_snapshot!(page.lines("h1, .lede, main form p, main form label").replace(&upload, "[upload]"), @"
    Delete 12 devices?
    From Harbour Logistics · 1000000001
    All 12 devices from upload [upload].
    The devices will be removed from Harbour Logistics and their configuration erased. You can upload the devices again later. We keep your uploads and their history.
    Type 12 to confirm
    ");
    let draft = page.attribute("input[name=draft]", "value");
    for wrong in ["11", "twelve", "-12x3"] {
        let response = alice.post(&deletions(HARBOUR.id), &[("draft", &draft), ("confirm", wrong)]).await;
        assert!(response.page(422).text("main").contains("Type 12 to confirm"), "{wrong}");
    }
    assert_eq!(alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows().len(), 12);
    let form = [("draft", draft.as_str()), ("confirm", "12")];
    let response = alice.post(&deletions(HARBOUR.id), &form).await;
    assert_eq!(response.status, 303);
    let again = alice.post(&deletions(HARBOUR.id), &form).await;
    assert_eq!(again.location(), response.location(), "submitting twice creates one deletion");
    app.process_queue().await;
    assert!(alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows().is_empty());
    let name = response.location().replace("/deletions/", "D-");
    for action in [Activity::DeletionAccepted, Activity::DeletionFinished] {
        assert_eq!(app.db().read(|conn| activity::count(conn, action, &name)).unwrap(), 1, "{action:?}");
    }
}

#[tokio::test]
async fn deleting_one_device_needs_no_typing_and_any_identifier_selects_it() {
    let app = App::start().await;
    let phone = given::dual_sim(90);
    app.catalog(std::slice::from_ref(&phone));
    let alice = app.sign_in(ALICE).await;
    let url = format!("/customers/{}/uploads", HARBOUR.id);
    assert_eq!(alice.upload(&url, "a.csv", given::file(&[&phone.imei1]), &[]).await.status, 303);
    app.process_queue().await;
    let both_imeis = [("device", phone.imei2.as_str()), ("device", phone.imei1.as_str())];
    let page = alice.post(&deletions(HARBOUR.id), &both_imeis).await.page(200);
    assert!(page.text("h1").contains("Delete 1 device?"));
    assert_eq!(page.attribute("input[name=confirm]", "value"), "1", "nothing to type");
    let form = [("device", phone.imei2.as_str()), ("confirm", "1")];
    let response = alice.post(&deletions(HARBOUR.id), &form).await;
    assert_eq!(response.status, 303);
    app.process_queue().await;
    let text = alice.get(response.location()).await.page(200).text("main");
    assert!(text.contains("Completed") && text.contains("All devices were deleted."), "{text}");
}

#[tokio::test]
async fn a_changed_selection_must_be_confirmed_again() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let upload = register(&app, &alice, HARBOUR.id, 0, 5).await;
    let page = alice.post(&deletions(HARBOUR.id), &[("upload", &upload)]).await.page(200);
    let draft = page.attribute("input[name=draft]", "value");
    let one = [("device", given::imei(2)), ("confirm", "1".to_owned())];
    let one: Vec<(&str, &str)> = one.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(alice.post(&deletions(HARBOUR.id), &one).await.status, 303);
    app.process_queue().await;
    let response = alice.post(&deletions(HARBOUR.id), &[("draft", &draft), ("confirm", "5")]).await;
    insta::assert_snapshot!(
        response.page(422).text("[data-problems] li"),
        @"The selection has changed from 5 to 4 devices. Check it and confirm again."
    );
    assert_eq!(alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows().len(), 4);
}

#[tokio::test]
async fn devices_from_an_upload_in_progress_cannot_be_deleted() {
    let mut app = App::start().await;
    app.allow_unfinished_work();
    let alice = app.sign_in(ALICE).await;
    let url = format!("/customers/{}/uploads", HARBOUR.id);
    assert_eq!(alice.upload(&url, "a.csv", given::file(&given::imeis(0, 2)), &[]).await.status, 303);
    let upload = alice.get(&format!("{url}.csv")).await.csv_rows()[0][0].clone();
    let response = alice.post(&deletions(HARBOUR.id), &[("upload", &upload)]).await;
    let message = response.page(422).text("[data-problems] li");
    insta::assert_snapshot!(
        message.replace(&upload, "[upload]"),
        @"Upload [upload] is still in progress. Delete its devices once it has finished"
    );
}

#[tokio::test]
async fn other_resellers_find_nothing_and_viewers_cannot_delete() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    let upload = register(&app, &alice, HARBOUR.id, 0, 2).await;
    for (customer, status) in [(HARBOUR.id, 404), (FJORD.id, 404)] {
        let response = charlie.post(&deletions(customer), &[("upload", &upload)]).await;
        assert_eq!(response.status, status, "{customer}");
    }
    assert_eq!(alice.post(&deletions(MEADOW.id), &[("upload", &upload)]).await.status, 404);
    let response = charlie.post(&deletions(FJORD.id), &[("device", &given::imei(0))]).await;
    insta::assert_snapshot!(
        response.page(422).text("[data-problems] li"),
        @"The selected devices are no longer registered for this customer"
    );
    let bob = app.sign_in(BOB).await;
    assert_eq!(bob.post(&deletions(HARBOUR.id), &[("upload", &upload)]).await.status, 403);
    assert_eq!(bob.get(&format!("{}/new", deletions(HARBOUR.id))).await.status, 403);
    let page = alice.post(&deletions(HARBOUR.id), &[("upload", &upload)]).await.page(200);
    let draft = page.attribute("input[name=draft]", "value");
    let stolen = charlie.post(&deletions(FJORD.id), &[("draft", &draft), ("confirm", "2")]).await;
    assert_eq!(stolen.status, 422, "a draft belongs to the person who created it");
    assert_eq!(alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows().len(), 2);
}

#[tokio::test]
async fn deleting_all_devices_found_deletes_exactly_those_devices() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    register(&app, &alice, HARBOUR.id, 0, 40).await;
    let second = register(&app, &alice, HARBOUR.id, 100, 30).await;
    let all = [("all", "1"), ("upload", second.as_str())];
    let page = alice.post(&deletions(HARBOUR.id), &all).await.page(200);
    assert!(page.text("h1").contains("Delete 30 devices?"), "{}", page.text("main"));
    let draft = page.attribute("input[name=draft]", "value");
    let response = alice.post(&deletions(HARBOUR.id), &[("draft", &draft), ("confirm", "30")]).await;
    assert_eq!(response.status, 303);
    app.process_queue().await;
    let remaining = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(remaining.len(), 40);
    assert!(remaining.iter().all(|row| row[8] != second));
}
