//! Lists that were pasted into the form.

use super::*;
use crate::domain::manifest::context::NoContext;

fn pasted(list: &str) -> Result<Survey, ManifestError> {
    let decisions = Decisions::default();
    let request = SurveyRequest {
        purpose: ListPurpose::OneCustomer,
        decisions: &decisions,
        context: &NoContext,
        is_pasted: true,
    };
    survey_list(&mut Cursor::new(list), &Limits::default(), &request)
}

/// Returns the outcome of each line: the identifier, or the code of the error.
fn outcomes(list: &str) -> Vec<String> {
    let layout = pasted(list).unwrap().layout;
    let mut rows = Rows::new(Cursor::new(list), &layout).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        all.push(match single::read_row(&layout, row) {
            Ok(device) => device.id.to_string(),
            Err(error) => error.reason.code().to_owned(),
        });
    }
    all
}

#[test]
fn two_columns_of_imeis_need_a_decision_as_in_a_file() {
    for list in [
        format!("{A} black, {B} blue\n{B} black, {A} blue\n"),
        format!("Max\t{A}\t{B}\nEva\t{B}\t{A}\n"),
        format!("{A}\t{B}\n{B}\t{A}\n"),
    ] {
        assert!(matches!(pasted(&list), Err(ManifestError::Rejected(Rejection::Undecided(_)))), "{list}");
    }
}

#[test]
fn an_imei_beside_a_serial_number_is_one_device() {
    let list = format!("{A}\tR5CXYJS8HX3\n{B}\tR5CXRN0MAZ3\n");
    assert_eq!(outcomes(&list), [A, B]);
}

#[test]
fn no_identifier_is_dropped_from_a_line_of_text() {
    let list = format!("{A} black, {B} blue\n358422070000413\nR5033N01XAB, black, 64 GB\n");
    assert_eq!(outcomes(&list)[0], "DEVICE_ID_INVALID");
}

#[test]
fn pasted_text_may_begin_like_json_or_an_e_mail() {
    assert_eq!(outcomes(&format!("[1] {A}\n[2] 358422070000413\n")), [A, "358422070000413"]);
    let mail = format!("From: Max\nTo: Eva\nSubject: phones\n\n{A}\n358422070000413\n");
    assert_eq!(outcomes(&mail), [A, "358422070000413"]);
}
