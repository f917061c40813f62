//! The page that shows an upload's errors.

use super::{assert_visible_only_to_colleagues, upload_with_an_error};
use crate::customers::upload;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};
use crate::harness::given;

#[tokio::test]
async fn failed_lines_are_shown_with_their_reasons_and_downloads() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload_with_an_error(&app, &alice).await;
    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["2", "1", "1"]);
    assert_eq!(page.texts("a.reason b").len(), 1);
    let rows = page.rows(".boxed table");
    assert_eq!((rows.len(), rows[0][0].as_str()), (1, "2"));
    assert!(rows[0][1].contains(&given::wrong_imei(2)), "{rows:?}");
    for download in ["errors.csv", "failed-rows.csv"] {
        assert!(page.has(&format!("main a[href='/uploads/{id}/{download}']")), "{download}");
    }
    assert_visible_only_to_colleagues(&app, &id, "errors").await;
}

#[tokio::test]
async fn an_upload_without_errors_has_nothing_to_download() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    assert!(!page.has("a[href$='.csv']") && !page.has("a.reason"));
}
