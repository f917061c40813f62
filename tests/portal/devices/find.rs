//! Searching for a device.

use crate::customers::devices::list::upload;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FLEETCARE, HARBOUR, OLGA, SAM};
use crate::harness::given::{self, Entry, dual_sim};

#[tokio::test]
async fn a_single_match_opens_the_device() {
    let app = App::start().await;
    app.catalog(&[dual_sim(100)]);
    let (alice, bob) = (app.sign_in(ALICE).await, app.sign_in(BOB).await);
    upload(&app, &alice, HARBOUR.id, "PO-1", &[given::imei(101)]).await;
    let (one, two) = (given::imei(100), given::imei(101));
    let page = format!("/devices/{one}");
    for q in [
        &one,
        &two,
        &format!("{}-{}", &two[..8], &two[8..]),
        &two[9..].to_owned(),
        &given::serial(100),
        &"PO-1".to_owned(),
    ] {
        assert_eq!(alice.get(&format!("/find?q={q}")).await.location(), page, "{q}");
    }
    assert_eq!(bob.get(&format!("/find?q={two}")).await.location(), page, "a colleague finds it too");
}

#[tokio::test]
async fn several_matches_are_listed_page_by_page() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, "PO-1", &given::imeis(0, 20)).await;
    upload(&app, &alice, FLEETCARE.id, "PO-1", &given::imeis(100, 20)).await;
    upload(&app, &alice, FLEETCARE.id, "PO-2", &given::imeis(200, 2)).await;
    let page = alice.get("/find?q=PO-1").await.page(200);
    assert_eq!(page.attribute("#find", "value"), "PO-1", "the field keeps the search term");
    let rows = page.rows("table");
    assert_eq!(rows.len(), 25);
    assert_eq!((rows[0][2].as_str(), rows[24][2].as_str()), (FLEETCARE.name, HARBOUR.name), "newest first");
    assert_eq!(page.text(".pager span"), "25 of 40 devices");
    let next = page.attribute(".pager a[href*='after=']", "href");
    let second = alice.get(&next).await.page(200);
    assert_eq!(second.rows("table").len(), 15);
    let back = alice.get(&second.attribute(".pager a[href*='before=']", "href")).await.page(200);
    assert_eq!(back.rows("table"), rows);
    let first = format!("/find?q={}", &given::imei(3)[10..]);
    assert_eq!(alice.get(&first).await.location(), format!("/devices/{}", given::imei(3)));
}

#[tokio::test]
async fn a_search_without_matches_repeats_the_term_and_explains_how_to_search() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.get("/find?q=%3Cb%3Enothing").await.page(200);
    insta::assert_snapshot!(page.lines(".empty h2, .empty p"), @"
    No device found for “<b>nothing”
    We searched the identifiers and order numbers of all your devices. Enter a complete IMEI, MEID, serial number or order number, or at least the last 4 characters of an identifier.
    ");
    let page = alice.get("/find?q=490154203237517").await.page(200);
    insta::assert_snapshot!(page.lines(".empty h2, .empty p"), @"
    No device found for “490154203237517”
    This IMEI has a typing error: a digit is wrong or two are swapped.
    We searched the identifiers and order numbers of all your devices. Enter a complete IMEI, MEID, serial number or order number, or at least the last 4 characters of an identifier.
    ");
    let page = alice.get("/find").await.page(200);
    assert_eq!(page.text(".empty h2"), "What are you looking for?");
}

#[tokio::test]
async fn a_suffix_shared_by_too_many_devices_asks_for_more_characters() {
    let app = App::start().await;
    let serial = |number: u32| format!("Q{number:06}7777");
    let entries: Vec<Entry> =
        (0..5_001).map(|number| Entry { serial: serial(number), ..Entry::default() }).collect();
    app.catalog(&entries);
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, "", &[serial(42)]).await;
    let page = alice.get("/find?q=7777").await.page(200);
    insta::assert_snapshot!(page.lines(".empty h2, .empty p"), @"
    More than 5,000 identifiers end in 7777. Enter more characters.
    Enter a complete IMEI, MEID, serial number or order number, or at least the last 4 characters of an identifier.
    ");
    assert_eq!(alice.get("/find?q=427777").await.location(), format!("/devices/{}", serial(42)));
    upload(&app, &alice, HARBOUR.id, "7777", &[given::imei(1)]).await;
    let page = alice.get("/find?q=7777").await.page(200);
    assert_eq!(page.rows("table").len(), 1, "a match that may not be the only one is listed, not opened");
    insta::assert_snapshot!(page.lines("main .notice h2, main .notice p"), @"
    More than 5,000 identifiers end in 7777. Enter more characters.
    Only devices whose identifier or order number is exactly “7777” are listed below.
    ");
}

#[tokio::test]
async fn another_resellers_devices_are_not_found() {
    let app = App::start().await;
    let (alice, charlie) = (app.sign_in(ALICE).await, app.sign_in(CHARLIE).await);
    upload(&app, &charlie, HARBOUR.id, "PO-1", &given::imeis(0, 3)).await;
    for q in ["PO-1", &given::imei(1), &given::imei(1)[9..]] {
        let page = alice.get(&format!("/find?q={q}")).await.page(200);
        assert!(page.has(".empty") && !page.has("table"), "{q}");
    }
}

#[tokio::test]
async fn only_people_who_can_see_devices_have_the_search_field() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    for path in ["/customers", "/account", "/help", "/nothing-here"] {
        let page = crate::harness::html::Page::read(&alice.get(path).await.text());
        assert_eq!(page.attribute("form.find", "action"), "/find", "{path}");
    }
    for person in [SAM, OLGA] {
        let client = app.sign_in(person).await;
        assert!(!client.get("/account").await.page(200).has("form.find[action='/find']"));
        assert_eq!(client.get("/find?q=1234").await.status, 403);
    }
    assert!(!app.visitor().get("/help").await.page(200).has("form.find"));
}
