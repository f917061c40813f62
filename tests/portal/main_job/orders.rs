//! Orders that the columns of a list for one customer name.

use chrono::NaiveDate;
use diesel::prelude::*;
use reseller_portal::domain::ids::SubmissionId;
use reseller_portal::store::Error;
use reseller_portal::store::schema::{corrected_rows, submissions, uploads};

use super::give_up::reject_device_in_database;
use crate::harness::app::App;
use crate::harness::cast::{ALICE, BRIGHTLINE, FLEETCARE};
use crate::harness::client::Client;
use crate::harness::given;

/// Number, date, alias, and numbers of all and of verified lines.
type Order = (Option<String>, Option<NaiveDate>, Option<String>, i64, i64);

fn path() -> String {
    format!("/customers/{}/uploads", FLEETCARE.id)
}

/// Returns a list with a header and an IMEI at the start of each line.
fn list(header: &str, orders: &[&str]) -> String {
    let lines = orders.iter().zip(1..).map(|(order, number)| format!("{};{order}\n", given::imei(number)));
    format!("IMEI;{header}\n{}", lines.collect::<String>())
}

/// Returns the orders of all uploads.
fn orders(app: &App) -> Vec<Order> {
    let columns =
        (uploads::order_number, uploads::order_date, uploads::stc_alias, uploads::total, uploads::verified);
    let found = app.db().read(|conn| {
        Ok::<_, Error>(
            uploads::table
                .order((uploads::submission_id.asc(), uploads::position.asc()))
                .select(columns)
                .load(conn)?,
        )
    });
    found.unwrap()
}

fn order(number: Option<&str>, total: i64) -> Order {
    (number.map(str::to_owned), None, None, total, total)
}

/// Uploads a list that becomes one upload, and processes it.
async fn upload(app: &App, alice: &Client, list: String, fields: &[(&str, &str)]) {
    let response = alice.upload(&path(), "a.csv", list, fields).await;
    assert_eq!(response.location(), path(), "{}", response.text());
    app.process_queue().await;
}

/// Uploads a list that becomes a bulk action, and processes it. Returns the address of the bulk action.
async fn upload_several(app: &App, alice: &Client, list: String, fields: &[(&str, &str)]) -> String {
    let response = alice.upload(&path(), "a.csv", list, fields).await;
    let address = response.location().to_owned();
    assert!(address.starts_with("/bulk-actions/"), "{address}");
    app.process_queue().await;
    address
}

#[tokio::test]
async fn one_order_in_all_lines_is_the_order_of_the_upload() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    add_code(&app, "Berlin");
    let list = list(
        "Bestellnummer;Order date;STC alias",
        &["PO-7;2026-11-20;Berlin", "PO-7;2026-11-20;Berlin", "PO-7;2026-11-20;Berlin"],
    );
    upload(&app, &alice, list, &[]).await;
    let date = NaiveDate::from_ymd_opt(2026, 11, 20);
    assert_eq!(orders(&app), [(Some("PO-7".to_owned()), date, Some("Berlin".to_owned()), 3, 3)]);
    let id = &alice.get(&format!("{}.csv", path())).await.csv_rows()[0][0].clone();
    let page = alice.get(&format!("/uploads/{id}/errors")).await.page(200);
    assert!(page.text("main").contains("PO-7"));
    assert!(
        page.text("main").contains(
            "Order number from column Bestellnummer, order date from column Order date, STC alias from column STC alias."
        ),
        "{}",
        page.text("main")
    );
}

fn add_code(app: &App, alias: &str) {
    let args = ["sold-to-code", "add", "--reseller", BRIGHTLINE.id, "--code", "0012345678", "--alias", alias];
    app.command(&args);
}

#[tokio::test]
async fn lines_without_an_order_belong_to_the_only_one() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, list("PO", &["PO-7", "", "n/a", "PO-7"]), &[]).await;
    assert_eq!(orders(&app), [order(Some("PO-7"), 4)]);
}

#[tokio::test]
async fn several_orders_become_a_bulk_action_of_the_customer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = list("Order number", &["PO-1", "PO-2", "PO-1", "", "PO-2", ""]);
    let address = upload_several(&app, &alice, list, &[]).await;
    assert_eq!(orders(&app), [order(Some("PO-1"), 2), order(Some("PO-2"), 2), order(None, 2)]);
    let page = alice.get(&address).await.page(200);
    assert!(page.text("main").contains(FLEETCARE.name), "{}", page.text("main"));
}

#[tokio::test]
async fn the_same_form_key_leads_to_the_same_bulk_action() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = list("Order number", &["PO-1", "PO-2", "PO-1", "PO-2"]);
    let first = upload_several(&app, &alice, list.clone(), &[("form_key", "k")]).await;
    assert_eq!(upload_several(&app, &alice, list.clone(), &[("form_key", "k")]).await, first);
    assert_ne!(upload_several(&app, &alice, list, &[("form_key", "l")]).await, first);
    assert_eq!(orders(&app).len(), 4);
}

#[tokio::test]
async fn short_names_are_not_used() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = list("Date;Order;Position", &["2026-11-20;PO-1;10", "2026-11-21;PO-2;20"]);
    upload(&app, &alice, list, &[("order_number", "PO-9")]).await;
    assert_eq!(orders(&app), [order(Some("PO-9"), 2)]);
}

#[tokio::test]
async fn very_many_orders_need_an_answer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let numbers: Vec<String> = (0..102).map(|line| format!("PO-{}", line / 2)).collect();
    let many = list("Order number", &numbers.iter().map(String::as_str).collect::<Vec<_>>());
    let page = alice.upload(&path(), "a.csv", many.clone(), &[]).await.page(422);
    insta::assert_snapshot!(page.lines("main [data-problems] :is(legend, .hint, .choice)"), @"
    Use the orders in the list?
    With column “Order number”, 102 devices would become 51 uploads, one for each order.
    No, leave them out Recommended Column “Order number” isn’t used
    Yes, use them 51 uploads, one for each order
    ");
    let address = page.attribute("main form", "action");
    let answered = alice.post(&address, &[("do", "go"), ("answer-0", "orders=ignore")]).await;
    assert_eq!(answered.location(), path());
    app.process_queue().await;
    assert_eq!(orders(&app), [order(None, 102)]);
    let fifty = list("Order number", &numbers[..100].iter().map(String::as_str).collect::<Vec<_>>());
    assert!(alice.upload(&path(), "b.csv", fifty, &[]).await.location().starts_with("/bulk-actions/"));
    app.process_queue().await;
}

#[tokio::test]
async fn orders_of_hardly_any_devices_need_an_answer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let page = alice.upload(&path(), "a.csv", list("Order number", &["1", "2", "3"]), &[]).await.page(422);
    let address = page.attribute("main form", "action");
    let answered = alice.post(&address, &[("do", "go"), ("answer-0", "orders=use")]).await;
    assert!(answered.location().starts_with("/bulk-actions/"), "{}", answered.location());
    app.process_queue().await;
    assert_eq!(orders(&app), [order(Some("1"), 1), order(Some("2"), 1), order(Some("3"), 1)]);
}

#[tokio::test]
async fn the_form_applies_if_the_column_is_empty() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, list("PO;Model", &[";A56", "-;A56"]), &[("order_number", "PO-9")]).await;
    assert_eq!(orders(&app), [order(Some("PO-9"), 2)]);
}

#[tokio::test]
async fn a_form_that_agrees_with_the_column_needs_no_answer() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, list("PO", &["PO-9", "PO-9"]), &[("order_number", "PO-9")]).await;
    assert_eq!(orders(&app), [order(Some("PO-9"), 2)]);
}

#[tokio::test]
async fn a_form_that_differs_from_the_column_needs_an_answer() {
    for (answer, expected) in [("orders=use", "PO-1"), ("orders=ignore", "PO-9")] {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        let fields = [("order_number", "PO-9")];
        let page = alice.upload(&path(), "a.csv", list("PO", &["PO-1", "PO-1"]), &fields).await.page(422);
        let question = page.lines("main [data-problems] :is(legend, .hint, .choice)");
        insta::allow_duplicates! {
            insta::assert_snapshot!(question, @"
            Use the orders in the list?
            The form has the order number “PO-9”, but column “PO” has “PO-1”.
            Yes, use them Recommended The form applies to lines without an order
            No, use the form All devices get “PO-9”
            ");
        }
        let address = page.attribute("main form", "action");
        let answered = alice.post(&address, &[("do", "go"), ("answer-0", answer)]).await;
        assert_eq!(answered.location(), path(), "{answer}");
        app.process_queue().await;
        assert_eq!(orders(&app), [order(Some(expected), 2)], "{answer}");
    }
}

#[tokio::test]
async fn a_line_with_an_invalid_date_fails_within_the_upload() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = list("Order date", &["2026-11-20", "2027-01-01", "2026-11-20"]);
    upload(&app, &alice, list, &[]).await;
    let date = NaiveDate::from_ymd_opt(2026, 11, 20);
    assert_eq!(orders(&app), [(None, date, None, 3, 2)]);
    let id = alice.get(&format!("{}.csv", path())).await.csv_rows()[0][0].clone();
    let errors = alice.get(&format!("/uploads/{id}/errors.csv")).await.csv_rows();
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0][0].as_str(), errors[0][4].as_str()), ("3", "ORDER_DATE_INVALID"));
    assert_eq!(errors[0][1], FLEETCARE.id);
}

#[tokio::test]
async fn a_line_with_an_unknown_alias_fails() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, list("STC alias", &["Nowhere", "Nowhere"]), &[]).await;
    assert_eq!(orders(&app), [(None, None, None, 2, 0)]);
    let id = alice.get(&format!("{}.csv", path())).await.csv_rows()[0][0].clone();
    let errors = alice.get(&format!("/uploads/{id}/errors.csv")).await.csv_rows();
    assert_eq!(errors.iter().map(|row| row[4].as_str()).collect::<Vec<_>>(), ["STC_NOT_FOUND"; 2]);
}

#[tokio::test]
async fn an_alias_that_looks_like_a_placeholder_is_used_if_it_exists() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    add_code(&app, "None");
    upload(&app, &alice, list("STC alias", &["None", "n/a"]), &[]).await;
    assert_eq!(orders(&app), [(None, None, Some("None".to_owned()), 2, 2)]);
    let customer = FLEETCARE.id;
    let bulk = format!(
        "Customer ID;IMEI;STC alias\n{customer};{};None\n{customer};{};n/a\n",
        given::imei(7),
        given::imei(8)
    );
    alice.upload("/bulk-actions/uploads", "b.csv", bulk, &[]).await.location();
    app.process_queue().await;
    let aliases: Vec<Option<String>> = orders(&app).into_iter().map(|order| order.2).collect();
    assert_eq!(aliases.iter().filter(|alias| alias.as_deref() == Some("None")).count(), 2);
    assert_eq!(aliases.len(), 3);
}

#[tokio::test]
async fn a_column_of_other_things_than_dates_is_not_used() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, list("Order date", &["soon", "KW 47", "2026-11-20"]), &[]).await;
    assert_eq!(orders(&app), [order(None, 3)]);
    let read: String = app
        .db()
        .read(|conn| Ok::<_, Error>(submissions::table.select(submissions::understood).first(conn)?))
        .unwrap();
    assert!(read.ends_with("Not used: Order date."), "{read}");
}

#[tokio::test]
async fn dates_in_two_forms_can_be_left_out() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = list("Order date", &["20/11/2026", "11/21/2026", "20/11/2026", "11/21/2026"]);
    let page = alice.upload(&path(), "a.csv", list, &[]).await.page(422);
    insta::assert_snapshot!(page.lines("main [data-problems] :is(legend, .hint, .choice)"), @"
    Use the orders in the list?
    Column “Order date” has dates in two forms: DD/MM/YYYY on line 2 and MM/DD/YYYY on line 3.
    No, leave them out Recommended Column “Order date” isn’t used
    ");
    let address = page.attribute("main form", "action");
    let answered = alice.post(&address, &[("do", "go"), ("answer-0", "orders=ignore")]).await;
    assert_eq!(answered.location(), path());
    app.process_queue().await;
    assert_eq!(orders(&app), [order(None, 4)]);
}

#[tokio::test]
async fn a_check_lists_the_uploads_and_uploads_them() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = list("Order number", &["PO-1", "PO-2", "PO-1", "PO-2"]);
    let check = alice.upload(&path(), "a.csv", list, &[("check", "1")]).await.location().to_owned();
    app.process_queue().await;
    let page = alice.get(&check).await.page(200);
    assert!(page.text("main").contains("4 devices in 2 uploads."), "{}", page.text("main"));
    let uploaded = alice.post(&format!("{check}/upload"), &[]).await;
    assert!(uploaded.location().starts_with("/bulk-actions/"), "{}", uploaded.location());
    app.process_queue().await;
    assert_eq!(orders(&app), [order(Some("PO-1"), 2), order(Some("PO-2"), 2)]);
}

#[tokio::test]
async fn a_check_of_one_order_uploads_it_with_its_invalid_lines() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let list = list("PO;Order date", &["PO-1;2026-11-20", "PO-1;2027-11-20"]);
    let check = alice.upload(&path(), "a.csv", list, &[("check", "1")]).await.location().to_owned();
    app.process_queue().await;
    let page = alice.get(&check).await.page(200);
    assert!(page.text("main").contains("PO-1"));
    assert!(page.text("main").contains("1 of 2 lines is ready"), "{}", page.text("main"));
    assert_eq!(alice.post(&format!("{check}/upload"), &[]).await.location(), path());
    app.process_queue().await;
    let date = NaiveDate::from_ymd_opt(2026, 11, 20);
    assert_eq!(orders(&app), [(Some("PO-1".to_owned()), date, None, 2, 1)]);
}

#[tokio::test]
async fn the_failed_lines_of_several_orders_can_be_corrected() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut list = list("Order number", &["PO-1", "PO-2", "PO-1", "PO-2"]);
    list = list.replace(&given::imei(2), &given::wrong_imei(2));
    let address = upload_several(&app, &alice, list, &[]).await;
    let failed = alice.get(&format!("{address}/failed-rows.csv")).await;
    let rows = failed.csv_rows();
    assert_eq!((rows[0][0].as_str(), rows[0][2].as_str()), (FLEETCARE.id, "PO-2"));
    let corrected = failed.text().replace(&given::wrong_imei(2), &given::imei(2));
    let name = format!("B-{}-failed-rows.csv", address.rsplit('/').next().unwrap());
    alice.upload("/bulk-actions/uploads", &name, corrected, &[]).await.location();
    app.process_queue().await;
    let (of, resolved): (Option<SubmissionId>, i64) = app
        .db()
        .read(|conn| {
            let newest = submissions::table.order(submissions::id.desc());
            let of = newest.select(submissions::correction_of).first(conn)?;
            let resolved = corrected_rows::table.filter(corrected_rows::resolved_by.is_not_null());
            Ok::<_, Error>((of, resolved.count().get_result(conn)?))
        })
        .unwrap();
    assert!(of.is_some());
    assert_eq!(resolved, 1);
}

#[tokio::test]
async fn a_deletion_does_not_use_order_columns() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    upload(&app, &alice, list("Model", &["A56", "A56"]), &[]).await;
    let list = list("Order number;Order date", &["PO-1;03/04/2026", "PO-2;x"]);
    let page =
        alice.upload(&format!("/customers/{}/deletions", FLEETCARE.id), "a.csv", list, &[]).await.page(200);
    assert!(page.text("main").contains("2 devices"), "{}", page.text("main"));
}

#[tokio::test]
async fn lines_that_the_portal_gives_up_fail_in_their_uploads() {
    for numbers in [&["PO-1", "PO-2", "PO-1", "PO-2"][..], &["PO-1", "PO-1"]] {
        let app = App::start().await;
        let alice = app.sign_in(ALICE).await;
        reject_device_in_database(app.db(), &given::imei(1));
        alice.upload(&path(), "a.csv", list("Order number", numbers), &[]).await.location();
        app.process_queue().await;
        let ended: Vec<(i64, i64)> = app
            .db()
            .read(|conn| {
                let ended = uploads::table.filter(uploads::finished_at.is_not_null());
                Ok::<_, Error>(ended.select((uploads::total, uploads::failed)).load(conn)?)
            })
            .unwrap();
        assert_eq!(ended, vec![(2, 2); numbers.len() / 2]);
    }
}

#[tokio::test]
async fn a_bulk_action_of_several_orders_can_be_read_differently() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let mut list = list("Order number", &["PO-1", "PO-2", "PO-1", "PO-2"]);
    list = list.replace(&given::imei(2), &given::wrong_imei(2));
    let address = upload_several(&app, &alice, list, &[("order_date", "2026-11-20")]).await;
    let again = alice.get(&address).await.page(200).attribute("form[action^='/reviews/of/']", "action");
    let review = alice.post(&again, &[]).await.location().to_owned();
    let page = alice.get(&review).await.page(200);
    assert!(page.text("main").contains(FLEETCARE.name), "{}", page.text("main"));
    let uploaded = alice.post(&review, &[("do", "go")]).await;
    assert!(uploaded.location().starts_with("/bulk-actions/"), "{}", uploaded.location());
    app.process_queue().await;
    let date = NaiveDate::from_ymd_opt(2026, 11, 20);
    assert!(orders(&app).iter().all(|order| order.1 == date), "{:?}", orders(&app));
    assert_eq!(orders(&app).len(), 4);
}

#[tokio::test]
async fn a_correction_takes_over_what_neither_the_form_nor_the_list_has() {
    let app = App::start().await;
    let alice = app.sign_in(ALICE).await;
    let wrong = list("PO;Model", &["PO-1;A56", "PO-1;A56"]).replace(&given::imei(2), &given::wrong_imei(2));
    upload(&app, &alice, wrong, &[("order_date", "2026-11-20")]).await;
    let id = alice.get(&format!("{}.csv", path())).await.csv_rows()[0][0].clone();
    let failed = alice.get(&format!("/uploads/{id}/failed-rows.csv")).await.text();
    let corrected = failed.replace(&given::wrong_imei(2), &given::imei(2));
    let name = format!("{id}-failed-rows.csv");
    assert_eq!(alice.upload(&path(), &name, corrected, &[]).await.location(), path());
    app.process_queue().await;
    let date = NaiveDate::from_ymd_opt(2026, 11, 20);
    let order = |total| (Some("PO-1".to_owned()), date, None, total, 1);
    assert_eq!(orders(&app), [order(2), order(1)]);
}
