//! Any reseller's upload, as support sees it.

use chrono::Duration;

use super::{sams_activity, upload_file};
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, CHARLIE, FJORD, HARBOUR, OLGA, SAM};
use crate::harness::given;

#[tokio::test]
async fn support_sees_why_lines_failed_and_who_holds_the_device() {
    let app = App::start().await;
    let (alice, charlie, sam) =
        (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await, app.sign_in(SAM).await);
    let first = upload_file(&app, &alice, &HARBOUR, "first.csv", &given::imeis(0, 3)).await;
    let lines = [given::imei(0), given::wrong_imei(8), given::imei(9)];
    let id = upload_file(&app, &charlie, &FJORD, "fjord week.csv", &lines).await;

    let page = sam.get(&format!("/support/uploads/{id}")).await.page(200);
    assert_eq!(page.text("h1"), format!("Upload {id} Completed with error"));
    insta::assert_snapshot!(page.lines(".strip, .facts > *"), @"
    You’re viewing Nordtel Distribution. Read only.
    Reseller Nordtel Distribution
    Reseller ID 5520031846
    Customer Fjord Energi
    Customer ID 1000000005
    How we read your file UTF-8, no header, first column.
    ");
    assert_eq!(page.texts(".tally dd"), ["3", "1", "2"]);
    let rows = page.rows(".boxed table");
    assert_eq!([&rows[0][0], &rows[1][0]], ["2", "1"], "the registered device is listed separately");
    insta::assert_snapshot!(
        rows[1][2].replace(&first, "[first]"),
        @"Registered in another inventory Held by Brightline Mobile Ltd (3049817265) for Harbour Logistics (1000000001) Upload [first] Check the identifier on the device. If it’s right, contact support with the upload ID."
    );
    assert_eq!(page.attributes(".boxed td a", "href"), [format!("/support/uploads/{first}")]);
    // The reseller doesn't see the holder.
    let own = charlie.get(&format!("/uploads/{id}/errors")).await.page(200);
    assert!(!own.text("main").contains("Brightline"));

    for name in ["errors.csv", "failed-rows.csv"] {
        let (theirs, ours) = (
            charlie.get(&format!("/uploads/{id}/{name}")).await,
            sam.get(&format!("/support/uploads/{id}/{name}")).await,
        );
        assert_eq!(ours.status, 200);
        assert_eq!(ours.body, theirs.body, "{name}: the same bytes");
        assert_eq!(ours.header("content-disposition"), theirs.header("content-disposition"));
    }
}

#[tokio::test]
async fn viewing_an_upload_writes_at_most_one_activity_entry_in_ten_minutes() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let id = upload_file(&app, &alice, &HARBOUR, "a.csv", &[given::wrong_imei(0)]).await;
    let view = ("upload.viewed".to_owned(), id.clone(), String::new());
    for minutes in [0, 1, 9] {
        app.clock().set(noon() + Duration::minutes(minutes));
        assert_eq!(sam.get(&format!("/support/uploads/{id}")).await.status, 200);
        assert_eq!(sam.get(&format!("/support/uploads/{id}/errors.csv")).await.status, 200);
        assert_eq!(sams_activity(&app), std::slice::from_ref(&view), "after {minutes} minutes");
    }
    app.clock().set(noon() + Duration::minutes(10));
    assert_eq!(sam.get(&format!("/support/uploads/{id}/failed-rows.csv")).await.status, 200);
    assert_eq!(sams_activity(&app), [view.clone(), view]);
}

#[tokio::test]
async fn only_support_sees_the_page_and_unknown_uploads_are_not_found() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let id = upload_file(&app, &alice, &HARBOUR, "a.csv", &[given::wrong_imei(0)]).await;
    for person in [ALICE, CHARLIE, OLGA] {
        let client = app.sign_in(person).await;
        for part in ["", "/errors.csv", "/failed-rows.csv"] {
            assert_eq!(client.get(&format!("/support/uploads/{id}{part}")).await.status, 403);
        }
        assert_eq!(client.post(&format!("/support/uploads/{id}/review"), &[]).await.status, 403);
    }
    for part in ["", "/errors.csv", "/failed-rows.csv"] {
        sam.get(&format!("/support/uploads/1999999{part}")).await.page(404);
    }
    // Support can't open resellers' pages.
    assert_eq!(sam.get(&format!("/uploads/{id}/errors")).await.status, 403);
    assert_eq!(sam.get("/customers").await.status, 403);
}

#[tokio::test]
async fn lines_can_be_filtered_by_reason_while_the_queue_stays_visible() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let lines = [given::wrong_imei(1), given::wrong_imei(2), "12345".to_owned()];
    let id = upload_file(&app, &alice, &HARBOUR, "a.csv", &lines).await;
    let other = upload_file(&app, &alice, &HARBOUR, "b.csv", &[given::wrong_imei(3)]).await;
    let page = sam.get(&format!("/support/uploads/{id}?view=all&why=imei_check_digit")).await.page(200);
    assert_eq!(
        page.attribute(".q-item[aria-current]", "href").split('?').next(),
        Some(&*format!("/support/uploads/{id}"))
    );
    assert!(
        page.attributes(".q-item", "href")
            .iter()
            .any(|url| url.starts_with(&format!("/support/uploads/{other}?view=all")))
    );
    let links = page.attributes("a.reason", "href");
    let filtered = sam.get(&links[0]).await.page(200);
    assert_eq!(filtered.rows(".boxed table").len(), 2);
    assert!(filtered.has(".q-item[aria-current]"), "{:?}", links[0]);
    assert_eq!(filtered.attribute(".crumbs a", "href"), "/support?view=all&why=imei_check_digit");
}

mod browser_support {
    use super::*;
    use crate::harness::browser::Browser;

    async fn press(browser: &Browser, key: &str) {
        let script = format!(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))"
        );
        browser.execute(&script, Vec::new()).await.unwrap();
    }

    #[tokio::test]
    async fn the_queue_can_be_worked_through_with_the_keyboard() {
        let app = App::start().await;
        let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
        let old =
            upload_file(&app, &alice, &HARBOUR, "old.csv", &[given::imei(0), given::wrong_imei(1)]).await;
        let new = upload_file(&app, &charlie, &FJORD, "new.csv", &[given::imei(0)]).await;
        let browser = Browser::start().await;
        browser.sign_in(&app, SAM).await;
        browser.assert_accessible("support-queue").await;
        press(&browser, "j").await;
        browser.wait_for("h1", &new).await;
        browser.assert_accessible("support-upload").await;
        press(&browser, "j").await;
        browser.wait_for("h1", &old).await;
        press(&browser, "k").await;
        browser.wait_for("h1", &new).await;
        browser.fill("textarea[name=note]", "Called back on Monday").await;
        browser.click("form.note button").await;
        browser.wait_for(".notice.ok", "Note saved").await;
        browser.click(".q-head button.primary").await;
        browser.wait_for("h1", &old).await;
        browser.click(".q-head button.primary").await;
        browser.wait_for(".empty h2", "Nothing to review").await;
        browser.assert_accessible("support-queue-empty").await;
        press(&browser, "/").await;
        browser.fill("#find", &format!("{} today", HARBOUR.id)).await;
        let submit = "document.querySelector('form.find').requestSubmit()";
        browser.execute(submit, Vec::new()).await.unwrap();
        browser.wait_for("h1", &old).await;
        alice.upload(&format!("/customers/{}/uploads", HARBOUR.id), "x.xls", Vec::new(), &[]).await;
        browser.goto(app.url(&format!("/support?q={}+today", HARBOUR.id))).await.unwrap();
        browser.wait_for("main", "Rejected files").await;
        browser.assert_accessible("support-search").await;
    }

    #[tokio::test]
    async fn the_queue_works_without_scripts_and_shortcuts_can_be_turned_off() {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        let id = upload_file(&app, &alice, &HARBOUR, "old.csv", &[given::wrong_imei(1)]).await;
        let bulk = format!("{},{}\n9999999999,{}\n", HARBOUR.id, given::imei(5), given::imei(6));
        let number = alice.upload("/bulk-actions/uploads", "b.csv", bulk, &[]).await;
        let number = number.location().rsplit('/').next().unwrap().to_owned();
        app.process_queue().await;
        let browser = Browser::start().await;
        browser.set_scripts_enabled(false).await;
        browser.sign_in(&app, SAM).await;
        browser.click(".q-item").await;
        browser.wait_for("h1", &id).await;
        browser.click(".q-head button.primary").await;
        browser.wait_for(".empty h2", "Nothing to review").await;
        browser.goto(app.url(&format!("/support/submissions/{number}"))).await.unwrap();
        browser.wait_for("h1", &format!("Bulk upload B-{number}")).await;
        browser.assert_accessible("support-submission").await;
        browser.set_scripts_enabled(true).await;
        let sam = app.sign_in(SAM).await;
        let display = [("time_zone", "UTC"), ("theme", "system"), ("shortcuts", "off")];
        assert_eq!(sam.post("/account/display", &display).await.status, 303);
        browser.goto(app.url("/support?view=all")).await.unwrap();
        press(&browser, "j").await;
        press(&browser, "/").await;
        let focused = "return document.activeElement.id + document.querySelector('h1').textContent";
        let focused: String = browser.execute(focused, Vec::new()).await.unwrap().convert().unwrap();
        assert_eq!(focused, "Review queue");
    }
}
