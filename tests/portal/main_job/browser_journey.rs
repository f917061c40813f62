//! The main journey in Chromium, with and without scripts. Axe checks each of its pages.

use crate::harness::app::App;
use crate::harness::browser::Browser;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::csv::Table;
use crate::harness::given;

/// Returns a file with 300 valid lines and three that fail.
fn file() -> Vec<u8> {
    let mut lines = given::imeis(0, 300);
    lines.extend([given::imei(0), given::wrong_imei(400), "3.5E+14".to_owned()]);
    given::file(&lines)
}

#[tokio::test]
async fn devices_can_be_uploaded_with_scripts() {
    let app = App::start_working().await;
    let browser = Browser::start().await;
    browser.sign_in(&app, ALICE).await;
    browser.assert_accessible("customers").await;

    browser.goto(app.url(&format!("/customers/{}/uploads", HARBOUR.id))).await.unwrap();
    browser.click(&format!("a.primary[href='/customers/{}/uploads/new']", HARBOUR.id)).await;
    browser.wait_for("dialog[open] h2", "Upload devices").await;
    browser.assert_accessible("upload-devices-dialog").await;
    browser.choose("dialog[open] input[type=file]", "devices.csv", &file()).await;
    browser.click("dialog[open] button.primary").await;

    // The row updates itself until the upload is finished.
    browser.wait_for("table .status", "Completed with error").await;
    browser.wait_for("#fact-devices", "300").await;
    browser.wait_for("#tab-devices", "300").await;
    browser.assert_accessible("uploads").await;
    browser.click("a.err-btn").await;
    browser.wait_for("dialog[open] h2", "Upload errors").await;
    browser.wait_for("dialog[open]", "Failed lines").await;
    browser.assert_accessible("upload-errors-dialog").await;
    let href =
        browser.find("dialog[open] a[href$='/failed-rows.csv']").await.attr("href").await.unwrap().unwrap();
    let id = href.split('/').nth(2).unwrap().to_owned();
    browser.click("dialog[open] details.menu summary").await;
    browser.click("dialog[open] a[href$='/errors.csv']").await;
    let errors = Table::read(&browser.wait_for_download(&format!("upload-{id}-errors.csv")).await);
    assert_eq!(errors.column("line"), ["301", "302", "303"]);
}

#[tokio::test]
async fn devices_can_be_uploaded_without_scripts() {
    let app = App::start_working().await;
    let browser = Browser::start().await;
    browser.set_scripts_enabled(false).await;
    browser.sign_in(&app, ALICE).await;
    browser.goto(app.url(&format!("/customers/{}/uploads", HARBOUR.id))).await.unwrap();
    browser.click(&format!("a.primary[href='/customers/{}/uploads/new']", HARBOUR.id)).await;
    browser.wait_for("h1", "Upload devices").await;
    browser.assert_accessible("upload-devices").await;
    browser.choose("input[type=file]", "devices.csv", &file()).await;
    browser.click("main button.primary").await;
    browser.wait_for("h1", HARBOUR.name).await;
    for _ in 0..100 {
        browser.refresh().await.unwrap();
        if browser.text_of("main table").await.contains("Completed with error") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    browser.click("a.err-btn").await;
    browser.wait_for("h1", "Upload errors").await;
    let main = browser.text_of("main").await;
    assert!(main.contains("300") && main.contains("Same device as"), "{main}");
    browser.assert_accessible("upload-errors").await;
}
