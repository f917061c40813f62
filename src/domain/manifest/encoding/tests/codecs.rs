use proptest::prelude::*;
use strum::VariantArray;

use super::*;

#[test]
fn stored_names_do_not_change() {
    for (encoding, name) in [
        (Encoding::Utf8, "\"utf8\""),
        (Encoding::Utf8Bom, "\"utf8_bom\""),
        (Encoding::Utf16Le, "\"utf16_le\""),
        (Encoding::Utf16Be, "\"utf16_be\""),
        (Encoding::Windows1252, "\"windows1252\""),
        (Encoding::Iso8859_2, "\"iso8859_2\""),
        (Encoding::Cp850, "\"cp850\""),
    ] {
        assert_eq!(serde_json::to_string(&encoding).unwrap(), name);
        assert_eq!(serde_json::from_str::<Encoding>(name).unwrap(), encoding);
    }
}

#[test]
fn every_encoding_is_found_by_its_word() {
    for encoding in Encoding::VARIANTS.iter().copied().filter(|encoding| *encoding != Encoding::Utf8Bom) {
        assert_eq!(Encoding::from_word(encoding.word()), Some(encoding));
        assert_eq!(Encoding::from_word(&encoding.word().to_uppercase()), Some(encoding));
    }
}

#[test]
fn other_common_names_are_known() {
    for (word, encoding) in [
        ("latin1", Some(Encoding::Windows1252)),
        ("ISO-8859-1", Some(Encoding::Windows1252)),
        ("iso-8859-9", Some(Encoding::Windows1254)),
        ("cp1250", Some(Encoding::Windows1250)),
        ("gbk", Some(Encoding::Gb18030)),
        ("gb2312", Some(Encoding::Gb18030)),
        ("Shift-JIS", Some(Encoding::ShiftJis)),
        ("ibm866", Some(Encoding::Cp866)),
        ("utf8", Some(Encoding::Utf8)),
        ("utf-16", Some(Encoding::Utf16Le)),
        ("ebcdic", None),
        ("", None),
    ] {
        assert_eq!(Encoding::from_word(word), encoding, "{word}");
    }
}

#[test]
fn descriptions_include_the_languages_of_a_code_page() {
    assert_eq!(Encoding::Windows1250.description(), "Windows-1250 (Central European)");
    assert_eq!(Encoding::Utf8.description(), "UTF-8");
}

#[test]
fn text_is_decoded() {
    for (encoding, bytes, text) in [
        (Encoding::Windows1250, &b"Objedn\xE1vka \xE8"[..], "Objednávka č"),
        (Encoding::Windows1251, b"\xC7\xE0\xEA\xE0\xE7", "Заказ"),
        (Encoding::MacRoman, b"B\x9Fro", "Büro"),
        (Encoding::MacCentralEuropean, b"Objedn\x87vka \x8B\xDE\xEC", "Objednávka čřž"),
        (Encoding::Cp850, b"B\x81ro", "Büro"),
        (Encoding::Cp852, b"p\xFDes", "přes"),
        (Encoding::Cp857, b"\x98", "İ"),
        (Encoding::Cp866, b"\x87\xA0\xAA\xA0\xA7", "Заказ"),
        (Encoding::Gb18030, b"\xD0\xF2\xBA\xC5", "序号"),
        (Encoding::ShiftJis, b"\x92\x8D\x95\xB6|\x83\x5C", "注文|ソ"),
        (Encoding::Big5, b"\xAD\x71\xB3\xE6", "訂單"),
        (Encoding::EucKr, b"\xC1\xD6\xB9\xAE", "주문"),
        (Encoding::Koi8R, b"\xFA\xC1\xCB\xC1\xDA", "Заказ"),
    ] {
        assert_eq!(encoding.decode(bytes).as_deref(), Some(text));
    }
}

#[test]
fn undefined_bytes_are_not_decoded() {
    for (encoding, bytes) in [
        (Encoding::Windows1252, &b"\x81"[..]),
        (Encoding::Windows1253, b"\xD2"),
        (Encoding::Iso8859_2, b"\x85"),
        (Encoding::Cp857, b"\xD5"),
        (Encoding::Gb18030, b"\xC4"),
        (Encoding::ShiftJis, b"\xFC\x20"),
        (Encoding::Utf8, b"\xFC"),
    ] {
        assert_eq!(encoding.decode(bytes), None, "{encoding:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_or_rejected(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        for encoding in Encoding::VARIANTS {
            let lossy = encoding.decode_lossy(&bytes);
            prop_assert!(encoding.decode(&bytes).is_none_or(|text| text == lossy));
        }
    }

    #[test]
    fn ascii_is_the_same_in_all_narrow_encodings(text in "[ -~\t]{0,40}") {
        for encoding in Encoding::VARIANTS.iter().filter(|encoding| !encoding.is_wide()) {
            prop_assert_eq!(encoding.decode(text.as_bytes()), Some(text.clone()));
        }
    }

    #[test]
    fn an_encoding_is_found_for_any_bytes(cells in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..8), 0..4)) {
        let found = candidates(&cells.join(&b'\n'));
        prop_assert!(!found.is_empty());
        if let Choice::Ask(readings) = choose(&found, &cells, &[], &|_| false) {
            prop_assert!(readings.len() > 1);
            prop_assert!(readings.iter().all(|reading| !reading.samples.is_empty()));
        }
    }
}
