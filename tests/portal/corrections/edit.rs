//! The page on which failed lines are corrected in the browser.

use crate::harness::activity::entries;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, MEADOW, SAM};
use crate::harness::client::{Client, Response};
use crate::harness::given;
use crate::harness::html::Page;

fn uploads() -> String {
    format!("/customers/{}/uploads", HARBOUR.id)
}

/// Returns the newest upload as a row of the download.
async fn newest(alice: &Client) -> Vec<String> {
    alice.get(&format!("{}.csv", uploads())).await.csv_rows()[0].clone()
}

/// Uploads one valid line and five lines with a wrong check digit. Returns the upload ID.
async fn upload_with_five_errors(app: &App, alice: &Client, fields: &[(&str, &str)]) -> String {
    let mut lines = vec![given::imei(1)];
    lines.extend((2..7).map(given::wrong_imei));
    alice.upload(&uploads(), "week 47.csv", given::file(&lines), fields).await.location();
    app.process_queue().await;
    newest(alice).await[0].clone()
}

/// Returns the fields of the form on the page, as a browser would send them.
fn fields(page: &Page) -> Vec<(String, String)> {
    let names = page.attributes("main form input", "name");
    let values = page.attributes("main form input", "value");
    names.into_iter().zip(values).collect()
}

/// Sends the form with some values replaced.
async fn send(
    alice: &Client,
    path: &str,
    page: &Page,
    replaced: &[(String, String)],
    action: &str,
) -> Response {
    let mut fields = fields(page);
    for (old, new) in replaced {
        let field = fields.iter_mut().find(|(name, value)| name.starts_with("id") && value == old);
        field.unwrap_or_else(|| panic!("{old} is on the page")).1 = new.clone();
    }
    fields.push(("do".to_owned(), action.to_owned()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    alice.post(path, &fields).await
}

fn corrections(numbers: std::ops::Range<u32>) -> Vec<(String, String)> {
    numbers.map(|number| (given::wrong_imei(number), given::imei(number))).collect()
}

#[tokio::test]
async fn lines_are_corrected_until_nothing_is_left() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload_with_five_errors(&app, &alice, &[]).await;
    let results = format!("/uploads/{first}/errors");
    let page = alice.get(&results).await.page(200);
    assert!(page.text("main .actions").contains("Correct 5 lines here"));
    let path = format!("/uploads/{first}/correct");
    let page = alice.get(&path).await.page(200);
    assert_eq!(page.text("h1"), "Correct 5 lines");
    assert_eq!(page.rows("main table").len(), 5);

    let checked = send(&alice, &path, &page, &corrections(2..5), "check").await.page(200);
    assert_eq!(checked.text("main .notice h2"), "3 of 5 lines can be uploaded");
    let sent = send(&alice, &path, &checked, &[], "upload").await;
    assert_eq!(sent.location(), uploads());
    app.process_queue().await;
    let second = newest(&alice).await;
    assert_eq!((second[2].as_str(), second[3].as_str(), second[5].as_str()), ("3", "3", "Completed"));
    let page = alice.get(&results).await.page(200);
    assert!(page.text("h1").ends_with("2 left"), "{}", page.text("h1"));
    assert_eq!(page.texts(".tally dd"), ["6", "1", "2 left of 5"]);
    let lines: Vec<String> = page.rows(".boxed table").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(lines, ["5", "6"]);
    let list = alice.get(&uploads()).await.page(200);
    assert!(list.text(&format!("#upload-{first}")).contains("2 left"), "{}", list.text("table"));
    let rows = alice.get(&format!("/uploads/{first}/failed-rows.csv")).await.csv_rows();
    assert_eq!(rows.len(), 2, "the download contains only what is left");

    let page = alice.get(&path).await.page(200);
    assert_eq!(page.text("h1"), "Correct 2 lines");
    send(&alice, &path, &page, &corrections(5..7), "upload").await.location();
    app.process_queue().await;
    let page = alice.get(&results).await.page(200);
    let heading = page.text("h1");
    assert!(heading.contains("Completed with error") && heading.ends_with("all corrected"), "{heading}");
    let list = alice.get(&uploads()).await.page(200);
    assert!(list.text(&format!("#upload-{first}")).contains("all corrected"));
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(devices.len(), 6, "every device is registered");
    let page = alice.get(&path).await.page(200);
    assert!(page.text("main").contains("No lines are left to correct"));
}

#[tokio::test]
async fn corrected_lines_write_one_entry_when_they_are_uploaded() {
    let mut app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload_with_five_errors(&app, &alice, &[]).await;
    let path = format!("/uploads/{first}/correct");
    let page = alice.get(&path).await.page(200);
    let before = entries(app.db()).len();
    send(&alice, &path, &page, &corrections(2..5), "check").await.page(200);
    send(&alice, &path, &page, &corrections(2..5), "upload").await.location();
    let added: Vec<String> = entries(app.db()).into_iter().skip(before).map(|entry| entry.action).collect();
    assert_eq!(added, ["upload.accepted"]);
    app.allow_unfinished_work();
}

#[tokio::test]
async fn unchanged_and_emptied_lines_are_not_sent() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload_with_five_errors(&app, &alice, &[]).await;
    let path = format!("/uploads/{first}/correct");
    let page = alice.get(&path).await.page(200);
    let emptied = [(given::wrong_imei(2), String::new())];
    let nothing = send(&alice, &path, &page, &emptied, "upload").await.page(422);
    assert!(nothing.text("main .notice.bad").contains("None of these lines can be submitted yet"));
    let mut some = corrections(3..4);
    some.extend(emptied);
    send(&alice, &path, &page, &some, "upload").await.location();
    app.process_queue().await;
    assert_eq!(newest(&alice).await[2], "1");
    assert!(alice.get(&format!("/uploads/{first}/errors")).await.page(200).text("h1").ends_with("4 left"));
}

#[tokio::test]
async fn a_check_says_what_is_wrong_with_a_corrected_line() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload_with_five_errors(&app, &alice, &[]).await;
    let path = format!("/uploads/{first}/correct");
    let page = alice.get(&path).await.page(200);
    let changes = [
        // Registered by the first line of the same file.
        (given::wrong_imei(2), given::imei(1)),
        (given::wrong_imei(3), given::imei(3).replacen('0', "O", 1)),
        (given::wrong_imei(4), given::imei(4)),
    ];
    let page = send(&alice, &path, &page, &changes, "check").await.page(200);
    let results: Vec<String> = page.rows("main table").into_iter().map(|row| row[2].clone()).collect();
    assert!(results[0].contains("Already uploaded to this customer"), "{results:?}");
    assert!(results[1].contains("Letter instead of a digit"), "{results:?}");
    assert!(results[2].starts_with("Can be uploaded"), "{results:?}");
    assert!(results[3].ends_with("Not changed yet"), "{results:?}");
    let count = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows().len();
    assert_eq!(count, 1, "a check registers nothing");
}

#[tokio::test]
async fn the_order_is_taken_over_and_the_page_says_so() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let order = [("order_number", "4500124803"), ("order_date", "2026-11-17")];
    let first = upload_with_five_errors(&app, &alice, &order).await;
    let path = format!("/uploads/{first}/correct");
    let page = alice.get(&path).await.page(200);
    assert!(page.text(".lede").contains("Order number 4500124803 and order date"), "{}", page.text(".lede"));
    send(&alice, &path, &page, &corrections(2..7), "upload").await.location();
    app.process_queue().await;
    let second = newest(&alice).await[0].clone();
    let page = alice.get(&format!("/uploads/{second}/errors")).await.page(200);
    let facts = page.text(".facts");
    assert!(facts.contains("4500124803") && facts.contains("17 Nov 2026"), "{facts}");
    let notice = page.text("main .notice p");
    assert!(
        notice.contains(
            "Order number 4500124803 and order date 17 Nov 2026 were copied from the earlier upload"
        ),
        "{notice}"
    );
}

#[tokio::test]
async fn the_form_for_a_corrected_file_begins_with_the_order() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let order = [("order_number", "4500124803"), ("order_date", "2026-11-17")];
    let first = upload_with_five_errors(&app, &alice, &order).await;
    let page = alice.get(&format!("/uploads/{first}/errors")).await.page(200);
    let url = page.attribute("main a[href*=correction]", "href");
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.attribute("#field-order_number", "value"), "4500124803");
    assert_eq!(page.attribute("#field-order_date", "value"), "2026-11-17");
    assert!(page.text("main").contains(&format!("of upload {first}, which you’re correcting")));
    let other = format!("/customers/{}/uploads/new?correction={first}", MEADOW.id);
    let page = alice.get(&other).await.page(200);
    assert_eq!(page.attribute("#field-order_number", "value"), "", "the upload is another customer’s");
}

#[tokio::test]
async fn only_the_reseller_can_open_or_send_the_page() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload_with_five_errors(&app, &alice, &[]).await;
    let path = format!("/uploads/{first}/correct");
    let page = alice.get(&path).await.page(200);
    for (person, status) in [(CHARLIE, 404), (BOB, 403), (SAM, 403)] {
        let client = app.sign_in(person).await;
        assert_eq!(client.get(&path).await.status, status, "{person:?}");
        let sent = send(&client, &path, &page, &corrections(2..3), "upload").await;
        assert_eq!(sent.status, status, "{person:?}");
    }
    app.process_queue().await;
    assert_eq!(newest(&alice).await[0], first);
    let sam = app.sign_in(SAM).await;
    let results = sam.get(&format!("/support/uploads/{first}")).await.page(200);
    assert!(!results.text("main").contains("Correct 5 lines here"));
}

#[tokio::test]
async fn the_lines_of_a_deletion_are_corrected_after_confirmation() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    alice.upload(&uploads(), "a.csv", given::file(&given::imeis(1, 3)), &[]).await.location();
    app.process_queue().await;
    let url = format!("/customers/{}/deletions", HARBOUR.id);
    let lines = [given::imei(1), given::wrong_imei(2), given::wrong_imei(3)];
    let deletion = alice.upload(&url, "returns.csv", given::file(&lines), &[("confirm", "3")]).await;
    let deletion = deletion.location().to_owned();
    app.process_queue().await;
    let path = format!("{deletion}/correct");
    let page = alice.get(&path).await.page(200);
    let confirm = send(&alice, &path, &page, &corrections(2..3), "upload").await.page(200);
    assert_eq!(confirm.text("h1"), "Delete 1 device?");
    let draft = confirm.attribute("input[name=draft]", "value");
    alice.upload(&url, "", "", &[("draft", &draft), ("confirm", "1")]).await.location();
    app.process_queue().await;
    let page = alice.get(&deletion).await.page(200);
    assert!(page.text("h1").ends_with("1 left"), "{}", page.text("h1"));
    // The rest is corrected in the download.
    let rows = alice.get(&format!("{deletion}/failed-rows.csv")).await.text();
    let rows = rows.replace(&given::wrong_imei(3), &given::imei(3));
    alice.upload(&url, "corrected.csv", rows, &[("confirm", "1")]).await.location();
    app.process_queue().await;
    let page = alice.get(&deletion).await.page(200);
    assert!(page.text("h1").ends_with("all corrected"), "{}", page.text("h1"));
    let list = alice.get(&url).await.page(200).text("main");
    assert!(list.contains("all corrected"), "{list}");
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(devices.len(), 0);
}

#[tokio::test]
async fn the_customer_of_a_bulk_line_can_be_corrected() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lines = [
        format!("{},{}", HARBOUR.id, given::imei(1)),
        format!("9999999999,{}", given::imei(2)),
        format!("{},{}", MEADOW.id, given::wrong_imei(3)),
    ];
    let action = alice.upload("/bulk-actions/uploads", "w.csv", given::file(&lines), &[]).await;
    let action = action.location().to_owned();
    app.process_queue().await;
    let path = format!("{action}/correct");
    let page = alice.get(&path).await.page(200);
    let mut fields = fields(&page);
    fields.iter_mut().find(|(_, value)| value == "9999999999").unwrap().1 = MEADOW.id.to_owned();
    fields.push(("do".to_owned(), "upload".to_owned()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    alice.post(&path, &fields).await.location();
    app.process_queue().await;
    let page = alice.get(&action).await.page(200);
    assert!(page.text("h1").ends_with("1 left"), "{}", page.text("h1"));
    let devices = alice.get(&format!("/customers/{}/devices.csv", MEADOW.id)).await.csv_rows();
    assert_eq!(devices.len(), 1);
}
