//! The page that lists the resellers whose checks name many devices that belong to other resellers.

use chrono::Duration;

use super::upload_file;
use crate::checks::show::check_file;
use crate::harness::app::{App, noon};
use crate::harness::browser::Browser;
use crate::harness::cast::{ALICE, BRIGHTLINE, CHARLIE, FJORD, HARBOUR, SAM};
use crate::harness::client::Client;
use crate::harness::given;

const PAGE: &str = "/support/unusual-checks";

/// Registers `foreign` devices for another reseller. As Alice, checks them together with `own` new ones.
async fn check(app: &App, alice: &Client, foreign: u32, own: u32) {
    let charlie = app.sign_in(CHARLIE).await;
    upload_file(app, &charlie, &FJORD, "theirs.csv", &given::imeis(0, foreign)).await;
    let lines = [given::imeis(0, foreign), given::imeis(10_000, own)].concat();
    check_file(alice, &format!("/customers/{}/uploads", HARBOUR.id), given::file(&lines), &[]).await;
    app.process_queue().await;
}

#[tokio::test]
async fn a_reseller_that_checks_many_devices_from_other_resellers_is_listed() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    check(&app, &alice, 100, 400).await;
    let page = sam.get(PAGE).await.page(200);
    assert_eq!(
        page.texts("tbody th, tbody td span")[..5],
        [BRIGHTLINE.name, BRIGHTLINE.id, "500", "100", "20%"]
    );
    let url = format!("/support?view=all&reseller={}", BRIGHTLINE.id);
    assert_eq!(page.attribute("tbody a", "href"), url);
}

#[tokio::test]
async fn a_reseller_with_fewer_lines_than_the_minimum_is_not_listed() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    check(&app, &alice, 99, 0).await;
    assert_eq!(sam.get(PAGE).await.page(200).text(".empty h2"), "No unusual checks");
}

#[tokio::test]
async fn a_reseller_with_a_small_share_of_such_devices_is_not_listed() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    check(&app, &alice, 100, 401).await;
    assert_eq!(sam.get(PAGE).await.page(200).text(".empty h2"), "No unusual checks");
}

#[tokio::test]
async fn checks_no_longer_count_after_a_day() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    check(&app, &alice, 100, 0).await;
    app.clock().set(noon() + Duration::hours(24));
    let sam = app.sign_in(SAM).await;
    assert_eq!(sam.get(PAGE).await.page(200).text(".empty h2"), "No unusual checks");
}

#[tokio::test]
async fn resellers_cannot_open_the_page() {
    let app = App::start().await;
    assert_eq!(app.sign_in(ALICE).await.get(PAGE).await.status, 403);
    assert_eq!(app.sign_in(SAM).await.post(PAGE, &[]).await.status, 405);
}

mod browser_accessibility {
    use super::*;

    #[tokio::test]
    async fn the_page_is_accessible_with_and_without_resellers() {
        let app = App::start().await;
        let browser = Browser::start().await;
        browser.sign_in(&app, SAM).await;
        browser.goto(app.url(PAGE)).await.unwrap();
        browser.assert_accessible("unusual-checks-empty").await;
        let alice = app.sign_in(ALICE).await;
        check(&app, &alice, 100, 20).await;
        browser.refresh().await.unwrap();
        browser.wait_for("tbody", BRIGHTLINE.name).await;
        browser.assert_accessible("unusual-checks").await;
    }
}
