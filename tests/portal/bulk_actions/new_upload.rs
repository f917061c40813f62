//! Bulk upload: a file creates uploads for each customer, and every line has exactly one outcome.

use std::collections::BTreeMap;

use reseller_portal::domain::activity::Activity;
use reseller_portal::store::{activity, devices};

use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, FJORD, FLEETCARE, HARBOUR, MEADOW, OLDGATE, STC_ALIAS};
use crate::harness::client::Client;
use crate::harness::given;

/// Uploads a file and processes it. Returns the number of the bulk action.
pub async fn upload_bulk_file(app: &App, client: &Client, bytes: Vec<u8>) -> String {
    let response = client.upload("/bulk-actions/uploads", "week-47.csv", bytes, &[]).await;
    assert_eq!(response.status, 303, "{}", response.text());
    let number = response.location().strip_prefix("/bulk-actions/").expect("a bulk action").to_owned();
    app.process_queue().await;
    number
}

pub const HEADER: &str = "Customer ID;IMEI;Order number;Order date;STC alias";

/// Returns the total devices, verified devices, status, order number and order date for each of a customer's uploads,
/// newest first.
async fn uploads(client: &Client, customer: &str) -> Vec<[String; 5]> {
    let table = client.get(&format!("/customers/{customer}/uploads.csv")).await.csv_rows();
    table.iter().map(|row| [2, 3, 5, 7, 8].map(|index| row[index].clone())).collect()
}

#[tokio::test]
async fn a_file_creates_uploads_for_each_customer() {
    let app = App::start().await;
    app.catalog(&[given::enterprise(70), given::enterprise(71)]);
    let alice = app.sign_in(ALICE).await;
    let (harbour, fleetcare) = (HARBOUR.id, FLEETCARE.id);
    let row = |customer: &str, id: &str, more: &str| format!("{customer};{id}{more}");
    let lines = [
        row(harbour, &given::imei(1), ";PO 1;2026-11-01;"), // 2
        row(harbour, &given::imei(2), ";PO 1;2026-11-01;"), // 3
        row(fleetcare, &given::imei(3), ";;;"),             // 4
        row(harbour, &given::imei(4), ";PO 2;2026-11-01;"), // 5
        row("1000 000-001", &given::wrong_imei(5), ";PO 1;2026-11-01;"), // 6: wrong check digit
        row("9999999999", &given::imei(6), ";;;"),          // 7: unknown
        row(OLDGATE.id, &given::imei(7), ";;;"),            // 8: inactive
        row(FJORD.id, &given::imei(8), ";;;"),              // 9: Nordtel's
        row(harbour, &given::imei(9), ";PO\u{200B}1;;"),    // 10: order number
        row(harbour, &given::imei(10), ";PO 1;2026-13-01;"), // 11: order date
        row(harbour, &given::imei(11), ";PO 1;2026-11-01;No such alias"), // 12: alias
        row(harbour, &given::enterprise(70).imei1, ";PO 1;2026-11-01;"), // 13: needs a code
        row(harbour, &given::enterprise(71).imei1, &format!(";PO 1;2026-11-01;{STC_ALIAS}")), // 14
        row(harbour, &given::imei(12), ";PO 1;2026-11-01;"), // 15: two customers
        row(fleetcare, &given::imei(12), ";;;"),            // 16: two customers
        row(harbour, &given::imei(1), ";PO 2;2026-11-01;"), // 17: repeat of 2
    ];
    let file = format!("{HEADER}\r\n{}\r\n", lines.join("\r\n"));
    let number = upload_bulk_file(&app, &alice, file.into_bytes()).await;

    let harbour_uploads = uploads(&alice, harbour).await;
    let expected = [
        ["1", "1", "Completed", "PO 1", "2026-11-01"],
        ["2", "1", "Completed with error", "PO 2", "2026-11-01"],
        ["5", "2", "Completed with error", "PO 1", "2026-11-01"],
    ];
    assert_eq!(harbour_uploads, expected.map(|row| row.map(str::to_owned)));
    assert_eq!(
        uploads(&alice, fleetcare).await,
        [["2", "1", "Completed with error", "", ""].map(str::to_owned)]
    );

    let errors = alice.get(&format!("/bulk-actions/{number}/errors.csv")).await.csv_rows();
    let codes: BTreeMap<&str, (&str, &str)> =
        errors.iter().map(|row| (row[0].as_str(), (row[1].as_str(), row[4].as_str()))).collect();
    let expected = BTreeMap::from([
        ("6", ("1000 000-001", "DEVICE_IMEI_INVALID")),
        ("7", ("9999999999", "CUSTOMER_NOT_FOUND")),
        ("8", (OLDGATE.id, "CUSTOMER_INACTIVE")),
        ("9", (FJORD.id, "CUSTOMER_NOT_FOUND")),
        ("10", (harbour, "ORDER_NUMBER_INVALID")),
        ("11", (harbour, "ORDER_DATE_INVALID")),
        ("12", (harbour, "STC_NOT_FOUND")),
        ("13", (harbour, "STC_REQUIRED")),
        ("15", (harbour, "DEVICE_CUSTOMER_CONFLICT")),
        ("16", (fleetcare, "DEVICE_CUSTOMER_CONFLICT")),
        ("17", (harbour, "DEVICE_REPEATED")),
    ]);
    assert_eq!(codes, expected);
    assert_eq!(errors.len(), 11, "each failed line is listed once");

    let page = alice.get(&format!("/bulk-actions/{number}")).await.page(200);
    insta::assert_snapshot!(page.lines(".lede, .facts > *"), @"
    week-47.csv · Today, 12:00 · alice@brightline.example
    Result 10 devices in 4 uploads for 2 customers. 6 lines were not uploaded.
    How we read your file UTF-8, semicolons, columns Customer ID, IMEI, Order number, Order date, STC alias.
    ");
    assert!(page.text("section[aria-labelledby=uploads] table").contains(STC_ALIAS));
    let count = |action: Activity| {
        app.db().read(|conn| activity::count(conn, action, &format!("B-{number}"))).unwrap()
    };
    assert_eq!((count(Activity::BulkUploadAccepted), count(Activity::BulkUploadFinished)), (1, 1));
}

#[tokio::test]
async fn corrected_rows_can_be_uploaded_again() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = format!("{HEADER}\n{};{};PO 7;2026-11-01;\n", "9999999999", given::imei(1));
    let number = upload_bulk_file(&app, &alice, file.into_bytes()).await;
    let response = alice.get(&format!("/bulk-actions/{number}/failed-rows.csv")).await;
    let corrected = response.text().replace("9999999999", MEADOW.id);
    assert!(corrected.contains("CUSTOMER_NOT_FOUND"), "{corrected}");
    let number = upload_bulk_file(&app, &alice, corrected.into_bytes()).await;
    assert!(alice.get(&format!("/bulk-actions/{number}/errors.csv")).await.csv_rows().is_empty());
    let registered = uploads(&alice, MEADOW.id).await;
    assert_eq!(registered, [["1", "1", "Completed", "PO 7", "2026-11-01"].map(str::to_owned)]);
}

#[tokio::test]
async fn without_a_header_columns_are_positional_and_one_date_format_applies_to_the_whole_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = HARBOUR.id;
    let file = format!("{id},{},A,20263101\n{id},{},A,20260102\n", given::imei(1), given::imei(2));
    upload_bulk_file(&app, &alice, file.into_bytes()).await;
    let dates: Vec<String> = uploads(&alice, id).await.into_iter().map(|row| row[4].clone()).collect();
    assert_eq!(dates, ["2026-02-01", "2026-01-31"], "the first line can only be YYYYDDMM");

    let contradictory = format!("{id},{},A,20263101\n{id},{},A,20261231\n", given::imei(3), given::imei(4));
    let response = alice.upload("/bulk-actions/uploads", "dates.csv", contradictory.into_bytes(), &[]).await;
    insta::assert_snapshot!(
        response.page(422).text("[data-problems] li"),
        @"The order dates on lines 2 and 1 are written in two ways, YYYYMMDD and YYYYDDMM. Write all dates as YYYY-MM-DD."
    );
    let rejections = app.db().read(|conn| activity::count(conn, Activity::BulkUploadRejected, "")).unwrap();
    assert_eq!(rejections, 1);
}

#[tokio::test]
async fn both_imeis_identify_the_phone_and_repeats_are_found_across_orders() {
    let app = App::start().await;
    let phone = given::dual_sim(80);
    app.catalog(std::slice::from_ref(&phone));
    let alice = app.sign_in(ALICE).await;
    let file = format!("{HEADER}\n{0};{1};A;;\n{0};{2};B;;\n", HARBOUR.id, phone.imei1, phone.imei2);
    let number = upload_bulk_file(&app, &alice, file.into_bytes()).await;
    let errors = alice.get(&format!("/bulk-actions/{number}/errors.csv")).await.csv_rows();
    assert_eq!((errors[0][0].as_str(), errors[0][4].as_str()), ("3", "DEVICE_REPEATED"));
    let device = app.db().read(|conn| devices::find(conn, &phone.imei2)).unwrap();
    assert_eq!(device.imei1.as_deref(), Some(phone.imei1.as_str()));
}

#[tokio::test]
async fn each_form_rejects_files_meant_for_the_other() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let single = given::file(&given::imeis(0, 3));
    let response = alice.upload("/bulk-actions/uploads", "one.csv", single, &[]).await;
    insta::assert_snapshot!(
        response.page(422).text("[data-problems] li"),
        @"The selected file has only one column. Put the customer or MSP ID before each identifier, or upload the file on the customer’s page."
    );
    let bulk = format!("Customer ID,IMEI\n{},{}\n", FLEETCARE.id, given::imei(1)).into_bytes();
    let url = format!("/customers/{}/uploads", HARBOUR.id);
    let response = alice.upload(&url, "many.csv", bulk, &[]).await;
    insta::assert_snapshot!(
        response.page(422).lines("main [data-problems] li"),
        @"
    The selected file names its customers, as files for many customers do. Upload it under Bulk actions, or remove the customer column.
    Continue with this file under Bulk actions
    "
    );
}

#[tokio::test]
async fn a_file_for_many_customers_waits_under_bulk_actions() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let bulk = format!("Customer ID,IMEI\n{},{}\n", FLEETCARE.id, given::imei(1)).into_bytes();
    let url = format!("/customers/{}/uploads", HARBOUR.id);
    let rejected = alice.upload(&url, "many.csv", bulk, &[("order_number", "PO-9")]).await.page(422);
    let waiting = rejected.attribute("main [data-problems] a[href^='/reviews/']", "href");
    let page = alice.get(&waiting).await.page(200);
    assert_eq!(page.text("button[value=go]"), "Upload 1 device");
    assert_eq!(app.sign_in(CHARLIE).await.get(&waiting).await.status, 404, "only its owner sees it");
    let uploaded = alice.post(&waiting, &[("do", "go")]).await;
    assert!(uploaded.location().starts_with("/bulk-actions/"), "{}", uploaded.location());
    app.process_queue().await;
    let list = format!("/customers/{}/uploads.csv", FLEETCARE.id);
    assert_eq!(alice.get(&list).await.csv_rows().len(), 1);
}

#[tokio::test]
async fn a_deletion_for_many_customers_waits_under_bulk_actions() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let bulk = format!("Customer ID,IMEI\n{},{}\n", FLEETCARE.id, given::imei(1)).into_bytes();
    let url = format!("/customers/{}/deletions", HARBOUR.id);
    let rejected = alice.upload(&url, "many.csv", bulk, &[]).await.page(422);
    let waiting = rejected.attribute("main [data-problems] a[href^='/reviews/']", "href");
    let page = alice.get(&waiting).await.page(200);
    assert!(page.text("button[value=go]").starts_with("Delete 1 device"));
}

#[tokio::test]
async fn submitting_the_same_form_twice_creates_one_bulk_action() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = format!("{HEADER}\n{};{};;;\n", HARBOUR.id, given::imei(1)).into_bytes();
    let key = [("form_key", "0b7c")];
    let first = alice.upload("/bulk-actions/uploads", "a.csv", file.clone(), &key).await;
    let again = alice.upload("/bulk-actions/uploads", "a.csv", file, &key).await;
    assert_eq!((first.status, first.location()), (303, again.location()));
    app.process_queue().await;
    assert_eq!(uploads(&alice, HARBOUR.id).await.len(), 1);
}
