//! The profile of a whole column: the form of each cell, and the weak forms that are accepted.

use super::super::*;
use crate::domain::device_id::numbers::NumberKind;

fn profile(cells: &[&str]) -> ColumnProfile {
    let mut profile = ColumnProfile::default();
    for cell in cells {
        profile.add(cell);
    }
    profile
}

#[test]
fn each_cell_has_one_form() {
    use IdentifierKind::{Imei, Meid, Serial};
    let gtin = CellForm::OtherNumber(NumberKind::Article);
    for (cell, expected) in [
        ("", CellForm::Empty),
        (" \t", CellForm::Empty),
        ("n/a", CellForm::Placeholder),
        ("-", CellForm::Placeholder),
        ("0", CellForm::Placeholder),
        ("000000000000000", CellForm::Placeholder),
        ("358422070012418", CellForm::Strong(Imei)),
        ("35 842207 001241 8", CellForm::Strong(Imei)),
        ("358422070012418,00", CellForm::Strong(Imei)),
        ("AF0123450ABCDE", CellForm::Strong(Meid)),
        ("260531793113837", CellForm::Unassigned),
        ("358422070012419", CellForm::Damaged),
        ("3,58422E+14", CellForm::Damaged),
        ("35842207O012418", CellForm::Damaged),
        ("IMEI: 358422070012418", CellForm::Labelled(Imei)),
        ("S/N R5033N01XAB", CellForm::Labelled(Serial)),
        ("1 358422070012418", CellForm::InText(Imei)),
        ("358422070017615/358422070017623", CellForm::Several),
        ("35842207001241", CellForm::Fourteen { is_gtin: false, has_reporting_body: true }),
        ("35 842207 001241", CellForm::Fourteen { is_gtin: false, has_reporting_body: true }),
        ("08800542014563", CellForm::Fourteen { is_gtin: true, has_reporting_body: false }),
        ("3584220700124199", CellForm::Sixteen { is_gtin: false, has_reporting_body: true }),
        ("0108800542014563", CellForm::Sixteen { is_gtin: true, has_reporting_body: true }),
        ("293608736500703710", CellForm::Eighteen { is_sscc: false, is_meid: true }),
        ("340434161094042557", CellForm::Eighteen { is_sscc: true, is_meid: false }),
        ("R5033N01XAB", CellForm::SerialShaped { length: 11 }),
        ("SMA566B", CellForm::Joined { length: 7 }),
        ("CARTON0001", CellForm::Joined { length: 10 }),
        ("123456789012345", CellForm::Digits { length: 15 }),
        ("12", CellForm::Digits { length: 2 }),
        ("8800542014563", gtin),
        ("A4-75-B9-1C-2D-3E", CellForm::OtherNumber(NumberKind::Mac)),
        ("8944476500046578576F", CellForm::OtherNumber(NumberKind::Sim { has_letter: true })),
        ("Galaxy", CellForm::Words),
        ("Galaxy A56 128", CellForm::Text),
        ("SM-A566B/DS", CellForm::Text),
        ("28.11.2026", CellForm::Text),
    ] {
        assert_eq!(form(cell), expected, "{cell:?}");
    }
}

#[test]
fn article_numbers_are_not_mistaken_for_imeis_without_check_digits() {
    let articles = ["49015420323751", "45123456789015"];
    for article in articles {
        assert!(super::super::numbers::has_gs1_check_digit(article), "{article}");
    }
    assert!(!profile(&articles).weak(IdColumn::Any).fourteen);
    assert!(profile(&articles).weak(IdColumn::Imei).fourteen);
    // A single article number may be an IMEI, and so may several if another number isn't an article number.
    assert!(profile(&articles[..1]).weak(IdColumn::Any).fourteen);
    assert!(profile(&[articles[0], articles[1], "35842207001241"]).weak(IdColumn::Any).fourteen);
}

#[test]
fn decimal_meids_are_accepted_only_in_a_column_of_decimal_meids() {
    let meid = "293608736500703710";
    assert!(profile(&[meid, "268435456000000001"]).weak(IdColumn::Any).eighteen);
    assert!(!profile(&[meid, "358422070012418"]).weak(IdColumn::Any).eighteen);
    assert!(profile(&["358422070012418"]).weak(IdColumn::Meid).eighteen);
    assert!(!profile(&["340434161094042557", "340434161094042557"]).weak(IdColumn::Any).eighteen);
}

#[test]
fn serial_numbers_without_letters_must_be_the_majority() {
    let digits = |cells: &[&str]| profile(cells).weak(IdColumn::Serial).digit_serials;
    assert!(digits(&["12345678119", "12345678120", "R5033N01XAB"]));
    assert!(!digits(&["12345678119", "R5033N01XAB"]));
    assert!(!digits(&["12345678119", "R5033N01XAB", "R5033N02XAB"]));
    // The numbers of articles and SIM cards aren't serial numbers.
    assert!(!digits(&["8800542014563", "4006381333931"]));
    assert!(!digits(&["8944476500046578576", "8944476500046578577"]));
    assert!(!profile(&["12345678119", "12345678120"]).weak(IdColumn::Any).digit_serials);
}

#[test]
fn unassigned_reporting_bodies_need_a_list_of_imeis() {
    let weak = |cells: &[&str]| profile(cells).weak(IdColumn::Any).unassigned;
    assert!(weak(&["260531793113837"]));
    assert!(weak(&["260531793113837", "358422070012418"]));
    // By chance, one in ten tracking numbers has a valid check digit.
    assert!(!weak(&["260531793113837", "260531793113838", "260531793113839"]));
}

#[test]
fn shares_are_relative_to_the_filled_cells() {
    let list = profile(&["358422070012418", "", "n/a", "1 358422070012418", "R5033N01XAB", "Total"]);
    assert_eq!((list.filled, list.placeholders), (4, 1));
    assert_eq!((list.imei_like(), list.serial_like(), list.words), (2, 1, 1));
    assert!(list.is_share(list.imei_like(), 50));
    assert!(!list.is_share(list.imei_like(), 51));
    assert!(list.has_strong_or_labelled());
    assert!(!profile(&[]).is_share(0, 0));
}

#[test]
fn distinct_values_of_one_length_are_recognized() {
    assert!(profile(&["R5033N01XAB", "R5033N02XAB", ""]).has_distinct_values_of_equal_length());
    assert!(!profile(&["R5033N01XAB", "R5033N01XAB"]).has_distinct_values_of_equal_length());
    assert!(!profile(&["R5033N01XAB", "R5033N01XA"]).has_distinct_values_of_equal_length());
    assert!(!profile(&[]).has_distinct_values_of_equal_length());
}

#[test]
fn label_cells_are_recognized() {
    for (cell, label) in [
        ("IMEI:", Some(IdLabel::Imei)),
        ("imei 1", Some(IdLabel::Imei1)),
        ("IMEI2", Some(IdLabel::Imei2)),
        ("S/N", Some(IdLabel::Serial)),
        ("SN", Some(IdLabel::Serial)),
        ("Serial no.", Some(IdLabel::Serial)),
        ("MEID", Some(IdLabel::Meid)),
        ("Order", None),
        ("Galaxy", None),
        ("IMEI 358422070012418", None),
        ("", None),
    ] {
        assert_eq!(label_cell(cell), label, "{cell}");
    }
}

#[test]
fn pasted_identifiers_are_found() {
    let found = |text| find_in_pasted(text).map(|id| id.to_string());
    for text in [
        "358422070012418",
        " IMEI: 358422070012418",
        "35 842207 001241 8",
        "35842207001241",
        "imei 358422070012418 (black)",
        "3584220700124199",
    ] {
        assert_eq!(found(text).as_deref(), Some("358422070012418"), "{text}");
    }
    assert_eq!(found("SN r5033n01xab").as_deref(), Some("R5033N01XAB"));
    assert_eq!(found("r5033n01xab").as_deref(), Some("R5033N01XAB"));
    assert_eq!(found("R5033-N01-XAB").as_deref(), Some("R5033N01XAB"));
    assert_eq!(found("260531793113837").as_deref(), Some("260531793113837"));
    assert_eq!(found("293608736500703710").as_deref(), Some("AF0123450ABCDE"));
    for text in
        ["#1000001", "1000001", "", "Aster Logistics GmbH", "Galaxy A5612", "358422070012419", "SRVD1"]
    {
        assert_eq!(found(text), None, "{text}");
    }
}
