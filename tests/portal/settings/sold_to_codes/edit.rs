//! Editing a sold-to code.

use reseller_portal::domain::activity::Activity;
use reseller_portal::store::activity;

use super::list::{LIST, edit_url, listed};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, STC, STC_ALIAS};
use crate::harness::given;

#[tokio::test]
async fn the_code_and_alias_can_be_changed_and_existing_uploads_keep_the_old_ones() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&[given::imei(1)]);
    alice.upload(&uploads, "a.csv", file, &[("sold_to_code", STC_ALIAS)]).await;
    app.process_queue().await;

    let url = edit_url(&alice, STC_ALIAS).await;
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.attribute("#field-alias", "value"), STC_ALIAS);
    assert_eq!(page.attribute("#field-code", "value"), STC);
    assert_eq!(alice.post(&url, &[("alias", "Sales"), ("code", "7654321")]).await.location(), LIST);
    assert_eq!(listed(&alice).await, [("Sales".to_owned(), "0007654321".to_owned())]);
    assert_eq!(alice.get(&format!("{uploads}.csv")).await.csv_rows()[0][9], STC_ALIAS);

    // Saving the same values changes nothing and writes no activity entry.
    assert_eq!(alice.post(&url, &[("alias", "Sales"), ("code", "7654321")]).await.status, 303);
    let entries = app.db().read(|conn| activity::count(conn, Activity::SoldToCodeChanged, "0007654321"));
    assert_eq!(entries.unwrap(), 1);
}

#[tokio::test]
async fn a_code_or_alias_that_is_already_in_use_is_rejected() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    alice.post(LIST, &[("alias", "Sales"), ("code", "7654321")]).await.location();
    let url = edit_url(&alice, "Sales").await;
    let page = alice.post(&url, &[("alias", "Sales"), ("code", STC)]).await.page(422);
    insta::assert_snapshot!(
        page.text("#error-code"),
        @"Error: You already have the code BRIGHT-100, with the alias “Main account”"
    );
    let page = alice.post(&url, &[("alias", STC_ALIAS), ("code", "7654321")]).await.page(422);
    insta::assert_snapshot!(
        page.text("#error-alias"),
        @"Error: You already have the alias “Main account”, for the code BRIGHT-100"
    );
    assert_eq!(alice.post(&url, &[("alias", ""), ("code", "")]).await.status, 422);
    assert_eq!(listed(&alice).await.len(), 2);
}

#[tokio::test]
async fn viewers_and_other_resellers_cannot_edit_a_code() {
    let app = App::start().await;
    let (alice, bob, charlie) =
        (app.sign_in(ALICE).await, app.sign_in(BOB).await, app.sign_in(CHARLIE).await);
    let url = edit_url(&alice, STC_ALIAS).await;
    let message = charlie.get(&format!("{LIST}/1999999")).await.page(404).text("main");
    assert_eq!(charlie.get(&url).await.page(404).text("main"), message);
    assert_eq!(charlie.post(&url, &[("alias", "Mine"), ("code", "7654321")]).await.status, 404);
    assert_eq!(charlie.post(&url, &[("alias", ""), ("code", "")]).await.status, 404);
    assert_eq!(alice.get(&format!("{LIST}/x")).await.status, 404);
    assert_eq!(bob.get(&url).await.status, 403);
    assert_eq!(bob.post(&url, &[("alias", "Mine"), ("code", "7654321")]).await.status, 403);
    assert_eq!(listed(&alice).await, [(STC_ALIAS.to_owned(), STC.to_owned())]);
}
