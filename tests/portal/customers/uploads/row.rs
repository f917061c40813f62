//! The row of one upload, which the page asks for again and again while the upload runs.

use reqwest::Method;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR};
use crate::harness::client::send;

#[tokio::test]
async fn a_row_asks_for_itself_until_it_is_final_and_then_says_what_became_of_it() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = crate::customers::upload(&alice, HARBOUR.id, 1, &[]).await;
    let path = format!("/uploads/{id}/row");
    // As the page asks: by script.
    let ask = || alice.request(Method::GET, &path).header("hx-request", "true");
    let running = send(ask()).await;
    assert_eq!(running.header("hx-trigger"), "", "there is nothing to say yet");
    assert!(running.text().contains(&format!("hx-get=\"{path}\"")), "{}", running.text());
    assert!(running.text().contains("Waiting to start"));
    assert!(!running.text().contains("<html"), "a row, not a page");
    app.work_off().await;
    let ended = send(ask()).await;
    assert_eq!(ended.header("hx-trigger"), format!("{{\"announce\":\"Upload {id}: Completed\"}}"));
    assert!(!ended.text().contains("hx-get"));
    // The head of the page is told the number of devices at once.
    for place in ["#fact-devices", "#tab-devices"] {
        let told = |devices: u32| format!("<span hx-swap-oob=\"innerHTML:{place}\">{devices}</span>");
        assert!(running.text().contains(&told(0)), "{}", running.text());
        assert!(ended.text().contains(&told(1)), "{}", ended.text());
    }
    let page = alice.get(&format!("/customers/{}/uploads", HARBOUR.id)).await.text();
    assert!(page.contains("id=\"fact-devices\">1<") && page.contains("id=\"tab-devices\">1<"), "{page}");
    assert!(!alice.get(&path).await.text().contains("hx-swap-oob"), "for a script alone");
}

#[tokio::test]
async fn it_is_there_for_colleagues_and_for_nobody_else() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = crate::customers::upload(&alice, HARBOUR.id, 1, &[]).await;
    app.work_off().await;
    assert_eq!(app.sign_in(BOB).await.get(&format!("/uploads/{id}/row")).await.status, 200);
    let charlie = app.sign_in(CHARLIE).await;
    let unknown = charlie.get("/uploads/1999999/row").await;
    for id in [id.as_str(), "x", "1.5", "-1", "99999999999999999999", "%00"] {
        charlie.get(&format!("/uploads/{id}/row")).await.assert_not_found_like(&unknown);
    }
}
