use super::*;

/// Encodings, each with a column name and an order number in a language that it supports.
pub(super) const SAMPLES: [(Encoding, &str, &str); 34] = [
    (Encoding::Windows1252, "Numéro de commande", "Façade 7"),
    (Encoding::Windows1250, "Číslo objednávky", "Žádost č. 12"),
    (Encoding::Windows1251, "Номер заказа", "Заказ 7"),
    (Encoding::Windows1254, "Sipariş numarası", "SİPARİŞ 7"),
    (Encoding::Windows1253, "Αριθμός παραγγελίας", "Παραγγελία 7"),
    (Encoding::Windows1257, "Užsakymo numeris", "Užsakymas 5"),
    (Encoding::Windows1255, "מספר הזמנה", "הזמנה 7"),
    (Encoding::Windows1256, "رقم الطلب", "طلب 7"),
    (Encoding::Windows874, "เลขที่ใบสั่งซื้อ", "สั่งซื้อ 7"),
    (Encoding::Gb18030, "订单号", "订单七"),
    (Encoding::ShiftJis, "注文番号", "ソフト7"),
    (Encoding::EucKr, "주문번호", "주문 7"),
    (Encoding::Big5, "訂單編號", "訂單 7"),
    (Encoding::EucJp, "注文番号", "注文 7"),
    (Encoding::Koi8R, "Номер заказа", "заказ 7"),
    (Encoding::Koi8U, "Номер замовлення", "Замовлення ї 7"),
    (Encoding::MacRoman, "Numéro de commande", "Büro 7"),
    (Encoding::MacCentralEuropean, "Číslo objednávky", "Žádost č. 12"),
    (Encoding::MacCyrillic, "Номер заказа", "Заказ 7"),
    (Encoding::Cp850, "Numéro de commande", "Büro 7"),
    (Encoding::Cp437, "Auftragsgröße", "Büro 7"),
    (Encoding::Cp852, "Číslo objednávky", "Žádost č. 12"),
    (Encoding::Cp866, "Номер заказа", "Заказ 7"),
    (Encoding::Cp855, "Номер заказа", "Заказ 7"),
    (Encoding::Cp857, "Sipariş numarası", "SİPARİŞ 7"),
    (Encoding::Cp737, "Αριθμός παραγγελίας", "Παραγγελία 7"),
    (Encoding::Cp775, "Užsakymo numeris", "Užsakymas 5"),
    (Encoding::Cp862, "מספר הזמנה", "הזמנה 7"),
    (Encoding::Cp865, "Ordrenummer på kø", "Kjøp på 7"),
    (Encoding::Iso8859_2, "Číslo objednávky", "Žádost č. 12"),
    (Encoding::Iso8859_5, "Номер заказа", "Заказ 7"),
    (Encoding::Iso8859_7, "Αριθμός παραγγελίας", "Παραγγελία 7"),
    (Encoding::Iso8859_15, "Numéro", "Cœur 7"),
    (Encoding::Iso8859_13, "Užsakymo numeris", "Užsakymas 5"),
];

/// Returns the bytes of text in an encoding.
pub(super) fn encode(encoding: Encoding, text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| encode_character(encoding, c)).collect()
}

fn encode_character(encoding: Encoding, c: char) -> Vec<u8> {
    if c.is_ascii() {
        return vec![c as u8];
    }
    let byte =
        || (0x80..=0xFF).find(|byte| encoding.decode(&[*byte]).is_some_and(|text| text == c.to_string()));
    encoding.encode(c).or_else(|| Some(vec![byte()?])).unwrap_or_else(|| panic!("{encoding:?} lacks {c}"))
}
