//! Editing a customer's internal reference.

use reqwest::Method;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FJORD, HARBOUR};
use crate::harness::client::{Client, Response, send};

fn path(customer: &str) -> String {
    format!("/customers/{customer}/reference")
}

async fn edit(client: &Client, customer: &str, reference: &str) -> Response {
    client.post(&path(customer), &[("reference", reference)]).await
}

/// Returns a customer's reference, as shown in the download.
async fn reference(client: &Client, customer: &str) -> String {
    let rows = client.get("/customers.csv").await.csv_rows();
    rows.into_iter().find(|row| row[2] == customer).expect("the customer is listed")[1].clone()
}

#[tokio::test]
async fn a_reference_is_saved_searchable_and_specific_to_one_reseller() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.get(&path(HARBOUR.id)).await.page(200);
    assert_eq!(page.attribute("#field-reference", "value"), "HL-01");
    let response = edit(&alice, HARBOUR.id, "  Nordsee <b>").await;
    assert_eq!(response.location(), "/customers/1000000001/uploads");
    let shown = alice.get(response.location()).await.page(200).text(".facts");
    assert!(shown.contains("Nordsee <b>"), "{shown}");
    assert_eq!(alice.get("/customers.csv?q=NORDSEE").await.csv_rows().len(), 1);
    assert!(alice.get("/customers.csv?q=hl-01").await.csv_rows().is_empty(), "the old reference isn't found");
    assert_eq!(reference(&app.sign_in(BOB).await, HARBOUR.id).await, "Nordsee <b>");
    assert_eq!(reference(&app.sign_in(CHARLIE).await, HARBOUR.id).await, "Hamn");
}

#[tokio::test]
async fn a_reference_has_0_to_100_characters_on_one_line() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let longest = "日".repeat(100);
    for good in ["", &longest] {
        assert_eq!(edit(&alice, HARBOUR.id, good).await.status, 303);
        assert_eq!(reference(&alice, HARBOUR.id).await, good);
    }
    let longer = "日".repeat(101);
    let mut messages = Vec::new();
    for bad in [&longer, "one\ntwo", "one\0two"] {
        let page = edit(&alice, HARBOUR.id, bad).await.page(422);
        let message = page.text("[data-problems] a[href='#field-reference']");
        assert_eq!(page.text("#error-reference"), format!("Error: {message}"));
        assert_eq!(reference(&alice, HARBOUR.id).await, longest, "the reference is unchanged");
        messages.push(message);
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    The internal reference must have 100 characters or fewer
    The internal reference must be a single line of text
    The internal reference must be a single line of text
    ");
    let page = edit(&alice, HARBOUR.id, &longer).await.page(422);
    assert_eq!(page.attribute("#field-reference", "value"), longer, "the input is kept");
}

#[tokio::test]
async fn another_resellers_customers_are_not_found() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    for reference in ["mine now".to_owned(), "x".repeat(101)] {
        let unknown = edit(&alice, super::UNKNOWN_ID, &reference).await;
        edit(&alice, FJORD.id, &reference).await.assert_not_found_like(&unknown);
    }
    assert_eq!(reference(&app.sign_in(CHARLIE).await, FJORD.id).await, "");
    let unknown = alice.get(&path(super::UNKNOWN_ID)).await;
    for id in [FJORD.id, "x", "1000000001x", "%00", "1000000001%00", "%FF"] {
        alice.get(&path(id)).await.assert_not_found_like(&unknown);
    }
    assert_eq!(alice.get("/customers//reference").await.status, 404);
}

#[tokio::test]
async fn viewers_cannot_edit_a_reference() {
    let app = App::start().await;
    let bob = app.sign_in(BOB).await;
    assert_eq!(bob.get(&path(HARBOUR.id)).await.status, 403);
    assert_eq!(edit(&bob, HARBOUR.id, "Bob's").await.status, 403);
    assert_eq!(reference(&bob, HARBOUR.id).await, "HL-01");
    let page = bob.get("/customers/1000000001/uploads").await.page(200);
    assert!(!page.has("a[href$='/reference']"), "there is no link");
    let put = bob.request(Method::PUT, &path(HARBOUR.id)).header("sec-fetch-site", "same-origin");
    let put = send(put).await;
    assert_eq!((put.status, put.header("allow")), (405, "GET, HEAD, POST"));
}
