use super::check;
use crate::domain::manifest::names::Meaning::{
    Customer, DeviceId, Imei, Imei2, Meid, OrderDate, OrderNumber, Serial, StcAlias, Unused,
};

#[test]
fn english_headers_are_known() {
    check(
        Imei,
        "IMEI | *IMEI | IMEI No. | IMEI# | IMEI (15 digits) | IMEI_1 | imei1 | Primary IMEI | First IMEI | IMEI code",
    );
    check(
        Imei,
        "Device IMEI | IMEINumber | [IMEI] | IMEI/MEID | IMEIs | IMEI (SIM 1) | IMEI SIM 1 | primaryImei",
    );
    check(
        Imei2,
        "IMEI 2 | IMEI2 | IMEI (2) | 2nd IMEI | Second IMEI | IMEI slot 2 | IMEI (Slot 2) | secondary_imei",
    );
    check(
        Serial,
        "Serial Number | S/N | SN | Serial No. | serial# | SERIALNUMBER | product_sn | Device serial number",
    );
    check(DeviceId, "IMEI/MEID/Serial number | Device ID | ID | Device | IMEI or S/N");
    check(Meid, "MEID | MEID No | MEID (hex)");
    check(Customer, "Customer ID | Customer/MSP ID | Customer No. | Cust. No | Client | Customer name");
    check(OrderNumber, "Order # | PO# | P.O. Number | Purchase Order | Customer PO | order_id | Order");
    check(OrderDate, "Order Date | Date of order | PO date | OrderDate | Date");
    check(StcAlias, "STC alias | Sold-to code | STC");
    check(
        Unused,
        "Model | Colour | Color | Qty | Qty. | Pos. | Item No. | Part Number | SIM serial number | ICCID | EAN",
    );
    check(
        Unused,
        "Plnt | Material | Box | Carton No. | Pallet ID | Tracking # | Battery serial number | Wi-Fi MAC | Ship Date",
    );
    check(
        Unused,
        "IMEI status | Invoice no. | Address 2 | Line no. | SL No. | Upload ID | IMEI check | Serial number (SIM) | E-Mail | Name | Warranty end",
    );
}

#[test]
fn german_headers_are_known() {
    check(Imei, "IMEI-Nr. | IMEINummer | IMEI Nr | Geräte-IMEI | IMEI (Handy) | 1. IMEI | IMEI 1");
    check(Imei2, "IMEI-Nr. 2 | Zweite IMEI | 2. IMEI | IMEI Steckplatz 2");
    check(
        Serial,
        "Seriennr. | Serien-Nr. | Serialnr | Ser.Nr. | Gerätseriennummer Hersteller Serien-Nr. | SERIENNUMMER",
    );
    check(DeviceId, "IMEI / Seriennummer | Gerät | Geräte-ID | Geraete-Nr.");
    check(Customer, "Kundennr. | Kd.-Nr. | KdNr | Kunden-Nummer | Debitor | Kunde | Firma");
    check(OrderNumber, "Bestell-Nr. | Bestellnr | Ihre Bestellnummer | Auftragsnr. | Bestellung");
    check(OrderDate, "Bestelldatum | Best.-Datum | Auftragsdatum | Datum");
    check(
        Unused,
        "Artikel | Art.-Nr. | Artikelnr. | Menge | Pos. | Pos.-Nr. | Lfd. Nr. | Farbe | Modell | Bezeichnung",
    );
    check(
        Unused,
        "Lieferschein-Nr. | Lieferdatum | Rechnungsnr. | Rg.-Nr. | Kostenstelle | Rufnummer | SIM-Karten-Nr. | Lagerort",
    );
    check(
        Unused,
        "Werk | Straße | PLZ | E-Mail-Adresse | Währung | Bemerkung | Belegfeld 1 | Seriennummer SIM | Akku-Seriennummer",
    );
}

#[test]
fn french_headers_are_known() {
    check(Imei, "N° IMEI | Nº IMEI | Numéro d'IMEI | Numero IMEI | IMEI du téléphone | Code IMEI");
    check(Imei2, "IMEI n°2 | Deuxième IMEI | 2ème IMEI | IMEI secondaire");
    check(Serial, "N° de série | Numéro de série | N° Série | No de serie | Num. de série");
    check(Customer, "N° client | Code client | Nom du client | Client");
    check(OrderNumber, "N° de commande | Bon de commande | Réf. commande | N° Cde");
    check(OrderDate, "Date de commande | Date commande | Date");
    check(
        Unused,
        "Désignation | Couleur | Coloris | Qté | Réf. | Modèle | N° | N° d'ordre | N° BL | Date de livraison",
    );
    check(
        Unused,
        "N° de facture | Prix unitaire | N° de série SIM | Téléphone | Code postal | Remarques | N° de colis",
    );
}

#[test]
fn spanish_headers_are_known() {
    check(Imei, "Número de IMEI | N.º IMEI | IMEI del equipo | Código IMEI | Nro. IMEI");
    check(Imei2, "Segundo IMEI | IMEI 2 | IMEI secundario");
    check(Serial, "Número de serie | Nº de serie | N° Serie | Serial | Serie");
    check(Customer, "ID de cliente | Código de cliente | Cliente | Razón social");
    check(OrderNumber, "Número de pedido | Nº pedido | Orden de compra | OC");
    check(OrderDate, "Fecha de pedido | Fecha del pedido | Fecha");
    check(
        Unused,
        "Modelo | Color | Cantidad | Cant. | Artículo | Ref. | Descripción | Almacén | Albarán | Factura",
    );
    check(
        Unused,
        "Fecha de entrega | Precio | Observaciones | Correo electrónico | Dirección | Número de serie de la SIM",
    );
}

#[test]
fn italian_headers_are_known() {
    check(Imei, "Numero IMEI | N. IMEI | Codice IMEI | IMEI dispositivo | IMEI del telefono");
    check(Imei2, "Secondo IMEI | IMEI 2");
    check(Serial, "Numero di serie | N. di serie | Seriale | Matricola | N° seriale");
    check(Customer, "Codice cliente | Cod. cliente | Ragione sociale | Cliente");
    check(OrderNumber, "Numero ordine | N. ordine | Numero d'ordine | Ordine");
    check(OrderDate, "Data ordine | Data dell'ordine | Data");
    check(
        Unused,
        "Modello | Colore | Q.tà | Quantità | Articolo | Descrizione | Magazzino | DDT | N. fattura | Prezzo",
    );
    check(
        Unused,
        "Data consegna | Note | Indirizzo | Numero di telefono | Numero di serie della SIM | N. collo",
    );
}

#[test]
fn portuguese_headers_are_known() {
    check(Imei, "Número do IMEI | Nº IMEI | IMEI do aparelho | Código IMEI | N.º de IMEI");
    check(Imei2, "Segundo IMEI | IMEI 2");
    check(Serial, "Nº de série | Número de série | Número de serial | N.º de série | Serial");
    check(Customer, "ID do cliente | Nº de cliente | Cliente | Nome do cliente");
    check(OrderNumber, "Número do pedido | Nº da encomenda | Nº encomenda | Ordem de compra | Pedido");
    check(OrderDate, "Data do pedido | Data da encomenda | Data");
    check(
        Unused,
        "Equipamento | Modelo | Cor | Quantidade | Qtd. | Artigo | Descrição | Armazém | Nota fiscal | Preço",
    );
    check(Unused, "Data de entrega | Observações | Endereço | Telemóvel | Nº de série do SIM | Caixa");
}

#[test]
fn dutch_headers_are_known() {
    check(Imei, "IMEI-nummer | IMEI nr. | IMEInummer | IMEI toestel");
    check(Imei2, "Tweede IMEI | IMEI-nummer 2");
    check(Serial, "Serienummer | Serie nr. | Serienr. | Serie-nummer");
    check(Customer, "Klantnummer | Klantnr. | Klant | Debiteurnummer");
    check(OrderNumber, "Ordernummer | Bestelnummer | Inkoopordernummer | Bestelling");
    check(OrderDate, "Besteldatum | Orderdatum | Datum");
    check(
        Unused,
        "Artikelnummer | Kleur | Aantal | Omschrijving | Regel | Magazijn | Factuurnummer | Prijs | Pakbonnummer",
    );
    check(Unused, "Leverdatum | Opmerking | Postcode | Simkaartnummer | Doosnummer | Merk");
}
