//! The history of bulk actions.

use super::new_upload::upload_bulk_file;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, SAM};
use crate::harness::given;

#[tokio::test]
async fn bulk_actions_are_listed_newest_first_for_colleagues_only() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut names = Vec::new();
    for device in 1..=2 {
        let file = format!("{},{}\n", HARBOUR.id, given::imei(device)).into_bytes();
        names.insert(0, format!("B-{}", upload_bulk_file(&app, &alice, file).await));
    }
    for client in [&alice, &app.sign_in(BOB).await] {
        let page = client.get("/bulk-actions/history").await.page(200);
        assert_eq!(page.texts("tbody th"), names);
    }
    let page = app.sign_in(CHARLIE).await.get("/bulk-actions/history").await.page(200);
    assert!(page.has(".empty") && !page.has("tbody"));
    assert_eq!(app.sign_in(SAM).await.get("/bulk-actions/history").await.status, 403);
    assert_eq!(alice.post("/bulk-actions/history", &[]).await.status, 405);
}
