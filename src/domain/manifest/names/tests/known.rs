use crate::domain::manifest::names::{Meaning, Name, joined, name};

fn meaning(cell: &str) -> Option<Meaning> {
    name(cell).map(|name| name.meaning)
}

#[test]
fn the_published_names_are_known() {
    for (expected, cells) in [
        (Meaning::Customer, "customerid mspid customermspid customer kundenid"),
        (Meaning::Imei, "imei imei1 imeinumber imeimeid"),
        (Meaning::Imei2, "imei2"),
        (Meaning::Meid, "meid"),
        (Meaning::Serial, "serialnumber serialno serial sn seriennummer"),
        (Meaning::OrderNumber, "ordernumber orderno order po ponumber bestellnummer"),
        (Meaning::OrderDate, "orderdate date bestelldatum"),
        (Meaning::StcAlias, "stcalias stc soldtocode"),
        (Meaning::Line, "line"),
        (Meaning::Code, "code"),
        (Meaning::FailedRowText, "message whattodo"),
    ] {
        for cell in cells.split_whitespace() {
            assert_eq!(meaning(cell), Some(expected), "{cell}");
        }
    }
    for cell in ["imeiserialnumber", "imeimeidserialnumber", "deviceimeiserialnumber", "deviceid"] {
        assert!(matches!(meaning(cell), Some(Meaning::Imei | Meaning::DeviceId)), "{cell}");
    }
}

#[test]
fn words_for_a_device_add_nothing_to_the_name_of_an_identifier() {
    for text in ["Gerät Serien-Nr.", "Gerät Seriennummer", "Device S/N", "Serial number of the device"] {
        assert_eq!(name(text).unwrap().rank, name("Serial number").unwrap().rank, "{text}");
    }
    assert!(name("Charger dock serial").is_none_or(|name| name.rank < 3));
}

#[test]
fn fuller_names_have_higher_ranks() {
    let pairs = [
        ("Order date", "Date"),
        ("Order number", "Order"),
        ("Customer ID", "Customer"),
        ("Bestelldatum", "Datum"),
        ("IMEI/MEID/Serial number", "Device ID"),
    ];
    for (fuller, plainer) in pairs {
        let (fuller, plainer) = (name(fuller).unwrap(), name(plainer).unwrap());
        assert_eq!(fuller.meaning, plainer.meaning, "{fuller:?} and {plainer:?}");
        assert!(fuller.rank > plainer.rank, "{fuller:?} and {plainer:?}");
    }
}

#[test]
fn only_full_names_always_mean_an_order() {
    for cell in [
        "Order number",
        "PO",
        "PO#",
        "Bestellnummer",
        "Bestell-Nr.",
        "Order date",
        "STC alias",
        "Sold-to code",
    ] {
        assert!(name(cell).is_some_and(|name| name.is_full_order), "{cell}");
    }
    for cell in ["Date", "Order", "Position", "Datum", "Commande", "Pedido", "IMEI", "Customer ID"] {
        assert!(name(cell).is_some_and(|name| !name.is_full_order), "{cell}");
    }
}

#[test]
fn columns_for_replaced_devices_are_marked() {
    let cells = [
        "Old IMEI",
        "IMEI (new)",
        "IMEI alt",
        "Neue IMEI",
        "Ersatz-IMEI",
        "Seriennummer neu",
        "Defective IMEI",
        "旧IMEI",
    ];
    for cell in cells {
        assert!(name(cell).is_some_and(|name| name.is_replacement), "{cell}: {:?}", name(cell));
    }
    for cell in ["IMEI", "IMEI 2", "Neupreis", "Model", "Serial number"] {
        assert!(!name(cell).is_some_and(|name| name.is_replacement), "{cell}");
    }
}

#[test]
fn customer_names_and_ids_are_distinguished() {
    for cell in ["Customer", "Customer name", "Kunde", "Client", "Kundenname", "Nom du client"] {
        assert!(name(cell).is_some_and(|name| name.has_customer_names), "{cell}");
    }
    for cell in ["Customer ID", "Kundennummer", "Kunden-Nr.", "N° client", "MSP ID", "Klantnummer"] {
        assert!(name(cell).is_some_and(|name| !name.has_customer_names), "{cell}: {:?}", name(cell));
    }
}

#[test]
fn headers_that_span_two_rows_are_joined() {
    let pairs = [
        ("Serial", "number", Meaning::Serial),
        ("Order", "date", Meaning::OrderDate),
        ("Order", "Position", Meaning::Unused),
        ("Device", "Model", Meaning::Unused),
        ("Device", "IMEI", Meaning::Imei),
        ("SIM", "Serial number", Meaning::Unused),
        ("Bestell-", "nummer", Meaning::OrderNumber),
        ("Customer", "ID", Meaning::Customer),
    ];
    for (upper, lower, expected) in pairs {
        assert_eq!(joined(upper, lower).map(|name: Name| name.meaning), Some(expected), "{upper} / {lower}");
    }
}

#[test]
fn titles_above_a_header_are_not_joined_to_it() {
    assert_eq!(joined("Device list for Aster", "IMEI"), None);
    assert_eq!(joined("Delivery 80012345", "IMEI"), None);
}
