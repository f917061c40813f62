use super::*;
use crate::domain::manifest::{
    ColumnLabel, Decisions, Examination, FurtherUse, ListContext, NoContext, Question, RowHolds,
    SurveyRequest, examine_list,
};

const A: &str = "358422070000413";
const B: &str = "358422070000421";
const C: &str = "358422070000439";
const D: &str = "358422070000447";

struct Knowing(&'static str);

impl ListContext for Knowing {
    fn knows_device(&self, identifiers: &[String]) -> bool {
        identifiers.iter().any(|identifier| identifier == self.0)
    }
}

fn examine_knowing(list: &str, context: &dyn ListContext) -> Examination {
    let decisions = Decisions::default();
    let request =
        SurveyRequest { purpose: ListPurpose::OneCustomer, decisions: &decisions, context, is_pasted: false };
    examine_list(&mut Cursor::new(list), &Limits::default(), &request).unwrap()
}

fn examine(list: &str) -> Examination {
    examine_knowing(list, &NoContext)
}

/// Returns a list with two devices in each row.
fn two(first: &str, second: &str) -> String {
    format!("{first};{second}\n{A};{B}\n{C};{D}\n")
}

/// Returns the columns of the only question, which must be about the devices that are meant.
fn pair(list: &Examination) -> Vec<ColumnLabel> {
    match &list.questions[..] {
        [Question::OldOrNew { columns }] => columns.clone(),
        others => panic!("{others:?}"),
    }
}

#[test]
fn the_new_or_plain_column_of_a_replacement_is_expected() {
    for (first, second, expected) in [
        ("IMEI", "Retouren-IMEI", Some(0)),
        ("IMEI", "IMEI Leihgerät", Some(0)),
        ("IMEI", "Previous IMEI", Some(0)),
        ("IMEI", "IMEI ancien appareil", Some(0)),
        ("IMEI", "Vorgänger-IMEI", Some(0)),
        ("IMEI", "Trade-in IMEI", Some(0)),
        ("Returned IMEI", "Device IMEI", Some(1)),
        ("Neue IMEI", "Alte IMEI", Some(0)),
        ("Alte IMEI", "Neue IMEI", Some(1)),
        ("IMEI", "IMEI do aparelho devolvido", Some(0)),
        ("IMEI", "返品IMEI", Some(0)),
        ("IMEI", "Ersatz-IMEI", Some(1)),
        ("IMEI", "Swap IMEI", None),
    ] {
        let list = examine(&two(first, second));
        assert_eq!(list.expected_devices(&pair(&list), false), expected, "{first}, {second}");
    }
}

#[test]
fn a_deletion_expects_the_devices_that_the_portal_knows() {
    for (known, expected) in [(A, Some(0)), (B, Some(1)), ("", None)] {
        let list = examine_knowing(&two("IMEI alt", "IMEI neu"), &Knowing(known));
        assert_eq!(list.expected_devices(&pair(&list), true), expected, "{known}");
    }
}

#[test]
fn different_kinds_of_devices_are_not_slots_of_one_phone() {
    for (first, second) in
        [("Phone IMEI", "Tablet IMEI"), ("IMEI Handy", "IMEI Laptop"), ("手机IMEI", "平板IMEI")]
    {
        let list = examine(&two(first, second));
        assert!(list.are_for_different_kinds(&pair(&list)), "{first}, {second}");
    }
}

#[test]
fn serial_numbers_of_another_kind_of_device_raise_a_question() {
    for (first, second) in [("IMEI Handy", "Seriennummer Tablet"), ("Phone IMEI", "Laptop Serial Number")] {
        let list = examine(&format!("{first};{second}\n{A};R5CXWT4EWS7\n{B};R5CXVK0HJG9\n"));
        let [Question::UnusedColumn { column }] = &list.questions[..] else { panic!("{first}, {second}") };
        assert_eq!(list.expected_use(column), Some(FurtherUse::OwnDevices));
    }
    let list = examine(&format!("Phone IMEI;Phone Serial Number\n{A};R5CXWT4EWS7\n{B};R5CXVK0HJG9\n"));
    assert_eq!(list.questions, []);
    assert_eq!(list.layout.columns.identifiers.len(), 2);
}

#[test]
fn identifiers_in_comments_are_expected_to_be_left_out() {
    let list = examine(&format!("IMEI;Kommentar\n{A};ersetzt {B}\n{C};ersetzt {D}\n"));
    let [Question::UnusedColumn { column }] = &list.questions[..] else { panic!("{:?}", list.questions) };
    assert_eq!(list.expected_use(column), Some(FurtherUse::LeftOut));
}

#[test]
fn repeated_names_are_slots_unless_whole_tables_stand_side_by_side() {
    let beside = format!("IMEI;Farbe;;IMEI;Farbe\n{A};rot;;{B};blau\n{C};rot;;{D};blau\n");
    for (list, expected) in [(two("IMEI", "IMEI"), RowHolds::OneDevice), (beside, RowHolds::Devices)] {
        let list = examine(&list);
        let [Question::RowHolds { columns }] = &list.questions[..] else { panic!("{:?}", list.questions) };
        assert_eq!(list.expected_row_holds(columns), Some(expected));
    }
}

#[test]
fn columns_of_other_things_are_never_expected_to_identify_devices() {
    for name in [
        "Inventarnummer",
        "Bestellnummer",
        "Username",
        "Kostenstelle",
        "Kennzeichen",
        "Leltári szám",
        "Netzteil-Seriennummer",
        "Monitor Serial Number",
        "Printer serial number",
        "License serial number",
        "Box S/N",
        "Plaque d'immatriculation",
        "Targa",
        "Kenteken",
        "Číslo SPZ",
        "Plaka",
        "Инвентарный номер",
        "車牌",
        "資産番号",
        "자산번호",
    ] {
        let list = examine(&format!("{name};Modell\nAB0005678;A56\nAB0015678;A56\nAB0025678;A56\n"));
        let [Question::IdentifierColumn { candidates, .. }] = &list.questions[..] else {
            panic!("{name}: {:?}", list.questions)
        };
        assert_eq!(list.expected_identifier(candidates), None, "{name}");
    }
}

#[test]
fn of_two_equal_columns_none_is_expected_to_identify_devices() {
    let list = examine("LT0000234;R5CXZ2YJ6E1\nLT0001234;R5CXMMKXS73\nLT0002234;R5CXSZX8492\n");
    let [Question::IdentifierColumn { candidates, .. }] = &list.questions[..] else { panic!() };
    assert_eq!(list.expected_identifier(candidates), None);
}

#[test]
fn a_name_without_identifiers_does_not_hide_those_of_another_column() {
    for list in
        [format!("IMEI;Model\nA56;{A}\nA56;{B}\n"), format!("Model;IMEI;Qty\n1;A56;{A};1\n2;A56;{B};1\n")]
    {
        let list = examine(&list);
        let used: Vec<usize> = list.layout.columns.identifiers.iter().map(|column| column.index).collect();
        assert_eq!(list.questions, []);
        assert_eq!(list.rows, 2);
        assert!(used == [1] || used == [2], "{used:?}");
    }
}

#[test]
fn the_digits_of_a_split_imei_are_not_serial_numbers() {
    let list = examine("TAC;SNR;CD\n35842207;000041;3\n35842207;000042;1\n");
    assert!(matches!(list.questions[..], [Question::IdentifierColumn { .. }]), "{:?}", list.questions);
}

#[test]
fn decimal_and_hexadecimal_meids_of_one_device_agree() {
    let list =
        examine("MEID DEC,MEID HEX\n268435456012345670,A0000000BC6146\n268435456012345671,A0000000BC6147\n");
    assert_eq!(list.questions, []);
}

#[test]
fn a_column_of_known_devices_identifies_them_whatever_its_name() {
    let list = "Modell;Nummer\nTab;R5CX4CSHBG7\nTab;R5CXBL0YJ23\n";
    assert_eq!(examine_knowing(list, &Knowing("R5CXBL0YJ23")).questions, []);
    assert_ne!(examine(list).questions, []);
}

#[test]
fn a_column_without_a_name_is_called_by_its_number() {
    let list = examine(&format!("IMEI;Model\n1;A56;{A}\n2;A56;{B}\n"));
    assert_eq!(list.layout.describe(), "UTF-8, semicolons, column 3. Not used: IMEI, Model.");
}

#[test]
fn imeis_with_software_versions_have_a_name_of_their_own() {
    let list = examine("Handset;IMEISV\nA56;3584220700004101\nA56;3584220700004201\n");
    assert_eq!(list.questions, []);
    assert_eq!(list.layout.header_cells, ["Handset", "IMEISV"]);
}
