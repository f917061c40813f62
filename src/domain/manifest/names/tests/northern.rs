use super::check;
use crate::domain::manifest::names::Meaning::{
    Customer, DeviceId, Imei, Imei2, Meid, OrderDate, OrderNumber, Serial, Unused,
};

#[test]
fn danish_headers_are_known() {
    check(Imei, "IMEI-nr. | IMEI nummer | IMEInr | IMEI-kode");
    check(Imei2, "Anden IMEI | IMEI-nr. 2");
    check(Serial, "Serienummer | Serienr. | Serie nr.");
    check(Customer, "Kundenr. | Kundenummer | Kunde | Kundenavn");
    check(OrderNumber, "Ordrenr. | Ordrenummer | Rekvisition | Ordre");
    check(OrderDate, "Ordredato | Bestillingsdato | Dato");
    check(
        Unused,
        "Varenr. | Farve | Antal | Beskrivelse | Lager | Fakturanr. | Pris | Bemærkning | Følgeseddel | SIM-kort",
    );
}

#[test]
fn swedish_headers_are_known() {
    check(Imei, "IMEI-nr | IMEI nummer | IMEInummer | IMEI-kod");
    check(Imei2, "Andra IMEI | IMEI nr 2");
    check(Serial, "Serienummer | Serienr | Tillverkningsnummer");
    check(Customer, "Kundnr | Kundnummer | Kund | Företag");
    check(OrderNumber, "Ordernr | Ordernummer | Beställningsnr | Beställning");
    check(OrderDate, "Orderdatum | Beställningsdatum | Datum");
    check(
        Unused,
        "Artikelnr | Färg | Antal | Benämning | Lager | Fakturanr | Pris | Anmärkning | Följesedel | Radnr",
    );
}

#[test]
fn norwegian_headers_are_known() {
    check(Imei, "IMEI-nr. | IMEI nummer | IMEInummer | IMEI-kode");
    check(Imei2, "Andre IMEI | IMEI nr. 2");
    check(Serial, "Serienummer | Serienr. | Produksjonsnummer");
    check(Customer, "Kundenr. | Kundenummer | Kunde | Bedrift");
    check(OrderNumber, "Ordrenr. | Bestillingsnr. | Innkjøpsordre | Bestilling");
    check(OrderDate, "Ordredato | Bestillingsdato | Dato");
    check(
        Unused,
        "Varenr. | Farge | Antall | Beskrivelse | Lager | Fakturanr. | Pris | Merknad | Pakkseddel | Linjenr.",
    );
}

#[test]
fn finnish_headers_are_known() {
    check(Imei, "IMEI-numero | IMEI nro | IMEI-koodi | Laitteen IMEI");
    check(Imei2, "Toinen IMEI | IMEI-numero 2");
    check(Serial, "Sarjanumero | Sarjanro | Valmistenumero");
    check(Customer, "Asiakasnumero | Asiakasnro | Asiakas | Yritys");
    check(OrderNumber, "Tilausnumero | Tilausnro | Ostotilaus | Tilaus");
    check(OrderDate, "Tilauspäivä | Tilauspvm | Päivämäärä");
    check(
        Unused,
        "Malli | Väri | Määrä | Kpl | Tuotenumero | Varasto | Laskunumero | Hinta | Huomautus | Osoite | SIM-kortin numero",
    );
}

#[test]
fn columns_from_device_managers_are_known() {
    check(Imei, "modemid");
    check(Meid, "MEID");
    check(Serial, "serial | Device Serial Number | Serial number");
    check(DeviceId, "IMEI/MEID or Serial number");
    check(Unused, "modemtype | profiletype | profileid | owner | manufacturer");
    check(Unused, "Windows Product ID | Hardware Hash | Group Tag | Assigned User");
    check(
        Unused,
        "Device name | Azure AD Device ID | Last check-in | OS | Primary user UPN | WiFiIPv4Address | Jailbroken",
    );
    check(
        Unused,
        "Device Model | MDM server | Part Number | Activation lock | Profile | Tags | Device status",
    );
}
