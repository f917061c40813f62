//! A customer's Devices tab.

use reqwest::Method;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FLEETCARE, HARBOUR, MEADOW};
use crate::harness::client::{Client, send};
use crate::harness::given::{self, Entry, dual_sim, tablet};
use crate::harness::html::Page;

mod by_model;

/// Returns the path of the tab with this query.
fn tab(query: &str) -> String {
    format!("/customers/{}/devices{query}", HARBOUR.id)
}

/// Uploads identifiers with an order number and processes them. Returns the upload ID.
pub async fn upload(app: &App, client: &Client, customer: &str, order: &str, ids: &[String]) -> String {
    let path = format!("/customers/{customer}/uploads");
    let response = client.upload(&path, "devices.csv", given::file(ids), &[("order_number", order)]).await;
    assert_eq!(response.status, 303, "{}", response.text());
    app.process_queue().await;
    client.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone()
}

/// Returns the devices on a page, from the values of their checkboxes.
fn checkbox_values(page: &Page) -> Vec<String> {
    page.attributes("input[name=device]", "value")
}

/// Returns the devices that the tab shows for a query.
async fn shown(client: &Client, query: &str) -> Vec<String> {
    checkbox_values(&client.get(&tab(query)).await.page(200))
}

#[tokio::test]
async fn devices_are_listed_newest_first_with_all_their_identifiers() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100), tablet(7)]);
    let alice = app.sign_in(ALICE).await;
    let page = alice.get(&tab("")).await.page(200);
    assert_eq!(page.text(".empty h2"), "No devices for this customer yet");

    let first = upload(&app, &alice, HARBOUR.id, "PO-1", &[given::imei(101), given::serial(7)]).await;
    let second = upload(&app, &alice, HARBOUR.id, "", &[given::imei(1)]).await;
    let page = alice.get(&tab("")).await.page(200);
    assert_eq!(page.text(".tabs a[aria-current=page]"), "Devices 3");
    let rows = page.rows("table");
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0][1..5], ["–none", "–none", second.as_str(), "–none"]);
    let phone = rows.iter().find(|row| row[1] == given::serial(100)).unwrap();
    assert!(phone[0].ends_with(&format!("{} {}", given::imei(100), given::imei(101))), "{}", phone[0]);
    assert_eq!(phone[2..5], ["Galaxy S24", first.as_str(), "PO-1"]);
    assert_eq!(phone[5..], ["Today, 12:00", "Verified"]);
    assert!(
        page.has(&format!("tbody th a[href='/devices/{}']", given::serial(7))),
        "a tablet is identified by its serial number"
    );
    assert_eq!(page.text(".pager"), "3 devices");

    upload(&app, &alice, MEADOW.id, "", &[given::imei(2)]).await;
    let pending = alice.get(&format!("/customers/{}/devices", MEADOW.id)).await.page(200);
    assert_eq!(pending.rows("table")[0][6], "Pending");
    let csv = alice.get(&format!("/customers/{}/devices.csv", MEADOW.id)).await.csv_rows();
    assert_eq!(csv[0][9], "Pending", "the page and the download agree");
}

#[tokio::test]
async fn either_imei_finds_the_phone_in_any_notation() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100)]);
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, "PO 7/a", &[given::imei(100), given::imei(1), given::imei(2)]).await;
    let (one, two) = (given::imei(100), given::imei(101));
    let spaced = format!("{} {}-{}", &two[..8], &two[8..14], &two[14..]);
    for q in [
        &one,
        &two,
        &spaced,
        &two[..14].to_owned(),
        &format!("{}01", &two[..14]),
        &given::serial(100).to_lowercase(),
    ] {
        let page = alice.get(&tab(&format!("?q={}", q.replace(' ', "%20")))).await.page(200);
        assert_eq!(checkbox_values(&page), std::slice::from_ref(&one), "{q}");
        assert_eq!(page.text(".pager"), "1 device");
    }
    assert_eq!(
        shown(&alice, &format!("?q={}", &two[11..])).await,
        std::slice::from_ref(&one),
        "the last four digits"
    );
    assert_eq!(shown(&alice, "?q=PO%207/a").await.len(), 3, "a complete order number");
    assert!(shown(&alice, "?q=PO").await.is_empty());
    let none = alice.get(&tab("?q=123")).await.page(200);
    insta::assert_snapshot!(none.lines(".empty h2, .empty p"), @"
    No devices match “123”
    Enter a complete IMEI, MEID, serial number or order number, or at least the last 4 characters of an identifier.
    ");
    assert!(none.has("#delete-all-item[hidden]"));
}

#[tokio::test]
async fn a_suffix_shared_by_too_many_devices_asks_for_more_characters() {
    let app = App::start().await;
    // The catalog has 5,001 tablets whose serial numbers end in 7777. Brightline has one of them, and a phone with 7777
    // as its order number.
    let serial = |number: u32| format!("Q{number:06}7777");
    let entries: Vec<Entry> =
        (0..5_001).map(|number| Entry { serial: serial(number), ..Entry::default() }).collect();
    app.catalog(&entries);
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, "7777", &[given::imei(1)]).await;
    upload(&app, &alice, HARBOUR.id, "", &[serial(42)]).await;
    let page = alice.get(&tab("?q=7777")).await.page(200);
    assert_eq!(checkbox_values(&page), [given::imei(1)], "the order number is found anyway");
    let message = page.text("#list p.chips");
    insta::assert_snapshot!(message, @"More than 5,000 identifiers end in 7777. Enter more characters.");
    let page = alice.get(&tab("?q=-7777&order_number=x")).await.page(200);
    assert_eq!(page.text(".empty h2"), message);
    assert_eq!(shown(&alice, "?q=0427777").await, [serial(42)]);
}

#[tokio::test]
async fn filters_are_in_the_url_and_can_be_removed_one_by_one() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100), tablet(7)]);
    let alice = app.sign_in(ALICE).await;
    let first = upload(&app, &alice, HARBOUR.id, "PO-1", &[given::imei(100), given::serial(7)]).await;
    upload(&app, &alice, HARBOUR.id, "PO-2", &given::imeis(1, 3)).await;
    assert_eq!(shown(&alice, "?order_number=PO-2").await.len(), 3);
    assert_eq!(shown(&alice, &format!("?upload={first}")).await.len(), 2);
    assert_eq!(shown(&alice, "?model=Galaxy%20S24").await, [given::imei(100)]);
    assert_eq!(shown(&alice, "?model=Galaxy%20S24&q=PO-2").await, [""; 0]);
    assert_eq!(shown(&alice, "?status=verified").await.len(), 5);
    assert!(shown(&alice, "?status=pending").await.is_empty());
    assert_eq!(shown(&alice, "?status=x&upload=y&model=z&after=q&per=7").await.len(), 5, "ignored");

    let query = format!("?q=PO-1&order_number=PO-1&model=Galaxy%20S24&status=verified&upload={first}");
    let page = alice.get(&tab(&query)).await.page(200);
    assert_eq!(checkbox_values(&page), [given::imei(100)]);
    insta::assert_snapshot!(page.lines(".chip").replace(&first, "[first]"), @"
    Order number: PO-1
    Model: Galaxy S24
    Status: Verified
    Upload: [first]
    ");
    let without: Vec<String> = page.attributes(".chip a", "href");
    assert_eq!(without[1], tab(&format!("?q=PO-1&order_number=PO-1&status=verified&upload={first}")));

    // The form that deletes all devices found sends the current filter.
    let form = "form#delete-all";
    assert_eq!(page.attribute(form, "action"), format!("/customers/{}/deletions", HARBOUR.id));
    assert_eq!(
        page.attributes(&format!("{form} input"), "name"),
        ["all", "q", "order_number", "model", "status", "upload"]
    );
    assert_eq!(
        page.attributes(&format!("{form} input"), "value"),
        ["1", "PO-1", "PO-1", "Galaxy S24", "verified", &first]
    );
    assert_eq!(page.text("#delete-all-item"), "Delete 1 device found…");
    assert_eq!(page.attribute("form#devices-csv input", "value"), first);
}

#[tokio::test]
async fn next_and_previous_reach_every_page() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut all = Vec::new();
    for (from, count) in [(0, 40), (100, 7), (200, 13)] {
        let ids = given::imeis(from, count);
        upload(&app, &alice, HARBOUR.id, "PO-1", &ids).await;
        all.extend(ids);
    }
    for query in ["?x=", "?q=PO-1"] {
        let mut page = alice.get(&tab(query)).await.page(200);
        assert!(!page.has("a[href*='before=']"), "the first page has no Previous link");
        let mut seen = vec![checkbox_values(&page)];
        while let Some(next) = page.attributes(".pager a[href*='after=']", "href").pop() {
            page = alice.get(&next).await.page(200);
            seen.push(checkbox_values(&page));
        }
        assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 10]);
        let mut sorted: Vec<String> = seen.concat();
        sorted.sort();
        let mut expected = all.clone();
        expected.sort();
        assert_eq!(sorted, expected, "each device appears once");
        assert_eq!(page.text(".pager span"), "10 of 60 devices");
        for before in [1, 0] {
            let previous = page.attributes(".pager a[href*='before=']", "href").pop().unwrap();
            page = alice.get(&previous).await.page(200);
            assert_eq!(checkbox_values(&page), seen[before]);
        }
    }
    let page = alice.get(&tab("?per=50")).await.page(200);
    assert_eq!(checkbox_values(&page).len(), 50);
}

#[tokio::test]
async fn only_colleagues_see_a_resellers_devices() {
    let app = App::start().await;
    let (alice, bob, charlie) =
        (app.sign_in(ALICE).await, app.sign_in(BOB).await, app.sign_in(CHARLIE).await);
    upload(&app, &alice, HARBOUR.id, "PO-1", &[given::imei(1)]).await;
    upload(&app, &charlie, HARBOUR.id, "PO-1", &[given::imei(2)]).await;

    let page = bob.get(&tab("")).await.page(200);
    assert_eq!(page.rows("table").len(), 1);
    for element in [
        "input[name=device]",
        "form#delete-devices",
        "form#delete-all",
        "#delete-all-item",
        "[data-selection]",
    ] {
        assert!(!page.has(element), "a viewer can't delete: {element}");
    }
    // Both resellers serve Harbour, and each sees only its own devices.
    for (client, own, other) in [(&alice, 1, 2), (&charlie, 2, 1)] {
        let page = client.get(&tab("?q=PO-1")).await.page(200);
        assert_eq!(checkbox_values(&page), [given::imei(own)]);
        assert!(shown(client, &format!("?q={}", given::imei(other))).await.is_empty());
        assert!(shown(client, &format!("?q={}", &given::imei(other)[9..])).await.is_empty());
    }
    let response = charlie.get(&format!("/customers/{}/devices", FLEETCARE.id)).await;
    let unknown = charlie.get("/customers/9999999999/devices").await;
    assert_eq!(response.page(404).text("main"), unknown.page(404).text("main"));
    assert_eq!(alice.get("/customers/x/devices").await.status, 404);
    let post = alice.request(Method::POST, &tab("")).header("sec-fetch-site", "same-origin");
    assert_eq!(send(post).await.status, 405);
}

#[tokio::test]
async fn searching_while_typing_announces_the_number_of_devices() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, "", &given::imeis(0, 3)).await;
    let request = alice.request(Method::GET, &tab("")).header("hx-request", "true");
    assert_eq!(send(request).await.header("hx-trigger"), r#"{"announce":"3 devices found"}"#);
}

mod browser_devices {
    use super::*;
    use crate::harness::browser::Browser;

    #[tokio::test]
    async fn the_selection_bar_counts_devices_and_the_slash_key_focuses_the_search_field() {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        app.catalog(&[dual_sim(500), tablet(7)]);
        upload(&app, &alice, HARBOUR.id, "PO-1", &given::imeis(0, 28)).await;
        upload(&app, &alice, HARBOUR.id, "PO-1", &[given::imei(500), given::serial(7)]).await;
        let browser = Browser::start().await;
        browser.sign_in(&app, ALICE).await;

        browser.goto(app.url(&tab(""))).await.unwrap();
        assert!(!browser.find("[data-selection]").await.is_displayed().await.unwrap());
        browser.click("tbody tr:nth-child(1) .pick").await;
        browser.click("tbody tr:nth-child(2) .pick").await;
        browser.wait_for("[data-selected]", "2 selected").await;
        browser.wait_for("[data-selection]", "Select all 30").await;
        browser.assert_accessible("devices").await;
        browser.click("[data-unselect]").await;
        assert!(!browser.find("[data-selection]").await.is_displayed().await.unwrap());

        // Typing replaces the list, including the form that deletes all devices found.
        browser.fill("#q", &given::imei(5)).await;
        browser.wait_for(".pager", "1 device").await;
        let all = browser.find("#delete-all input[name=q]").await.attr("value").await.unwrap().unwrap();
        assert_eq!(all, given::imei(5));

        // In a text field, the slash key types a slash. Elsewhere, it moves the focus to the search field at the top.
        browser.fill("#order_number", "PO/1").await;
        let typed = browser.find("#order_number").await.prop("value").await.unwrap().unwrap();
        assert_eq!(typed, "PO/1");
        browser.goto(app.url("/customers")).await.unwrap();
        browser.find("body").await.send_keys("/").await.unwrap();
        let focused = browser.active_element().await.unwrap();
        assert_eq!(focused.attr("id").await.unwrap().as_deref(), Some("find"));
        focused.send_keys(format!("{}\u{E007}", given::imei(501))).await.unwrap();
        browser.wait_for("nav.crumbs", &given::imei(500)).await;
        browser.assert_accessible("device").await;
        for (name, path) in [
            ("find", "/find?q=PO-1"),
            ("find-nothing", "/find?q=490154203237517"),
            ("devices-none", &tab("?q=nothing-here")),
        ] {
            browser.goto(app.url(path)).await.unwrap();
            browser.assert_accessible(name).await;
        }
    }
}
