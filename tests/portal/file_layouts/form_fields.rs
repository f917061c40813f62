//! The form fields with which programs decide how a list is read.

use diesel::prelude::*;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{devices, registrations, submissions, undecided_lists};

use crate::checks::show::table_counts;
use crate::harness::activity::entries_of;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, FLEETCARE};
use crate::harness::given;

fn uploads() -> String {
    format!("/customers/{}/uploads", FLEETCARE.id)
}

/// Returns a list with two columns of IMEIs under one name.
fn pairs() -> String {
    format!("IMEI;IMEI;Model\n{};{};Galaxy A56\n", given::imei(1), given::imei(2))
}

fn understood(app: &App) -> String {
    app.db()
        .read(|conn| Ok::<_, Error>(submissions::table.select(submissions::understood).first(conn)?))
        .unwrap()
}

#[tokio::test]
async fn the_fields_decide_a_list_that_would_be_asked_about() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let fields = [("columns", "imei"), ("columns", "imei2"), ("columns", "ignore")];
    alice.upload(&uploads(), "pairs.csv", pairs(), &fields).await.location();
    app.process_queue().await;
    let found: Vec<Option<String>> = app
        .db()
        .read(|conn| {
            let rows = registrations::table.inner_join(devices::table);
            Ok::<_, Error>(rows.select(devices::imei1).load(conn)?)
        })
        .unwrap();
    assert_eq!(found, [Some(given::imei(1))], "one device, not one for each IMEI");
    let lists: i64 =
        app.db().read(|conn| Ok::<_, Error>(undecided_lists::table.count().get_result(conn)?)).unwrap();
    assert_eq!(lists, 0);
}

#[tokio::test]
async fn the_decisions_are_kept_with_the_upload_and_logged() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = format!("Nummer;Gerät\n1;{}\n", given::imei(1));
    alice
        .upload(&uploads(), "list.csv", list, &[("columns", "Gerät=imei"), ("header_line", "1")])
        .await
        .location();
    assert_eq!(
        understood(&app),
        "UTF-8, semicolons, column Gerät. Not used: Nummer. \
         Chosen by the person who submitted it: a column as IMEI, header on line 1."
    );
    let entries = entries_of(app.db(), "list.decided");
    assert_eq!(entries[0].detail, "upload, a column as IMEI, header on line 1");
    app.process_queue().await;
}

#[tokio::test]
async fn checks_deletions_and_bulk_actions_accept_the_fields() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let columns = [("columns", "imei"), ("columns", "imei2"), ("columns", "ignore")];
    let check = alice.upload(&uploads(), "a.csv", pairs(), &[&columns[..], &[("check", "1")]].concat()).await;
    assert!(check.location().starts_with("/checks/"));
    let deletions = format!("/customers/{}/deletions", FLEETCARE.id);
    let deletion = alice.upload(&deletions, "a.csv", pairs(), &columns).await.page(200);
    assert_eq!(deletion.text("h1"), "Delete 1 device?");
    let list = format!("ID;A;B\n{};{};{}\n", FLEETCARE.id, given::imei(1), given::imei(2));
    let columns =
        [("columns", "ID=customer"), ("columns", "A=imei"), ("columns", "B=imei2"), ("header_line", "1")];
    let bulk = alice.upload("/bulk-actions/uploads", "b.csv", list.clone(), &columns).await;
    assert!(bulk.location().starts_with("/bulk-actions/"));
    let deletion = alice.upload("/bulk-actions/deletions", "b.csv", list, &columns).await.page(200);
    assert_eq!(deletion.text("h1"), "Delete 1 device?");
    app.process_queue().await;
}

#[tokio::test]
async fn a_wrong_value_gets_a_message_and_uploads_nothing() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let long = "x".repeat(2_000);
    for (name, value, message) in [
        ("date_order", "myd", "The field “date_order” must be dmy, mdy, ymd or ydm."),
        ("header_line", "-1", "The field “header_line” must be the number of a line, or 0 for no header."),
        (
            "columns",
            "customer",
            "The field “columns” must be one of imei, imei2, meid, serial, device_id, order_number, \
                 order_date, stc_alias, ignore.",
        ),
        ("sheet", &long, "The field “sheet” is too long. Shorten it."),
        (
            "sheet",
            "Nord",
            "You chose a sheet, but the selected file isn’t a workbook. Submit it without a sheet, or submit the workbook.",
        ),
        (
            "header_line",
            "40",
            "Line 40 can’t be the header. Choose a line above the devices that isn’t empty.",
        ),
        (
            "columns",
            "Colour=imei",
            "The header has no column “Colour”. It has “IMEI”, “IMEI”, “Model”. Choose one of these names.",
        ),
        (
            "columns",
            "IMEI=imei",
            "Several columns have the name “IMEI”. Choose one meaning for each column, from left to right.",
        ),
    ] {
        let page = alice.upload(&uploads(), "a.csv", pairs(), &[(name, value)]).await.page(422);
        assert_eq!(page.text("[data-problems] li"), message, "{name}={value}");
    }
    let columns = [("columns", "ignore"), ("columns", ""), ("columns", ""), ("columns", "imei")];
    let page = alice.upload(&uploads(), "a.csv", pairs(), &columns).await.page(422);
    assert_eq!(
        page.text("[data-problems] li"),
        "You chose meanings for 4 columns, but the list has only 3. Choose one meaning for each column."
    );
    assert_eq!(table_counts(&app), [0, 0, 0, 0, 0]);
}

#[tokio::test]
async fn an_unknown_sheet_gets_a_message() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let book = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/calc-several.xlsx")).unwrap();
    let page = alice.upload(&uploads(), "a.xlsx", book.clone(), &[("sheet", "West")]).await.page(422);
    assert_eq!(
        page.text("[data-problems] li"),
        "The selected workbook has no sheet “West”. Choose one of its visible sheets."
    );
    alice.upload(&uploads(), "a.xlsx", book, &[("sheet", "Süd")]).await.location();
    assert!(understood(&app).starts_with("sheet “Süd”"));
    app.process_queue().await;
}
