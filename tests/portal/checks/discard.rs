//! Discarding a check.

use std::sync::atomic::AtomicBool;

use diesel::prelude::*;
use reseller_portal::clock::Clock;
use reseller_portal::domain::activity::Activity;
use reseller_portal::store::schema::{drafts, submission_files, submission_plans};
use reseller_portal::store::submissions::queue::{self, Lane};
use reseller_portal::store::{Error, activity};
use reseller_portal::uploads::processing::attempt::{AttemptOutcome, attempt};

use super::show::{check_file, table_counts};
use crate::harness::activity::entries_of;
use crate::harness::app::{App, noon};
use crate::harness::cast::{
    ALICE, BOB, BRIGHTLINE, CHARLIE, FLEETCARE, HARBOUR, PASSWORD, Person, run_successfully,
};
use crate::harness::client::Client;
use crate::harness::given;

/// Checks a two-line file for a customer that only Brightline serves.
async fn check(client: &Client) -> String {
    let path = format!("/customers/{}/uploads", FLEETCARE.id);
    check_file(client, &path, given::file(&[given::imei(1), given::wrong_imei(2)]), &[]).await
}

/// Returns the number of stored files, plans and drafts.
fn stored(app: &App) -> (i64, i64, i64) {
    let counts = app.db().read(|conn| {
        let files = submission_files::table.count().get_result(conn)?;
        let plans = submission_plans::table.count().get_result(conn)?;
        Ok::<_, Error>((files, plans, drafts::table.count().get_result(conn)?))
    });
    counts.unwrap()
}

#[tokio::test]
async fn discarding_a_check_needs_confirmation_and_deletes_its_file_and_results() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let check = check(&alice).await;
    app.process_queue().await;
    let url = alice.get(&check).await.page(200).attribute("#discard", "href");
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.text("h1"), "Discard check?");
    assert_eq!(page.text(".lede"), "a.csv · 2 lines");
    assert_eq!(page.attribute("main form a", "href"), check, "the check can be kept");
    insta::assert_snapshot!(
        page.text("main form p"),
        @"We’ll delete the file and the results of its check for everyone at your company. Devices that you’ve already uploaded aren’t affected. To upload this file later, choose it again."
    );
    assert_eq!(alice.get(&check).await.status, 200, "opening the confirmation discards nothing");

    let list = alice.post(&page.attribute("main form", "action"), &[]).await.location().to_owned();
    assert_eq!(list, format!("/customers/{}/uploads", FLEETCARE.id));
    let list = alice.get(&list).await.page(200);
    assert!(list.text("main").contains("Check discarded"), "{}", list.text("main"));
    assert!(!list.text("main").contains("a.csv"), "the check is no longer listed");
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
    assert_eq!(stored(&app), (0, 0, 0));
    assert_eq!(alice.get(&check).await.status, 404);
    for path in [url.clone(), format!("{check}/upload")] {
        assert_eq!(alice.post(&path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_check_of_a_bulk_file_can_be_discarded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = format!("{},{}\n", FLEETCARE.id, given::imei(1));
    let check = check_file(&alice, "/bulk-actions/uploads", file, &[]).await;
    app.process_queue().await;
    let url = format!("{check}/discard");
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.text(".sidebar [aria-current]"), "Bulk actions");
    assert_eq!(alice.post(&url, &[]).await.location(), "/bulk-actions");
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_discarded_check_makes_room_for_another() {
    let mut app = App::start_with(Clock::fixed(noon()), false, |config| config.max_open_checks = 1).await;
    app.allow_unfinished_work();
    let alice = app.sign_in(ALICE).await;
    let running = check(&alice).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let another = || alice.upload(&path, "b.csv", given::file(&given::imeis(5, 1)), &[("check", "1")]);
    assert_eq!(another().await.status, 429);
    alice.post(&format!("{running}/discard"), &[]).await.location();
    another().await.location();
}

#[tokio::test]
async fn a_worker_stops_if_its_check_is_discarded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let check = check(&alice).await;
    let lease = app.db().write(|conn| queue::acquire(conn, "worker", Lane::Any, noon())).unwrap().unwrap();
    alice.post(&format!("{check}/discard"), &[]).await.location();
    assert_eq!(attempt(app.services(), &lease, &AtomicBool::new(false)), AttemptOutcome::LeaseLost);
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn discarding_a_check_is_logged_with_its_file_name() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let check = check(&alice).await;
    alice.post(&format!("{check}/discard"), &[]).await.location();
    let entries = entries_of(app.db(), "check.discarded");
    assert_eq!(entries.len(), 1);
    assert_eq!(format!("/checks/{}", entries[0].object), check);
    assert_eq!(entries[0].personal.as_ref().map(|personal| personal.text.as_str()), Some("a.csv"));
}

#[tokio::test]
async fn an_uploaded_check_cannot_be_discarded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let check = check(&alice).await;
    app.process_queue().await;
    alice.post(&format!("{check}/upload"), &[]).await.location();
    assert_eq!(alice.post(&format!("{check}/discard"), &[]).await.status, 404);
    app.process_queue().await;
    assert_eq!(table_counts(&app)[..2], [1, 1], "the upload is complete");
}

#[tokio::test]
async fn a_colleague_can_discard_a_check() {
    let app = App::start().await;
    let check = check(&app.sign_in(ALICE).await).await;
    const DANA: Person = Person { email: "dana@brightline.example", name: "Dana Fox", ..ALICE };
    let args = ["person", "add", "--email", DANA.email, "--name", DANA.name, "--role", DANA.role];
    let args = [&args[..], &["--reseller", BRIGHTLINE.id, "--password-stdin"]].concat();
    run_successfully(app.database_url(), app.data_dir(), &args, PASSWORD);
    let dana = app.sign_in(DANA).await;
    dana.post(&format!("{check}/discard"), &[]).await.location();
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn outsiders_and_viewers_cannot_discard_a_check() {
    let app = App::start().await;
    let (alice, bob, charlie) =
        (app.sign_in(ALICE).await, app.sign_in(BOB).await, app.sign_in(CHARLIE).await);
    let check = check(&alice).await;
    app.process_queue().await;
    let url = format!("{check}/discard");
    let unknown = charlie.get("/checks/1999999/discard").await;
    charlie.get(&url).await.assert_not_found_like(&unknown);
    charlie.post(&url, &[]).await.page(404);
    for response in [bob.get(&url).await, bob.post(&url, &[]).await] {
        assert_eq!(response.status, 403);
    }
    assert_eq!(alice.post("/checks/1999999/discard", &[]).await.status, 404);
    assert_eq!(alice.post("/checks/x/discard", &[]).await.status, 404);
    assert_eq!(alice.get(&check).await.status, 200, "the check is still there");
    let entries = app.db().read(|conn| activity::count(conn, Activity::CheckDiscarded, &check[8..]));
    assert_eq!(entries.unwrap(), 0);
}

mod browser_discard {
    use super::*;
    use crate::harness::browser::Browser;

    #[tokio::test]
    async fn a_check_is_discarded_in_a_dialog_on_a_small_screen() {
        let app = App::start().await;
        let url = check(&app.sign_in(ALICE).await).await;
        app.process_queue().await;
        let browser = Browser::start().await;
        browser.resize(390, 844).await;
        browser.sign_in(&app, ALICE).await;
        browser.goto(app.url(&url)).await.unwrap();
        browser.save_screenshot("file-check-small").await;
        browser.click("#discard").await;
        browser.wait_for("dialog[open] h2", "Discard check?").await;
        browser.save_screenshot("discard-check-small").await;
        browser.click("dialog[open] button.danger").await;
        browser.wait_for("main", "Check discarded").await;
    }
}
