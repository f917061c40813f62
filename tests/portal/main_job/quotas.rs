//! A reseller's quotas: open checks, checked lines, drafts and submissions in progress.

use chrono::Duration;
use reseller_portal::clock::Clock;
use reseller_portal::config::Config;
use reseller_portal::domain::activity::Activity;
use reseller_portal::store::activity;

use crate::checks::show::check_file;
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, CHARLIE, FJORD, HARBOUR};
use crate::harness::client::{Client, Response};
use crate::harness::given;

/// Starts the portal without a worker, with settings modified by `change`.
async fn start(change: impl FnOnce(&mut Config)) -> App {
    let mut app = App::start_with(Clock::fixed(noon()), false, change).await;
    app.allow_unfinished_work();
    app
}

fn uploads(customer: &str) -> String {
    format!("/customers/{customer}/uploads")
}

/// Submits a file with three lines to be checked, together with an order number.
async fn check(client: &Client, from: u32) -> Response {
    let fields = [("order_number", "PO 7"), ("check", "1")];
    client.upload(&uploads(HARBOUR.id), "a.csv", given::file(&given::imeis(from, 3)), &fields).await
}

/// Submits a file to be uploaded.
async fn upload(client: &Client, from: u32, form_key: &str) -> Response {
    let file = given::file(&given::imeis(from, 3));
    client.upload(&uploads(HARBOUR.id), "a.csv", file, &[("form_key", form_key)]).await
}

/// Submits a file of devices to delete. The deletion then waits for confirmation.
async fn delete(client: &Client) -> Response {
    let path = format!("/customers/{}/deletions", HARBOUR.id);
    client.upload(&path, "returns.csv", given::file(&given::imeis(0, 3)), &[]).await
}

/// Asserts that a form is shown again because a quota has been reached. Returns the message and the seconds to wait.
#[track_caller]
fn assert_limited(response: &Response) -> (String, u32) {
    let page = response.page(429);
    (page.text("[data-problems] li"), response.header("retry-after").parse().unwrap())
}

#[tokio::test]
async fn a_file_is_not_checked_while_too_many_are_being_checked() {
    let app = start(|config| config.max_open_checks = 2).await;
    let alice = app.sign_in(ALICE).await;
    check(&alice, 0).await.location();
    check(&alice, 10).await.location();
    let third = check(&alice, 20).await;
    let (message, seconds) = assert_limited(&third);
    assert_eq!(
        message,
        "We’re already checking 2 files for your company. Wait until one is done or discard one, then try again."
    );
    assert_eq!(seconds, 30);
    assert_eq!(
        third.page(429).attribute("[name=order_number]", "value"),
        "PO 7",
        "the form keeps its values"
    );
    app.process_queue().await;
    check(&alice, 20).await.location();
}

#[tokio::test]
async fn another_resellers_checks_do_not_count() {
    let app = start(|config| config.max_open_checks = 1).await;
    check(&app.sign_in(ALICE).await, 0).await.location();
    let charlie = app.sign_in(CHARLIE).await;
    check_file(&charlie, &uploads(FJORD.id), given::file(&given::imeis(0, 3)), &[]).await;
}

#[tokio::test]
async fn lines_can_be_checked_again_an_hour_later() {
    let app = start(|config| config.max_checked_lines_hour = 8).await;
    let alice = app.sign_in(ALICE).await;
    check(&alice, 0).await.location();
    app.clock().set(noon() + Duration::minutes(20));
    check(&alice, 10).await.location();
    let (message, seconds) = assert_limited(&check(&alice, 20).await);
    assert_eq!(
        message,
        "Your company can check 8 lines an hour and has checked 6. Try again in 41 minutes, or upload the file without checking it."
    );
    app.clock().set(noon() + Duration::minutes(20) + Duration::seconds(seconds.into()));
    check(&alice, 20).await.location();
}

#[tokio::test]
async fn a_file_with_more_lines_than_the_quota_can_still_be_uploaded() {
    let app = start(|config| config.max_checked_lines_hour = 2).await;
    let alice = app.sign_in(ALICE).await;
    let (message, _) = assert_limited(&check(&alice, 0).await);
    assert!(message.starts_with("This file has 3 lines"), "{message}");
    upload(&alice, 0, "k").await.location();
}

#[tokio::test]
async fn checked_files_and_unconfirmed_deletions_are_limited_together() {
    let app = start(|config| config.max_drafts = 2).await;
    let alice = app.sign_in(ALICE).await;
    check(&alice, 0).await.location();
    app.process_queue().await;
    assert_eq!(delete(&alice).await.status, 200);
    let (message, seconds) = assert_limited(&delete(&alice).await);
    assert_eq!(
        message,
        "Your company already has 2 checked files and deletions waiting. Upload or discard a checked file, confirm a deletion, or try again in 61 minutes, when the oldest one expires."
    );
    assert_eq!(seconds, 3_601);
    let (same, _) = assert_limited(&check(&alice, 10).await);
    assert_eq!(same, message);
}

#[tokio::test]
async fn uploads_are_limited_until_others_have_finished() {
    let app = start(|config| config.max_in_progress = 1).await;
    let alice = app.sign_in(ALICE).await;
    upload(&alice, 0, "one").await.location();
    let (message, seconds) = assert_limited(&upload(&alice, 10, "two").await);
    assert_eq!(
        message,
        "Your company already has 1 upload or deletion in progress. Wait until one has finished, then try again."
    );
    assert_eq!(seconds, 30);
    assert_eq!(
        upload(&alice, 0, "one").await.status,
        303,
        "submitting the same form again leads to its upload"
    );
    app.process_queue().await;
    upload(&alice, 10, "two").await.location();
}

#[tokio::test]
async fn a_check_stays_available_if_its_upload_has_to_wait() {
    let app = start(|config| config.max_in_progress = 1).await;
    let alice = app.sign_in(ALICE).await;
    let url = check(&alice, 0).await.location().to_owned();
    app.process_queue().await;
    upload(&alice, 10, "k").await.location();
    assert_limited(&alice.post(&format!("{url}/upload"), &[]).await);
    app.process_queue().await;
    alice.post(&format!("{url}/upload"), &[]).await.location();
}

#[tokio::test]
async fn a_deletion_stays_unconfirmed_if_it_has_to_wait() {
    let app = start(|config| config.max_in_progress = 1).await;
    let alice = app.sign_in(ALICE).await;
    let draft = delete(&alice).await.page(200).attribute("[name=draft]", "value");
    upload(&alice, 10, "k").await.location();
    let path = format!("/customers/{}/deletions", HARBOUR.id);
    let confirm = [("draft", draft.as_str()), ("confirm", "3")];
    let response = alice.post(&path, &confirm).await;
    assert_limited(&response);
    assert_eq!(response.page(429).attribute("[name=confirm]", "value"), "3", "the form keeps its values");
    app.process_queue().await;
    alice.post(&path, &confirm).await.location();
}

#[tokio::test]
async fn a_deletion_that_is_confirmed_at_once_leaves_no_draft_if_it_has_to_wait() {
    let app = start(|config| (config.max_in_progress, config.max_drafts) = (1, 1)).await;
    let alice = app.sign_in(ALICE).await;
    upload(&alice, 10, "k").await.location();
    let path = format!("/customers/{}/deletions", HARBOUR.id);
    let file = given::file(&given::imeis(0, 3));
    for _ in 0..2 {
        let (message, _) =
            assert_limited(&alice.upload(&path, "a.csv", file.clone(), &[("confirm", "3")]).await);
        assert!(message.contains("in progress"), "{message}");
    }
    app.process_queue().await;
    alice.upload(&path, "a.csv", file, &[("confirm", "3")]).await.location();
}

#[tokio::test]
async fn a_dialog_shows_that_a_limit_has_been_reached() {
    let app = start(|config| config.max_in_progress = 0).await;
    let alice = app.sign_in(ALICE).await;
    let file = reqwest::multipart::Part::bytes(given::file(&given::imeis(0, 1))).file_name("a.csv");
    let form = reqwest::multipart::Form::new().text("order_number", "PO 7").part("file", file);
    let request = alice.request(reqwest::Method::POST, &uploads(HARBOUR.id)).multipart(form);
    let response = crate::harness::client::send(
        request.header("sec-fetch-site", "same-origin").header("x-script", "dialog"),
    )
    .await;
    assert_limited(&response);
    assert!(!response.text().contains("<html"), "the response contains only the content of the dialog");
}

#[tokio::test]
async fn a_check_is_logged_when_it_is_accepted_and_when_it_has_finished() {
    let app = start(|_| ()).await;
    let alice = app.sign_in(ALICE).await;
    let number = check(&alice, 0).await.location().strip_prefix("/checks/").unwrap().to_owned();
    let count = |action| app.db().read(|conn| activity::count(conn, action, &number)).unwrap();
    assert_eq!([count(Activity::CheckAccepted), count(Activity::CheckFinished)], [1, 0]);
    app.process_queue().await;
    assert_eq!([count(Activity::CheckAccepted), count(Activity::CheckFinished)], [1, 1]);
}

#[tokio::test]
async fn a_file_that_cannot_be_checked_is_logged() {
    let app = start(|_| ()).await;
    let alice = app.sign_in(ALICE).await;
    assert_eq!(alice.upload(&uploads(HARBOUR.id), "a.csv", Vec::new(), &[("check", "1")]).await.status, 422);
    let refused = app.db().read(|conn| activity::count(conn, Activity::CheckRejected, HARBOUR.id)).unwrap();
    assert_eq!(refused, 1);
}
