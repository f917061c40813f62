//! Deleting a sold-to code.

use reseller_portal::domain::activity::Activity;
use reseller_portal::store::activity;

use super::list::{LIST, edit_url, listed};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, STC, STC_ALIAS};
use crate::harness::given;

#[tokio::test]
async fn deleting_a_code_requires_confirmation_and_uploads_keep_the_code() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&[given::imei(1)]);
    alice.upload(&uploads, "a.csv", file.clone(), &[("sold_to_code", STC_ALIAS)]).await;
    app.process_queue().await;

    let url = format!("{}/delete", edit_url(&alice, STC_ALIAS).await);
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.text("h1"), "Delete sold-to code?");
    insta::assert_snapshot!(
        page.text("main form p"),
        @"It can no longer be chosen for uploads. Existing uploads keep their code and alias. You can add it again at any time."
    );
    assert_eq!(listed(&alice).await.len(), 1, "opening the confirmation deletes nothing");
    assert_eq!(alice.post(&url, &[]).await.location(), LIST);
    assert!(listed(&alice).await.is_empty());
    assert_eq!(alice.get(&format!("{uploads}.csv")).await.csv_rows()[0][9], STC_ALIAS);
    assert_eq!(alice.post(&url, &[]).await.status, 404, "it has already been deleted");
    let entries = app.db().read(|conn| activity::count(conn, Activity::SoldToCodeDeleted, STC));
    assert_eq!(entries.unwrap(), 1);
}

#[tokio::test]
async fn viewers_and_other_resellers_cannot_delete_a_code() {
    let app = App::start().await;
    let (alice, bob, charlie) =
        (app.sign_in(ALICE).await, app.sign_in(BOB).await, app.sign_in(CHARLIE).await);
    let url = format!("{}/delete", edit_url(&alice, STC_ALIAS).await);
    for (client, status) in [(&charlie, 404), (&bob, 403)] {
        assert_eq!(client.get(&url).await.status, status);
        assert_eq!(client.post(&url, &[]).await.status, status);
    }
    assert_eq!(alice.get(&format!("{LIST}/1999999/delete")).await.status, 404);
    assert_eq!(alice.post(&format!("{LIST}/x/delete"), &[]).await.status, 404);
    assert_eq!(listed(&alice).await.len(), 1);
}
