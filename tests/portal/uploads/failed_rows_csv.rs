//! An upload's downloads: its errors, and the failed rows to correct and upload again.

use super::{assert_visible_only_to_colleagues, upload_with_an_error};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::given;

#[tokio::test]
async fn each_failed_line_is_listed_with_its_customer_value_and_code() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload_with_an_error(&app, &alice).await;
    let response = alice.get(&format!("/uploads/{id}/errors.csv")).await;
    let table = response.csv(&format!("upload-{id}-errors.csv"));
    assert_eq!(table.column("line"), ["2"]);
    assert_eq!(table.column("customer_id"), [HARBOUR.id]);
    assert_eq!(table.column("value"), [given::wrong_imei(2)]);
    assert_eq!(table.column("code"), ["DEVICE_IMEI_INVALID"]);
    assert_visible_only_to_colleagues(&app, &id, "errors.csv").await;
}

#[tokio::test]
async fn failed_rows_have_the_layout_of_an_upload_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload_with_an_error(&app, &alice).await;
    let response = alice.get(&format!("/uploads/{id}/failed-rows.csv")).await;
    let table = response.csv(&format!("upload-{id}-failed-rows.csv"));
    assert_eq!(table.header[..3], ["IMEI/MEID/Serial number", "line", "code"]);
    assert_eq!(table.rows[0][..3], [given::wrong_imei(2).as_str(), "2", "DEVICE_IMEI_INVALID"]);
    assert_eq!(table.rows.len(), 1);
    assert_visible_only_to_colleagues(&app, &id, "failed-rows.csv").await;
}
