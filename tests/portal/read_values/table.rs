//! The table of what will be uploaded: each identifier with its line and what it was read from.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{identifier_counts, row_index, submission_files};

use crate::bulk_actions::new_upload::{HEADER, upload_bulk_file};
use crate::checks::show::check_file;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, FLEETCARE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::html::Page;

fn uploads() -> String {
    format!("/customers/{}/uploads", HARBOUR.id)
}

/// Returns a list with an IMEI without its check digit, one among other text, and one that fails.
fn list() -> Vec<u8> {
    let (short, labelled) = (given::imei(2)[..14].to_owned(), format!("IMEI: {} (black)", given::imei(3)));
    let rows = [
        format!("{};{};black", given::imei(1), given::serial(1)),
        format!("{short};{};red", given::serial(2)),
        format!("{labelled};;white"),
        format!("{};{};white", given::wrong_imei(4), given::serial(4)),
    ];
    given::table("IMEI;Serial number;Colour", &rows.each_ref().map(String::as_str))
}

/// Returns the lines of the table on a page, without spaces inside identifiers.
fn lines(page: &Page) -> String {
    let rows = page.rows(".values");
    rows.into_iter().map(|cells| cells.join(" | ")).collect::<Vec<_>>().join("\n")
}

async fn upload(app: &App, client: &Client, file: Vec<u8>) -> String {
    client.upload(&uploads(), "list.csv", file, &[]).await.location();
    app.process_queue().await;
    let id = client.get(&format!("{}.csv", uploads())).await.csv_rows()[0][0].clone();
    format!("/uploads/{id}/errors")
}

#[tokio::test]
async fn a_check_shows_each_identifier_with_its_line_and_what_it_was_read_from() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = check_file(&alice, &uploads(), list(), &[]).await;
    app.process_queue().await;
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.text("#devices"), "What will be uploaded");
    insta::assert_snapshot!(lines(&page), @"
    2 | 350000120000019 | IMEI | Column 1, IMEI | –nothing
    2 | R38K000001 | Serial number | Column 2, Serial number | –nothing
    3 | 350000120000027 | IMEI | Column 1, IMEI | 14 digits in “35000012000002”; check digit added
    3 | R38K000002 | Serial number | Column 2, Serial number | –nothing
    4 | 350000120000035 | IMEI | Column 1, IMEI | Taken from “IMEI: 350000120000035 (black)”
    ");
    insta::assert_snapshot!(page.lines(".pills a"), @"
    All 3
    IMEI 3
    Serial number 2
    Check digit added 1
    Taken from text 1
    ");
    assert_eq!(
        page.text("section:has(#devices) .hint"),
        "3 IMEIs, 2 serial numbers, 1 with check digit added, 1 taken from text"
    );
}

#[tokio::test]
async fn the_table_can_be_filtered_by_kind() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = check_file(&alice, &uploads(), list(), &[]).await;
    app.process_queue().await;
    let page = alice.get(&format!("{url}?kind=check_digit_added")).await.page(200);
    insta::assert_snapshot!(lines(&page), @"
    3 | 350000120000027 | IMEI | Column 1, IMEI | 14 digits in “35000012000002”; check digit added
    3 | R38K000002 | Serial number | Column 2, Serial number | –nothing
    ");
    assert_eq!(page.text("section:has(#devices) p.pager"), "1 device");
    let page = alice.get(&format!("{url}?kind=nonsense")).await.page(200);
    assert_eq!(page.text("section:has(#devices) p.pager"), "3 devices");
}

#[tokio::test]
async fn an_upload_shows_what_was_uploaded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = upload(&app, &alice, list()).await;
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.text("#devices"), "What was uploaded");
    let check = check_file(&alice, &uploads(), list(), &[]).await;
    app.process_queue().await;
    insta::assert_snapshot!(lines(&page), @"
    2 | 350000120000019 | IMEI | Column 1, IMEI | –nothing
    2 | R38K000001 | Serial number | Column 2, Serial number | –nothing
    3 | 350000120000027 | IMEI | Column 1, IMEI | 14 digits in “35000012000002”; check digit added
    3 | R38K000002 | Serial number | Column 2, Serial number | –nothing
    4 | 350000120000035 | IMEI | Column 1, IMEI | Taken from “IMEI: 350000120000035 (black)”
    ");
    assert!(alice.get(&check).await.page(200).rows(".values").is_empty(), "every line fails now");
}

#[tokio::test]
async fn devices_that_are_registered_already_are_not_listed_or_counted() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, given::file(&[given::imei(1)])).await;
    let check = check_file(&alice, &uploads(), list(), &[]).await;
    app.process_queue().await;
    let page = alice.get(&check).await.page(200);
    assert_eq!(
        page.text("section:has(#devices) .hint"),
        "2 IMEIs, 1 serial number, 1 with check digit added, 1 taken from text"
    );
    assert!(!lines(&page).contains(&given::serial(1)), "{}", lines(&page));
}

#[tokio::test]
async fn all_lines_are_ready_only_beside_the_figures() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = given::file(&[given::imei(1), given::imei(2)]);
    let check = check_file(&alice, &uploads(), file, &[]).await;
    app.process_queue().await;
    let page = alice.get(&check).await.page(200);
    assert_eq!(
        page.text("#results > .notice h2"),
        "Nothing has been uploaded yet. All 2 lines are ready: 2 IMEIs. Upload them now."
    );
    assert_eq!(page.text(".empty p"), "All lines are ready to upload. 2 IMEIs.");
}

#[tokio::test]
async fn pages_follow_the_lines_of_the_file_in_both_directions() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    // Every third line fails, so a page reads past failed lines.
    let line = |number| if number % 3 == 0 { given::wrong_imei(number) } else { given::imei(number) };
    let lines: Vec<String> = (1..=90).map(line).collect();
    let url = upload(&app, &alice, given::file(&lines)).await;
    let numbers =
        |page: &Page| page.rows(".values").into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    let expected: Vec<String> = (1..=90).filter(|n| n % 3 != 0).map(|n: u32| n.to_string()).collect();
    let mut page = alice.get(&url).await.page(200);
    let mut seen = numbers(&page);
    let next = "section:has(#devices) .pager a:last-of-type";
    while let Some(address) = page.attributes(next, "href").first().cloned() {
        page = alice.get(address.split('#').next().unwrap()).await.page(200);
        seen.extend(numbers(&page));
    }
    assert_eq!(seen, expected);
    let previous = page.attribute("section:has(#devices) .pager a:first-of-type", "href");
    let page = alice.get(previous.split('#').next().unwrap()).await.page(200);
    assert_eq!(numbers(&page), expected[25..50]);
}

#[tokio::test]
async fn an_upload_of_a_bulk_action_shows_only_its_own_lines() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let row = |customer: &str, imei: String| format!("{customer};{imei};;;");
    let rows =
        [row(HARBOUR.id, given::imei(1)), row(FLEETCARE.id, given::imei(2)), row(HARBOUR.id, given::imei(3))];
    let file = given::table(HEADER, &rows.each_ref().map(String::as_str));
    let number = upload_bulk_file(&app, &alice, file).await;
    app.process_queue().await;
    let page = alice.get(&format!("/bulk-actions/{number}")).await.page(200);
    assert_eq!(page.rows(".values").len(), 3);
    let id = alice.get(&format!("{}.csv", uploads())).await.csv_rows()[0][0].clone();
    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    let numbers: Vec<String> = page.rows(".values").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(numbers, ["2", "4"]);
    assert_eq!(page.text("section:has(#devices) .hint"), "2 IMEIs");
}

#[tokio::test]
async fn a_page_says_that_the_file_was_deleted() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = upload(&app, &alice, list()).await;
    app.db().write(|conn| Ok::<_, Error>(diesel::delete(submission_files::table).execute(conn)?)).unwrap();
    let page = alice.get(&url).await.page(200);
    assert!(
        page.text("section:has(#devices)").contains("We no longer have the file"),
        "{}",
        page.text("main")
    );
    assert!(page.text("section:has(#devices) .hint").starts_with("3 IMEIs, 2 serial numbers"));
}

#[tokio::test]
async fn a_discarded_check_leaves_nothing_behind() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = check_file(&alice, &uploads(), list(), &[]).await;
    app.process_queue().await;
    let stored = || {
        app.db()
            .read(|conn| {
                let parts: i64 = row_index::table.count().get_result(conn)?;
                let counts: i64 = identifier_counts::table.count().get_result(conn)?;
                Ok::<_, Error>((parts, counts > 0))
            })
            .unwrap()
    };
    assert_eq!(stored(), (1, true));
    alice.post(&format!("{url}/discard"), &[]).await.location();
    assert_eq!(stored(), (0, false));
}

#[tokio::test]
async fn an_uploaded_check_shows_the_lines_of_the_upload() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let url = check_file(&alice, &uploads(), list(), &[]).await;
    app.process_queue().await;
    alice.post(&format!("{url}/upload"), &[]).await.location();
    app.process_queue().await;
    let id = alice.get(&format!("{}.csv", uploads())).await.csv_rows()[0][0].clone();
    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    assert_eq!(page.rows(".values").len(), 5);
    assert!(page.text("section:has(#devices) .hint").starts_with("3 IMEIs, 2 serial numbers"));
    let charlie = app.sign_in(CHARLIE).await;
    assert_eq!(charlie.get(&format!("/uploads/{id}/errors?kind=imei")).await.status, 404);
}

mod browser_table {
    use super::*;
    use crate::harness::browser::Browser;

    #[tokio::test]
    async fn the_table_is_filtered_and_the_failed_rows_are_downloaded_as_a_workbook() {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        let check = check_file(&alice, &uploads(), list(), &[]).await;
        app.process_queue().await;
        let browser = Browser::start().await;
        browser.sign_in(&app, ALICE).await;
        browser.goto(app.url(&check)).await.unwrap();
        browser.wait_for("#devices", "What will be uploaded").await;
        browser.assert_accessible("read-values-check").await;
        browser.goto(app.url(&format!("{check}?kind=imei#devices"))).await.unwrap();
        browser.assert_accessible("read-values-table").await;
        browser.click(".pills a:last-child").await;
        browser.wait_for(".pills [aria-current]", "Taken from text").await;
        browser.wait_for("section:has(#devices) p.pager", "1 device").await;
        browser.goto(app.url(&check)).await.unwrap();
        browser.click(".page-head details.menu summary").await;
        browser.save_screenshot("download-menu").await;
        assert_eq!(browser.axe_faults().await, Vec::<String>::new());
        browser.click("#download-failed-rows-workbook").await;
        let number = check.rsplit('/').next().unwrap();
        let workbook = browser.wait_for_download(&format!("check-{number}-failed-rows.xlsx")).await;
        let sheet = crate::harness::xlsx::Sheet::read(&workbook);
        assert_eq!(sheet.column("IMEI"), [given::wrong_imei(4)]);
    }

    #[tokio::test]
    async fn downloads_are_offered_in_a_dialog() {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        upload(&app, &alice, list()).await;
        let browser = Browser::start().await;
        browser.sign_in(&app, ALICE).await;
        browser.goto(app.url(&uploads())).await.unwrap();
        browser.click("a.err-btn").await;
        browser.wait_for("dialog[open] h2", "Upload errors").await;
        browser.click("dialog[open] details.menu summary").await;
        browser.wait_for("dialog[open] .pop", "Download failed rows as Excel").await;
        browser.save_screenshot("download-menu-dialog").await;
        browser.resize(390, 844).await;
        browser.save_screenshot("download-menu-dialog-390").await;
        assert_eq!(browser.axe_faults().await, Vec::<String>::new());
    }
}
