//! The downloads that support gets for any reseller's upload or submission.

use super::upload_file;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, SAM};
use crate::harness::given;

#[tokio::test]
async fn support_can_download_the_errors_in_an_upload_and_in_a_bulk_action() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let id = upload_file(&app, &alice, &HARBOUR, "a.csv", &[given::wrong_imei(2)]).await;
    let bulk = format!("{},{}\n", HARBOUR.id, given::wrong_imei(3));
    let response = alice.upload("/bulk-actions/uploads", "b.csv", bulk, &[]).await;
    let number = response.location().rsplit('/').next().unwrap().to_owned();
    app.process_queue().await;
    for (path, name, value) in [
        (format!("/support/uploads/{id}"), format!("upload-{id}-errors.csv"), given::wrong_imei(2)),
        (format!("/support/submissions/{number}"), format!("B-{number}-errors.csv"), given::wrong_imei(3)),
    ] {
        let path = format!("{path}/errors.csv");
        let table = sam.get(&path).await.csv(&name);
        assert_eq!(table.column("customer_id"), [HARBOUR.id]);
        assert_eq!(table.column("value"), [value]);
        assert_eq!(alice.get(&path).await.status, 403, "resellers have their own pages");
        assert_eq!(sam.post(&path, &[]).await.status, 405);
    }
    for unknown in ["/support/uploads/1999999/errors.csv", "/support/submissions/1999999/errors.csv"] {
        sam.get(unknown).await.page(404);
    }
}

#[tokio::test]
async fn support_can_download_failed_rows_in_the_layout_of_the_uploaded_file() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let id = upload_file(&app, &alice, &HARBOUR, "a.csv", &[given::wrong_imei(2)]).await;
    let bulk = format!("{},{}\n", HARBOUR.id, given::wrong_imei(3));
    let response = alice.upload("/bulk-actions/uploads", "b.csv", bulk, &[]).await;
    let number = response.location().rsplit('/').next().unwrap().to_owned();
    app.process_queue().await;
    for (path, name, columns) in [
        (format!("/support/uploads/{id}"), format!("upload-{id}-failed-rows.csv"), 1),
        (format!("/support/submissions/{number}"), format!("B-{number}-failed-rows.csv"), 5),
    ] {
        let path = format!("{path}/failed-rows.csv");
        let table = sam.get(&path).await.csv(&name);
        assert_eq!(table.header[columns..columns + 2], ["line", "code"]);
        assert_eq!(table.column("code"), ["DEVICE_IMEI_INVALID"]);
        assert_eq!(alice.get(&path).await.status, 403, "resellers have their own pages");
        assert_eq!(sam.post(&path, &[]).await.status, 405);
    }
    for unknown in
        ["/support/uploads/1999999/failed-rows.csv", "/support/submissions/1999999/failed-rows.csv"]
    {
        sam.get(unknown).await.page(404);
    }
}
