//! A deletion's downloads: its errors, and the failed rows.

use super::delete_with_an_error;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR};
use crate::harness::given;

#[tokio::test]
async fn each_line_that_could_not_be_deleted_is_listed_with_its_code() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let number = delete_with_an_error(&app, &alice).await;
    let path = format!("/deletions/{number}/errors.csv");
    let table = alice.get(&path).await.csv(&format!("D-{number}-errors.csv"));
    assert_eq!(table.column("line"), ["2"]);
    assert_eq!(table.column("customer_id"), [HARBOUR.id]);
    assert_eq!(table.column("value"), [given::imei(2)]);
    assert_eq!(table.column("code"), ["RESELLER_CUSTOMER_DEVICE_NOT_FOUND"]);
    assert_eq!(app.sign_in(BOB).await.get(&path).await.csv_rows(), table.rows);
    let charlie = app.sign_in(CHARLIE).await;
    let unknown = charlie.get("/deletions/1999999/errors.csv").await;
    charlie.get(&path).await.assert_not_found_like(&unknown);
    assert_eq!(alice.post(&path, &[]).await.status, 405);
}

#[tokio::test]
async fn failed_rows_have_the_layout_of_a_deletion_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let number = delete_with_an_error(&app, &alice).await;
    let path = format!("/deletions/{number}/failed-rows.csv");
    let table = alice.get(&path).await.csv(&format!("D-{number}-failed-rows.csv"));
    assert_eq!(table.header[..3], ["IMEI/MEID/Serial number", "line", "code"]);
    let row = [given::imei(2), "2".to_owned(), "RESELLER_CUSTOMER_DEVICE_NOT_FOUND".to_owned()];
    assert_eq!(table.rows[0][..3], row);
    assert_eq!(app.sign_in(BOB).await.get(&path).await.csv_rows(), table.rows);
    let charlie = app.sign_in(CHARLIE).await;
    let unknown = charlie.get("/deletions/1999999/failed-rows.csv").await;
    charlie.get(&path).await.assert_not_found_like(&unknown);
    assert_eq!(alice.post(&path, &[]).await.status, 405);
}
