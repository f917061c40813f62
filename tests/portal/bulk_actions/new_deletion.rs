//! Bulk deletion: after the number of lines is confirmed, each customer's devices are deleted.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, HARBOUR, MEADOW, OLDGATE};
use crate::harness::given;

#[tokio::test]
async fn devices_of_several_customers_are_deleted_and_errors_are_listed() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    for (customer, from) in [(HARBOUR, 0), (MEADOW, 100)] {
        let url = format!("/customers/{}/uploads", customer.id);
        assert_eq!(alice.upload(&url, "a.csv", given::file(&given::imeis(from, 3)), &[]).await.status, 303);
    }
    app.process_queue().await;
    let lines = [
        format!("{},{}", HARBOUR.id, given::imei(0)),
        format!("{},{}", MEADOW.id, given::imei(100)),
        format!("{},{}", MEADOW.id, given::imei(1)),  // Harbour's
        format!("{},{}", OLDGATE.id, given::imei(9)), // inactive, not registered
        format!("{},{}", HARBOUR.id, given::imei(0)), // repeat
    ];
    let file = lines.join("\n").into_bytes();
    let confirmation = alice.upload("/bulk-actions/deletions", "returns.csv", file, &[]).await.page(200);
    assert!(confirmation.text("h1").contains("Delete 5 devices?"), "{}", confirmation.text("main"));
    let draft = confirmation.attribute("input[name=draft]", "value");
    let wrong = alice.post("/bulk-actions/deletions", &[("draft", &draft), ("confirm", "4")]).await;
    assert!(wrong.page(422).text("main").contains("Type 5 to confirm"));
    let response = alice.post("/bulk-actions/deletions", &[("draft", &draft), ("confirm", "5")]).await;
    assert_eq!(response.status, 303);
    let page = response.location().to_owned();
    assert!(page.starts_with("/bulk-actions/"), "{page}");
    app.process_queue().await;

    let errors = alice.get(&format!("{page}/errors.csv")).await.csv_rows();
    let codes: Vec<[&str; 3]> = errors.iter().map(|row| [0, 1, 4].map(|index| row[index].as_str())).collect();
    let not_found = "RESELLER_CUSTOMER_DEVICE_NOT_FOUND";
    assert_eq!(
        codes,
        [["3", MEADOW.id, not_found], ["4", OLDGATE.id, not_found], ["5", HARBOUR.id, "DEVICE_REPEATED"]]
    );
    for customer in [HARBOUR, MEADOW] {
        let remaining = alice.get(&format!("/customers/{}/devices.csv", customer.id)).await.csv_rows();
        assert_eq!(remaining.len(), 2, "{}", customer.name);
    }
    let failed = alice.get(&format!("{page}/failed-rows.csv")).await.csv_rows();
    assert_eq!(failed[0][..2], [MEADOW.id.to_owned(), given::imei(1)]);
    let text = alice.get(&page).await.page(200).text("main");
    assert!(text.contains("Bulk deletion") && text.contains("Completed with error"), "{text}");
}

#[tokio::test]
async fn viewers_cannot_delete_and_an_empty_form_explains_what_to_do() {
    let app = App::start().await;
    let bob = app.sign_in(BOB).await;
    let file = given::file(&given::imeis(0, 3));
    assert_eq!(bob.upload("/bulk-actions/deletions", "a.csv", file, &[]).await.status, 403);
    let alice = app.sign_in(ALICE).await;
    let response = alice.post("/bulk-actions/deletions", &[("confirm", "5")]).await;
    insta::assert_snapshot!(
        response.page(422).text("[data-problems] li"),
        @"Choose a file that lists the devices to delete"
    );
    let response = alice.post("/bulk-actions/deletions", &[("draft", "gone"), ("confirm", "5")]).await;
    insta::assert_snapshot!(
        response.page(422).text("[data-problems] li"),
        @"This page has expired. Select the devices again."
    );
}
