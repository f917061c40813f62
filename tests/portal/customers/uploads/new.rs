//! Uploading devices: the form, its errors, and the key that distinguishes a double click from a second upload.

use chrono::Duration;
use diesel::prelude::*;
use reqwest::Method;
use reseller_portal::store::Error;
use reseller_portal::store::schema::submissions;

use crate::customers::uploads_path;
use crate::harness::app::{App, noon};
use crate::harness::cast::{
    ALICE, BOB, BRIGHTLINE, CHARLIE, FJORD, HARBOUR, MEADOW, OLDGATE, STC, STC_ALIAS,
};
use crate::harness::client::{Client, Response, send};
use crate::harness::given;

async fn upload(client: &Client, customer: &str, fields: &[(&str, &str)]) -> Response {
    client.upload(&uploads_path(customer), "devices.csv", given::file(&given::imeis(1, 2)), fields).await
}

/// Returns the number of submissions of any kind and in any phase. A rejected upload adds none.
fn submissions(app: &App) -> i64 {
    app.db().read(|conn| Ok::<_, Error>(submissions::table.count().get_result(conn)?)).unwrap()
}

#[tokio::test]
async fn a_file_is_accepted_at_once_and_processed_later_with_the_form_fields() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let fields = [("sold_to_code", STC_ALIAS), ("order_number", " PO-7 "), ("order_date", "2026-11-23")];
    let response = upload(&alice, HARBOUR.id, &fields).await;
    let page = alice.get(response.location()).await.page(200);
    let id = page.text("#list tbody tr th a");
    assert_eq!(page.text(".notice.ok h2"), format!("Upload {id} started"));
    assert!(page.text("#list tbody tr").contains("In progress"));
    let row = alice.get(&format!("{}.csv", uploads_path(HARBOUR.id))).await.csv_rows().remove(0);
    assert_eq!(
        row[2..],
        [
            "2",
            "0",
            "2026-11-23T12:00:00Z",
            "In progress",
            "0",
            "PO-7",
            "2026-11-23",
            STC_ALIAS,
            "devices.csv"
        ]
    );
    app.process_queue().await;
    assert!(
        alice.get(&uploads_path(HARBOUR.id)).await.page(200).text("#list tbody tr").contains("Completed")
    );
}

#[tokio::test]
async fn the_form_offers_the_resellers_sold_to_codes_if_there_are_any() {
    let app = App::start().await;
    let new = |customer: &str| format!("{}/new", uploads_path(customer));
    let page = app.sign_in(ALICE).await.get(&new(HARBOUR.id)).await.page(200);
    assert_eq!(page.texts("#field-sold_to_code option"), ["None".to_owned(), format!("{STC_ALIAS} · {STC}")]);
    let page = app.sign_in(CHARLIE).await.get(&new(HARBOUR.id)).await.page(200);
    assert!(!page.has("#field-sold_to_code"));
    let again = app.sign_in(CHARLIE).await.get(&new(HARBOUR.id)).await.page(200);
    let key = "input[name=form_key]";
    assert_ne!(page.attribute(key, "value"), again.attribute(key, "value"), "each form has its own key");
}

#[tokio::test]
async fn every_invalid_field_has_a_message_and_keeps_its_value() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let long = "7".repeat(51);
    let cases = [
        ("sold_to_code", "Main"),
        ("sold_to_code", "a\0b"),
        ("order_number", "A\u{200E}B"),
        ("order_number", "A\0B"),
        ("order_number", &long),
        ("order_date", "2026-11-24"),
        ("order_date", "1999-12-31"),
        ("order_date", "2026-02-30"),
        ("order_date", "23.11.2026"),
    ];
    let mut messages = Vec::new();
    for (field, value) in cases {
        let page = upload(&alice, HARBOUR.id, &[(field, value), ("form_key", "k1")]).await.page(422);
        let message = page.text(&format!("[data-problems] a[href='#field-{field}']"));
        assert_eq!(page.text(&format!("#error-{field}")), format!("Error: {message}"), "{value}");
        messages.push(message);
        assert_eq!(page.attribute("input[name=form_key]", "value"), "k1");
        if field != "sold_to_code" {
            assert_eq!(page.attribute(&format!("#field-{field}"), "value"), value.replace('\0', "\u{FFFD}"));
        }
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    Choose a sold-to code (STC) alias from the list
    Choose a sold-to code (STC) alias from the list
    An order number has 1 to 50 printable characters
    An order number has 1 to 50 printable characters
    An order number has 1 to 50 printable characters
    The order date must be today or in the past
    The order date must be 1 January 2000 or later
    The order date must be a date such as 2025-11-19
    The order date must be a date such as 2025-11-19
    ");
    let all = [("sold_to_code", "x"), ("order_number", "\u{200B}"), ("order_date", "x")];
    let page = upload(&alice, HARBOUR.id, &all).await.page(422);
    assert_eq!(page.texts("[data-problems] li").len(), 3, "all mistakes are listed at once");
    let some = [("sold_to_code", STC_ALIAS), ("order_number", "\u{200B}"), ("order_date", "2026-11-20")];
    let page = upload(&alice, HARBOUR.id, &some).await.page(422);
    assert_eq!(
        page.attribute("#field-sold_to_code option[selected]", "value"),
        STC_ALIAS,
        "valid input is kept too"
    );
    assert_eq!(page.attribute("#field-order_date", "value"), "2026-11-20");
    assert_eq!(submissions(&app), 0, "nothing is stored");
}

#[tokio::test]
async fn today_is_the_date_in_the_persons_time_zone() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let zone = [("time_zone", "Pacific/Auckland"), ("theme", "system")];
    assert_eq!(alice.post("/account/display", &zone).await.status, 303);
    assert_eq!(upload(&alice, HARBOUR.id, &[("order_date", "2026-11-24")]).await.status, 303);
    assert_eq!(upload(&alice, HARBOUR.id, &[("order_date", "2026-11-25")]).await.status, 422);
    app.process_queue().await;
}

#[tokio::test]
async fn a_form_without_a_file_or_with_overlong_text_is_rejected() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = uploads_path(HARBOUR.id);
    let page = alice.upload(&path, "", "", &[("order_number", "PO-7")]).await.page(422);
    let message = page.text("#error-file");
    insta::assert_snapshot!(message, @"Error: Select a device CSV file, or paste identifiers");
    assert_eq!(page.attribute("#field-order_number", "value"), "PO-7");
    let long = "7".repeat(2_000);
    for field in ["sold_to_code", "order_number", "order_date"] {
        let page = upload(&alice, HARBOUR.id, &[(field, &long)]).await.page(422);
        assert_eq!(page.text("[data-problems] li"), "This value is too long", "{field}");
    }
    let urlencoded = alice.post(&path, &[("order_number", "PO-7")]).await;
    let page = urlencoded.page(422);
    assert_eq!(page.text("#error-file"), message);
    assert_eq!(page.attribute("#field-order_number", "value"), "PO-7");
    assert_eq!(submissions(&app), 0);
}

#[tokio::test]
async fn submitting_the_same_key_and_fields_again_does_not_create_a_second_upload() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = given::file(&given::imeis(1, 2));
    let send = async |client: &Client, customer: &str, name: &str, key: &str, order: &str| {
        let fields = [("form_key", key), ("order_number", order)];
        client.upload(&uploads_path(customer), name, file.clone(), &fields).await.location().to_owned()
    };
    send(&alice, HARBOUR.id, "a.csv", "k1", "").await;
    app.clock().set(noon() + Duration::minutes(20));
    let page = alice.get(&send(&alice, HARBOUR.id, "a.csv", "k1", "").await).await.page(200);
    assert_eq!(submissions(&app), 1);
    let id = page.text("#list tbody tr th a");
    assert_eq!(page.text(".notice.ok h2"), format!("Upload {id} started"), "the page shows the first upload");
    app.process_queue().await;
    send(&alice, HARBOUR.id, "a.csv", "k1", "").await;
    assert_eq!(submissions(&app), 1, "no second upload, even after the first has completed");

    send(&alice, HARBOUR.id, "a.csv", "k1", "PO-1").await;
    send(&alice, HARBOUR.id, "b.csv", "k1", "").await;
    send(&alice, MEADOW.id, "a.csv", "k1", "").await;
    send(&alice, HARBOUR.id, "a.csv", "k2", "").await;
    send(&app.sign_in(CHARLIE).await, HARBOUR.id, "a.csv", "k1", "").await;
    assert_eq!(
        submissions(&app),
        6,
        "a different order number, file name, customer, key or person creates another upload"
    );
    for _ in 0..2 {
        send(&alice, HARBOUR.id, "a.csv", "", "").await;
    }
    assert_eq!(submissions(&app), 8, "without a key, each form creates an upload");
    app.process_queue().await;
}

#[tokio::test]
async fn unusual_keys_and_file_names_are_treated_as_text() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = given::file(&given::imeis(1, 2));
    let fields = [("form_key", "a\0b"), ("unknown", "field")];
    let response = alice.upload(&uploads_path(HARBOUR.id), "../../x\u{202e}<b>.csv", file, &fields).await;
    assert_eq!(response.status, 303, "{}", response.text());
    app.process_queue().await;
    let row = alice.get(&format!("{}.csv", uploads_path(HARBOUR.id))).await.csv_rows().remove(0);
    assert!(!row[10].contains('/') && row[10].contains("<b>.csv"), "{}", row[10]);
}

#[tokio::test]
async fn forbidden_uploads_leave_nothing_behind() {
    let app = App::start().await;
    let (alice, bob) = (app.sign_in(ALICE).await, app.sign_in(BOB).await);
    let new = |customer: &str| format!("{}/new", uploads_path(customer));
    assert_eq!(bob.get(&new(HARBOUR.id)).await.status, 403);
    assert_eq!(upload(&bob, HARBOUR.id, &[]).await.status, 403);
    assert_eq!(upload(&app.visitor(), HARBOUR.id, &[]).await.location(), "/sign-in");
    let unknown = upload(&alice, crate::customers::UNKNOWN_ID, &[]).await;
    for id in [FJORD.id, "x", "%00"] {
        upload(&alice, id, &[]).await.assert_not_found_like(&unknown);
        alice.get(&new(id)).await.assert_not_found_like(&alice.get(&new(crate::customers::UNKNOWN_ID)).await);
    }
    let page = alice.get(&new(OLDGATE.id)).await.page(200);
    // The message appears before a file is chosen.
    insta::assert_snapshot!(
        page.text("[data-problems] li"),
        @"This customer removed you as a reseller, so you can’t upload devices. Ask the customer to add you again."
    );
    assert_eq!(upload(&alice, OLDGATE.id, &[]).await.status, 422);
    app.command(&[
        "customer",
        "set",
        "--reseller",
        BRIGHTLINE.id,
        "--account",
        HARBOUR.id,
        "--status",
        "inactive",
    ]);
    assert_eq!(
        upload(&alice, HARBOUR.id, &[("form_key", "k1")]).await.status,
        422,
        "removed after the form was opened"
    );
    assert_eq!(submissions(&app), 0);
    let delete = alice.request(Method::DELETE, &new(HARBOUR.id)).header("sec-fetch-site", "same-origin");
    assert_eq!(send(delete).await.header("allow"), "GET, HEAD");
}
