//! A check shows the results that the upload would have, and registers nothing.

use chrono::Duration;
use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{
    device_identifiers, drafts, failed_rows, registrations, submission_files, submissions, uploads,
};
use reseller_portal::store::submissions::discard;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, MEADOW, OLDGATE, SAM};
use crate::harness::client::Client;
use crate::harness::given;

/// Submits a file to be checked. Returns the path of the check.
pub async fn check_file(
    client: &Client,
    path: &str,
    file: impl Into<Vec<u8>>,
    extra_fields: &[(&str, &str)],
) -> String {
    let fields = [&[("check", "1"), ("form_key", "k")], extra_fields].concat();
    let response = client.upload(path, "a.csv", file, &fields).await;
    let url = response.location().to_owned();
    assert!(url.starts_with("/checks/"), "{url}");
    url
}

/// Returns the number of uploads, registrations, identifiers, failed rows and submissions.
pub fn table_counts(app: &App) -> [i64; 5] {
    app.db()
        .read(|conn| {
            Ok::<_, Error>([
                uploads::table.count().get_result(conn)?,
                registrations::table.count().get_result(conn)?,
                device_identifiers::table.count().get_result(conn)?,
                failed_rows::table.count().get_result(conn)?,
                submissions::table.count().get_result(conn)?,
            ])
        })
        .unwrap()
}

#[tokio::test]
async fn a_check_shows_the_results_of_an_upload_and_registers_nothing() {
    let app = App::start().await;
    app.catalog(&[given::enterprise(40), given::dual_sim(50)]);
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    charlie.upload(&path, "theirs.csv", given::file(&given::imeis(3, 1)), &[]).await.location();
    app.process_queue().await;
    let before = table_counts(&app);
    let lines = [
        given::imei(1),
        given::wrong_imei(2),
        given::imei(3),
        given::imei(1),
        given::imei(40),
        given::imei(50),
        given::imei(51),
        "3.5E+14".to_owned(),
        given::imei(60)[..14].to_owned(),
    ];
    let url = check_file(&alice, &path, given::file(&lines), &[]).await;
    let waiting = alice.get(&url).await.page(200);
    assert_eq!(waiting.text(".job .status"), "Checking");
    assert_eq!(waiting.text("#results noscript"), "Reload the page to see more.");
    assert!(!waiting.has("button.primary"), "there is nothing to upload yet");
    app.process_queue().await;

    let checked = alice.get(&url).await.page(200);
    assert_eq!(checked.texts(".tally dd"), ["9", "3", "6"]);
    let errors = alice.get(&format!("{url}/errors.csv")).await.csv_rows();
    let failed = alice.get(&format!("{url}/failed-rows.csv")).await.csv_rows();
    // Nothing is registered and no upload is added. The check and its failed rows are the only new rows.
    let [u, r, d, f, s] = before;
    assert_eq!(table_counts(&app), [u, r, d, f + 6, s + 1]);
    let list = alice.get(&path).await.page(200);
    assert!(!list.has("tbody tr"), "a check isn't an upload");
    assert!(!alice.get("/customers").await.text().contains("Today"));

    // Uploading the same file has the same results.
    alice.upload(&path, "a.csv", given::file(&lines), &[]).await.location();
    app.process_queue().await;
    let id = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["9", "3", "6"]);
    assert_eq!(page.texts("a.reason b"), checked.texts("a.reason b"));
    assert_eq!(page.rows(".boxed table"), checked.rows(".boxed table"));
    assert_eq!(page.texts("details.lines summary"), checked.texts("details.lines summary"));
    assert_eq!(alice.get(&format!("/uploads/{id}/errors.csv")).await.csv_rows(), errors);
    assert_eq!(alice.get(&format!("/uploads/{id}/failed-rows.csv")).await.csv_rows(), failed);
}

#[tokio::test]
async fn a_bulk_file_is_checked_for_each_customer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lines = [
        "Customer ID,IMEI,Order number".to_owned(),
        format!("{},{},PO-1", HARBOUR.id, given::imei(1)),
        format!("{},{},PO-1", HARBOUR.id, given::imei(2)),
        format!("{},{},", MEADOW.id, given::imei(3)),
        format!("{},{},", OLDGATE.id, given::imei(4)),
        format!("{},{},", MEADOW.id, given::imei(1)),
    ];
    let url = check_file(&alice, "/bulk-actions/uploads", given::file(&lines), &[]).await;
    app.process_queue().await;
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["5", "2", "3"]);
    insta::assert_snapshot!(page.table_lines("section[aria-labelledby=uploads] table"), @"
    Company name/Customer/MSP ID | Order | STC alias | Lines
    Harbour Logistics 1000000001 | PO-1 | –none | 2
    Meadow Health 1000000004 | –none | –none | 2
    ");
    insta::assert_snapshot!(page.lines(".facts > *"), @"
    Result 4 devices in 2 uploads. 1 line can’t be uploaded.
    How we read your file UTF-8, commas, columns Customer ID, IMEI, Order number.
    ");
    let codes: Vec<String> = alice
        .get(&format!("{url}/errors.csv"))
        .await
        .csv_rows()
        .into_iter()
        .map(|row| row[4].clone())
        .collect();
    assert_eq!(codes, ["DEVICE_CUSTOMER_CONFLICT", "CUSTOMER_INACTIVE", "DEVICE_CUSTOMER_CONFLICT"]);
    assert_eq!(table_counts(&app)[..3], [0, 0, 0]);
    assert!(alice.get("/bulk-actions/history").await.page(200).has(".empty"));
}

#[tokio::test]
async fn a_check_belongs_to_its_reseller_and_expires_after_a_day() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let url = check_file(&alice, &path, given::file(&[given::imei(1), given::wrong_imei(2)]), &[]).await;
    app.process_queue().await;
    let charlie = app.sign_in(CHARLIE).await;
    for part in ["", "/progress", "/errors.csv", "/failed-rows.csv"] {
        let unknown = charlie.get(&format!("/checks/1999999{part}")).await;
        charlie.get(&format!("{url}{part}")).await.assert_not_found_like(&unknown);
    }
    charlie.post(&format!("{url}/upload"), &[]).await.page(404);
    for person in [BOB, SAM] {
        assert_eq!(app.sign_in(person).await.get(&url).await.status, 403);
    }
    // Support doesn't list checks, because they aren't uploads.
    let sam = app.sign_in(SAM).await;
    assert!(sam.get("/support?view=all").await.page(200).has(".empty"));

    app.clock().set(noon() + Duration::hours(24));
    let alice = app.sign_in(ALICE).await;
    alice.get(&url).await.page(404);
    alice.post(&format!("{url}/upload"), &[]).await.page(404);
    let now = app.clock().now();
    assert_eq!(app.db().write(|conn| discard::delete_expired_drafts(conn, now)).unwrap(), 1);
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
    let remaining = app.db().read(|conn| {
        let files: i64 = submission_files::table.count().get_result(conn)?;
        let waiting: i64 = drafts::table.count().get_result(conn)?;
        Ok::<_, Error>((files, waiting))
    });
    assert_eq!(remaining.unwrap(), (0, 0));
}

#[tokio::test]
async fn a_check_rejects_the_same_files_as_an_upload() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let response = alice.upload(&path, "a.csv", Vec::new(), &[("check", "1")]).await;
    insta::assert_snapshot!(
        response.page(422).text("[data-problems] li"),
        @"The selected file is empty. Choose a CSV file with one identifier on each line."
    );
    let too_long = "4".repeat(51);
    let order = [("check", "1"), ("order_number", too_long.as_str())];
    let response = alice.upload(&path, "a.csv", given::file(&given::imeis(0, 1)), &order).await;
    assert!(response.page(422).has("#error-order_number"));
    let inactive = format!("/customers/{}/uploads", OLDGATE.id);
    let response =
        alice.upload(&inactive, "a.csv", given::file(&given::imeis(0, 1)), &[("check", "1")]).await;
    assert!(response.page(422).text("[data-problems] li").contains("removed you as a reseller"));
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_line_without_an_identifier_is_shown_as_empty() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::table("IMEI,Model", &[",Nova 12", &format!("{},Nova 12", given::imei(1))]);
    let url = check_file(&alice, &path, file, &[]).await;
    app.process_queue().await;
    let page = alice.get(&url).await.page(200);
    assert_eq!(page.rows(".boxed table")[0][..2], ["2", "–empty"]);
    assert_eq!(page.texts("a.reason .n"), ["1 line"]);
}
