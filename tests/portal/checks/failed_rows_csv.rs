//! A check's downloads: its errors, and the failed rows to correct and check again.

use super::show::check_file;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR};
use crate::harness::given;

#[tokio::test]
async fn each_line_that_would_fail_is_listed_with_its_code() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = given::file(&[given::imei(1), given::wrong_imei(2)]);
    let url = check_file(&alice, &format!("/customers/{}/uploads", HARBOUR.id), file, &[]).await;
    app.process_queue().await;
    let path = format!("{url}/errors.csv");
    let table = alice.get(&path).await.csv(&format!("check-{}-errors.csv", &url["/checks/".len()..]));
    assert_eq!(table.column("line"), ["2"]);
    assert_eq!(table.column("customer_id"), [HARBOUR.id]);
    assert_eq!(table.column("code"), ["DEVICE_IMEI_INVALID"]);
    assert_eq!(
        app.sign_in(BOB).await.get(&path).await.status,
        403,
        "viewers can't upload, so they can't see checks"
    );
    let charlie = app.sign_in(CHARLIE).await;
    let unknown = charlie.get("/checks/1999999/errors.csv").await;
    charlie.get(&path).await.assert_not_found_like(&unknown);
    assert_eq!(alice.post(&path, &[]).await.status, 405);
}

#[tokio::test]
async fn failed_rows_have_the_layout_of_the_checked_file() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let single = given::file(&[given::imei(1), given::wrong_imei(2)]);
    let bulk = format!("{},{}\n", HARBOUR.id, given::wrong_imei(2)).into_bytes();
    let cases = [
        (format!("/customers/{}/uploads", HARBOUR.id), single, 1, "2"),
        ("/bulk-actions/uploads".to_owned(), bulk, 5, "1"),
    ];
    for (form, file, columns, line) in cases {
        let url = check_file(&alice, &form, file, &[]).await;
        app.process_queue().await;
        let path = format!("{url}/failed-rows.csv");
        let table =
            alice.get(&path).await.csv(&format!("check-{}-failed-rows.csv", &url["/checks/".len()..]));
        assert_eq!(table.header[columns..columns + 2], ["line", "code"]);
        assert_eq!(table.rows[0][columns..columns + 2], [line, "DEVICE_IMEI_INVALID"]);
        assert_eq!(table.column("IMEI/MEID/Serial number"), [given::wrong_imei(2)]);
        assert_eq!(app.sign_in(BOB).await.get(&path).await.status, 403);
        let charlie = app.sign_in(CHARLIE).await;
        let unknown = charlie.get("/checks/1999999/failed-rows.csv").await;
        charlie.get(&path).await.assert_not_found_like(&unknown);
        assert_eq!(alice.post(&path, &[]).await.status, 405);
    }
}
