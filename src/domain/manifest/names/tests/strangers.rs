use proptest::prelude::*;

use crate::domain::manifest::names::name;

#[test]
fn titles_and_sentences_are_not_names() {
    let cells = [
        "IMEI list for Aster November 2026",
        "Please check the IMEI numbers below",
        "List of IMEIs",
        "IMEI Liste",
        "IMEI-Liste Aster Logistics GmbH",
        "Bitte die IMEI unten eintragen",
        "Seriennummernliste",
        "Liste der IMEI-Nummern",
        "Liste des numéros IMEI",
        "Veuillez vérifier les IMEI ci-dessous",
        "Lista de IMEI",
        "Elenco IMEI consegnati",
        "Relatório de IMEI",
        "IMEI-lijst voor Aster",
        "Lista numerów IMEI",
        "Seznam IMEI",
        "Список IMEI",
        "IMEI 清单",
        "IMEI一覧",
        "IMEI 목록",
        "All IMEIs are unlocked",
        "Total IMEI",
        "IMEI count 12",
        "IMEI report",
        "Export of IMEI numbers",
        "IMEI Aster GmbH",
        "Serial numbers of the devices that were delivered last week",
        "Is this the IMEI?",
        "Scan the IMEI here",
        "IMEI November",
        "IMEI 28.11.2026",
        "Stock 2026-11",
        "Devices for November",
        "Delivery note 80012345",
        "Tabelle 1",
        "Table 1",
        "#TYPE Selected.System.Management.Automation.PSCustomObject",
        "28.11.2026                Dynamic List Display         1",
        "Seite 1 von 2",
        "Summe 3 Stk",
        "Carton 0001",
        "Pallet 01 of 02",
        "ship before 15 Dec",
        "One device a row.",
        "sep=;",
    ];
    let names: Vec<&str> = cells.into_iter().filter(|cell| name(cell).is_some()).collect();
    assert!(names.is_empty(), "{names:#?}");
}

#[test]
fn values_are_not_names() {
    let cells = [
        "",
        " ",
        "1",
        "2",
        "-",
        "358422070012418",
        "IMEI 358422070012418",
        "IMEI: 358422070012418",
        "IMEI 358 422 070 012 418",
        "S/N R5033N01XAB",
        "SN:R5033N03XAB",
        "#Serial Number: SN:21001",
        "Galaxy A56",
        "Galaxy A56 128",
        "SM-A566B/DS",
        "iPhone 16 Pro",
        "Aster Logistics GmbH",
        "Kestrel Insurance plc",
        "PO 4500012345",
        "Order 4711",
        "Customer 2",
        "28.11.2026",
        "2026-11-20",
        "7000000001",
        "kim@aster.example",
        "N/A",
        "(_'ééàèààéé_&",
        "DEVICE_IMEI_INVALID",
    ];
    let names: Vec<&str> = cells.into_iter().filter(|cell| name(cell).is_some()).collect();
    assert!(names.is_empty(), "{names:#?}");
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in ".{0,60}") {
        name(&text);
    }

    #[test]
    fn a_cell_with_a_long_number_is_not_a_name(before in "[A-Za-z ]{0,20}", number in "[0-9]{8,20}") {
        prop_assert_eq!(name(&format!("{before} {number}")), None);
    }
}
