//! Files that were checked but not uploaded are listed. Uploading only their corrected rows shows a warning about the
//! other lines.

use chrono::Duration;
use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::submissions;
use reseller_portal::store::submissions::discard;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, MEADOW};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::html::Page;

/// Returns the warnings on a page, with a placeholder for the check's number.
fn warnings(page: &Page, number: &str) -> String {
    let warnings = page.lines("main .notice.warn:not([hidden]) h2, main .notice.warn:not([hidden]) p");
    warnings.replace(&format!("check {number}"), "check [number]")
}

/// Returns two invalid lines and three valid ones.
fn lines() -> Vec<String> {
    [given::wrong_imei(8), given::wrong_imei(9)].into_iter().chain(given::imeis(1, 3)).collect()
}

fn corrected(failed_rows: &str) -> String {
    let rows = failed_rows.replace(&given::wrong_imei(8), &given::imei(8));
    rows.replace(&given::wrong_imei(9), &given::imei(9))
}

async fn check(app: &App, client: &Client, path: &str, name: &str, file: impl Into<Vec<u8>>) -> String {
    let url = client.upload(path, name, file, &[("check", "1")]).await.location().to_owned();
    app.process_queue().await;
    url
}

async fn newest(client: &Client, path: &str) -> String {
    client.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}

#[tokio::test]
async fn uploading_only_the_corrected_rows_warns_about_the_other_lines() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let url = check(&app, &alice, &path, "week 48.csv", given::file(&lines())).await;
    let number = url.rsplit('/').next().unwrap();
    let page = alice.get(&url).await.page(200);
    insta::assert_snapshot!(page.lines("#results > .notice h2, #results > .notice p"), @"
    Nothing has been uploaded yet. 3 of 5 lines are ready, and 2 have errors. Upload the 3 now, or fix the file first.
    The download of failed rows contains only the 2 lines with errors. Choose Upload now to upload the other 3.
    We keep the file until 24 Nov 2026, 12:00. Choose another file
    ");

    let rows = corrected(&alice.get(&format!("{url}/failed-rows.csv")).await.text());
    // The corrected rows are checked under another name and then uploaded.
    let second = check(&app, &alice, &path, "corrected.csv", rows).await;
    let other_lines = warnings(&alice.get(&second).await.page(200), number);
    insta::assert_snapshot!(other_lines, @"
    Other lines haven’t been uploaded yet
    These lines correct failed rows in check [number]. To upload the other 3 lines, open the check and choose Upload now.
    ");
    alice.post(&format!("{second}/upload"), &[]).await.location();
    app.process_queue().await;
    let upload = newest(&alice, &path).await;
    let page = alice.get(&format!("/uploads/{upload}/errors")).await.page(200);
    assert_eq!(warnings(&page, number), other_lines);
    assert_eq!(page.attributes("main .notice.warn a", "href"), [url.as_str()]);
    assert_eq!(page.text(".facts a"), format!("check {number}"));
    let page = alice.get(&path).await.page(200);
    insta::assert_snapshot!(warnings(&page, number), @"
    week 48.csv is only partly uploaded
    You uploaded the corrected rows, but not the other 3 lines. Open the check and choose Upload now. We keep the file until 24 Nov 2026, 12:00.
    ");

    // Once the other lines are uploaded too, the warning disappears.
    alice.post(&format!("{url}/upload"), &[]).await.location();
    app.process_queue().await;
    assert!(!alice.get(&path).await.page(200).has("main .notice.warn:not([hidden])"));
    let page = alice.get(&format!("/uploads/{upload}/errors")).await.page(200);
    assert!(!page.has("main .notice.warn"));
    let whole = newest(&alice, &path).await;
    assert_eq!(page.text(".facts a"), format!("upload {whole}"));
    let page = alice.get(&format!("/uploads/{whole}/errors")).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["5", "3", "0 left of 2"]);
    assert_eq!(page.texts(".notice.ok h2"), ["All failed lines are resolved"]);
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(devices.len(), 5);
}

#[tokio::test]
async fn uploading_only_the_corrected_rows_of_a_bulk_file_warns_about_the_other_lines() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let rows: Vec<String> = lines().iter().map(|line| format!("{},{line}", MEADOW.id)).collect();
    let url = check(&app, &alice, "/bulk-actions/uploads", "many.csv", given::file(&rows)).await;
    let number = url.rsplit('/').next().unwrap();
    let page = alice.get("/bulk-actions").await.page(200);
    assert_eq!(page.text(".waiting a"), "many.csv");
    let rows = corrected(&alice.get(&format!("{url}/failed-rows.csv")).await.text());
    let name = format!("check-{number}-failed-rows.csv");
    let action = alice.upload("/bulk-actions/uploads", &name, rows, &[]).await.location().to_owned();
    app.process_queue().await;
    let page = alice.get(&action).await.page(200);
    insta::assert_snapshot!(warnings(&page, number), @"
    Other lines haven’t been uploaded yet
    These lines correct failed rows in check [number]. To upload the other 3 lines, open the check and choose Upload now.
    ");
    let page = alice.get("/bulk-actions").await.page(200);
    insta::assert_snapshot!(warnings(&page, number), @"
    many.csv is only partly uploaded
    You uploaded the corrected rows, but not the other 3 lines. Open the check and choose Upload now. We keep the file until 24 Nov 2026, 12:00.
    ");
}

#[tokio::test]
async fn corrected_rows_refer_to_the_upload_rather_than_a_later_check() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    alice.upload(&path, "a.csv", given::file(&lines()), &[]).await.location();
    app.process_queue().await;
    let first = newest(&alice, &path).await;
    // The file is checked again, so the check is newer than the upload.
    check(&app, &alice, &path, "a.csv", given::file(&lines())).await;
    let rows = corrected(&alice.get(&format!("/uploads/{first}/failed-rows.csv")).await.text());
    alice.upload(&path, "b.csv", rows, &[]).await.location();
    app.process_queue().await;
    let page = alice.get(&format!("/uploads/{}/errors", newest(&alice, &path).await)).await.page(200);
    assert_eq!(page.text(".facts a"), format!("upload {first}"));
    assert!(!page.has("main .notice.warn"));
}

#[tokio::test]
async fn an_expired_check_is_removed_with_its_warnings() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let url = check(&app, &alice, &path, "a.csv", given::file(&lines())).await;
    let rows = corrected(&alice.get(&format!("{url}/failed-rows.csv")).await.text());
    alice.upload(&path, "b.csv", rows, &[]).await.location();
    app.process_queue().await;
    app.clock().set(noon() + Duration::hours(24));
    let now = app.clock().now();
    assert_eq!(app.db().write(|conn| discard::delete_expired_drafts(conn, now)).unwrap(), 1);
    let alice = app.sign_in(ALICE).await;
    let page = alice.get(&format!("/uploads/{}/errors", newest(&alice, &path).await)).await.page(200);
    assert!(!page.has("main .notice.warn") && !page.has(".facts a"));
}

#[tokio::test]
async fn a_check_can_expire_while_its_corrections_are_being_uploaded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let url = check(&app, &alice, &path, "a.csv", given::file(&lines())).await;
    let number: i64 = url.rsplit('/').next().unwrap().parse().unwrap();
    let rows = corrected(&alice.get(&format!("{url}/failed-rows.csv")).await.text());
    alice.upload(&path, "b.csv", rows, &[]).await.location();
    let result = app.db().write(|conn| {
        discard::delete_expired_drafts(conn, noon() + Duration::hours(24))?;
        // Simulates housekeeping between finding the check and committing the upload.
        diesel::update(submissions::table).set(submissions::correction_of.eq(number)).execute(conn)?;
        Ok::<_, Error>(())
    });
    result.unwrap();
    app.process_queue().await;
    let row = alice.get(&format!("{path}.csv")).await.csv_rows()[0].clone();
    assert_eq!((row[3].as_str(), row[5].as_str()), ("2", "Completed"), "{row:?}");
}

#[tokio::test]
async fn pending_checks_are_listed_for_people_who_can_upload() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    assert!(!alice.get(&path).await.page(200).has(".waiting"));
    let mut urls = Vec::new();
    for number in 0..6 {
        let file = given::file(&given::imeis(10 * number, 2));
        urls.push(check(&app, &alice, &path, &format!("week {number}.csv"), file).await);
    }
    check(&app, &alice, &path, "only-errors.csv", given::file(&[given::wrong_imei(1)])).await;
    let page = alice.get(&path).await.page(200);
    let newest_five: Vec<&str> = urls.iter().rev().take(5).map(String::as_str).collect();
    assert_eq!(page.attributes(".waiting a", "href"), newest_five);
    insta::assert_snapshot!(page.lines(".waiting"), @"
    week 5.csv, 2 lines: checked, not uploaded yet. Kept until 24 Nov 2026, 12:00.
    week 4.csv, 2 lines: checked, not uploaded yet. Kept until 24 Nov 2026, 12:00.
    week 3.csv, 2 lines: checked, not uploaded yet. Kept until 24 Nov 2026, 12:00.
    week 2.csv, 2 lines: checked, not uploaded yet. Kept until 24 Nov 2026, 12:00.
    week 1.csv, 2 lines: checked, not uploaded yet. Kept until 24 Nov 2026, 12:00.
    ");
    let other = format!("/customers/{}/uploads", MEADOW.id);
    assert!(!alice.get(&other).await.page(200).has(".waiting"));
    for person in [BOB, CHARLIE] {
        assert!(!app.sign_in(person).await.get(&path).await.page(200).has(".waiting"));
    }
    alice.post(&format!("{}/upload", urls[5]), &[]).await.location();
    let page = alice.get(&path).await.page(200);
    assert_eq!(page.texts(".waiting a")[0], "week 4.csv");
    app.process_queue().await;
}
