//! Each kind of rejected file gets its own message, and nothing is stored.

use reseller_portal::domain::activity::Activity;
use reseller_portal::store::activity;

use crate::harness::app::{App, noon};
use crate::harness::cast::{ALICE, HARBOUR, OLDGATE};
use crate::harness::given;
use reseller_portal::clock::Clock;

async fn rejection(app: &App, bytes: Vec<u8>, status: u16) -> String {
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let response = alice.upload(&path, "devices.csv", bytes, &[("order_number", "PO-1")]).await;
    let page = response.page(status);
    assert!(page.text("title").starts_with("Error: "), "{}", page.text("title"));
    assert_eq!(page.attribute("input[name=order_number]", "value"), "PO-1", "the form keeps its values");
    assert!(alice.get(&format!("{path}.csv")).await.csv_rows().is_empty(), "nothing is stored");
    let left = std::fs::read_dir(app.data_dir().join("tmp")).unwrap().count();
    assert_eq!(left, 0, "a temporary file is left over");
    page.text(".field-error")
}

#[tokio::test]
async fn a_file_without_devices_is_rejected_with_a_message() {
    let app = App::start().await;
    let mut workbook = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0".to_vec();
    workbook.extend_from_slice(b"[Content_Types].xml xl/workbook.xml");
    let cases: [&[u8]; 6] = [
        b"",
        b"IMEI\r\n",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        &workbook,
        b"<!doctype html><html></html>",
        b"Model;Colour\r\n\"Nova;red\r\n",
    ];
    let mut messages = Vec::new();
    for bytes in cases {
        messages.push(rejection(&app, bytes.to_vec(), 422).await);
    }
    insta::assert_snapshot!(messages.join("\n"), @"
    Error: The selected file is empty. Choose a CSV file with one identifier on each line.
    Error: The selected file has a header but no devices below it. Add one device on each line.
    Error: The selected file is a PDF document, not a CSV file. Open it in the program it was made with and save it as CSV.
    Error: The selected file looks like an Excel workbook (XLSX), but we can’t read it. Open it in the program it was made with and save it again, or save the sheet as CSV.
    Error: The selected file is an HTML page, not a CSV file. Save or export the list of devices as CSV.
    Error: A quotation mark opened on line 2 is never closed. Remove it, or close it at the end of its cell.
    ");
    let entries = app.db().read(|conn| activity::count(conn, Activity::UploadRejected, HARBOUR.id)).unwrap();
    assert_eq!(entries, 6, "support staff can see the rejected files");
}

#[tokio::test]
async fn the_message_for_a_file_over_a_limit_states_the_limit() {
    let app = App::start_with(Clock::fixed(noon()), false, |config| {
        config.max_file_bytes = 100_000;
        config.max_rows = 50;
    })
    .await;
    let message = rejection(&app, given::file(&given::imeis(0, 51)), 422).await;
    insta::assert_snapshot!(
        message,
        @"Error: The selected file has 51 devices, and the limit is 50. Split it into several files."
    );
    let message = rejection(&app, vec![b'1'; 150_000], 413).await;
    insta::assert_snapshot!(
        message,
        @"Error: The selected file must be smaller than 100,000 bytes. Split it into several files and upload each one."
    );
}

#[tokio::test]
async fn uploads_for_an_inactive_customer_are_rejected() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", OLDGATE.id);
    let response = alice.upload(&path, "a.csv", given::file(&given::imeis(0, 1)), &[]).await;
    assert!(response.page(422).text("[data-problems] li").contains("removed you as a reseller"));
}
