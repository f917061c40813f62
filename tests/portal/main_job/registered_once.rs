//! The main job: from the form to the status Completed, and the messages for devices that are already registered.

use reseller_portal::domain::device::DeviceSource;
use reseller_portal::domain::row_error::Reason;
use reseller_portal::store::devices;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, HARBOUR, MEADOW};
use crate::harness::client::Client;
use crate::harness::given;

/// Uploads and processes a file. Returns its upload ID.
pub async fn upload(app: &App, client: &Client, customer: &str, bytes: Vec<u8>) -> String {
    let response = client.upload(&format!("/customers/{customer}/uploads"), "devices.csv", bytes, &[]).await;
    assert_eq!(response.location(), format!("/customers/{customer}/uploads"));
    let id = client.get(&format!("/customers/{customer}/uploads.csv")).await.csv_rows()[0][0].clone();
    app.process_queue().await;
    id
}

/// Returns an upload's total devices, verified devices, status and failed devices.
pub async fn counts(client: &Client, customer: &str, id: &str) -> (String, String, String, String) {
    let rows = client.get(&format!("/customers/{customer}/uploads.csv")).await.csv_rows();
    let row = rows.into_iter().find(|row| row[0] == id).expect("the upload is listed");
    (row[2].clone(), row[3].clone(), row[5].clone(), row[6].clone())
}

fn expected_counts(total: u32, verified: u32, status: &str, failed: u32) -> (String, String, String, String) {
    (total.to_string(), verified.to_string(), status.to_owned(), failed.to_string())
}

#[tokio::test]
async fn a_device_is_registered_only_once_in_the_whole_portal() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let lines = given::imeis(0, 300);
    let file = given::file(&lines);

    let first = upload(&app, &alice, HARBOUR.id, file.clone()).await;
    assert!(first.parse::<i64>().unwrap() >= 1_000_001, "{first}");
    assert_eq!(counts(&alice, HARBOUR.id, &first).await, expected_counts(300, 300, "Completed", 0));
    let device = app.db().read(|conn| devices::find(conn, &lines[7])).unwrap();
    assert_eq!((device.imei1.as_deref(), device.source), (Some(lines[7].as_str()), DeviceSource::Reported));

    let again = upload(&app, &alice, HARBOUR.id, file.clone()).await;
    assert_eq!(counts(&alice, HARBOUR.id, &again).await, expected_counts(300, 0, "Error", 300));
    let errors = alice.get(&format!("/uploads/{again}/errors.csv")).await.csv_rows();
    assert_eq!(errors.len(), 300);
    for (number, row) in errors.iter().enumerate() {
        assert_eq!(row[0], (number + 1).to_string());
        assert_eq!(row[1], HARBOUR.id);
        assert_eq!((row[2].as_str(), row[3].as_str()), (lines[number].as_str(), lines[number].as_str()));
        assert_eq!(row[4], "DEVICE_DUPLICATE");
        let official = "The same device(s) has/have been uploaded by the same reseller to the same customer.";
        assert!(row[5].starts_with(official), "{}", row[5]);
        assert_eq!(row[7], first, "the upload that registered them");
    }
    let page = alice.get(&format!("/uploads/{again}/errors")).await.page(200);
    assert!(page.text("main").contains(Reason::DuplicateSameCustomer.message()));

    let elsewhere = upload(&app, &alice, MEADOW.id, file.clone()).await;
    assert_eq!(counts(&alice, MEADOW.id, &elsewhere).await, expected_counts(300, 0, "Error", 300));
    let page = alice.get(&format!("/uploads/{elsewhere}/errors")).await.page(200);
    let official = "The same device(s) has/have been uploaded by the same reseller to a different customer.";
    assert!(page.text("main").contains(official));

    let charlie = app.sign_in(CHARLIE).await;
    let foreign = upload(&app, &charlie, HARBOUR.id, file).await;
    assert_eq!(counts(&charlie, HARBOUR.id, &foreign).await, expected_counts(300, 0, "Error", 300));
    let errors = charlie.get(&format!("/uploads/{foreign}/errors.csv")).await.csv_rows();
    assert!(
        errors.iter().all(|row| row[5] == "The device(s) is/are already registered in another inventory.")
    );
    assert!(errors.iter().all(|row| row[7].is_empty()), "the holder isn't revealed");
}

#[tokio::test]
async fn new_devices_in_a_mixed_upload_are_registered_and_counted_for_the_customer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, HARBOUR.id, given::file(&given::imeis(0, 10))).await;
    let mixed = upload(&app, &alice, HARBOUR.id, given::file(&given::imeis(5, 10))).await;
    assert_eq!(counts(&alice, HARBOUR.id, &mixed).await, expected_counts(10, 5, "Completed with error", 5));
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    let mut registered: Vec<&str> = devices.iter().map(|row| row[0].as_str()).collect();
    registered.sort_unstable();
    let mut expected = given::imeis(0, 15);
    expected.sort_unstable();
    assert_eq!(registered, expected);
    let customers = alice.get("/customers.csv").await.csv_rows();
    let row = customers.iter().find(|row| row[2] == HARBOUR.id).unwrap();
    assert_eq!((row[5].as_str(), row[6].as_str(), row[7].as_str()), ("2", "15", "Active"));
}

#[tokio::test]
async fn only_colleagues_can_see_an_upload() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let id = upload(&app, &alice, HARBOUR.id, given::file(&given::imeis(0, 3))).await;
    let bob = app.sign_in(BOB).await;
    assert_eq!(bob.get(&format!("/uploads/{id}/errors")).await.status, 200);
    let charlie = app.sign_in(CHARLIE).await;
    for path in ["errors", "errors.csv", "failed-rows.csv", "row"] {
        let foreign = charlie.get(&format!("/uploads/{id}/{path}")).await;
        let unknown = charlie.get(&format!("/uploads/1999999/{path}")).await;
        assert_eq!((foreign.status, unknown.status), (404, 404), "{path}");
    }
    let file = given::file(&given::imeis(50, 3));
    let response = bob.upload(&format!("/customers/{}/uploads", HARBOUR.id), "a.csv", file, &[]).await;
    assert_eq!(response.status, 403);
}

#[tokio::test]
async fn resubmitting_a_form_creates_a_second_upload_only_if_its_content_differs() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&given::imeis(0, 3));
    let key = [("form_key", "7c1f")];
    let (one, two, three) = tokio::join!(
        alice.upload(&path, "a.csv", file.clone(), &key),
        alice.upload(&path, "a.csv", file.clone(), &key),
        alice.upload(&path, "a.csv", file.clone(), &key),
    );
    for response in [one, two, three] {
        assert_eq!(response.location(), path);
    }
    assert_eq!(alice.get(&format!("{path}.csv")).await.csv_rows().len(), 1);
    let other = given::file(&given::imeis(10, 3));
    assert_eq!(alice.upload(&path, "a.csv", other, &key).await.status, 303);
    assert_eq!(alice.get(&format!("{path}.csv")).await.csv_rows().len(), 2);
    app.process_queue().await;
}
