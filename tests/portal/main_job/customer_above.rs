//! Lists for many customers that name each customer only on the first of its lines.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, FLEETCARE, HARBOUR};
use crate::harness::client::Client;
use crate::harness::given;

/// Returns a list in which both customers are named only once.
fn grouped() -> Vec<u8> {
    let ids: Vec<String> = (1..=5).map(given::imei).collect();
    let (fleetcare, harbour) = (FLEETCARE.id, HARBOUR.id);
    let lines =
        [format!("{fleetcare};{}", ids[0]), format!(";{}", ids[1]), format!(";{}", ids[2])].into_iter();
    let lines = lines.chain([format!("{harbour};{}", ids[3]), format!(";{}", ids[4])]);
    format!("Customer ID;IMEI\n{}\n", lines.collect::<Vec<_>>().join("\n")).into_bytes()
}

/// Returns the number of lines in the newest upload of each customer.
async fn devices(client: &Client, customer: &str) -> String {
    client.get(&format!("/customers/{customer}/uploads.csv")).await.csv_rows()[0][2].clone()
}

/// Uploads a list that leaves something open, answers with this choice, and returns the bulk action's address.
async fn answer(app: &App, alice: &Client, choice: &str) -> String {
    let page = alice.upload("/bulk-actions/uploads", "grouped.csv", grouped(), &[]).await.page(422);
    let address = page.attribute("main form", "action");
    let answered = alice.post(&address, &[("do", "go"), ("answer-0", choice)]).await;
    let location = answered.location().to_owned();
    assert!(location.starts_with("/bulk-actions/"), "{location}");
    app.process_queue().await;
    location
}

#[tokio::test]
async fn mostly_empty_customer_cells_need_an_answer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.upload("/bulk-actions/uploads", "grouped.csv", grouped(), &[]).await.page(422);
    insta::assert_snapshot!(page.lines("main [data-problems] :is(legend, .hint, .choice)"), @"
    Do lines without a customer ID belong to the customer above?
    Column “Customer ID” is empty on 3 of 5 lines with a device.
    Yes Recommended 3 lines without an ID belong to the last customer above
    No 3 lines without an ID fail
    ");
    assert_eq!(page.text("button[value=go]"), "Upload 5 devices");
}

#[tokio::test]
async fn lines_without_a_customer_can_belong_to_the_one_above() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let location = answer(&app, &alice, "above=take").await;
    assert_eq!(devices(&alice, FLEETCARE.id).await, "3");
    assert_eq!(devices(&alice, HARBOUR.id).await, "2");
    let page = alice.get(&location).await.page(200).text("main");
    assert!(page.contains("Lines without a customer ID belong to the customer above them."), "{page}");
}

#[tokio::test]
async fn lines_without_a_customer_can_fail() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let location = answer(&app, &alice, "above=fail").await;
    assert_eq!(devices(&alice, FLEETCARE.id).await, "1");
    let errors = alice.get(&format!("{location}/errors.csv")).await.csv_rows();
    let failed: Vec<(&str, &str)> = errors.iter().map(|row| (row[0].as_str(), row[4].as_str())).collect();
    let code = "CUSTOMER_NOT_FOUND";
    assert_eq!(failed, [("3", code), ("4", code), ("6", code)]);
    let page = alice.get(&location).await.page(200).text("main");
    assert!(page.contains("This line has no customer ID."), "{page}");
}

#[tokio::test]
async fn failed_rows_name_the_customer_above() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = String::from_utf8(grouped()).unwrap().replace(&given::imei(2), &given::wrong_imei(2));
    let page = alice.upload("/bulk-actions/uploads", "grouped.csv", list, &[]).await.page(422);
    let address = page.attribute("main form", "action");
    let answered = alice.post(&address, &[("do", "go"), ("answer-0", "above=take")]).await;
    let location = answered.location().to_owned();
    app.process_queue().await;
    let failed = alice.get(&format!("{location}/failed-rows.csv")).await.csv_rows();
    assert_eq!(failed[0][0], FLEETCARE.id);
}
