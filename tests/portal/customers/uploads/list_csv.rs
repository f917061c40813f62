//! A customer's uploads as CSV. The list's tests check that the download uses the same filters.

use crate::harness::app::App;
use crate::harness::cast::{ALICE, BOB, CHARLIE, FJORD, HARBOUR, STC_ALIAS};

fn path(customer: &str) -> String {
    format!("/customers/{customer}/uploads.csv")
}

#[tokio::test]
async fn every_column_is_present_and_times_are_in_utc() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let zone = [("time_zone", "Pacific/Auckland"), ("theme", "system")];
    assert_eq!(alice.post("/account/display", &zone).await.status, 303);
    let fields = [("order_number", "PO-7"), ("order_date", "2026-11-20"), ("sold_to_code", STC_ALIAS)];
    let id = crate::customers::upload(&alice, HARBOUR.id, 1, &fields).await;
    app.process_queue().await;
    // The file name has the date in the person's time zone. In Auckland, it is already Tuesday.
    let table = alice.get(&path(HARBOUR.id)).await.csv("uploads-1000000001-2026-11-24.csv");
    insta::assert_snapshot!(table.lines().replace(&id, "[id]"), @"
    UPLOAD ID | UPLOADED BY | TOTAL DEVICES | VERIFIED DEVICES | UPLOADED | STATUS | FAILED DEVICES | ORDER NUMBER | ORDER DATE | STC ALIAS | FILE NAME
    [id] | alice@brightline.example | 1 | 1 | 2026-11-23T12:00:00Z | Completed | 0 | PO-7 | 2026-11-20 | Main account | devices.csv
    ");
}

#[tokio::test]
async fn the_download_has_the_uploads_from_all_pages() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut ids = Vec::new();
    for number in 0..30 {
        ids.insert(0, crate::customers::upload(&alice, HARBOUR.id, number, &[]).await);
    }
    app.process_queue().await;
    let rows = alice.get(&format!("{}?after={}", path(HARBOUR.id), ids[25])).await.csv_rows();
    assert_eq!(
        rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>(),
        ids,
        "newest first, from every page"
    );
}

#[tokio::test]
async fn only_colleagues_can_download_a_resellers_uploads() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    crate::customers::upload(&alice, HARBOUR.id, 1, &[]).await;
    app.process_queue().await;
    assert_eq!(app.sign_in(BOB).await.get(&path(HARBOUR.id)).await.csv_rows().len(), 1);
    assert!(app.sign_in(CHARLIE).await.get(&path(HARBOUR.id)).await.csv_rows().is_empty());
    let unknown = alice.get(&path(crate::customers::UNKNOWN_ID)).await;
    alice.get(&path(FJORD.id)).await.assert_not_found_like(&unknown);
    alice.get(&path("%00")).await.assert_not_found_like(&unknown);
}
