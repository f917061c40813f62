//! The Customers list as CSV.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, MEADOW, SAM};

#[tokio::test]
async fn the_download_has_the_same_customers_as_the_list() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    super::upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    let table = alice.get("/customers.csv?sort=name").await.csv("customers-2026-11-23.csv");
    insta::assert_snapshot!(table.lines(), @"
    COMPANY NAME | INTERNAL REFERENCE | CUSTOMER/MSP ID | COUNTRY | LAST UPLOADED | UPLOADS | DEVICES | STATUS
    Fleetcare Managed Services |  | 1000000002 | IE |  | 0 | 0 | Active
    Harbour Logistics | HL-01 | 1000000001 | GB | 2026-11-23T12:00:00Z | 1 | 1 | Active
    Meadow Health | MH/2026 | 1000000004 | FR |  | 0 | 0 | Pending customer verification
    Oldgate Retail | Old contract | 1000000003 | GB |  | 0 | 0 | Inactive
    ");
    let bob = app.sign_in(BOB).await;
    assert_eq!(bob.get("/customers.csv?sort=name").await.csv("customers-2026-11-23.csv"), table);
}

#[tokio::test]
async fn the_download_follows_the_search_filter_and_order_across_all_pages() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    for query in ["", "?q=health", "?status=active&sort=-name", "?sort=id&per=50", "?q=nothing+like+it"] {
        let page = alice.get(&format!("/customers{query}")).await.page(200);
        let link = page.attribute("#download", "href");
        let shown = page.texts("#list tbody tr td:nth-child(2) .id");
        let table = alice.get(&link).await.csv("customers-2026-11-23.csv");
        assert_eq!(table.column("CUSTOMER/MSP ID"), shown, "{query}");
    }
    let link = alice.get("/customers?page=2&q=health").await.page(200).attribute("#download", "href");
    assert_eq!(link, "/customers.csv?q=health", "the page number is left out");
    assert_eq!(alice.get("/customers.csv?status=nonsense&q=%00").await.csv_rows().len(), 4);
}

#[tokio::test]
async fn each_reseller_downloads_its_own_customers_and_support_cannot_download_any() {
    let app = App::start().await;
    let charlie = app.sign_in(CHARLIE).await;
    let table = charlie.get("/customers.csv?sort=id").await.csv("customers-2026-11-23.csv");
    assert_eq!(
        table.column("INTERNAL REFERENCE"),
        ["Hamn", ""],
        "not Brightline's reference for the same company"
    );
    assert_eq!(app.sign_in(SAM).await.get("/customers.csv").await.status, 403);
}

#[tokio::test]
async fn formulas_are_escaped() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/reference", MEADOW.id);
    for reference in ["=1+1", "+1", "-1", "@SUM(A1)"] {
        assert_eq!(alice.post(&path, &[("reference", reference)]).await.status, 303);
        let rows = alice.get("/customers.csv?q=meadow").await.csv_rows();
        assert_eq!(rows[0][1], format!("'{reference}"));
    }
}
