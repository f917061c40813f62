//! The templates for files with many customers.

use super::new_upload::upload_bulk_file;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, HARBOUR};
use crate::harness::given;

#[tokio::test]
async fn a_filled_in_template_is_accepted() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let template = alice.get("/bulk-actions/uploads-template.csv").await.text();
    assert_eq!(
        template.trim_start_matches('\u{feff}'),
        "\"Customer/MSP ID\",\"IMEI/MEID/Serial number\",\"Order number\",\"Order date\",\"STC alias\"\r\n"
    );
    let filled = format!("{template}{},{},,,\r\n", HARBOUR.id, given::imei(1));
    let number = upload_bulk_file(&app, &alice, filled.into_bytes()).await;
    assert!(alice.get(&format!("/bulk-actions/{number}/errors.csv")).await.csv_rows().is_empty());
}

#[tokio::test]
async fn only_people_who_can_upload_can_download_templates() {
    let app = App::start().await;
    let (alice, bob) = (app.sign_in(ALICE).await, app.sign_in(BOB).await);
    for path in ["/bulk-actions/uploads-template.csv", "/bulk-actions/deletions-template.csv"] {
        assert!(alice.get(path).await.csv_rows().is_empty(), "{path}");
        assert_eq!(bob.get(path).await.status, 403, "{path}");
        assert_eq!(alice.post(path, &[]).await.status, 405, "{path}");
    }
}
