//! A form can ask for a warning before a file is uploaded a second time.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, HARBOUR, MEADOW};
use crate::harness::given;

#[tokio::test]
async fn a_duplicate_file_is_checked_first_and_can_still_be_uploaded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = format!("/customers/{}/uploads", HARBOUR.id);
    let file = given::file(&[given::imei(1), given::imei(2)]);
    let ask = [("known_file", "ask"), ("form_key", "one")];
    assert_eq!(alice.upload(&path, "a.csv", file.clone(), &ask).await.location(), path, "the file is new");
    assert_eq!(alice.upload(&path, "a.csv", file.clone(), &ask).await.location(), path, "a double click");
    app.process_queue().await;
    let first = alice.get(&format!("{path}.csv")).await.csv_rows();
    assert_eq!(first.len(), 1);
    let other = format!("/customers/{}/uploads", MEADOW.id);
    assert_eq!(alice.get(&format!("{path}.csv")).await.csv_rows().len(), 1);

    let again = alice.upload(&path, "renamed.csv", file.clone(), &[("known_file", "ask")]).await;
    let check = again.location().to_owned();
    assert!(check.starts_with("/checks/"), "{check}");
    assert_eq!(alice.get(&format!("{path}.csv")).await.csv_rows().len(), 1, "nothing was uploaded");
    app.process_queue().await;
    let page = alice.get(&check).await.page(200);
    assert_eq!(
        page.texts("#duplicate-file a"),
        [format!("upload {}", first[0][0]), "Choose another file".into()]
    );
    insta::assert_snapshot!(page.lines("#duplicate-file h2, #duplicate-file p").replace(&first[0][0], "[first]"), @"
    This file has been uploaded before
    It has the same content as upload [first] (Today, 12:00). Nothing has changed. If you uploaded it again, every line would be rejected. The devices are already registered, or the lines have errors.
    We keep the file until 24 Nov 2026, 12:00. Choose another file
    ");
    assert_eq!(page.texts("#results > .notice h2"), ["This file has been uploaded before"], "one notice");
    assert_eq!(page.texts(".tally dd"), ["2", "0", "2"], "both devices are already registered");
    assert_eq!(page.text("main form button.btn"), "Upload now", "the file can be uploaded anyway");
    assert!(!page.has("main button.primary"), "but nothing would be registered");

    assert_eq!(
        alice.upload(&path, "a.csv", file.clone(), &[]).await.location(),
        path,
        "the form didn't ask for a warning"
    );
    app.process_queue().await;
    assert_eq!(alice.get(&format!("{path}.csv")).await.csv_rows().len(), 2);
    let elsewhere = alice.upload(&other, "a.csv", file, &[("known_file", "ask")]).await;
    assert_eq!(elsewhere.location(), other, "the file is new for this customer");
    app.process_queue().await;
}

#[tokio::test]
async fn a_duplicate_bulk_file_is_checked_first_and_can_still_be_uploaded() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let file = format!("{},{}\n", HARBOUR.id, given::imei(1));
    let first = alice.upload("/bulk-actions/uploads", "a.csv", file.clone(), &[]).await.location().to_owned();
    app.process_queue().await;
    let again = alice.upload("/bulk-actions/uploads", "a.csv", file, &[("known_file", "ask")]).await;
    let check = again.location().to_owned();
    app.process_queue().await;
    assert!(alice.get(&check).await.page(200).attributes(".notice a", "href").contains(&first));
    // In the meantime, the device has been returned, so the same file is uploaded again on purpose.
    let path = format!("/customers/{}/deletions", HARBOUR.id);
    alice.post(&path, &[("device", &given::imei(1)), ("confirm", "1")]).await.location();
    app.process_queue().await;
    let response = alice.post(&format!("{check}/upload"), &[]).await;
    assert!(response.location().starts_with("/bulk-actions/"));
    app.process_queue().await;
    let devices = alice.get(&format!("/customers/{}/devices.csv", HARBOUR.id)).await.csv_rows();
    assert_eq!(devices.len(), 1);
}
