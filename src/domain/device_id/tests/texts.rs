//! Identifiers among other text: labels, several devices and ranges.

use super::super::*;
use super::cells::{ANY, IMEI, SERIAL, TAKEN, fails, fails_with, outcome, reads};
use crate::domain::row_error::Reason;

#[test]
fn the_only_strong_identifier_in_a_cell_is_read() {
    for cell in [
        "IMEI 358422070012418",
        "IMEI: 358422070012418 (black)",
        "IMEI358422070012418",
        "imei-nr. 358422070012418",
        "1 358422070012418",
        "1. 358422070012418",
        "• 358422070012418",
        "> 358422070012418",
        "  8  358422070012418",
        "358422070012418 1",
        "358422070012418;2",
        "358422070012418 / black",
        "358422070012418 8934013132319434302F",
        "(01)08800542014563(21)358422070012418",
        "010880054201456321358422070012418",
        "Galaxy A56 358422070012418 R5033N01XAB",
        "Galaxy A56 Dual SIM 35 842207 001241 8 Noir",
        "1 35 842207 001241 8",
        "Order 4711: 358422070012418",
        "IMEI番号358422070012418",
        "1 358422 07 001241 8 pcs",
        "358422070012418\n358422070012418",
        "S/N: 358422070012418",
    ] {
        for column in [ANY, IMEI, SERIAL] {
            reads(cell, column, "358422070012418", TAKEN);
        }
    }
    reads("MEID: AF0123450ABCDE", ANY, "AF0123450ABCDE", TAKEN);
}

#[test]
fn a_number_labelled_as_something_else_is_not_an_identifier() {
    for cell in [
        "Tel 358422070012418",
        "Tel.: 358422070012418",
        "Tracking 358422070012418",
        "tracking number: 358422070012418",
        "DHL Sendung 358422070012418",
        "Sendungsnummer 358422070012418",
        "Invoice no. 358422070012418",
        "order 358422070012418",
        "Bestellnr. 358422070012418",
        "N° de commande 358422070012418",
        "накладная 358422070012418",
        "运单号 358422070012418",
        "(+358422070012418",
        "Summe 358422070012418",
    ] {
        assert!(outcome(cell, ANY, WeakForms::by_name(ANY)).is_err(), "{cell}");
        assert_eq!(strong_in_text(cell), [], "{cell}");
    }
}

#[test]
fn weak_identifiers_are_read_after_a_label() {
    for cell in [
        "SN R5033N01XAB",
        "S/N R5033N01XAB",
        "SN:R5033N01XAB",
        "S.N. R5033N01XAB",
        "Serial no.: R5033N01XAB",
        "Serial number R5033N01XAB (black)",
        "Seriennummer: R5033N01XAB",
        "N° de série : R5033N01XAB",
        "Número de serie R5033N01XAB",
        "Numero di serie R5033N01XAB",
        "numer seryjny R5033N01XAB",
        "серийный номер R5033N01XAB",
        "序列号:R5033N01XAB",
        "シリアル番号R5033N01XAB",
        "일련번호 R5033N01XAB",
        "(01)08800542014563(21)R5033N01XAB",
        "0108800542014563\u{1D}21R5033N01XAB",
        "SN R5033N01XAB 2",
    ] {
        for column in [ANY, SERIAL] {
            reads(cell, column, "R5033N01XAB", TAKEN);
        }
    }
    reads("S/N A1234", ANY, "A1234", TAKEN);
    reads("IMEI 26053179311383", ANY, "260531793113837", Some(Repair::CheckDigitAdded));
    reads("MEID 293608736500703710", ANY, "AF0123450ABCDE", TAKEN);
    fails("IMEI: 260531793113838", ANY, Reason::ImeiCheckDigit);
    fails("IMEI: 3584220700124", ANY, Reason::ImeiLength);
    fails("IMEI: 35842207O012418", ANY, Reason::ImeiLetter);
    for cell in ["R5033N01XAB (black)", "R5033N01XAB;2", "R5033N01XAB 2", "Galaxy A56, R5033N01XAB"] {
        fails_with(cell, SERIAL, Reason::SerialWithText, "R5033N01XAB");
        fails_with(cell, ANY, Reason::SerialWithText, "R5033N01XAB");
    }
}

#[test]
fn labelled_identifiers_in_one_cell_belong_to_one_device() {
    for (cell, ids) in [
        ("IMEI1: 358422070012814 IMEI2: 358422070012822", "358422070012814 358422070012822"),
        ("IMEI 1: 358422070012814\nIMEI 2: 358422070012822", "358422070012814 358422070012822"),
        ("IMEI (SIM 1) 358422070012814, IMEI (SIM 2) 358422070012822", "358422070012814 358422070012822"),
        ("IMEI1/IMEI2: 358422070012814 / 358422070012822", "358422070012814 358422070012822"),
        ("IMEI: 358422070012814 SN: R5033N01XAB", "358422070012814 R5033N01XAB"),
        ("358422070012814, S/N R5033N01XAB", "358422070012814 R5033N01XAB"),
        ("IMEI 358422070012814 MEID AF0123450ABCDE", "358422070012814 AF0123450ABCDE"),
    ] {
        for column in [ANY, IMEI, SERIAL] {
            reads(cell, column, ids, TAKEN);
        }
    }
    let ids =
        read_cell("IMEI 1: 358422070012814 IMEI 2: 358422070012822", ANY, WeakForms::default()).unwrap();
    assert_eq!(
        ids.iter().map(|id| id.label).collect::<Vec<_>>(),
        [Some(IdLabel::Imei1), Some(IdLabel::Imei2)]
    );
}

#[test]
fn several_devices_in_one_cell_fail_and_are_named() {
    for cell in [
        "358422070017615 & 358422070017623",
        "358422070017615 + 358422070017623",
        "358422070017615+358422070017623",
        "358422070017615 - 358422070017623",
        "358422070017615/358422070017623",
        "358422070017615\n358422070017623",
        "358422070017615, 358422070017623",
        "35 842207 001761 5; 35 842207 001762 3",
        "IMEI: 358422070017615, IMEI: 358422070017623",
    ] {
        for column in [ANY, IMEI, SERIAL] {
            fails_with(cell, column, Reason::IdSeveral, "358422070017615, 358422070017623");
        }
    }
    fails_with("R54301K9LM / R54302K9LM", SERIAL, Reason::IdSeveral, "R54301K9LM, R54302K9LM");
    fails("R54301K9LM/R54302K9LM", SERIAL, Reason::IdSeveral);
    fails("R54301K9LM, R54302K9LM", ANY, Reason::IdSeveral);
    fails("R54301K9LM R54302K9LM", ANY, Reason::IdSeveral);
    fails("358422070017615 358422070017624", IMEI, Reason::IdSeveral);
}

#[test]
fn ranges_fail_with_a_detail_that_names_them() {
    for cell in [
        "R5K4201-R5K4209",
        "R5K4201 - R5K4209",
        "R5K4201 bis R5K4209",
        "R5K4201 … R5K4209",
        "R5K4201 to R5K4209",
    ] {
        fails_with(cell, SERIAL, Reason::IdRange, "R5K4201 to R5K4209");
        fails(cell, ANY, Reason::IdRange);
    }
    fails_with("R5K4201-09", SERIAL, Reason::IdRange, "R5K4201 to R5K4209");
}

#[test]
fn strong_identifiers_are_found_in_lines_with_any_layout() {
    for (line, ids) in [
        ("|SM-A025BZKAEU1    |358422070010016   |1000|", "358422070010016"),
        ("| 358422070028018 | A56 |", "358422070028018"),
        ("358422070028414  Noir", "358422070028414"),
        (" 10  358422070015304", "358422070015304"),
        ("2026-11-28 09:15:02,358422070052810", "358422070052810"),
        ("IMEI:;358422070049618", "358422070049618"),
        ("\"358422070045616,\"\"7\"\",\"\"DEVICE_IMEI_INVALID\"\"\"", "358422070045616"),
        ("R5063N01XAB,35 842207 002521 2,35842207002521", "358422070025212"),
        ("358422070046812, 358422070046820", "358422070046812 358422070046820"),
        ("A-PHONE-01;R5014N01XAB;358422070005610;35842207000561", "358422070005610"),
        ("６f1d7c0e;３５８４２２０７００２４４１３", "358422070024413"),
        ("7000000001;358422070040419;PO-101-1;2026-11-20", "358422070040419"),
        ("7000000001;4500012345;R5033N01XAB;35842207004041", ""),
        ("\"EXTF\";700;48;\"Seriennummern\";5;20261128140440439;;\"RE\"", ""),
        ("#Serial Number: SN:21001", ""),
        ("(2 rows affected)", ""),
    ] {
        let found: Vec<String> = strong_in_text(line).iter().map(DeviceId::to_string).collect();
        assert_eq!(found.join(" "), ids, "{line}");
    }
}
