//! The search across all resellers.

use chrono::Duration;

use super::upload_file;
use reseller_portal::web::urls;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, BRIGHTLINE, CHARLIE, FJORD, HARBOUR, MEADOW, NORDTEL, SAM, SUNDIAL};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::html::Page;

/// The response to a search: the path of the only match, or the page of results.
enum SearchResponse {
    Redirect(String),
    Page(Page),
}

async fn search(sam: &Client, q: &str) -> SearchResponse {
    let response = sam.get(&urls::with_query(urls::SUPPORT, &[("q", q)])).await;
    match response.status {
        303 => SearchResponse::Redirect(response.location().to_owned()),
        _ => SearchResponse::Page(response.page(200)),
    }
}

async fn open_match(sam: &Client, q: &str) -> String {
    match search(sam, q).await {
        SearchResponse::Redirect(url) => url,
        SearchResponse::Page(page) => panic!("{q}: {}", page.text("main")),
    }
}

async fn search_results(sam: &Client, q: &str) -> Page {
    match search(sam, q).await {
        SearchResponse::Redirect(url) => panic!("{q}: {url}"),
        SearchResponse::Page(page) => page,
    }
}

#[tokio::test]
async fn each_kind_of_search_term_finds_the_upload() {
    let app = App::start().await;
    let (alice, charlie, sam) =
        (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await, app.sign_in(SAM).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let lines = [given::imei(1), given::wrong_imei(2), given::imei(3)];
    let fields = [("order_number", "PO 4711")];
    alice.upload(&path, "Woche 47 Übersicht.csv", given::file(&lines), &fields).await.location();
    app.process_queue().await;
    let id = alice.get(&format!("{path}.csv")).await.csv_rows()[0][0].clone();
    let url = format!("/support/uploads/{id}");
    let other = upload_file(&app, &charlie, &FJORD, "other.csv", &[given::imei(3)]).await;

    assert_eq!(open_match(&sam, &id).await, url);
    assert_eq!(open_match(&sam, &format!("upload {id}")).await, url);
    assert_eq!(open_match(&sam, "PO 4711").await, url);
    assert_eq!(
        open_match(&sam, "woche 47 UBERSICHT").await,
        url,
        "the start of the file name, ignoring case and accents"
    );
    assert_eq!(open_match(&sam, "alice@brightline.example").await, url);
    assert_eq!(open_match(&sam, HARBOUR.id).await, url);
    assert_eq!(open_match(&sam, BRIGHTLINE.id).await, url);
    assert_eq!(
        open_match(&sam, &format!("{} {}", NORDTEL.id, "other.csv")).await,
        format!("/support/uploads/{other}")
    );
    assert_eq!(open_match(&sam, &given::imei(1)).await, url);
    // The upload opens at the failed line. An unreadable value is found by its original text.
    assert_eq!(open_match(&sam, &given::wrong_imei(2)).await, format!("{url}?after=1#failed-lines"));
    // The same device is registered for one reseller and rejected for the other.
    let both = search_results(&sam, &given::imei(3)).await;
    assert_eq!(both.texts(".q-item .l3 > span:first-child"), ["Line 1 failed", "Wrong check digit"]);
    let suffix = &given::imei(1)[10..];
    assert_eq!(open_match(&sam, suffix).await, url);

    let mut headings = Vec::new();
    for term in ["nothing-like-it", "x@y.example", SUNDIAL.id] {
        headings.push(search_results(&sam, term).await.text(".empty h2"));
    }
    insta::assert_snapshot!(headings.join("\n"), @"
    No results for “nothing-like-it”
    No user has the e-mail address x@y.example.
    Sundial Hotels isn’t a customer of any reseller yet.
    ");
    for input in ["%", "'", "\"", "\u{0}", "9999999999999999999999", "0001-01-01", "9999-12-31", "B-0", ","] {
        search_results(&sam, input).await;
    }
}

#[tokio::test]
async fn bulk_actions_and_deletions_are_found_by_their_numbers() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let bulk = format!("{},{}\n{},{}\n", HARBOUR.id, given::imei(0), MEADOW.id, given::imei(1));
    let number = alice.upload("/bulk-actions/uploads", "week.csv", bulk, &[]).await;
    let number = number.location().rsplit('/').next().unwrap().to_owned();
    app.process_queue().await;
    assert_eq!(open_match(&sam, &format!("b-{number}")).await, format!("/support/submissions/{number}"));
    assert_eq!(open_match(&sam, "week.csv").await, format!("/support/submissions/{number}"));
    // Narrow the search to a customer in the bulk action, then to another customer.
    assert_eq!(
        open_match(&sam, &format!("week.csv {}", MEADOW.id)).await,
        format!("/support/submissions/{number}")
    );
    search_results(&sam, &format!("week.csv {}", FJORD.id)).await;
    // A customer ID finds the upload that the bulk action created.
    assert!(open_match(&sam, MEADOW.id).await.starts_with("/support/uploads/"));
}

#[tokio::test]
async fn uploads_and_rejected_files_are_found_by_reseller_day_and_file_name() {
    let app = App::start().await;
    let (alice, sam) = (app.sign_in(ALICE).await, app.sign_in(SAM).await);
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    // This is yesterday in Sam's time zone.
    app.clock().set(noon() - Duration::days(1));
    let id = upload_file(&app, &alice, &HARBOUR, "july.csv", &[given::wrong_imei(0)]).await;
    assert_eq!(alice.upload(&path, "july.pdf", b"%PDF-1.7".to_vec(), &[]).await.status, 422);
    app.clock().set(noon());
    let alice = app.sign_in(ALICE).await;
    let sam_now = app.sign_in(SAM).await;
    upload_file(&app, &alice, &HARBOUR, "july.csv", &[given::wrong_imei(1)]).await;

    let q = format!("reseller {}, yesterday, file july.csv", BRIGHTLINE.id);
    let url = open_match(&sam_now, &q).await;
    assert_eq!(url, format!("/support/uploads/{id}"));
    let reason = sam_now.get(&url).await.page(200);
    assert_eq!(reason.texts("a.reason b"), ["Wrong check digit"]);

    // A rejected file is found too, with the message that Alice saw.
    let found = search_results(&sam_now, &format!("{} yesterday july.pdf", BRIGHTLINE.id)).await;
    insta::assert_snapshot!(found.lines(".lede, .rejected-files li"), @"
    Reseller Brightline Mobile Ltd (3049817265) · 22 Nov 2026 · “july.pdf”
    july.pdf (8 bytes): The selected file is a PDF document, not a CSV file. Open it in the program it was made with and save it as CSV. Upload for 1000000001 · Brightline Mobile Ltd (3049817265) · alice@brightline.example · 22 Nov 2026, 12:00
    ");
    // No file was rejected today.
    search_results(&sam_now, &format!("{} today july.pdf", BRIGHTLINE.id)).await.text(".empty h2");
    drop(sam);
}
