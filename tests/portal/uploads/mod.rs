//! The errors of one customer's upload: a page and two downloads.

use crate::harness::app::App;
use crate::harness::cast::HARBOUR;
use crate::harness::client::Client;
use crate::harness::given;

automod::dir!("tests/portal/uploads");

/// Uploads one valid line and one with a wrong check digit. Returns the upload ID.
async fn upload_with_an_error(app: &App, client: &Client) -> String {
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&[given::imei(1), given::wrong_imei(2)]);
    assert_eq!(client.upload(&path, "week 47.csv", file, &[]).await.status, 303);
    app.process_queue().await;
    client.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}

/// Asserts that colleagues can open this page of an upload, other resellers can't find it, and POST isn't allowed.
async fn assert_visible_only_to_colleagues(app: &App, id: &str, page: &str) {
    use crate::harness::cast::{BOB, CHARLIE, SAM};

    let path = |id: &str| format!("/uploads/{id}/{page}");
    assert_eq!(app.sign_in(BOB).await.get(&path(id)).await.status, 200);
    assert_eq!(app.sign_in(SAM).await.get(&path(id)).await.status, 403, "support has its own pages");
    let charlie = app.sign_in(CHARLIE).await;
    let unknown = charlie.get(&path("1999999")).await;
    for id in [id, "x", "-1", "99999999999999999999", "%00"] {
        charlie.get(&path(id)).await.assert_not_found_like(&unknown);
    }
    assert_eq!(charlie.post(&path(id), &[]).await.status, 405);
}
