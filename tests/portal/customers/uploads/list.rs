//! A customer's Uploads tab: header, filters, search and pages.

use chrono::{Duration, NaiveDate};
use reqwest::Method;

use crate::customers::{upload, uploads_path};
use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BOB, CHARLIE, FJORD, HARBOUR, MEADOW, OLDGATE, SAM};
use crate::harness::client::{Client, send};
use crate::harness::given;

/// Returns the upload IDs on a page, in page order.
async fn ids(client: &Client, customer: &str, query: &str) -> Vec<String> {
    let page = client.get(&format!("{}?{query}", uploads_path(customer))).await.page(200);
    page.texts("#list tbody tr th a")
}

#[tokio::test]
async fn the_tab_shows_the_customer_and_its_uploads_newest_first() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let empty = alice.get(&uploads_path(HARBOUR.id)).await.page(200);
    assert_eq!(empty.text(".empty h2"), "No uploads for this customer yet");
    let first = upload(&alice, HARBOUR.id, 1, &[]).await;
    app.clock().set(noon() + Duration::minutes(20));
    let second = upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    let page = alice.get(&uploads_path(HARBOUR.id)).await.page(200);
    assert_eq!(page.text("h1"), "Harbour Logistics Active");
    assert_eq!(page.texts(".facts dd")[..4], ["1000000001", "HL-01", "GB", "1"]);
    // Without single sign-on, there is no column for an account ID.
    let table = page.table_lines("#list table");
    insta::assert_snapshot!(table.replace(&second, "[second]").replace(&first, "[first]"), @"
    Upload ID | Uploaded by | Total devices | Verified devices | Uploaded | Status
    Select upload [second] [second] | alice@brightline.example | 1 | 0 | Today, 12:20 | Error 1 error in upload [second]: view
    Select upload [first] [first] | alice@brightline.example | 1 | 1 | Today, 12:00 | Completed
    ");
    assert_eq!(page.attributes("#list .err-btn", "href"), [format!("/uploads/{second}/errors")]);
}

#[tokio::test]
async fn only_colleagues_see_a_resellers_uploads() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    let bob = app.sign_in(BOB).await;
    assert_eq!(ids(&bob, HARBOUR.id, "").await, [id]);
    let page = bob.get(&uploads_path(HARBOUR.id)).await.page(200);
    assert!(!page.has("a[href$='/uploads/new']") && !page.has("a[href$='/reference']"));
    let charlie = app.sign_in(CHARLIE).await;
    assert!(
        ids(&charlie, HARBOUR.id, "").await.is_empty(),
        "another reseller's uploads for the same company are hidden"
    );

    let unknown = alice.get(&uploads_path(crate::customers::UNKNOWN_ID)).await;
    for id in [FJORD.id, "x", "%00", "1000000001%00", "1000000001%20", "..%2Fadmin"] {
        alice.get(&uploads_path(id)).await.assert_not_found_like(&unknown);
    }
    assert_eq!(alice.get("/customers//uploads").await.status, 404);
    assert_eq!(app.sign_in(SAM).await.get(&uploads_path(HARBOUR.id)).await.status, 403);
    let put = alice.request(Method::PUT, &uploads_path(HARBOUR.id)).header("sec-fetch-site", "same-origin");
    let put = send(put).await;
    assert_eq!((put.status, put.header("allow")), (405, "GET, HEAD, POST"));
}

#[tokio::test]
async fn an_inactive_customer_has_a_warning_and_no_upload_button() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.get(&uploads_path(OLDGATE.id)).await.page(200);
    let warning = page.lines(".notice.warn:not([hidden]) h2, .notice.warn:not([hidden]) p");
    insta::assert_snapshot!(warning, @"
    This customer is inactive
    This customer removed you as a reseller, so you can’t upload devices. Ask the customer to add you again.
    ");
    assert!(!page.has("a[href$='/uploads/new']"));
    let page = alice.get(&uploads_path(MEADOW.id)).await.page(200);
    assert_eq!(page.text("h1"), "Meadow Health Pending customer verification");
    assert!(page.has("a[href$='/uploads/new']"), "uploads are accepted while the customer is pending");
}

#[tokio::test]
async fn uploads_can_be_filtered_by_each_status() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let completed = upload(&alice, HARBOUR.id, 1, &[]).await;
    let error = upload(&alice, HARBOUR.id, 1, &[]).await;
    let path = uploads_path(HARBOUR.id);
    alice.upload(&path, "a.csv", given::file(&given::imeis(1, 2)), &[]).await.location();
    let mixed = ids(&alice, HARBOUR.id, "").await[0].clone();
    app.process_queue().await;
    let running = upload(&alice, HARBOUR.id, 9, &[]).await;
    let statuses = [
        ("in-progress", &running),
        ("completed-with-error", &mixed),
        ("error", &error),
        ("completed", &completed),
    ];
    for (status, id) in statuses {
        assert_eq!(ids(&alice, HARBOUR.id, &format!("status={status}")).await, [id.as_str()], "{status}");
        let csv = alice.get(&format!("{path}.csv?status={status}")).await.csv_rows();
        assert_eq!(csv.len(), 1);
        assert_eq!(&csv[0][0], id, "the download has the same upload as the page");
    }
    let page = alice.get(&format!("{path}?status=error&from=2026-11-23")).await.page(200);
    assert_eq!(page.texts(".chip"), ["Status: Error", "From: 23 Nov 2026"]);
    let without = page.attributes(".chip a", "href");
    assert_eq!(without, [format!("{path}?from=2026-11-23"), format!("{path}?status=error")]);
    app.process_queue().await;
}

#[tokio::test]
async fn days_begin_and_end_in_the_readers_time_zone() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let monday = upload(&alice, HARBOUR.id, 1, &[]).await;
    app.clock().set(noon() + Duration::hours(12));
    let alice = app.sign_in(ALICE).await;
    let midnight = upload(&alice, HARBOUR.id, 2, &[]).await;
    app.process_queue().await;
    assert_eq!(ids(&alice, HARBOUR.id, "to=2026-11-23").await, [monday.as_str()]);
    assert_eq!(ids(&alice, HARBOUR.id, "from=2026-11-24").await, [midnight.as_str()]);
    assert_eq!(ids(&alice, HARBOUR.id, "from=2026-11-23&to=2026-11-24").await, [midnight.as_str(), &monday]);
    assert!(ids(&alice, HARBOUR.id, "from=2026-11-25").await.is_empty());
    // In Auckland, both uploads were on Tuesday, at 01:00 and 13:00.
    let zone = [("time_zone", "Pacific/Auckland"), ("theme", "system")];
    assert_eq!(alice.post("/account/display", &zone).await.status, 303);
    assert!(ids(&alice, HARBOUR.id, "to=2026-11-23").await.is_empty());
    assert_eq!(ids(&alice, HARBOUR.id, "from=2026-11-24&to=2026-11-24").await, [midnight.as_str(), &monday]);
    let page = alice.get(&uploads_path(HARBOUR.id)).await.page(200);
    assert_eq!(page.texts("#list tbody time"), ["Today, 13:00", "Today, 01:00"]);
    assert_eq!(page.attributes("#list tbody time", "datetime")[1], "2026-11-23T12:00:00Z");
}

#[tokio::test]
async fn search_finds_this_customers_uploads_by_complete_upload_id_or_order_number() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let plain = upload(&alice, HARBOUR.id, 1, &[]).await;
    let mueller = upload(&alice, HARBOUR.id, 2, &[("order_number", "Müller 7")]).await;
    // An order number can look like an upload ID.
    let namesake = upload(&alice, HARBOUR.id, 3, &[("order_number", &plain)]).await;
    let other_customer = upload(&alice, MEADOW.id, 4, &[("order_number", "Müller 7")]).await;
    app.process_queue().await;
    let found = async |q: &str| ids(&alice, HARBOUR.id, &format!("q={q}")).await;
    assert_eq!(found(&mueller).await, [mueller.as_str()]);
    assert_eq!(found(&plain).await, [namesake.as_str(), &plain]);
    assert_eq!(found("M%C3%BCller+7").await, [mueller.as_str()]);
    assert_eq!(
        found("+Mu%CC%88ller%C2%A07+").await,
        [mueller.as_str()],
        "decomposed Unicode and non-breaking spaces"
    );
    for q in [other_customer.as_str(), "M%C3%BCller", &plain[..6], "99999999999999999999", "%25", "a;b"] {
        assert!(found(q).await.is_empty(), "{q}");
    }
}

#[tokio::test]
async fn previous_and_next_show_every_upload_once() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = uploads_path(HARBOUR.id);
    let mut newest_first = Vec::new();
    for number in 0..60 {
        newest_first.insert(0, upload(&alice, HARBOUR.id, number, &[("order_number", "PO-1")]).await);
    }
    app.process_queue().await;
    assert_eq!(ids(&alice, HARBOUR.id, "per=100").await, newest_first);
    let mut address = format!("{path}?q=PO-1");
    for (shown, (previous, next)) in newest_first.chunks(25).zip([(false, true), (true, true), (true, false)])
    {
        let page = alice.get(&address).await.page(200);
        assert_eq!(page.texts("#list tbody tr th a"), shown);
        assert!(page.text(".pager").contains(&format!("{} of 60 uploads", shown.len())));
        let links = page.texts(".pager a.btn[href]");
        assert_eq!((links.contains(&"Previous".into()), links.contains(&"Next".into())), (previous, next));
        address = page.attributes(".pager a.btn[href]", "href").pop().unwrap();
        assert!(address.contains("q=PO-1"), "the filter is kept: {address}");
    }
    // The only link on the last page is Previous. Go back one page, then another.
    for shown in [&newest_first[25..50], &newest_first[..25]] {
        let page = alice.get(&address).await.page(200);
        assert_eq!(page.texts("#list tbody tr th a"), shown);
        address = page.attributes(".pager a.btn[href]", "href")[0].clone();
    }
    let new = upload(&alice, HARBOUR.id, 99, &[]).await;
    let after = ids(&alice, HARBOUR.id, &format!("after={}", newest_first[24])).await;
    assert_eq!(after, newest_first[25..50], "new uploads don't move rows to another page");
    let before = ids(&alice, HARBOUR.id, &format!("before={}", newest_first[0])).await;
    assert_eq!((before.len(), &before[0]), (25, &new), "the first page is always full");
    app.process_queue().await;
}

#[tokio::test]
async fn invalid_and_unknown_parameters_are_ignored() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    let days = [NaiveDate::MIN, NaiveDate::MAX].map(|day| day.to_string().replace('+', "%2B"));
    let mut queries: Vec<String> =
        ["status=x", "from=23.11.2026", "to=2026-02-30", "after=x", "before=", "per=1", "q=%00"]
            .map(str::to_owned)
            .into();
    queries.push(format!("after={}", i64::MIN));
    for day in days {
        queries.extend([format!("from={day}"), format!("to={day}")]);
    }
    for query in queries {
        assert_eq!(ids(&alice, HARBOUR.id, &query).await, [id.as_str()], "{query}");
    }
    let past_the_oldest = format!("{}?after=1", uploads_path(HARBOUR.id));
    assert!(alice.get(&past_the_oldest).await.page(200).has(".empty"), "there are no older uploads");
}
