//! Correcting a file in Chromium: pasting identifiers, downloading the failed rows, uploading the corrected rows, and
//! uploading the same file again.

use crate::harness::app::App;
use crate::harness::browser::Browser;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::given;

async fn open_dialog(app: &App, browser: &Browser) {
    browser.goto(app.url(&format!("/customers/{}/uploads", HARBOUR.id))).await.unwrap();
    browser.click(&format!("a.primary[href='/customers/{}/uploads/new']", HARBOUR.id)).await;
    browser.wait_for("dialog[open] h2", "Upload devices").await;
}

#[tokio::test]
async fn a_pasted_list_is_corrected_and_the_corrected_file_is_recognized_when_uploaded_again() {
    let app = App::start_working().await;
    let browser = Browser::start().await;
    browser.sign_in(&app, ALICE).await;

    open_dialog(&app, &browser).await;
    browser.click("dialog[open] details.paste summary").await;
    browser.assert_accessible("upload-devices-paste").await;
    let pasted = [given::imei(1), given::wrong_imei(2), given::imei(3)[..14].to_owned()].join("\n");
    browser.fill("dialog[open] textarea", &pasted).await;
    browser.click("dialog[open] button.primary").await;
    browser.wait_for("table .status", "Completed with error").await;

    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let first = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    let rows = alice.get(&format!("/uploads/{first}/failed-rows.csv")).await.text();
    let corrected = rows.replace(&given::wrong_imei(2), &given::imei(2)).into_bytes();
    open_dialog(&app, &browser).await;
    browser.choose("dialog[open] input[type=file]", "corrected.csv", &corrected).await;
    browser.click("dialog[open] button.primary").await;
    browser.wait_for("main .notice.ok h2", "started").await;
    browser.wait_for("tbody tr:first-child .status", "Completed").await;
    browser.goto(app.url(&format!("/uploads/{first}/errors"))).await.unwrap();
    browser.wait_for("main", "All failed lines are resolved").await;
    browser.wait_for("main", "1 line resolved").await;
    browser.assert_accessible("upload-errors-corrected").await;

    open_dialog(&app, &browser).await;
    browser.choose("dialog[open] input[type=file]", "corrected.csv", &corrected).await;
    browser.click("dialog[open] button.primary").await;
    browser.wait_for("h1", "File check").await;
    browser.wait_for("#duplicate-file h2", "This file has been uploaded before").await;
    browser.wait_for("#results", "Some lines were already done").await;
    browser.assert_accessible("check-duplicate-file").await;
    assert_eq!(alice.get(&format!("{path}.csv")).await.csv_rows().len(), 2, "nothing was uploaded");
}
