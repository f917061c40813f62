//! Reading the file of a finished submission in another way.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::submission_files;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FLEETCARE};
use crate::harness::client::Client;
use crate::harness::given;
use crate::lists::decide::{fields, send, waiting};

fn uploads() -> String {
    format!("/customers/{}/uploads", FLEETCARE.id)
}

/// Uploads a list whose second line has no IMEI, and returns the address of the upload's page.
async fn upload(app: &App, client: &Client) -> String {
    let list = format!("IMEI;Serial number of the box\n{};A1\nR5CX81NM3K;A2\n", given::imei(1));
    client.upload(&uploads(), "list.csv", list, &[("order_number", "PO-7")]).await.location();
    app.process_queue().await;
    let id = client.get(&format!("{}.csv", uploads())).await.csv_rows()[0][0].clone();
    format!("/uploads/{id}/errors")
}

#[tokio::test]
async fn the_page_of_an_upload_offers_to_read_its_file_differently() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.get(&upload(&app, &alice).await).await.page(200);
    let url = page.attribute("form[action^='/reviews/of/']", "action");
    let review = alice.post(&url, &[]).await;
    let review = alice.get(review.location()).await.page(200);
    assert_eq!(review.text("h1"), "Decide columns");
    assert_eq!(
        review.text("[data-problems]"),
        "This is a new upload of the same file. Devices that you’ve already uploaded will be reported as \
         already uploaded."
    );
    let mut changed = fields(&review, "go");
    changed.iter_mut().find(|(name, _)| name == "columns").unwrap().1 = "device_id".to_owned();
    send(&alice, &review, &changed).await.location();
    app.process_queue().await;
    let rows = alice.get(&format!("{}.csv", uploads())).await.csv_rows();
    let counts: Vec<[&str; 3]> =
        rows.iter().map(|row| [row[2].as_str(), row[3].as_str(), row[7].as_str()]).collect();
    assert_eq!(counts.len(), 2, "the result is a separate upload");
    assert!(counts.iter().all(|row| *row == ["2", "1", "PO-7"]), "{counts:?}");
}

#[tokio::test]
async fn a_check_can_be_read_differently() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = format!("IMEI\n{}\nR5CX81NM3K\n", given::imei(1));
    let check = alice.upload(&uploads(), "list.csv", list, &[("check", "1"), ("order_number", "PO-8")]).await;
    let check = check.location().to_owned();
    app.process_queue().await;
    let page = alice.get(&check).await.page(200);
    let url = page.attribute("form[action^='/reviews/of/']", "action");
    alice.post(&url, &[]).await.location();
    assert_eq!(waiting(&app), (1, 1));
}

#[tokio::test]
async fn only_those_who_may_upload_can_read_a_stored_file_differently() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let path = upload(&app, &alice).await;
    let url = alice.get(&path).await.page(200).attribute("form[action^='/reviews/of/']", "action");
    let bob = app.sign_in(BOB).await;
    assert!(!bob.get(&path).await.page(200).has("form[action^='/reviews/of/']"));
    assert_eq!(bob.post(&url, &[]).await.status, 403);
    let charlie = app.sign_in(CHARLIE).await;
    let unknown = charlie.post("/reviews/of/999999", &[]).await;
    charlie.post(&url, &[]).await.assert_not_found_like(&unknown);
    app.db().write(|conn| Ok::<_, Error>(diesel::delete(submission_files::table).execute(conn)?)).unwrap();
    assert!(!alice.get(&path).await.page(200).has("form[action^='/reviews/of/']"), "the file is gone");
    alice.post(&url, &[]).await.page(404);
    assert_eq!(waiting(&app), (0, 0));
}
