//! Adding a customer.

use reqwest::Method;

use super::uploads_path;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FLEETCARE, HARBOUR, SUNDIAL};
use crate::harness::client::{Client, send};

async fn add(client: &Client, id: &str, reference: &str) -> crate::harness::client::Response {
    client.post("/customers", &[("customer_id", id), ("reference", reference)]).await
}

async fn customers(client: &Client) -> Vec<String> {
    let rows = client.get("/customers.csv?sort=id").await.csv_rows();
    rows.into_iter().map(|row| row[2].clone()).collect()
}

#[tokio::test]
async fn a_new_customer_is_pending_and_belongs_only_to_this_reseller() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    let before = customers(&charlie).await;
    let response = add(&alice, " 10 0000-0006 ", " Sun & sea ").await;
    assert_eq!(response.location(), uploads_path(SUNDIAL.id));
    let page = alice.get(response.location()).await.page(200);
    assert_eq!(page.text("h1"), "Sundial Hotels Pending customer verification");
    assert_eq!(page.texts(".facts dd")[..3], ["1000000006", "Sun & sea", "ES"]);
    let bob = app.sign_in(BOB).await;
    assert_eq!(bob.get(&uploads_path(SUNDIAL.id)).await.status, 200, "a colleague sees the customer too");
    assert_eq!(customers(&charlie).await, before);
    let response = charlie.get(&uploads_path(SUNDIAL.id)).await;
    response.assert_not_found_like(&charlie.get(&uploads_path(super::UNKNOWN_ID)).await);
}

#[tokio::test]
async fn an_msp_can_be_added_by_its_id() {
    let app = App::start().await;
    let charlie = app.sign_in(CHARLIE).await;
    assert_eq!(add(&charlie, FLEETCARE.id, "").await.location(), uploads_path(FLEETCARE.id));
    let page = charlie.get(&uploads_path(FLEETCARE.id)).await.page(200);
    assert_eq!(page.texts(".facts dt")[0], "MSP ID");
    assert_eq!(page.texts(".facts dd")[0], FLEETCARE.id);
}

#[tokio::test]
async fn an_invalid_customer_is_rejected_with_an_explanation_and_the_input_is_kept() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let before = customers(&alice).await;
    let cases = [
        super::UNKNOWN_ID,
        HARBOUR.id,
        "",
        "100000000",
        "10000000060",
        "100000000x",
        "１００００００００６",
        "100000000\0",
    ];
    let mut messages = Vec::new();
    for id in cases {
        let page = add(&alice, id, "My <reference>").await.page(422);
        let message = page.text("[data-problems] li");
        assert_eq!(page.text("#error-customer_id"), format!("Error: {message}"), "{id}");
        messages.push(message);
        assert_eq!(page.text("title"), "Error: Add customer – Reseller Portal");
        assert_eq!(
            page.attribute("#field-customer_id", "value").trim_matches('\u{FFFD}'),
            id.trim_matches('\0')
        );
        assert_eq!(page.attribute("#field-reference", "value"), "My <reference>");
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    No customer or MSP has the ID 9999999999. Check the ID with your customer.
    1000000001 is already one of your customers
    Enter a 10-digit customer or MSP ID
    Enter a 10-digit customer or MSP ID
    Enter a 10-digit customer or MSP ID
    Enter a 10-digit customer or MSP ID
    Enter a 10-digit customer or MSP ID
    Enter a 10-digit customer or MSP ID
    ");
    assert_eq!(customers(&alice).await, before, "nothing was added");
}

#[tokio::test]
async fn concurrent_requests_add_a_customer_once() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let before = customers(&alice).await.len();
    let responses =
        tokio::join!(add(&alice, SUNDIAL.id, ""), add(&alice, SUNDIAL.id, ""), add(&alice, SUNDIAL.id, ""));
    let mut statuses = [responses.0.status, responses.1.status, responses.2.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422, 422]);
    assert_eq!(customers(&alice).await.len(), before + 1);
}

#[tokio::test]
async fn a_reference_has_at_most_100_characters() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = add(&alice, SUNDIAL.id, &"ü".repeat(101)).await.page(422);
    insta::assert_snapshot!(
        page.text("#error-reference"),
        @"Error: The internal reference must have 100 characters or fewer"
    );
    assert_eq!(page.attribute("#field-reference", "value"), "ü".repeat(101));
    let page = add(&alice, "1", "two\nlines").await.page(422);
    assert_eq!(page.texts("[data-problems] li").len(), 2, "all mistakes are listed at once");
    assert_eq!(add(&alice, SUNDIAL.id, &"ü".repeat(100)).await.status, 303);
}

#[tokio::test]
async fn viewers_and_visitors_cannot_add_customers() {
    let app = App::start().await;
    let bob = app.sign_in(BOB).await;
    let before = customers(&bob).await;
    assert_eq!(bob.get("/customers/new").await.status, 403);
    assert_eq!(add(&bob, SUNDIAL.id, "").await.page(403).text("h1"), "You can’t open this page");
    assert_eq!(add(&app.visitor(), SUNDIAL.id, "").await.location(), "/sign-in");
    assert_eq!(customers(&bob).await, before);
    let delete = bob.request(Method::DELETE, "/customers/new").header("sec-fetch-site", "same-origin");
    assert_eq!(send(delete).await.header("allow"), "GET, HEAD");
}
