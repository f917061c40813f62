//! Lists that wait for a decision, on the pages where the person finds them again.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, FLEETCARE, HARBOUR};
use crate::harness::client::Client;
use crate::lists::decide::{ask, waiting};

const LISTS: &str = "section[aria-labelledby=undecided]";

/// Returns the path of the page with a customer's uploads.
fn uploads(customer: &str) -> String {
    format!("/customers/{customer}/uploads")
}

async fn has_lists(client: &Client, path: &str) -> bool {
    client.get(path).await.page(200).has(LISTS)
}

#[tokio::test]
async fn they_are_listed_with_their_purpose_and_expiry() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    ask(&alice).await;
    for path in ["/customers", "/bulk-actions", "/bulk-actions/delete", &uploads(FLEETCARE.id)] {
        let page = alice.get(path).await.page(200);
        assert_eq!(page.text(&format!("{LISTS} tbody th")), "pairs.csv", "{path}");
        let cells = page.texts(&format!("{LISTS} tbody td"));
        assert_eq!(cells[0], "Upload to Fleetcare Managed Services", "{path}");
        assert!(page.has(&format!("{LISTS} tbody time")), "{path}");
    }
}

#[tokio::test]
async fn the_uploads_of_a_customer_list_only_those_for_the_customer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    ask(&alice).await;
    assert!(!has_lists(&alice, &uploads(HARBOUR.id)).await);
}

#[tokio::test]
async fn only_the_person_who_submitted_a_list_sees_it() {
    let app = App::start().await;
    ask(&app.sign_in(ALICE).await).await;
    let bob = app.sign_in(BOB).await;
    for path in ["/customers", &uploads(FLEETCARE.id)] {
        assert!(!has_lists(&bob, path).await, "{path}");
    }
}

#[tokio::test]
async fn they_lead_to_the_page_for_deciding() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    ask(&alice).await;
    let page = alice.get("/customers").await.page(200);
    let review = alice.get(&page.attribute(&format!("{LISTS} tbody a.btn"), "href")).await.page(200);
    assert_eq!(review.text("h1"), "Decide columns");
}

#[tokio::test]
async fn they_can_be_discarded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    ask(&alice).await;
    let url = alice.get("/customers").await.page(200).attribute(&format!("{LISTS} form"), "action");
    alice.post(&url, &[("do", "cancel")]).await.location();
    assert!(!has_lists(&alice, "/customers").await);
    assert_eq!(waiting(&app), (0, 0));
}
