use crate::domain::device_id::placeholder::{is_placeholder, is_zeros};
use proptest::prelude::*;

use super::super::*;

fn imei() -> impl Strategy<Value = String> {
    ("(01|10|30|33|35|44|45|49|5[0-4]|86|91|98|99)[0-9]{12}")
        .prop_map(|body| format!("{body}{}", char::from(imei_check_digit(body.as_bytes()))))
}

fn strong() -> impl Strategy<Value = String> {
    prop_oneof![imei(), "[A-F][0-9A-F]{12}[0-9]"]
}

/// Generates words that aren't labels, and numbers that are too short for an identifier.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[GHJKLMNPQRSTVWXZghjklmnpqrstvwxz]{4,8}",
        "[0-9]{1,3}",
        "(Galaxy|black|Noir|pcs|Gehäuse|黒|красный|1x)"
    ];
    prop::collection::vec(word, 0..4).prop_map(|words| words.join(" "))
}

fn column() -> impl Strategy<Value = IdColumn> {
    prop_oneof![Just(IdColumn::Any), Just(IdColumn::Imei), Just(IdColumn::Meid), Just(IdColumn::Serial)]
}

fn weak() -> impl Strategy<Value = WeakForms> {
    any::<[bool; 5]>().prop_map(|[unassigned, fourteen, sixteen, eighteen, digit_serials]| WeakForms {
        unassigned,
        fourteen,
        sixteen,
        eighteen,
        digit_serials,
    })
}

proptest! {
    #[test]
    fn a_strong_identifier_is_found_among_words(
        id in strong(),
        before in words(),
        after in words(),
        gap in "( |; |, | - | \\(|\t|: ){1}",
    ) {
        let text = format!("{before}{gap}{id} {after}");
        let found: Vec<String> = strong_in_text(&text).iter().map(DeviceId::to_string).collect();
        prop_assert_eq!(&found, std::slice::from_ref(&id), "{}", text);
        let ids = read_cell(&text, IdColumn::Any, WeakForms::default()).unwrap();
        prop_assert_eq!(ids.first.id.to_string(), id);
    }

    #[test]
    fn digits_of_other_lengths_are_never_strong(
        digits in "[0-9]{1,14}|[0-9]{16,30}",
        before in "[0-9]{1,8}|[G-Z]{4}",
    ) {
        prop_assert_eq!(strong_in_text(&format!("{before} {digits}")), []);
        prop_assert!(!matches!(form(&digits), CellForm::Strong(_) | CellForm::InText(_)));
    }

    #[test]
    fn an_imei_without_a_label_begins_with_a_reporting_body(digits in "[0-9]{15}") {
        for id in strong_in_text(&digits) {
            prop_assert!(super::super::imei::has_reporting_body(id.as_str()));
        }
    }

    #[test]
    fn reading_any_text_never_panics(cell in "\\PC*|.*", column in column(), weak in weak()) {
        let _ = (read_cell(&cell, column, weak), form(&cell), strong_in_text(&cell), find_in_pasted(&cell));
        let _ = (label_cell(&cell), is_shifted_digits(&cell), is_placeholder(&cell), is_zeros(&cell));
    }

    #[test]
    fn every_identifier_is_read_back_unchanged(
        cell in "(IMEI|MEID|S/N|SN|Tel|\\(21\\)|\\(01\\)|)[ :]{0,2}[0-9A-F '/.+-]{0,24}[ ,;/]{0,2}[0-9A-Z]{0,20}|[0-9A-Z]{4,21}|[0-9]{4,33}",
        column in column(),
        weak in weak(),
    ) {
        let _ = (form(&cell), find_in_pasted(&cell));
        if let Ok(ids) = read_cell(&cell, column, weak) {
            for id in ids.iter() {
                prop_assert_eq!(DeviceId::from_canonical(id.id.as_str()), Some(id.id));
                prop_assert_eq!(PackedId::of(&id.id).id(), Some(id.id));
            }
        }
    }

    #[test]
    fn a_damaged_imei_is_never_read(imei in imei(), at in 2usize..15, by in 1u8..10, column in column(), weak in weak()) {
        let mut bytes = imei.into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        let cell = String::from_utf8(bytes).unwrap();
        prop_assert!(read_cell(&cell, column, weak).is_err());
        let labelled = format!("IMEI: {cell}");
        prop_assert!(read_cell(&labelled, column, weak).is_err());
    }
}
