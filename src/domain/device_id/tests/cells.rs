//! Tests [`read_cell`] with each rule about columns, forms and surrounding text.

use super::super::*;
use crate::domain::row_error::{Reason, RowError};

pub(super) const ANY: IdColumn = IdColumn::Any;
pub(super) const IMEI: IdColumn = IdColumn::Imei;
const MEID: IdColumn = IdColumn::Meid;
pub(super) const SERIAL: IdColumn = IdColumn::Serial;

pub(super) const TAKEN: Option<Repair> = Some(Repair::TakenFromText);

/// Returns the identifiers with the first one's repair, or the reason and detail.
pub(super) fn outcome(
    cell: &str,
    column: IdColumn,
    weak: WeakForms,
) -> Result<(String, Option<Repair>), (Reason, String)> {
    match read_cell(cell, column, weak) {
        Ok(ids) => {
            let names: Vec<String> = ids.iter().map(|id| id.id.to_string()).collect();
            Ok((names.join(" "), ids.first.repair))
        }
        Err(RowError { reason, detail }) => Err((reason, detail)),
    }
}

#[track_caller]
pub(super) fn reads(cell: &str, column: IdColumn, text: &str, repair: Option<Repair>) {
    let outcome = outcome(cell, column, WeakForms::by_name(column));
    assert_eq!(outcome, Ok((text.to_owned(), repair)), "{cell:?} in {column:?}");
}

#[track_caller]
pub(super) fn fails(cell: &str, column: IdColumn, reason: Reason) {
    let outcome = outcome(cell, column, WeakForms::by_name(column)).map_err(|(reason, _)| reason);
    assert_eq!(outcome, Err(reason), "{cell:?} in {column:?}");
}

#[track_caller]
pub(super) fn fails_with(cell: &str, column: IdColumn, reason: Reason, detail: &str) {
    let outcome = outcome(cell, column, WeakForms::by_name(column));
    assert_eq!(outcome, Err((reason, detail.to_owned())), "{cell:?} in {column:?}");
}

#[test]
fn a_strong_identifier_is_read_in_any_column() {
    for column in [ANY, IMEI, MEID, SERIAL] {
        reads("358422070012418", column, "358422070012418", None);
        reads(" 358422070012418\u{A0}", column, "358422070012418", None);
        reads("AF0123450ABCDE", column, "AF0123450ABCDE", None);
        reads("af0123450abcdec", column, "AF0123450ABCDE", None);
    }
}

#[test]
fn an_unassigned_reporting_body_needs_an_imei_column_or_label() {
    reads("260531793113837", IMEI, "260531793113837", None);
    reads("IMEI: 260531793113837", ANY, "260531793113837", TAKEN);
    fails("260531793113837", ANY, Reason::ImeiUnassigned);
    fails("260531793113837", SERIAL, Reason::ImeiUnassigned);
    fails("see 260531793113837", ANY, Reason::ImeiUnassigned);
    let accepted = WeakForms { unassigned: true, ..WeakForms::default() };
    assert!(read_cell("260531793113837", ANY, accepted).is_ok());
}

#[test]
fn separators_inside_an_imei_are_dropped() {
    for cell in [
        "35 842207 001241 8",
        "35-842207-001241-8",
        "358422-07-001241-8",
        "35842207/001241/8",
        "35842207.001241.8",
        "358 422 070 012 418",
        "358\u{202F}422\u{202F}070\u{202F}012\u{202F}418",
        "358'422'070'012'418",
        "358’422’070’012’418",
        "358.422.070.012.418",
        "358,422,070,012,418",
        "３５８４２２０７００１２４１８",
        "'358422070012418",
        "\"358422070012418\"",
        "„358422070012418“",
    ] {
        for column in [ANY, IMEI, SERIAL] {
            reads(cell, column, "358422070012418", None);
        }
    }
    reads("3584 22070012418", IMEI, "358422070012418", None);
    // A date and a number.
    fails("10122026 1234563", ANY, Reason::IdOther);
    reads("26-053179-311383-7", IMEI, "260531793113837", None);
    reads("AF 012345 0ABCDE C", MEID, "AF0123450ABCDE", None);
    fails("35 842207 001241 9", IMEI, Reason::ImeiCheckDigit);
    fails("35 842207 001241 9", ANY, Reason::ImeiCheckDigit);
}

#[test]
fn weak_forms_are_read_only_where_the_column_allows_them() {
    let added = Some(Repair::CheckDigitAdded);
    let dropped = Some(Repair::SoftwareVersionDropped);
    reads("26053179311383", IMEI, "260531793113837", added);
    reads("35842207001241", ANY, "358422070012418", added);
    reads("35 842207 001241", IMEI, "358422070012418", added);
    reads("35842207001241", MEID, "358422070012418", added);
    reads("49015420323751", IMEI, "490154203237518", added);
    reads("3584220700124199", ANY, "358422070012418", dropped);
    reads("35-842207-001241-99", IMEI, "358422070012418", dropped);
    reads("293608736500703710", MEID, "AF0123450ABCDE", None);
    reads("2936087365 00703710", MEID, "AF0123450ABCDE", None);
    fails("26053179311384", ANY, Reason::ImeiLength);
    fails("293608736500703710", ANY, Reason::ImeiLength);
    fails("999999999999999999", MEID, Reason::MeidRange);
    fails_with("12345000000013", IMEI, Reason::ImeiLostZero, "012345000000013 is a valid IMEI.");
    // A GS1 prefix with an article number.
    fails("0108800542014563", IMEI, Reason::NumberArticle);
    fails("0208800542014563", ANY, Reason::NumberArticle);
}

#[test]
fn damaged_imeis_fail_without_naming_the_expected_digit() {
    for column in [ANY, IMEI, SERIAL] {
        fails_with("358422070012419", column, Reason::ImeiCheckDigit, "");
        fails_with("35842207O012418", column, Reason::ImeiLetter, "O at position 9");
    }
    fails("000000000000000", IMEI, Reason::ImeiAllEqual);
    fails("3,58422E+14", IMEI, Reason::IdExcelDigits);
    fails("3.58422E+14", ANY, Reason::IdExcelDigits);
    fails("26053179311384", SERIAL, Reason::SerialOnlyDigits);
    fails_with("3584220700124", IMEI, Reason::ImeiLength, "13 digits");
    fails("AF0123450ABCDED", MEID, Reason::MeidCheckDigit);
    fails_with("35842207X012418", ANY, Reason::ImeiLetter, "X at position 9");
}

#[test]
fn notations_from_spreadsheets_and_scanners_are_repaired() {
    let valid = "358422070012418";
    reads("3,58422070012418E+14", IMEI, valid, Some(Repair::ScientificRepaired));
    reads("358422070012418.0", IMEI, valid, Some(Repair::DecimalsDropped));
    reads("358422070012418,00", ANY, valid, Some(Repair::DecimalsDropped));
    reads("=\"358422070012418\"", IMEI, valid, Some(Repair::FormulaUnwrapped));
    reads("358422070012418\u{1D}", IMEI, valid, Some(Repair::ControlCharactersRemoved));
    reads("\u{2}358422070012418\u{3}", ANY, valid, Some(Repair::ControlCharactersRemoved));
    reads("]C1358422070012418", ANY, valid, None);
}

#[test]
fn serial_numbers_are_read_in_their_column() {
    for serial in ["R5033N01XAB", "A1234", "12AB5", "CARTON0001", "ABCDEFGHJKLMNPQRSTU9"] {
        reads(serial, SERIAL, serial, None);
        assert!(outcome(serial, IMEI, WeakForms::by_name(IMEI)).is_err(), "{serial}");
    }
    fails("R5033N01XAB", IMEI, Reason::SerialInImeiColumn);
    fails("R5033N01XAB", MEID, Reason::SerialInImeiColumn);
    fails("A1234", IMEI, Reason::IdOther);
    reads("r5033n01xab", SERIAL, "R5033N01XAB", None);
    fails_with("A123", SERIAL, Reason::SerialLength, "4 characters");
    fails_with("ABCDEFGHJKLMNPQRSTU99", SERIAL, Reason::SerialLength, "21 characters");
    fails("12345678119", SERIAL, Reason::SerialOnlyDigits);
    fails("TOTAL", SERIAL, Reason::IdOther);
    let digits = WeakForms { digit_serials: true, ..WeakForms::default() };
    for serial in ["12345678119", "12345", "20135523021234", "1234567890123", "12345678901234567890"] {
        assert_eq!(outcome(serial, SERIAL, digits), Ok((serial.to_owned(), None)));
    }
    for other in ["358422070012419", "8944476500046578576", "1234"] {
        assert!(outcome(other, SERIAL, digits).is_err(), "{other}");
    }
}

#[test]
fn a_mixed_column_accepts_only_plain_serial_numbers() {
    for serial in ["R5033N01XAB", "R52N12AB", "S20135523021234", "C02ABCDEF1GH", "1ZX9ABCDEF"] {
        reads(serial, ANY, serial, None);
    }
    fails("R5033N0", ANY, Reason::SerialLength);
    fails("CARTON0001", ANY, Reason::NoIdentifier);
    fails("GALAXYA56", ANY, Reason::NoIdentifier);
    fails("28NOV2026", ANY, Reason::NoIdentifier);
    fails("PO4500012345", ANY, Reason::NoIdentifier);
    fails("1Z999AA10123456784", ANY, Reason::NoIdentifier);
    fails("RR123456789DE", ANY, Reason::NoIdentifier);
    fails("12345678119", ANY, Reason::ImeiLength);
    fails("ABCDEFGHIJ", ANY, Reason::IdOther);
}

#[test]
fn separators_inside_a_serial_number_are_named() {
    for column in [SERIAL, ANY] {
        fails_with("R5.118.0001K", column, Reason::SerialSeparator, "dot at position 3");
        fails_with("R5033-N01XAB", column, Reason::SerialSeparator, "dash at position 6");
        fails_with("R5033 N01XAB", column, Reason::SerialSeparator, "space at position 6");
        fails("R5 033 N01 XAB", column, Reason::SerialSeparator);
    }
    fails("123-456-7890", SERIAL, Reason::SerialSeparator);
    fails("S/N R5033 N01XAB", ANY, Reason::SerialSeparator);
    fails("S/N R5.118.0001K", ANY, Reason::SerialSeparator);
    fails("SN R5033N01XAB-2", ANY, Reason::SerialSeparator);
    // A model name isn't a serial number.
    fails("Galaxy A56 128", SERIAL, Reason::NoIdentifier);
    fails("Carton 0001", ANY, Reason::NoIdentifier);
}

#[test]
fn other_kinds_of_numbers_are_recognized() {
    for (cell, reason) in [
        ("8944476500046578576", Reason::NumberSim),
        ("8944476500046578576F", Reason::NumberSimLetter),
        ("898604B7192271000047", Reason::NumberSimLetter),
        ("8944 4765 0004 6578 576", Reason::NumberSim),
        ("89049032004008882600000480000001", Reason::NumberEsim),
        ("8904 9032 0040 0888 2600 0004 8000 0001", Reason::NumberEsim),
        ("A4-75-B9-1C-2D-3E", Reason::NumberMac),
        ("a4:75:b9:1c:2d:3e", Reason::NumberMac),
        ("A475.B91C.2D3E", Reason::NumberMac),
        ("A475B91C2D3E", Reason::NumberMac),
        ("00:11:22:33:44:55", Reason::NumberMac),
        ("8800542014563", Reason::NumberArticle),
        ("08800542014563", Reason::NumberArticle),
        ("4006381333931", Reason::NumberArticle),
        ("036000291452", Reason::NumberArticle),
        ("340434161094042557", Reason::NumberPallet),
        ("00340434161094042557", Reason::NumberPallet),
        ("+49 170 1234567", Reason::NumberTelephone),
        ("(030) 1234567", Reason::NumberTelephone),
        ("+491701234567", Reason::NumberTelephone),
    ] {
        fails(cell, ANY, reason);
        let in_imei_column = outcome(cell, IMEI, WeakForms::by_name(IMEI));
        assert!(in_imei_column.is_err() || cell.len() == 14, "{cell}");
        let is_letter = matches!(reason, Reason::NumberMac | Reason::NumberSimLetter);
        fails(cell, SERIAL, if is_letter { reason } else { Reason::SerialOtherNumber });
    }
}

#[test]
fn numbers_are_also_recognized_after_a_label() {
    fails("ICCID: 8944476500046578576", ANY, Reason::NumberSim);
    fails("EID 89049032004008882600000480000001", IMEI, Reason::NumberEsim);
    fails("MAC: A4:75:B9:1C:2D:3E", ANY, Reason::NumberMac);
    fails("WLAN-MAC A475B91C2D3E", SERIAL, Reason::NumberMac);
    fails("EAN 8800542014563", ANY, Reason::NumberArticle);
    fails("Tel. +49 170 1234567", ANY, Reason::NumberTelephone);
}

#[test]
fn a_label_without_a_value_is_empty() {
    for empty in ["IMEI: -", "IMEI 2:", "SN: N/A", "IMEI 0"] {
        fails(empty, ANY, Reason::IdEmpty);
        assert_eq!(form(empty), CellForm::Placeholder, "{empty}");
    }
}

#[test]
fn cells_without_an_identifier_fail() {
    for empty in ["", " ", "-", "n/a", "N/A", "none", "—", "keine", "WiFi only", "\u{200B}"] {
        fails(empty, ANY, Reason::IdEmpty);
        fails(empty, SERIAL, Reason::IdEmpty);
    }
    for cell in [
        "Seite 1 von 2",
        "Summe 3 Stk",
        "2 devices",
        "Printed 2026-11-28",
        "PO 4500012345",
        "Pallet 01 of 02",
    ] {
        for column in [ANY, IMEI, SERIAL] {
            fails(cell, column, Reason::NoIdentifier);
        }
    }
    fails("\"(_'ééàèààéé_é&", ANY, Reason::ScannerKeyboard);
    fails("6f1d7c0e-1111-4222-8333-0123456789ab", ANY, Reason::IdOther);
    fails("35842207001241 / 8", ANY, Reason::IdOther);
}
