//! An upload's row, which the page polls while the upload is in progress.

use reqwest::Method;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR};
use crate::harness::client::send;

#[tokio::test]
async fn a_row_polls_until_the_upload_ends_and_then_announces_the_status() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = crate::customers::upload(&alice, HARBOUR.id, 1, &[]).await;
    let path = format!("/uploads/{id}/row");
    // The page's script sends this header.
    let poll = || alice.request(Method::GET, &path).header("hx-request", "true");
    let running = send(poll()).await;
    assert_eq!(running.header("hx-trigger"), "", "nothing is announced yet");
    assert!(running.text().contains(&format!("hx-get=\"{path}\"")), "{}", running.text());
    assert!(running.text().contains("Waiting to start"));
    assert!(!running.text().contains("<html"), "a row, not a page");
    app.process_queue().await;
    let ended = send(poll()).await;
    assert_eq!(ended.header("hx-trigger"), format!("{{\"announce\":\"Upload {id}: Completed\"}}"));
    assert!(!ended.text().contains("hx-get"));
    // The response also updates the number of devices in the page header.
    for element in ["#fact-devices", "#tab-devices"] {
        let update = |devices: u32| format!("<span hx-swap-oob=\"innerHTML:{element}\">{devices}</span>");
        assert!(running.text().contains(&update(0)), "{}", running.text());
        assert!(ended.text().contains(&update(1)), "{}", ended.text());
    }
    let page = alice.get(&format!("/customers/{}/uploads", HARBOUR.id)).await.text();
    assert!(page.contains("id=\"fact-devices\">1<") && page.contains("id=\"tab-devices\">1<"), "{page}");
    assert!(!alice.get(&path).await.text().contains("hx-swap-oob"), "only the script gets the updates");
}

#[tokio::test]
async fn only_colleagues_can_load_an_uploads_row() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = crate::customers::upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    assert_eq!(app.sign_in(BOB).await.get(&format!("/uploads/{id}/row")).await.status, 200);
    let charlie = app.sign_in(CHARLIE).await;
    let unknown = charlie.get("/uploads/1999999/row").await;
    for id in [id.as_str(), "x", "1.5", "-1", "99999999999999999999", "%00"] {
        charlie.get(&format!("/uploads/{id}/row")).await.assert_not_found_like(&unknown);
    }
}
