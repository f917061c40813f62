//! Deciding whether each row is one device or holds several.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::submissions;

use crate::harness::app::App;
use crate::harness::cast::{ALICE, FLEETCARE};
use crate::harness::given;
use crate::lists::decide::{fields, send};

fn uploads() -> String {
    format!("/customers/{}/uploads", FLEETCARE.id)
}

/// Returns a list with two columns of IMEIs under one name. `first` is the number of its first IMEI.
fn pairs(first: u32) -> String {
    let row = |number| format!("{};{}\n", given::imei(number), given::imei(number + 1));
    format!("IMEI;IMEI\n{}{}", row(first), row(first + 2))
}

/// Returns the number of devices in each submission.
fn totals(app: &App) -> Vec<i64> {
    let all = submissions::table.order(submissions::id).select(submissions::rows_total);
    app.db().read(|conn| Ok::<_, Error>(all.load(conn)?)).unwrap()
}

#[tokio::test]
async fn a_program_says_what_the_rows_hold() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    alice.upload(&uploads(), "a.csv", pairs(1), &[("row_holds", "one_device")]).await.location();
    alice.upload(&uploads(), "b.csv", pairs(5), &[("row_holds", "devices")]).await.location();
    assert_eq!(totals(&app), [2, 4]);
    let columns = [("columns", "imei"), ("columns", "imei"), ("row_holds", "devices")];
    alice.upload(&uploads(), "c.csv", pairs(9), &columns).await.location();
    assert_eq!(totals(&app), [2, 4, 4]);
    app.process_queue().await;
}

#[tokio::test]
async fn lists_with_the_same_header_hold_the_same() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.upload(&uploads(), "first.csv", pairs(1), &[]).await.page(422);
    let mut fields = fields(&page, "go");
    fields.retain(|(name, _)| name != "answer-0");
    for (name, value) in [("answer-0", "row_holds=devices"), ("remember", "1"), ("layout_name", "Pairs")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    send(&alice, &page, &fields).await.location();
    alice.upload(&uploads(), "second.csv", pairs(5), &[]).await.location();
    assert_eq!(totals(&app), [4, 4]);
    app.process_queue().await;
}
