//! Bulk actions and deletions in Chromium: the live page of a bulk action, the confirmation page and the results.

use crate::harness::app::App;
use crate::harness::browser::Browser;
use crate::harness::cast::{ALICE, FLEETCARE, HARBOUR};
use crate::harness::given;

/// Returns a bulk file with 40 valid lines for two customers, and two that fail.
fn bulk_file() -> Vec<u8> {
    let mut lines = vec!["Customer ID,IMEI,Order number".to_owned()];
    for (number, imei) in given::imeis(0, 40).into_iter().enumerate() {
        let customer = if number % 2 == 0 { HARBOUR.id } else { FLEETCARE.id };
        lines.push(format!("{customer},{imei},PO-{}", number % 2));
    }
    lines.push(format!("9999999999,{},", given::imei(90)));
    lines.push(format!("{},{},PO-0", HARBOUR.id, given::wrong_imei(91)));
    given::file(&lines)
}

#[tokio::test]
async fn an_upload_in_a_finished_bulk_action_can_be_deleted() {
    let app = App::start_working().await;
    let browser = Browser::start().await;
    browser.sign_in(&app, ALICE).await;
    browser.goto(app.url("/bulk-actions")).await.unwrap();
    browser.assert_accessible("bulk-upload").await;
    browser.choose("input[type=file]", "week-47.csv", &bulk_file()).await;
    browser.click("main form button.primary").await;
    browser.wait_for("h1", "Bulk upload B-").await;
    // The page updates itself until the bulk action is finished.
    browser.wait_for("h1 .status", "Completed with error").await;
    browser.wait_for("main", "41 devices in 2 uploads for 2 customers. 1 line was not uploaded.").await;
    browser.assert_accessible("bulk-action").await;
    browser.goto(app.url("/bulk-actions/history")).await.unwrap();
    browser.wait_for("table", "week-47.csv").await;
    browser.assert_accessible("bulk-history").await;
    browser.goto(app.url("/bulk-actions/delete")).await.unwrap();
    browser.assert_accessible("bulk-delete").await;

    browser.goto(app.url(&format!("/customers/{}/uploads", HARBOUR.id))).await.unwrap();
    browser.click("label.pick input").await;
    browser.wait_for("[data-selection]", "1 selected").await;
    browser.click("[data-selection] button[formmethod=post]").await;
    browser.wait_for("h1", "Delete 20 devices?").await;
    browser.assert_accessible("confirm-deletion").await;
    browser.fill("input[name=confirm]", "19").await;
    browser.click("button.danger").await;
    browser.wait_for("[data-problems]", "Type 20 to confirm").await;
    browser.fill("input[name=confirm]", "20").await;
    browser.click("button.danger").await;
    browser.wait_for("h1", "Deletion D-").await;
    browser.wait_for("h1 .status", "Completed").await;
    browser.wait_for("main", "All devices were deleted.").await;
    browser.assert_accessible("deletion").await;
    browser.goto(app.url(&format!("/customers/{}/deletions", HARBOUR.id))).await.unwrap();
    browser.wait_for("table", "All 20 devices from upload").await;
    browser.assert_accessible("deletions").await;
    browser.goto(app.url(&format!("/customers/{}/deletions/new", HARBOUR.id))).await.unwrap();
    browser.assert_accessible("delete-devices").await;
}

#[tokio::test]
async fn devices_can_be_deleted_by_file_without_scripts() {
    let app = App::start_working().await;
    let browser = Browser::start().await;
    browser.set_scripts_enabled(false).await;
    browser.sign_in(&app, ALICE).await;
    browser.goto(app.url(&format!("/customers/{}/deletions/new", HARBOUR.id))).await.unwrap();
    browser.choose("input[type=file]", "returns.csv", &given::file(&given::imeis(500, 3))).await;
    browser.click("main button.primary").await;
    browser.wait_for("h1", "Delete 3 devices?").await;
    browser.wait_for("main", "returns.csv has 3 lines").await;
    browser.fill("input[name=confirm]", "3").await;
    browser.click("button.danger").await;
    browser.wait_for("h1", "Deletion D-").await;
    for _ in 0..100 {
        browser.refresh().await.unwrap();
        if browser.text_of("main").await.contains("Not uploaded to this customer") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the deletion never finished: {}", browser.text_of("main").await);
}
