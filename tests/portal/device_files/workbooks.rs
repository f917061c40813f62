//! Workbooks are processed like CSV files, and pages use the names that people see in their spreadsheet program.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR};

const DEVICES: &[u8] = include_bytes!("../../files/calc-devices.xlsx");

#[tokio::test]
async fn a_workbook_can_be_checked_uploaded_and_used_for_a_deletion() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let check = alice.upload(&path, "w.xlsx", DEVICES, &[("check", "1")]).await.location().to_owned();
    app.process_queue().await;
    let page = alice.get(&check).await.page(200);
    assert_eq!(page.texts(".tally dd"), ["5", "3", "2"]);
    insta::assert_snapshot!(
        page.text(".facts"),
        @"How we read your file sheet “Tabelle1”, column IMEI. Not used: Modell. 1 value corrected."
    );
    alice.post(&format!("{check}/upload"), &[]).await.location();
    app.process_queue().await;
    let row = alice.get(&format!("{path}.csv")).await.csv_rows()[0].clone();
    assert_eq!(row[2..4], ["5", "3"]);
    assert_eq!(row[10], "w.xlsx");

    let duplicate = alice.upload(&path, "w.xlsx", DEVICES, &[("known_file", "ask")]).await;
    assert!(duplicate.location().starts_with("/checks/"), "recognized by its bytes");
    app.process_queue().await;

    let path = format!("/customers/{}/deletions", HARBOUR.id);
    let confirmation = alice.upload(&path, "w.xlsx", DEVICES, &[]).await.page(200);
    let draft = confirmation.attribute("input[name=draft]", "value");
    let deletion = alice.post(&path, &[("draft", &draft), ("confirm", "5")]).await.location().to_owned();
    app.process_queue().await;
    assert_eq!(alice.get(&deletion).await.page(200).texts(".tally dd"), ["5", "3", "2"]);
}
