mod cells;
mod columns;
mod properties;
mod texts;

use proptest::prelude::*;

use super::*;
use crate::domain::row_error::{Reason, RowError};
use crate::domain::word::tests::assert_words;

/// Returns the text and repair, or the reason and detail, which are easier to compare.
fn outcome(cell: &str) -> Result<(String, Option<Repair>), (Reason, String)> {
    match read(cell) {
        Ok(Reading { id, repair }) => Ok((id.to_string(), repair)),
        Err(RowError { reason, detail }) => Err((reason, detail)),
    }
}

fn reads(cell: &str, text: &str, repair: Option<Repair>) {
    assert_eq!(outcome(cell), Ok((text.to_owned(), repair)), "{cell:?}");
}

fn fails(cell: &str, reason: Reason, detail: &str) {
    assert_eq!(outcome(cell), Err((reason, detail.to_owned())), "{cell:?}");
}

#[test]
fn imeis_are_read_and_checked() {
    reads("490154203237518", "490154203237518", None);
    fails("490154203237517", Reason::ImeiCheckDigit, "");
    reads("49015420323751", "490154203237518", Some(Repair::CheckDigitAdded));
    reads("4901542032375101", "490154203237518", Some(Repair::SoftwareVersionDropped));
    reads("26-053179-311383-7", "260531793113837", None);
    fails("12345000000013", Reason::ImeiLostZero, "012345000000013 is a valid IMEI.");
    fails("000000000000000", Reason::ImeiAllEqual, "");
    fails("111111111111111", Reason::ImeiAllEqual, "");
    fails("00000000000000", Reason::ImeiAllEqual, "");
    fails("0000000000000012", Reason::ImeiAllEqual, "");
    fails("4901542032375", Reason::ImeiLength, "13 digits");
    fails("49015420323751812", Reason::ImeiLength, "17 digits");
    fails("7", Reason::ImeiLength, "1 digit");
    assert_eq!(read("490154203237518").map(|reading| reading.id.kind()), Ok(IdentifierKind::Imei));
}

#[test]
fn letters_in_place_of_digits_are_named() {
    fails("35O938110432176", Reason::ImeiLetter, "O at position 3");
    fails("35o93811O43217", Reason::ImeiLetter, "O at position 3, O at position 9");
    fails("49015420323751B", Reason::ImeiLetter, "B at position 15");
    fails("490154203237510I", Reason::ImeiLetter, "I at position 16");
    // With any other letter, it is a serial number.
    reads("35X938110432176", "35X938110432176", None);
}

#[test]
fn meids_are_read_and_checked() {
    reads("AF0123450ABCDE", "AF0123450ABCDE", None);
    reads("af 0123450-abcde c", "AF0123450ABCDE", None);
    fails("AF0123450ABCDED", Reason::MeidCheckDigit, "");
    reads("293608736500703710", "AF0123450ABCDE", None);
    reads("429496729516777215", "FFFFFFFFFFFFFF", None);
    fails("429496729616777215", Reason::MeidRange, "");
    fails("429496729516777216", Reason::MeidRange, "");
    fails("268435455900703710", Reason::MeidRange, "");
    reads("268435456000000001", "A0000000000001", None);
    assert_eq!(read("293608736500703710").map(|reading| reading.id.kind()), Ok(IdentifierKind::Meid));
}

#[test]
fn serial_numbers_are_read_and_checked() {
    reads("r38k503srvd", "R38K503SRVD", None);
    fails("R38K503", Reason::SerialLength, "7 characters");
    reads("R38K5030", "R38K5030", None);
    reads("R38K503SRVD123456789", "R38K503SRVD123456789", None);
    fails("R38K503SRVD1234567890", Reason::SerialLength, "21 characters");
    fails("ABCDEFGHIJ", Reason::IdOther, "It has no digits.");
    assert_eq!(read("R38K503SRVD").map(|reading| reading.id.kind()), Ok(IdentifierKind::Serial));
}

#[test]
fn separators_and_surrounding_characters_are_removed() {
    for cell in [
        " 490154203237518\u{A0}",
        "\u{FEFF}490154203237518\u{200B}",
        "'490154203237518",
        "\"490154203237518\"",
        "\u{201E}490154203237518\u{201C}",
        "«490154203237518»",
        "'\"490154203237518\"",
        "49/015420/323751/8",
        "49\u{2013}015420\u{2212}323751\u{2011}8",
        "４９０１５４２０３２３７５１８",
        "49\u{AD}0154203237518\u{202C}",
    ] {
        reads(cell, "490154203237518", None);
    }
    for empty in ["", " ", "'", "\"\"", "-", "\u{200B}"] {
        fails(empty, Reason::IdEmpty, "");
    }
}

#[test]
fn the_first_invalid_character_is_named() {
    fails("490154203237518\"", Reason::IdOther, "It contains the character \" at position 16.");
    fails("4901#4203237518", Reason::IdOther, "It contains the character # at position 5.");
    fails("R38K503SRVÄ1", Reason::IdOther, "It contains the character Ä (U+00C4) at position 11.");
    fails("Ⅷ90154203237518", Reason::IdOther, "It contains the character Ⅷ (U+2167) at position 1.");
    fails("49015\u{0}", Reason::IdOther, "It contains the character U+0000 at position 6.");
    fails("350.000.123.456.788", Reason::IdOther, "It contains the character . at position 4.");
}

#[test]
fn numbers_from_spreadsheets_are_repaired_or_rejected() {
    let valid = "350000123456788";
    assert_eq!(imei_check_digit(b"35000012345678"), b'8');
    for cell in
        ["3,50000123456788E+14", "3.50000123456788E+14", "3.50000123456788e14", "'3,50000123456788E+14"]
    {
        reads(cell, valid, Some(Repair::ScientificRepaired));
    }
    for cell in ["3.5E+14", "3,5E+14", "3E+14", "3E14", "3,5000012345678E+14", "3,500001234567881E+15"] {
        fails(cell, Reason::IdExcelDigits, "");
    }
    fails("3,50000123456788E-14", Reason::IdOther, "It contains the character , at position 2.");
    reads("350000123456788.0", valid, Some(Repair::DecimalsDropped));
    reads("350000123456788,00", valid, Some(Repair::DecimalsDropped));
    reads("=\"350000123456788\"", valid, Some(Repair::FormulaUnwrapped));
    reads("'=\"350000123456788\"", valid, Some(Repair::FormulaUnwrapped));
    // The number in the formula is read like any other, and its own repair takes precedence.
    reads("=\"35000012345678\"", valid, Some(Repair::CheckDigitAdded));
    fails("3,50000123456785E+14", Reason::ImeiCheckDigit, "");
    fails("350000123456785,00", Reason::ImeiCheckDigit, "");
    fails("35000012345.00", Reason::ImeiLength, "11 digits");
    fails("350000123456788.5", Reason::IdOther, "It contains the character . at position 16.");
    fails("350000123456788,", Reason::IdOther, "It contains the character , at position 16.");
}

#[test]
fn several_identifiers_in_one_cell_are_rejected() {
    for cell in [
        "490154203237518;260531793113837",
        "490154203237518, 260531793113837",
        "490154203237518 | R38K503SRVD",
        "490154203237518\n260531793113837",
        "490154203237518 260531793113837",
        "490154203237518/260531793113837",
        "49 015420 323751 8; 26-053179-311383-7",
        "490154203237518;490154203237517",
        "R38K503SRVD1 R38K503SRVD2",
    ] {
        fails(cell, Reason::IdSeveral, "");
    }
    fails("490154203237518;black", Reason::IdOther, "It contains the character ; at position 16.");
    fails("490154203237518 12", Reason::ImeiLength, "17 digits");
    reads("49 015420 323751 8", "490154203237518", None);
}

#[test]
fn only_canonical_text_is_an_identifier() {
    let kind = |text| DeviceId::from_canonical(text).map(|id| id.kind());
    assert_eq!(kind("490154203237518"), Some(IdentifierKind::Imei));
    assert_eq!(kind("AF0123450ABCDE"), Some(IdentifierKind::Meid));
    assert_eq!(kind("R38K503SRVD"), Some(IdentifierKind::Serial));
    for other in ["49015420323751", "r38k503srvd", "AF0123450ABCDEC", "293608736500703710", ""] {
        assert_eq!(kind(other), None, "{other}");
    }
}

#[test]
fn stored_words_do_not_change() {
    assert_words::<Repair>(&[
        "check_digit_added",
        "software_version_dropped",
        "scientific_repaired",
        "decimals_dropped",
        "formula_unwrapped",
        "taken_from_text",
        "control_characters_removed",
    ]);
}

fn valid_imei() -> impl Strategy<Value = String> {
    "[0-9]{14}"
        .prop_map(|body| format!("{body}{}", char::from(imei_check_digit(body.as_bytes()))))
        .prop_filter("all digits equal", |imei| imei.bytes().any(|byte| byte != imei.as_bytes()[0]))
}

fn id() -> impl Strategy<Value = DeviceId> {
    prop_oneof![valid_imei(), "[A-F][0-9A-F]{13}", "[A-Z0-9]{8,20}"]
        .prop_filter_map("not canonical", |text| DeviceId::from_canonical(&text))
}

proptest! {
    #[test]
    fn a_valid_imei_is_read_correctly_in_any_notation(
        imei in valid_imei(),
        gaps in prop::collection::vec("[-/ \u{A0}\u{2013}\u{200B}]{0,2}", 15),
        is_wide in any::<bool>(),
    ) {
        prop_assert_eq!(outcome(&imei), Ok((imei.clone(), None)));
        let widened = |c: char| if is_wide { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c };
        let written: String = imei.chars().zip(gaps).map(|(c, gap)| format!("{gap}{}", widened(c))).collect();
        prop_assert_eq!(outcome(&written), Ok((imei, None)));
    }

    #[test]
    fn a_single_mistyped_digit_is_always_detected(imei in valid_imei(), at in 0usize..15, by in 1u8..10) {
        let mut bytes = imei.into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        prop_assert!(read(&String::from_utf8(bytes).unwrap()).is_err());
    }

    #[test]
    fn packed_identifiers_sort_like_strings_and_can_be_unpacked(one in id(), other in id()) {
        if one.is_weak() == other.is_weak() {
            prop_assert_eq!(PackedId::of(&one).cmp(&PackedId::of(&other)), one.as_str().cmp(other.as_str()));
        }
        prop_assert_eq!(PackedId::of(&one).text(), one.as_str());
        prop_assert_eq!(PackedId::of(&one).id(), Some(one));
        prop_assert_eq!(PackedId::of(&one).lo() < 1 << 42, !one.is_weak());
    }

    #[test]
    fn reading_never_panics(cell in ".*", near in "['\"=+.,;E0-9A-Z \u{A0}-]{0,30}", hi: u64, lo: u64) {
        let _ = (read(&cell), read(&near), PackedId::from_parts(hi, lo).id());
        if let Ok(reading) = read(&near) {
            prop_assert_eq!(DeviceId::from_canonical(reading.id.as_str()), Some(reading.id));
        }
    }
}
