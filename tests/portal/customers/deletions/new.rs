//! The form that deletes the devices in a file.

use crate::customers::{UNKNOWN_ID, upload};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, FJORD, HARBOUR};
use crate::harness::given;

fn path(customer: &str) -> String {
    format!("/customers/{customer}/deletions")
}

#[tokio::test]
async fn the_form_accepts_a_file_and_asks_for_confirmation_before_deleting() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    let form = alice.get(&format!("{}/new", path(HARBOUR.id))).await.page(200);
    assert_eq!(form.attribute("main form[method=post]", "action"), path(HARBOUR.id));
    assert!(form.has("main input[type=file]"));
    let file = given::file(&[given::imei(1)]);
    let page = alice.upload(&path(HARBOUR.id), "returns.csv", file, &[]).await.page(200);
    assert!(page.has("input[name=draft]"), "nothing is deleted yet");
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(devices.len(), 1);
    assert!(
        alice.post(&path(HARBOUR.id), &[]).await.page(422).has("[data-problems]"),
        "neither a file nor devices"
    );
}

#[tokio::test]
async fn viewers_and_other_resellers_cannot_delete() {
    let app = App::start().await;
    let (alice, bob) = (app.sign_in(ALICE).await, app.sign_in(BOB).await);
    let new = |customer: &str| format!("{}/new", path(customer));
    assert_eq!(bob.get(&new(HARBOUR.id)).await.status, 403);
    assert_eq!(bob.upload(&path(HARBOUR.id), "a.csv", "x", &[]).await.status, 403);
    let unknown = alice.get(&new(UNKNOWN_ID)).await;
    alice.get(&new(FJORD.id)).await.assert_not_found_like(&unknown);
    alice.upload(&path(FJORD.id), "a.csv", "x", &[]).await.assert_not_found_like(&unknown);
    assert_eq!(alice.post(&new(HARBOUR.id), &[]).await.status, 405);
}
