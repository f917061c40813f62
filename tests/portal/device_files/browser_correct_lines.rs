//! Correcting failed lines in Chromium, with and without JavaScript.

use crate::harness::app::App;
use crate::harness::browser::Browser;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::given;

async fn correct_two_of_four_lines(has_scripts: bool) {
    let app = App::start_working().await;
    let alice = app.sign_in(ALICE).await;
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let letter = given::imei(5).replacen('0', "O", 1);
    let lines =
        [given::imei(1), given::wrong_imei(2), given::imei(3)[..12].to_owned(), letter, given::imei(1)];
    let order = [("order_number", "4500124803"), ("order_date", "2026-11-17")];
    alice.upload(&uploads, "Lieferschein-4712.csv", given::file(&lines), &order).await.location();
    let browser = Browser::start().await;
    browser.sign_in(&app, ALICE).await;
    browser.goto(app.url(&uploads)).await.unwrap();
    browser.wait_for("table .status", "Completed with error").await;
    let first = alice.get(&format!("{uploads}.csv")).await.csv_rows()[0][0].clone();

    browser.set_scripts_enabled(has_scripts).await;
    browser.goto(app.url(&format!("/uploads/{first}/errors"))).await.unwrap();
    if has_scripts {
        browser.assert_accessible("upload-errors-to-correct").await;
    }
    browser.click("main a[href$='/correct']").await;
    browser.wait_for("h1", "Correct 4 lines").await;
    browser.fill("tbody tr:nth-child(1) input.input", &given::imei(2)).await;
    browser.fill("tbody tr:nth-child(3) input.input", &given::imei(5)).await;
    browser.click("button[value=check]").await;
    browser.wait_for("main .notice h2", "2 of 4 lines can be uploaded").await;
    if has_scripts {
        browser.assert_accessible("correct-lines").await;
    }
    browser.click("button[value=upload]").await;
    browser.wait_for("main .notice.ok h2", "started").await;
    browser.set_scripts_enabled(true).await;
    browser.goto(app.url(&uploads)).await.unwrap();
    browser.wait_for("tbody tr:first-child .status", "Completed").await;
    browser.goto(app.url(&uploads)).await.unwrap();
    browser.wait_for(&format!("#upload-{first}"), "2 left").await;
    if has_scripts {
        browser.assert_accessible("uploads-with-lines-left").await;
        browser.goto(app.url(&format!("/uploads/{first}/errors"))).await.unwrap();
        browser.wait_for("h1", "2 left").await;
        browser.assert_accessible("upload-errors-with-lines-left").await;
    }
}

#[tokio::test]
async fn lines_are_corrected_in_the_browser() {
    correct_two_of_four_lines(true).await;
}

#[tokio::test]
async fn lines_are_corrected_without_javascript() {
    correct_two_of_four_lines(false).await;
}
