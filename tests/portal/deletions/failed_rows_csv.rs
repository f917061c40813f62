//! The failed rows of a deletion.

use super::delete_with_an_error;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE};
use crate::harness::given;

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
