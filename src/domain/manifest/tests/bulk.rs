use super::*;
use crate::domain::manifest::bulk::{self, Order};
use crate::domain::order::DateBounds;
use chrono::NaiveDate;

fn bounds() -> DateBounds {
    DateBounds::to(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap())
}

fn read(text: &str, purpose: ListPurpose) -> Result<Survey, Rejection> {
    match survey(&mut Cursor::new(text.as_bytes()), &Limits::default(), purpose) {
        Ok(survey) => Ok(survey),
        Err(ManifestError::Rejected(rejection)) => Err(rejection),
        Err(ManifestError::Io(error)) => panic!("{error}"),
    }
}

/// Returns the customer of each row with its order, or with the detail of its error.
fn destinations(text: &str, purpose: ListPurpose) -> Vec<(String, Result<Order, String>)> {
    let survey = read(text, purpose).unwrap();
    let mut rows = Rows::new(Cursor::new(text.as_bytes()), &survey.layout).unwrap();
    let mut destinations = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        let destination = bulk::destination(&survey.layout, row, &bounds()).unwrap();
        destinations.push((destination.customer, destination.order.map_err(|error| error.detail)));
    }
    destinations
}

fn order(number: &str, date: Option<(i32, u32, u32)>, alias: &str) -> Result<Order, String> {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let date = date.and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
    Ok(Order { number: text(number), date, stc_alias: text(alias) })
}

#[test]
fn a_header_can_name_the_columns_in_any_order() {
    let text =
        format!("PO;Datum;IMEI;Kunden-ID;sold-to code;Bestelldatum\nA1;x;{A};7163200417;Berlin;20261113\n");
    let survey = read(&text, ListPurpose::BulkUpload).unwrap();
    assert_eq!(survey.layout.ignored, ["Datum"]);
    let expected = ("7163200417".to_owned(), order("A1", Some((2026, 11, 13)), "Berlin"));
    assert_eq!(destinations(&text, ListPurpose::BulkUpload), [expected]);
}

#[test]
fn a_second_column_of_imeis_is_not_an_order_number() {
    for second in [A, "R5CT100101X"] {
        let text = format!("7163200417,{second},358422070000421\n7163200417,{second},358422070000421\n");
        let columns = read(&text, ListPurpose::BulkUpload).map(|survey| survey.layout.columns.order_number);
        assert!(matches!(columns, Ok(None) | Err(Rejection::Undecided(_))), "{second}: {columns:?}");
    }
}

#[test]
fn without_a_header_columns_follow_the_template() {
    let text = format!("7163 200-417,{A},A1,2026-11-03,Berlin\n7163200417.0,{B}\n");
    let expected = [
        ("7163200417".to_owned(), order("A1", Some((2026, 11, 3)), "Berlin")),
        ("7163200417".to_owned(), order("", None, "")),
    ];
    assert_eq!(destinations(&text, ListPurpose::BulkUpload), expected);
    let deleted = destinations(&text, ListPurpose::BulkDeletion);
    assert!(
        deleted.iter().all(|(_, order)| *order == Ok(Order::default())),
        "a deletion doesn't read orders"
    );
}

#[test]
fn one_date_form_applies_to_the_whole_file() {
    let day_first = format!("7163200417,{A},a,20263101\n7163200417,{B},a,20260203\n");
    let dates: Vec<_> = destinations(&day_first, ListPurpose::BulkUpload)
        .into_iter()
        .map(|(_, order)| order.unwrap().date.unwrap().to_string())
        .collect();
    assert_eq!(dates, ["2026-01-31", "2026-03-02"]);
    let both = format!("7163200417,{A},a,20260203\n7163200417,{B},a,20263101\n7163200417,{B},a,20261231\n");
    let rejection = read(&both, ListPurpose::BulkUpload).unwrap_err();
    assert_eq!(rejection, Rejection::DatesBothWays { lines: [3, 2], forms: ["YYYYMMDD", "YYYYDDMM"] });
    assert!(read(&both, ListPurpose::BulkDeletion).is_ok(), "a deletion doesn't read dates");
}

#[test]
fn day_and_month_have_the_same_order_in_the_whole_file() {
    let read_all = |dates: [&str; 3]| {
        let text = dates.map(|date| format!("7163200417,{A},n/a,{date}\n")).concat();
        destinations(&text, ListPurpose::BulkUpload).into_iter().map(|(_, order)| order).collect::<Vec<_>>()
    };
    let day_first = read_all(["03/04/2026", "20/11/2026 00:00", "-"]);
    assert_eq!(
        day_first,
        [order("", Some((2026, 4, 3)), ""), order("", Some((2026, 11, 20)), ""), order("", None, "")]
    );
}

#[test]
fn a_date_with_two_readings_raises_a_question() {
    let question = |dates: [&str; 2]| {
        let text = dates.map(|date| format!("7163200417,{A},,{date}\n")).concat();
        read(&text, ListPurpose::BulkUpload).unwrap_err().sentence()
    };
    insta::assert_snapshot!(
        question(["03/04/2026", "05/05/2026"]),
        @"The order date on line 1 may mean 3 April 2026 or 4 March 2026. Write order dates as YYYY-MM-DD."
    );
    insta::assert_snapshot!(
        question(["20260304", "2026-11-20"]),
        @"The order date on line 1 may mean 4 March 2026 or 3 April 2026. Write order dates as YYYY-MM-DD."
    );
}

#[test]
fn the_order_number_is_checked_before_the_order_date() {
    let text = format!("7163200417,{A},a\u{200E},2026-02-30\n7163200417,{A},a,2026-02-30\n");
    let details: Vec<_> = destinations(&text, ListPurpose::BulkUpload)
        .into_iter()
        .map(|(_, order)| order.unwrap_err())
        .collect();
    assert_eq!(
        details,
        ["This one contains the unprintable character U+200E.", "This isn’t a calendar date."]
    );
}

#[test]
fn a_file_without_customers_or_devices_is_rejected() {
    let bulk_rejection = |text: &str| read(text, ListPurpose::BulkUpload).unwrap_err();
    assert_eq!(bulk_rejection(&format!("{A}\n{B}\n")), Rejection::NoCustomerColumn { found: Vec::new() });
    let found = vec!["IMEI".to_owned(), "PO".to_owned()];
    assert_eq!(bulk_rejection(&format!("IMEI,PO\n{A},x\n")), Rejection::NoCustomerColumn { found });
    let question = bulk_rejection("Customer,PO\n1,x\n");
    assert!(matches!(question, Rejection::Undecided(_)), "{question:?}");
    assert_eq!(bulk_rejection("Customer,IMEI\n"), Rejection::HeaderOnly);
}

/// A list that names each customer only on the first of its lines.
fn grouped() -> String {
    let (c, d) = ("358422071001386", "358422071001758");
    format!("Customer ID;IMEI\n7163200417;{A}\n;{B}\n-;{c}\n7163203110;{d}\n;{A}\n")
}

fn decided(text: &str, above: CustomerAbove) -> Survey {
    let decisions = Decisions { customer_above: Some(above), ..Decisions::default() };
    let request = SurveyRequest {
        purpose: ListPurpose::BulkUpload,
        decisions: &decisions,
        context: &NoContext,
        is_pasted: false,
    };
    survey_list(&mut Cursor::new(text.as_bytes()), &Limits::default(), &request).unwrap()
}

fn customers(text: &str, layout: &Layout) -> Vec<String> {
    let mut rows = Rows::new(Cursor::new(text.as_bytes()), layout).unwrap();
    let mut customers = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        customers.push(bulk::destination(layout, row, &bounds()).unwrap().customer);
    }
    customers
}

#[test]
fn mostly_empty_customer_cells_need_an_answer() {
    let Err(Rejection::Undecided(questions)) = read(&grouped(), ListPurpose::BulkUpload) else {
        panic!("not undecided")
    };
    let [Question::CustomerAbove { empty, rows, .. }] = &questions[..] else { panic!("{questions:?}") };
    assert_eq!((*empty, *rows), (3, 5));
}

#[test]
fn rows_without_a_customer_belong_to_the_one_above_if_decided() {
    let text = grouped();
    let (first, second) = ("7163200417", "7163203110");
    let taken = decided(&text, CustomerAbove::Take).layout;
    assert_eq!(customers(&text, &taken), [first, first, first, second, second]);
    assert!(taken.describe().ends_with("belong to the customer above them."), "{}", taken.describe());
    let failing = decided(&text, CustomerAbove::Fail).layout;
    assert_eq!(customers(&text, &failing), [first, "", "", second, ""]);
}

#[test]
fn a_few_empty_customer_cells_need_no_answer() {
    let text = format!("Customer ID;IMEI\n7163200417;{A}\n;{B}\n");
    let layout = read(&text, ListPurpose::BulkUpload).unwrap().layout;
    assert_eq!(customers(&text, &layout), ["7163200417", ""]);
}

#[test]
fn a_customer_on_a_line_without_a_device_applies_to_the_lines_below() {
    let text = format!("Customer ID;IMEI\n7163200417;\n;{A}\n;{B}\n7163203110;\n;358422071001386\n");
    let layout = decided(&text, CustomerAbove::Take).layout;
    assert_eq!(customers(&text, &layout)[1..3], ["7163200417", "7163200417"]);
    assert_eq!(customers(&text, &layout)[4], "7163203110");
}
