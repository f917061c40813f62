//! Deletions of a customer's devices.

use reqwest::Method;

use crate::customers::{UNKNOWN_ID, upload};
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FJORD, HARBOUR};
use crate::harness::client::send;
use crate::harness::given;

fn path(customer: &str) -> String {
    format!("/customers/{customer}/deletions")
}

#[tokio::test]
async fn deletions_are_listed_newest_first_for_colleagues_only() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    assert!(alice.get(&path(HARBOUR.id)).await.page(200).has(".empty"));
    let mut names = Vec::new();
    for device in 1..=2 {
        upload(&alice, HARBOUR.id, device, &[]).await;
        app.process_queue().await;
        let form = [("device", given::imei(device)), ("confirm", "1".to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let response = alice.post(&path(HARBOUR.id), &form).await;
        app.process_queue().await;
        names.insert(0, response.location().replace("/deletions/", "D-"));
    }
    let page = alice.get(&path(HARBOUR.id)).await.page(200);
    assert_eq!(page.texts("tbody th"), names);
    assert!(page.has("a[href$='/deletions/new']"));
    let page = app.sign_in(BOB).await.get(&path(HARBOUR.id)).await.page(200);
    assert_eq!(page.texts("tbody th"), names);
    assert!(!page.has("a[href$='/deletions/new']"), "a viewer can't delete");
    let charlie = app.sign_in(CHARLIE).await;
    assert!(
        charlie.get(&path(HARBOUR.id)).await.page(200).has(".empty"),
        "another reseller's deletions aren't listed"
    );
}

#[tokio::test]
async fn another_resellers_customers_are_not_found() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let unknown = alice.get(&path(UNKNOWN_ID)).await;
    for id in [FJORD.id, "x", "%00"] {
        alice.get(&path(id)).await.assert_not_found_like(&unknown);
    }
    let put = alice.request(Method::PUT, &path(HARBOUR.id)).header("sec-fetch-site", "same-origin");
    let put = send(put).await;
    assert_eq!((put.status, put.header("allow")), (405, "GET, HEAD, POST"));
}
