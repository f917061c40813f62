//! Reviewing columns and remembering them, in the browser.

use crate::harness::app::App;
use crate::harness::browser::Browser;
use crate::harness::cast::{ALICE, FLEETCARE};
use crate::harness::given;

fn note(first: u32) -> String {
    let rows = (first..first + 3).map(|number| format!("{number};{}\n", given::imei(number)));
    format!("Pos.;Device\n{}", rows.collect::<String>())
}

#[tokio::test]
async fn columns_are_reviewed_from_the_dialog_and_remembered() {
    let app = App::start_working().await;
    let browser = Browser::start().await;
    browser.sign_in(&app, ALICE).await;
    let uploads = app.url(&format!("/customers/{}/uploads", FLEETCARE.id));
    browser.goto(&uploads).await.unwrap();
    browser.click("a[data-dialog]").await;
    browser.wait_for("dialog[open] h2", "Upload devices").await;
    browser.choose("dialog[open] input[type=file]", "note.csv", note(1).as_bytes()).await;
    browser.assert_accessible("upload-dialog").await;
    browser.click("dialog[open] button[name=review]").await;
    browser.wait_for("h1", "Decide columns").await;
    browser.goto(&uploads).await.unwrap();
    browser.wait_for("section[aria-labelledby=undecided]", "note.csv").await;
    browser.assert_accessible("waiting-lists").await;
    browser.click("section[aria-labelledby=undecided] a.btn").await;
    browser.wait_for("h1", "Decide columns").await;
    browser.fill("#layout-name", "Notes").await;
    browser.click("button[value=go]").await;
    browser.wait_for("table", "Completed").await;
    browser.goto(app.url("/settings/file-layouts")).await.unwrap();
    browser.wait_for("tbody th", "Notes").await;
    browser.click("tbody a[data-dialog]").await;
    browser.wait_for("dialog[open] h2", "Rename file layout").await;
    browser.assert_accessible("rename-layout-dialog").await;
    browser.fill("dialog[open] input[name=name]", "Delivery notes").await;
    browser.click("dialog[open] button.primary").await;
    browser.wait_for("tbody th", "Delivery notes").await;
}
