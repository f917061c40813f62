//! Failed rows as workbooks, which have the columns of the submitted file and can be corrected and uploaded again.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::submission_files;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, CHARLIE, HARBOUR, SAM};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::xlsx::{Sheet, replaced};

const UPLOADS: &str = "/customers/1000000001/uploads";

async fn upload(app: &App, client: &Client, name: &str, file: Vec<u8>) -> String {
    assert_eq!(HARBOUR.id, "1000000001");
    assert_eq!(client.upload(UPLOADS, name, file, &[]).await.location(), UPLOADS);
    app.process_queue().await;
    client.get(&format!("{UPLOADS}.csv")).await.csv_rows()[0][0].clone()
}

/// Returns a list with a wrong IMEI on line 3, and a serial number with leading zeros beside it.
fn list() -> Vec<u8> {
    let rows = [
        format!("1;{};00123A45;black", given::imei(1)),
        format!("2;{};00123A46;\"red; used\"", given::wrong_imei(2)),
        format!("3;{};00123A47;white", given::imei(3)),
    ];
    given::table("Pos.;IMEI;Serial number;Note", &rows.each_ref().map(String::as_str))
}

async fn uploaded_imeis(client: &Client, upload: &str) -> Vec<String> {
    let path = format!("/customers/{}/devices.csv?upload={upload}", HARBOUR.id);
    client.get(&path).await.csv_rows().into_iter().map(|row| row[0].clone()).collect()
}

async fn failed_rows(client: &Client, upload: &str) -> (Vec<u8>, Sheet) {
    let response = client.get(&format!("/uploads/{upload}/failed-rows.xlsx")).await;
    let sheet = response.xlsx(&format!("upload-{upload}-failed-rows.xlsx"));
    (response.body, sheet)
}

#[tokio::test]
async fn a_workbook_has_the_columns_of_the_file_and_the_reasons_behind_them() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&app, &alice, "list.csv", list()).await;
    let (_, sheet) = failed_rows(&alice, &id).await;
    assert_eq!(
        sheet.header,
        ["Pos.", "IMEI", "Serial number", "Note", "line", "code", "message", "details", "what to do"]
    );
    let values: Vec<&str> = sheet.rows[0].iter().map(|cell| cell.value.as_str()).collect();
    let wrong = given::wrong_imei(2);
    assert_eq!(values[..6], ["2", &wrong, "00123A46", "red; used", "3", "DEVICE_IMEI_INVALID"]);
    assert!(sheet.rows[0][..4].iter().all(|cell| cell.is_text), "{:?}", sheet.rows[0]);
    assert!(!values[8].is_empty(), "what to do");
    assert_eq!(sheet.rows.len(), 1);
}

#[tokio::test]
async fn a_corrected_workbook_resolves_the_failed_lines() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, "list.csv", list()).await;
    let (workbook, _) = failed_rows(&alice, &first).await;
    let corrected = replaced(&workbook, &given::wrong_imei(2), &given::imei(2));
    let second = upload(&app, &alice, "corrected.xlsx", corrected).await;
    assert_eq!(uploaded_imeis(&alice, &second).await, [given::imei(2)]);
    let page = alice.get(&format!("/uploads/{first}/errors?lines=corrected")).await.page(200);
    assert!(page.text("main").contains(&format!("Resolved by upload {second}")), "{}", page.text("main"));
}

#[tokio::test]
async fn a_workbook_that_is_uploaded_unchanged_fails_with_the_same_values() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, "list.csv", list()).await;
    let (workbook, sheet) = failed_rows(&alice, &first).await;
    let second = upload(&app, &alice, "again.xlsx", workbook).await;
    let (_, again) = failed_rows(&alice, &second).await;
    assert_eq!(again.header, sheet.header, "no column is added twice");
    assert_eq!(again.rows[0][..4], sheet.rows[0][..4]);
    assert_eq!(again.column("line"), ["2"], "the line in the second file");
}

#[tokio::test]
async fn columns_of_a_list_without_a_header_get_names() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&app, &alice, "list.txt", given::file(&[given::imei(1), given::wrong_imei(2)])).await;
    let (workbook, sheet) = failed_rows(&alice, &id).await;
    assert_eq!(sheet.header[..3], ["IMEI/MEID/Serial number", "line", "code"]);
    let corrected = replaced(&workbook, &given::wrong_imei(2), &given::imei(2));
    let second = upload(&app, &alice, "corrected.xlsx", corrected).await;
    assert_eq!(uploaded_imeis(&alice, &second).await, [given::imei(2)]);
}

#[tokio::test]
async fn columns_that_were_found_by_their_content_get_a_name() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut rows: Vec<String> = given::imeis(1, 9).into_iter().map(|imei| format!("black;{imei}")).collect();
    rows.push(format!("red;{}", given::wrong_imei(10)));
    let id = upload(&app, &alice, "list.csv", given::file(&rows)).await;
    let (workbook, sheet) = failed_rows(&alice, &id).await;
    assert_eq!(sheet.header[0], "Column 1");
    assert_eq!(sheet.column(&sheet.header[1]), [given::wrong_imei(10)]);
    let corrected = replaced(&workbook, &given::wrong_imei(10), &given::imei(10));
    let second = upload(&app, &alice, "corrected.xlsx", corrected).await;
    assert_eq!(uploaded_imeis(&alice, &second).await, [given::imei(10)]);
}

#[tokio::test]
async fn after_the_file_was_deleted_the_workbook_has_the_layout_of_the_csv_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&app, &alice, "list.csv", list()).await;
    app.db().write(|conn| Ok::<_, Error>(diesel::delete(submission_files::table).execute(conn)?)).unwrap();
    let (_, sheet) = failed_rows(&alice, &id).await;
    let csv = alice.get(&format!("/uploads/{id}/failed-rows.csv")).await;
    assert_eq!(sheet.lines(), csv.csv(&format!("upload-{id}-failed-rows.csv")).lines());
}

#[tokio::test]
async fn errors_can_be_downloaded_as_a_workbook() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&app, &alice, "list.csv", list()).await;
    let sheet = alice.get(&format!("/uploads/{id}/errors.xlsx")).await;
    let sheet = sheet.xlsx(&format!("upload-{id}-errors.xlsx"));
    let csv = alice.get(&format!("/uploads/{id}/errors.csv")).await;
    assert_eq!(sheet.lines(), csv.csv(&format!("upload-{id}-errors.csv")).lines());
    assert!(sheet.cells("customer_id")[0].is_text);
}

#[tokio::test]
async fn only_colleagues_and_support_can_download_failed_rows() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&app, &alice, "list.csv", list()).await;
    let path = format!("/uploads/{id}/failed-rows.xlsx");
    assert_eq!(app.sign_in(CHARLIE).await.get(&path).await.status, 404);
    let sam = app.sign_in(SAM).await;
    assert_eq!(sam.get(&path).await.status, 403);
    let own = alice.get(&path).await.body;
    assert_eq!(sam.get(&format!("/support{path}")).await.body, own);
}
