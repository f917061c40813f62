//! Lists whose rows have several devices, or one device with several identifiers.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{devices, failed_rows, registrations};

use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, MEADOW};
use crate::harness::client::Client;
use crate::harness::given;
use crate::harness::html::Page;

fn uploads() -> String {
    format!("/customers/{}/uploads", HARBOUR.id)
}

/// Returns the first identifiers of all registered devices, in order.
fn registered(app: &App) -> Vec<String> {
    let query = registrations::table.inner_join(devices::table).select(devices::imei1);
    let mut all: Vec<String> = app
        .db()
        .read(|conn| Ok::<_, Error>(query.load::<Option<String>>(conn)?))
        .unwrap()
        .into_iter()
        .flatten()
        .collect();
    all.sort();
    all
}

/// Returns line, device and identifier of each failed row.
fn failed(app: &App) -> Vec<(i64, i64, String)> {
    let query = failed_rows::table.order((failed_rows::line, failed_rows::slot)).select((
        failed_rows::line,
        failed_rows::slot,
        failed_rows::value,
    ));
    app.db().read(|conn| Ok::<_, Error>(query.load(conn)?)).unwrap()
}

/// Uploads a list that leaves a question, and answers what its rows hold.
async fn upload_as(alice: &Client, list: String, holds: &str) -> Page {
    let page = alice.upload(&uploads(), "list.csv", list, &[("form_key", "k")]).await.page(422);
    let address = page.attribute("main form", "action");
    let answer = format!("row_holds={holds}");
    alice.post(&address, &[("answer-0", &answer), ("do", "go")]).await.location();
    page
}

async fn newest(alice: &Client) -> Vec<String> {
    alice.get(&format!("{}.csv", uploads())).await.csv_rows()[0].clone()
}

#[tokio::test]
async fn two_imeis_of_a_row_can_be_two_devices() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let ids = given::imeis(1, 4);
    upload_as(&alice, format!("IMEI;IMEI\n{};{}\n{};{}\n", ids[0], ids[1], ids[2], ids[3]), "devices").await;
    app.process_queue().await;
    assert_eq!(registered(&app), ids);
    let row = newest(&alice).await;
    assert_eq!((row[2].as_str(), row[3].as_str()), ("4", "4"), "TOTAL counts devices");
}

#[tokio::test]
async fn two_imeis_of_a_row_can_be_one_device() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let ids = given::imeis(1, 4);
    let list = format!("IMEI;IMEI\n{};{}\n{};{}\n", ids[0], ids[1], ids[2], ids[3]);
    upload_as(&alice, list, "one_device").await;
    app.process_queue().await;
    assert_eq!(registered(&app), [ids[0].clone(), ids[2].clone()]);
    assert_eq!(newest(&alice).await[2], "2");
}

#[tokio::test]
async fn five_imeis_side_by_side_are_five_devices_without_a_question() {
    for header in ["IMEI 1;IMEI 2;IMEI 3;IMEI 4;IMEI 5\n", "IMEI;IMEI;IMEI;IMEI;IMEI\n", ""] {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        let ids = given::imeis(1, 9);
        let list = format!("{header}{}\n{};\n", ids[..5].join(";"), ids[5..].join(";"));
        alice.upload(&uploads(), "five.csv", list, &[]).await.location();
        app.process_queue().await;
        assert_eq!(registered(&app), ids, "{header}");
        let row = newest(&alice).await;
        assert_eq!((row[2].as_str(), row[3].as_str()), ("9", "9"), "{header}");
        let page = alice.get(&format!("/uploads/{}/errors", row[0])).await.page(200);
        assert!(page.text("main").contains("each line holds up to 5 devices"), "{}", page.text("main"));
    }
}

#[tokio::test]
async fn each_failed_device_of_a_line_is_listed_and_corrected_by_itself() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let (good, bad) =
        (given::imeis(1, 3), [given::wrong_imei(11), given::wrong_imei(12), given::wrong_imei(13)]);
    let list = format!(
        "IMEI 1;IMEI 2;IMEI 3\n{};{};{}\n{};{};{}\n",
        good[0], bad[0], good[1], bad[1], bad[2], good[2]
    );
    alice.upload(&uploads(), "list.csv", list, &[]).await.location();
    app.process_queue().await;
    let first = newest(&alice).await;
    assert_eq!(first[2..4], ["6", "3"], "TOTAL and the verified devices");
    let expected = [(2, 1, bad[0].clone()), (3, 0, bad[1].clone()), (3, 1, bad[2].clone())];
    assert_eq!(failed(&app), expected);
    let errors = alice.get(&format!("/uploads/{}/errors.csv", first[0])).await.csv_rows();
    let listed: Vec<(&str, &str)> = errors.iter().map(|row| (row[0].as_str(), row[2].as_str())).collect();
    assert_eq!(listed, [("2", bad[0].as_str()), ("3", bad[1].as_str()), ("3", bad[2].as_str())]);

    // One of the two devices on line 3 is corrected first.
    let rows = alice.get(&format!("/uploads/{}/failed-rows.csv", first[0])).await.text();
    let corrected = rows.replace(&bad[0], &given::imei(11)).replace(&bad[1], &given::imei(12));
    alice.upload(&uploads(), "corrected.csv", corrected, &[]).await.location();
    app.process_queue().await;
    let second = newest(&alice).await;
    let page = alice.get(&format!("/uploads/{}/errors", first[0])).await.page(200);
    assert_eq!(page.text(".notice li"), format!("Upload {}: 2 devices resolved", second[0]));
    assert!(page.text("h1").ends_with("1 left"), "line 3 still has a failed device: {}", page.text("h1"));

    let rows = alice.get(&format!("/uploads/{}/failed-rows.csv", second[0])).await.text();
    alice.upload(&uploads(), "again.csv", rows.replace(&bad[2], &given::imei(13)), &[]).await.location();
    app.process_queue().await;
    let page = alice.get(&format!("/uploads/{}/errors", first[0])).await.page(200);
    assert!(page.texts(".notice.ok h2").contains(&"All failed lines are resolved".to_owned()));
    assert_eq!(registered(&app).len(), 6);
}

#[tokio::test]
async fn identifiers_in_one_cell_are_one_device_only_if_the_catalog_knows_it() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    app.catalog(&[given::dual_sim(1)]);
    let ids = given::imeis(1, 4);
    let list = format!("IMEI\n\"{}\n{}\"\n\"{}\n{}\"\n", ids[0], ids[1], ids[2], ids[3]);
    alice.upload(&uploads(), "cells.csv", list, &[]).await.location();
    app.process_queue().await;
    assert_eq!(registered(&app), [ids[0].clone()]);
    let row = newest(&alice).await;
    assert_eq!(row[2..4], ["2", "1"]);
    let errors = alice.get(&format!("/uploads/{}/errors.csv", row[0])).await.csv_rows();
    assert_eq!((errors[0][0].as_str(), errors[0][4].as_str()), ("4", "DEVICE_ID_INVALID"));
    assert!(errors[0][5].contains(&format!("{}, {}", ids[2], ids[3])), "{}", errors[0][5]);
}

#[tokio::test]
async fn line_breaks_in_a_cell_separate_devices() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let ids = given::imeis(1, 6);
    let list = format!(
        "IMEI 1;IMEI 2;IMEI 3\n\"{}\n{}\";{};{}\n{};{};\n",
        ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]
    );
    alice.upload(&uploads(), "cells.csv", list, &[]).await.location();
    app.process_queue().await;
    assert_eq!(registered(&app), ids);
    assert_eq!(newest(&alice).await[2], "6");
}

#[tokio::test]
async fn labelled_lines_of_one_device_are_uploaded_as_one() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let ids = given::imeis(1, 4);
    let list = format!("IMEI 1: {}\nIMEI 2: {}\n\nIMEI 1: {}\nIMEI 2: {}\n", ids[0], ids[1], ids[2], ids[3]);
    alice.upload(&uploads(), "labels.csv", list, &[]).await.location();
    app.process_queue().await;
    assert_eq!(registered(&app), [ids[0].clone(), ids[2].clone()]);
    assert_eq!(newest(&alice).await[2], "2");
}

#[tokio::test]
async fn both_answers_say_how_many_devices_they_mean() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let ids = given::imeis(1, 4);
    let list = format!("IMEI;IMEI\n{};{}\n{};{}\n", ids[0], ids[1], ids[2], ids[3]);
    let page = alice.upload(&uploads(), "list.csv", list, &[("form_key", "k")]).await.page(422);
    insta::assert_snapshot!(page.lines("[data-problems] .choice"), @"
    Two SIM slots of one phone Recommended 2 devices. One device per row, found by either IMEI
    Two devices 4 devices. Each identifier is a device of its own
    ");
    let address = page.attribute("main form", "action");
    let fields = [("answer-0", "row_holds=devices"), ("do", "preview")];
    let page = alice.post(&address, &fields).await.page(200);
    assert_eq!(page.text("button[value=go]"), "Upload 4 devices");
    assert_eq!(
        page.texts("#field-row_holds option"),
        ["One device (2 in all)", "Several devices (4 in all)"]
    );
    assert_eq!(page.attributes("#field-row_holds option[selected]", "value"), ["devices"]);
    let fields = [("row_holds", "one_device"), ("was_row_holds", "devices"), ("do", "preview")];
    let page = alice.post(&address, &fields).await.page(200);
    assert_eq!(page.text("button[value=go]"), "Upload 2 devices");
}

#[tokio::test]
async fn a_deletion_removes_every_device_of_a_row() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let ids = given::imeis(1, 7);
    alice.upload(&uploads(), "seven.csv", given::file(&ids), &[]).await.location();
    app.process_queue().await;
    let list = format!("IMEI 1;IMEI 2;IMEI 3\n{};{};{}\n{};{};\n", ids[0], ids[1], ids[2], ids[3], ids[4]);
    let form = format!("/customers/{}/deletions", HARBOUR.id);
    alice.upload(&form, "list.csv", list, &[("confirm", "5")]).await.location();
    app.process_queue().await;
    assert_eq!(registered(&app), ids[5..]);
}

#[tokio::test]
async fn a_bulk_list_can_have_several_devices_per_row() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let ids = given::imeis(1, 6);
    let list = format!(
        "Customer ID;IMEI 1;IMEI 2;IMEI 3\n{};{};{};{}\n{};{};{};{}\n{};{};;\n",
        HARBOUR.id,
        ids[0],
        ids[1],
        ids[2],
        MEADOW.id,
        ids[3],
        ids[4],
        given::wrong_imei(5),
        HARBOUR.id,
        ids[5]
    );
    let action = alice.upload("/bulk-actions/uploads", "bulk.csv", list, &[]).await.location().to_owned();
    app.process_queue().await;
    assert_eq!(registered(&app).len(), 6);
    assert_eq!(failed(&app), [(3, 2, given::wrong_imei(5))]);
    let page = alice.get(&action).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["7", "6", "1"], "the totals count devices");
}

#[tokio::test]
async fn an_unknown_customer_fails_every_device_of_a_row() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let ids = given::imeis(1, 6);
    let list = format!(
        "Customer ID;IMEI 1;IMEI 2;IMEI 3\n{};{};{};{}\n9999999999;{};{};{}\n",
        HARBOUR.id, ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]
    );
    alice.upload("/bulk-actions/uploads", "bulk.csv", list, &[]).await.location();
    app.process_queue().await;
    let expected = [3, 4, 5].map(|at| (3, at as i64 - 3, ids[at].clone()));
    assert_eq!(failed(&app), expected);
    assert_eq!(registered(&app), ids[..3]);
}
