//! The Customers list: search, filters, order and pages.

use reqwest::Method;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, BRIGHTLINE, CHARLIE, FLEETCARE, HARBOUR, MEADOW, OLDGATE, SAM};
use crate::harness::client::{Client, send};

/// Returns the customer IDs on a page of the list, in page order.
async fn ids(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/customers?{query}")).await.page(200);
    page.texts("#list tbody tr td:nth-child(2) .id")
}

/// Adds customers with these names and references to Brightline. Returns their IDs, which start at 2000000001.
fn add(app: &App, customers: &[(&str, &str)]) -> Vec<String> {
    let ids: Vec<String> =
        (1..=customers.len()).map(|number| format!("{}", 2_000_000_000 + number)).collect();
    for (id, (name, reference)) in ids.iter().zip(customers) {
        app.command(&["account", "add", "--id", id, "--name", name, "--country", "PL"]);
        app.command(&[
            "customer",
            "add",
            "--reseller",
            BRIGHTLINE.id,
            "--account",
            id,
            "--reference",
            reference,
        ]);
    }
    ids
}

#[tokio::test]
async fn only_colleagues_see_a_resellers_customers() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await.get("/customers?sort=name").await.page(200);
    let harbour = "#list tbody tr:nth-child(2)";
    assert_eq!(alice.text("#list tbody tr:nth-child(1) .tag"), "MSP");
    assert_eq!(alice.text(&format!("{harbour} th a")), HARBOUR.name);
    assert_eq!(alice.text(&format!("{harbour} th .sub")), "HL-01");
    assert_eq!(alice.attribute(&format!("{harbour} th a"), "href"), "/customers/1000000001/uploads");
    let cells = &alice.rows("#list table")[1][1..];
    assert_eq!(cells, ["1000000001", "GB", "No uploads yet", "0", "0", "Active"]);
    assert!(alice.has("a[href='/customers/new']"));

    let bob = app.sign_in(BOB).await.get("/customers?sort=name").await.page(200);
    assert_eq!(bob.rows("#list table"), alice.rows("#list table"), "a colleague sees the same list");
    assert!(!bob.has("a[href='/customers/new']"), "a viewer can't add customers");
    let charlie = ids(&app.sign_in(CHARLIE).await, "sort=name").await;
    assert_eq!(charlie, ["1000000005", "1000000001"]);
    assert_eq!(app.sign_in(SAM).await.get("/customers").await.status, 403, "support can't see the list");
    let put = app.visitor().request(Method::PUT, "/customers").header("sec-fetch-site", "same-origin");
    let put = send(put).await;
    assert_eq!((put.status, put.header("allow")), (405, "GET, HEAD, POST"));
}

#[tokio::test]
async fn search_matches_parts_of_the_name_reference_or_id_and_ignores_case_accents_and_dashes() {
    let app = App::start().await;
    let added = add(&app, &[("Łódź Câblerie", "100% paid"), ("Straße_7", "Zürich")]);
    let alice = app.sign_in(ALICE).await;
    let cases: [(&str, &[&str]); 13] = [
        ("HARBOUR", &[HARBOUR.id]),
        ("bour+log", &[HARBOUR.id]),
        ("hl-01", &[HARBOUR.id]),
        ("lodz+cablerie", &[&added[0]]),
        ("%C5%81%C3%93D%C5%B9", &[&added[0]]),
        ("ZURICH", &[&added[1]]),
        ("1000000002", &[FLEETCARE.id]),
        ("10-0000+0002", &[FLEETCARE.id]),
        ("00000004", &[MEADOW.id]),
        ("%25", &[&added[0]]),
        ("_", &[&added[1]]),
        ("Fjord", &[]),
        ("1000000005", &[]),
    ];
    for (q, expected) in cases {
        assert_eq!(ids(&alice, &format!("q={q}")).await, expected, "{q}");
    }
    let page = alice.get("/customers?q=Fjord").await.page(200);
    assert_eq!(page.text(".empty h2"), "No customers match “Fjord”");
    assert_eq!(page.attribute("#q", "value"), "Fjord");
}

#[tokio::test]
async fn the_status_filter_combines_with_the_search() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    assert_eq!(ids(&alice, "status=inactive").await, [OLDGATE.id]);
    assert_eq!(ids(&alice, "status=pending").await, [MEADOW.id]);
    assert_eq!(ids(&alice, "status=active&sort=name").await, [FLEETCARE.id, HARBOUR.id]);
    assert_eq!(ids(&alice, "status=active&q=harbour").await, [HARBOUR.id]);
    assert!(ids(&alice, "status=inactive&q=harbour").await.is_empty());
    let page = alice.get("/customers?status=inactive&sort=-id&per=50").await.page(200);
    assert_eq!(page.attribute("#status option[selected]", "value"), "inactive");
    let kept = |name: &str| page.attribute(&format!("form[role=search] input[name={name}]"), "value");
    assert_eq!(
        (kept("sort"), kept("per")),
        ("-id".to_owned(), "50".to_owned()),
        "a new search keeps the order and page size"
    );
    let url = "/customers?status=inactive&sort=name&per=50";
    assert!(
        page.attributes("#list thead a", "href").contains(&url.to_owned()),
        "a new order keeps the filter"
    );
}

#[tokio::test]
async fn every_column_can_be_sorted_in_both_directions() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    // Meadow Health has two uploads of one device each, and Harbour Logistics has a later one, also of one device.
    super::upload(&alice, MEADOW.id, 1, &[]).await;
    super::upload(&alice, MEADOW.id, 2, &[]).await;
    app.clock().set(noon() + chrono::Duration::minutes(20));
    super::upload(&alice, HARBOUR.id, 3, &[]).await;
    app.process_queue().await;
    let (f, h, m, o) = (FLEETCARE.id, HARBOUR.id, MEADOW.id, OLDGATE.id);
    let orders = [
        ("name", [f, h, m, o], [o, m, h, f]),
        ("id", [h, f, o, m], [m, o, f, h]),
        // Ties are ordered by name in both directions.
        ("country", [m, h, o, f], [f, h, o, m]),
        ("uploaded", [m, h, f, o], [h, m, f, o]),
        ("uploads", [f, o, h, m], [m, h, f, o]),
        ("devices", [f, o, h, m], [m, h, f, o]),
        ("status", [f, h, o, m], [m, o, f, h]),
    ];
    for (column, ascending, descending) in orders {
        assert_eq!(ids(&alice, &format!("sort={column}")).await, ascending, "{column}");
        assert_eq!(ids(&alice, &format!("sort=-{column}")).await, descending, "-{column}");
        let page = alice.get(&format!("/customers?sort={column}")).await.page(200);
        assert_eq!(page.attributes("#list thead th", "aria-sort"), ["ascending"], "{column}");
        let link = page.attribute("#list thead th[aria-sort] a", "href");
        let default = column == "uploaded";
        assert_eq!(
            link,
            if default { "/customers".to_owned() } else { format!("/customers?sort=-{column}") }
        );
    }
    assert_eq!(ids(&alice, "").await, [h, m, f, o], "the latest upload comes first by default");
}

#[tokio::test]
async fn pages_have_25_50_or_100_customers_and_each_customer_appears_once() {
    let app = App::start().await;
    let names: Vec<String> = (0..50).map(|number| format!("Paged {number:02}")).collect();
    let added = add(&app, &names.iter().map(|name| (name.as_str(), "")).collect::<Vec<_>>());
    let alice = app.sign_in(ALICE).await;
    let query = "q=paged&sort=name";
    assert_eq!(ids(&alice, query).await, added[..25]);
    assert_eq!(ids(&alice, &format!("{query}&page=2")).await, added[25..]);
    assert_eq!(ids(&alice, &format!("{query}&per=50")).await, added);
    assert_eq!(ids(&alice, "sort=name&per=100").await.len(), 54);
    assert_eq!(
        ids(&alice, &format!("{query}&page=9")).await,
        added[25..],
        "past the end, the last page is shown"
    );

    let first = alice.get(&format!("/customers?{query}")).await.page(200);
    assert!(first.text(".pager").contains("1–25 of 50 customers"), "{}", first.text(".pager"));
    let second = "/customers?q=paged&sort=name&page=2";
    assert_eq!(first.attributes(".pager a.btn[href]", "href"), [second], "only Next is a link");
    let page = alice.get(second).await.page(200);
    assert!(page.text(".pager").contains("26–50 of 50 customers"), "{}", page.text(".pager"));
    assert_eq!(page.attributes(".pager a.btn[href]", "href"), ["/customers?q=paged&sort=name"]);
}

#[tokio::test]
async fn invalid_and_unknown_parameters_are_ignored() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let all = ids(&alice, "").await;
    assert_eq!(all.len(), 4);
    for query in [
        "status=gone",
        "sort=price",
        "sort=--name",
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "per=7",
        "per=x",
        "colour=red",
        "q=",
        "q=%20",
        "q=%00",
        "%00",
        "status=%00",
    ] {
        let response = alice.get(&format!("/customers?{query}")).await;
        assert_eq!(response.status, 200, "{query}");
        // Text that can't be searched for is ignored too.
        assert_eq!(ids(&alice, query).await, all, "{query}");
    }
}
