//! A bulk action's page: its uploads, the lines that belong to none of them, and the errors.

use super::new_upload::{HEADER, upload_bulk_file};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR};
use crate::harness::given;

#[tokio::test]
async fn only_colleagues_see_a_bulk_action() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = format!("{HEADER}\n{};{};;;\n", HARBOUR.id, given::imei(1)).into_bytes();
    let number = upload_bulk_file(&app, &alice, file).await;
    let charlie = app.sign_in(CHARLIE).await;
    for path in ["", "/errors.csv", "/failed-rows.csv", "/progress"] {
        let response = charlie.get(&format!("/bulk-actions/{number}{path}")).await;
        assert_eq!(response.status, 404, "{path}");
    }
    let bob = app.sign_in(BOB).await;
    assert_eq!(bob.get(&format!("/bulk-actions/{number}")).await.status, 200);
    assert_eq!(bob.get("/bulk-actions").await.status, 403);
    let history = bob.get("/bulk-actions/history").await.page(200).text("main");
    assert!(history.contains(&format!("B-{number}")), "{history}");
    assert_eq!(
        alice.get("/bulk-actions/1000001").await.status,
        404,
        "an upload ID isn't the number of a bulk action"
    );
}
