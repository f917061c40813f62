//! The failed rows of an upload, to correct and upload again.

use super::{assert_for_colleagues_only, upload_with_an_error};
use crate::harness::app::App;
use crate::harness::cast::ALICE;
use crate::harness::given;

#[tokio::test]
async fn failed_rows_have_the_layout_of_an_upload_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload_with_an_error(&app, &alice).await;
    let answer = alice.get(&format!("/uploads/{id}/failed-rows.csv")).await;
    let table = answer.csv(&format!("upload-{id}-failed-rows.csv"));
    assert_eq!(table.header[..3], ["IMEI/MEID/Serial number", "line", "code"]);
    assert_eq!(table.rows[0][..3], [given::wrong_imei(2).as_str(), "2", "DEVICE_IMEI_INVALID"]);
    assert_eq!(table.rows.len(), 1);
    assert_for_colleagues_only(&app, &id, "failed-rows.csv").await;
}
