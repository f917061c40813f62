//! A checked file can be uploaded without being sent again.

use super::show::{check_file, table_counts};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, MEADOW, STC, STC_ALIAS};
use crate::harness::given;

#[tokio::test]
async fn one_button_uploads_the_checked_file_exactly_once() {
    let app = App::start().await;
    app.catalog(&[given::enterprise(40)]);
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let fields = [("sold_to_code", STC_ALIAS), ("order_number", "PO-9"), ("order_date", "2026-11-20")];
    let lines = [given::imei(1), given::wrong_imei(2), given::imei(40)];
    let url = check_file(&alice, &path, given::file(&lines), &fields).await;
    let early = alice.post(&format!("{url}/upload"), &[]).await.page(422);
    insta::assert_snapshot!(
        early.text("[data-problems] li"),
        @"The file is still being checked. Upload it once the check has finished"
    );
    app.process_queue().await;
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["3", "2", "1"]);
    assert_eq!(page.text("button.primary"), "Upload now");
    let order = ["PO-9".to_owned(), "20 Nov 2026".to_owned(), format!("{STC_ALIAS} · {STC}")];
    assert_eq!(page.texts(".facts dd")[..3], order);
    assert_eq!(page.text(".sidebar [aria-current]"), "Customers");
    for _ in 0..2 {
        assert_eq!(alice.post(&format!("{url}/upload"), &[]).await.location(), path);
    }
    let rows = alice.get(&format!("{path}.csv")).await.csv_rows();
    assert_eq!(rows.len(), 1, "one upload");
    assert_eq!(rows[0][5], "In progress");
    app.process_queue().await;
    let row = alice.get(&format!("{path}.csv")).await.csv_rows()[0].clone();
    assert_eq!(row[2..4], ["3", "2"]);
    assert_eq!(row[5..], ["Completed with error", "1", "PO-9", "2026-11-20", STC_ALIAS, "a.csv"]);
    let [uploads, registered, _, failed, submissions] = table_counts(&app);
    assert_eq!((uploads, registered, failed, submissions), (1, 2, 1, 1), "one submission");
    let page = alice.get(&format!("/uploads/{}/errors", row[0])).await.page(200);
    assert!(!page.text("main").contains("since the check"), "nothing has changed");
    assert_eq!(
        alice.get(&url).await.location(),
        format!("/uploads/{}/errors", row[0]),
        "the check redirects to its upload"
    );
    let charlie = app.sign_in(CHARLIE).await;
    let unknown = charlie.get("/checks/1999999").await;
    charlie.get(&url).await.assert_not_found_like(&unknown);
    assert_eq!(app.sign_in(BOB).await.get(&url).await.status, 403);
}

#[tokio::test]
async fn changes_since_the_check_are_shown() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let url = check_file(&alice, &path, given::file(&given::imeis(0, 3)), &[]).await;
    app.process_queue().await;
    assert_eq!(alice.get(&url).await.page(200).texts(".tally dd"), ["3", "3", "0"]);
    charlie.upload(&path, "theirs.csv", given::file(&given::imeis(1, 1)), &[]).await.location();
    app.process_queue().await;
    alice.post(&format!("{url}/upload"), &[]).await.location();
    app.process_queue().await;
    let id = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["3", "2", "1"]);
    insta::assert_snapshot!(page.lines(".notice li"), @"
    Lines without errors: 3 in the check, 2 now
    Registered in another inventory: 0 in the check, 1 now
    ");
}

#[tokio::test]
async fn a_checked_bulk_file_is_uploaded_to_the_current_customers() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = format!(
        "{},{}\n{},{}\n{},{}\n",
        HARBOUR.id,
        given::imei(1),
        MEADOW.id,
        given::imei(2),
        "1000000006",
        given::imei(3)
    );
    let url = check_file(&alice, "/bulk-actions/uploads", file, &[]).await;
    app.process_queue().await;
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["3", "2", "1"]);
    assert_eq!(page.text(".sidebar [aria-current]"), "Bulk actions");
    // The third customer is added in the meantime.
    alice.post("/customers", &[("customer_id", "1000000006")]).await.location();
    let action = alice.post(&format!("{url}/upload"), &[]).await;
    let action = action.location().to_owned();
    assert!(action.starts_with("/bulk-actions/"), "{action}");
    assert_eq!(alice.post(&format!("{url}/upload"), &[]).await.location(), action);
    assert_eq!(alice.get(&url).await.location(), action, "the check redirects to its upload");
    app.process_queue().await;
    let page = alice.get(&action).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["3", "3", "0"]);
    assert_eq!(page.rows("section[aria-labelledby=uploads] table").len(), 3);
    insta::assert_snapshot!(page.lines(".notice li"), @"
    Lines without errors: 2 in the check, 3 now
    Customer not found: 1 in the check, 0 now
    ");
}

#[tokio::test]
async fn an_upload_for_an_inactive_customer_is_rejected_and_the_check_is_kept() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let url = check_file(&alice, &path, given::file(&given::imeis(0, 3)), &[]).await;
    app.process_queue().await;
    let deactivate =
        ["customer", "set", "--reseller", "3049817265", "--account", HARBOUR.id, "--status", "inactive"];
    app.command(&deactivate);
    let page = alice.post(&format!("{url}/upload"), &[]).await.page(422);
    assert!(page.text("[data-problems] li").contains("removed you as a reseller"));
    assert_eq!(page.texts(".tally dd"), ["3", "3", "0"], "the check is unchanged");
    assert_eq!(table_counts(&app)[..2], [0, 0]);
}

mod browser_check {
    use super::*;
    use crate::harness::browser::Browser;

    #[tokio::test]
    async fn a_file_is_checked_in_the_dialog_and_then_uploaded() {
        let app = App::start_working().await;
        let browser = Browser::start().await;
        browser.sign_in(&app, ALICE).await;
        browser.goto(app.url(&format!("/customers/{}/uploads", HARBOUR.id))).await.unwrap();
        browser.click("a[data-dialog]").await;
        browser.wait_for("dialog[open] h2", "Upload devices").await;
        let lines = [given::imei(1), given::wrong_imei(2)];
        browser.choose("dialog[open] input[type=file]", "check me.csv", &given::file(&lines)).await;
        browser.click("dialog[open] button[name=check]").await;
        browser.wait_for("h1", "File check").await;
        browser.wait_for("#results > .notice h2", "1 of 2 lines is ready, and 1 has an error").await;
        browser.assert_accessible("file-check").await;
        browser.click("main button.primary").await;
        browser.wait_for("table", "Completed with error").await;
    }
}
