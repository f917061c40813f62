//! The separator of CSV files, which each person chooses on the account page.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, HARBOUR};
use crate::harness::client::Client;
use crate::harness::given;

async fn choose(client: &Client, separator: &str) {
    let fields = [("time_zone", "Europe/London"), ("theme", "system"), ("csv_separator", separator)];
    assert_eq!(client.post("/account/display", &fields).await.location(), "/account");
}

fn header(text: &str) -> &str {
    text.lines().next().unwrap()
}

#[tokio::test]
async fn every_csv_file_has_the_separator_that_the_person_chose() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&[given::imei(1), given::wrong_imei(2)]);
    alice.upload(&uploads, "a.csv", file, &[]).await.location();
    app.process_queue().await;
    let id = alice.get(&format!("{uploads}.csv")).await.csv_rows()[0][0].clone();
    choose(&alice, "semicolon").await;
    let page = alice.get("/account").await.page(200);
    assert_eq!(page.attribute("#field-csv_separator option[selected]", "value"), "semicolon");
    for path in [
        "/customers.csv".to_owned(),
        format!("{uploads}.csv"),
        format!("/customers/{}/devices.csv", HARBOUR.id),
        format!("/uploads/{id}/errors.csv"),
        format!("/uploads/{id}/failed-rows.csv"),
        "/bulk-actions/uploads-template.csv".to_owned(),
    ] {
        let text = alice.get(&path).await.text();
        assert!(header(&text).contains("\";\"") && !header(&text).contains("\",\""), "{path}: {text}");
    }
    let bobs = app.sign_in(BOB).await.get("/customers.csv").await.text();
    assert!(header(&bobs).contains("\",\""), "colleagues keep the comma");
}

#[tokio::test]
async fn a_file_with_semicolons_can_be_corrected_and_uploaded_again() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    choose(&alice, "semicolon").await;
    let uploads = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&[given::imei(1), given::wrong_imei(2)]);
    alice.upload(&uploads, "a.csv", file, &[]).await.location();
    app.process_queue().await;
    let list = alice.get(&format!("{uploads}.csv")).await.text();
    let first = list.lines().nth(1).unwrap().split('"').nth(1).unwrap().to_owned();
    let rows = alice.get(&format!("/uploads/{first}/failed-rows.csv")).await.text();
    let corrected = rows.replace(&given::wrong_imei(2), &given::imei(2));
    alice.upload(&uploads, "b.csv", corrected, &[]).await.location();
    app.process_queue().await;
    let page = alice.get(&format!("/uploads/{first}/errors?lines=corrected")).await.page(200);
    assert!(page.text("main").contains("Resolved by upload"), "{}", page.text("main"));
}

#[tokio::test]
async fn formulas_are_escaped_with_both_separators() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/reference", HARBOUR.id);
    assert_eq!(alice.post(&path, &[("reference", "x;=1+1")]).await.status, 303);
    for separator in ["comma", "semicolon"] {
        choose(&alice, separator).await;
        let text = alice.get("/customers.csv?q=harbour").await.text();
        assert!(text.contains("\"x;'=1+1\""), "{separator}: {text}");
    }
}

#[tokio::test]
async fn an_unknown_separator_leaves_the_setting_unchanged() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    choose(&alice, "semicolon").await;
    choose(&alice, "tab").await;
    choose(&alice, "").await;
    assert!(header(&alice.get("/customers.csv").await.text()).contains("\";\""));
}
