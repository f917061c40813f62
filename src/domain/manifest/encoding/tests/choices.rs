use super::samples::{SAMPLES, encode};
use super::*;
use crate::domain::manifest::encoding::choice::Reading;

fn chosen(used: &[&[u8]], headers: &[&[u8]], known: &[&str]) -> Choice {
    let owned = |cells: &[&[u8]]| cells.iter().map(|cell| cell.to_vec()).collect::<Vec<_>>();
    let lines = [used, headers].concat().join(&b'\n');
    choose(&candidates(&lines), &owned(used), &owned(headers), &|name| known.contains(&name))
}

/// Reads one used cell below a header that doesn't decide the encoding. Returns its text, or the readings to choose
/// from.
fn texts(used: &[u8]) -> Vec<String> {
    match chosen(&[used], &[b"IMEI"], &["IMEI"]) {
        Choice::One(encoding) => vec![encoding.decode(used).unwrap()],
        Choice::Ask(readings) => readings.into_iter().flat_map(|reading| reading.samples).collect(),
    }
}

fn assert_reads(encoding: Encoding, text: &str) {
    assert_eq!(texts(&encode(encoding, text)), [text], "{encoding:?}");
}

fn assert_asks(encoding: Encoding, text: &str) {
    let texts = texts(&encode(encoding, text));
    assert!(texts.len() > 1 && texts.iter().any(|read| read == text), "{encoding:?}: {texts:?}");
}

#[test]
fn a_known_header_determines_the_encoding() {
    for (encoding, header, order) in SAMPLES {
        let (name, cell) = (encode(encoding, header), encode(encoding, order));
        match chosen(&[&cell], &[&name, b"IMEI"], &["IMEI", header]) {
            Choice::One(chosen) => assert_eq!(chosen.decode(&cell).as_deref(), Some(order), "{encoding:?}"),
            Choice::Ask(readings) => {
                let is_right = |reading: &Reading| reading.samples == [order];
                assert!(readings.iter().any(is_right), "{encoding:?}: {readings:?}");
            }
        }
    }
}

#[test]
fn without_a_known_header_the_correct_encoding_is_detected_or_offered() {
    for (encoding, _, order) in SAMPLES {
        let texts = texts(&encode(encoding, order));
        assert!(texts.iter().any(|text| text == order), "{encoding:?}: {texts:?}");
    }
}

#[test]
fn everyday_text_in_windows_1252_raises_no_question() {
    for text in [
        "Müller 12",
        "Bäcker 12",
        "Straße 5",
        "Übung",
        "Menü 7",
        "MÜLLER",
        "GRÖSSE 7",
        "ÄRZTE 7",
        "CAFÉ 7",
        "École 7",
        "N°5",
        "Nº 5",
        "nº 12 – 7",
    ] {
        assert_reads(Encoding::Windows1252, text);
    }
}

#[test]
fn text_that_makes_sense_in_only_one_encoding_raises_no_question() {
    assert_reads(Encoding::Cp850, "Büro 7");
    assert_reads(Encoding::MacCentralEuropean, "Objednávka čřž");
}

#[test]
fn a_letter_on_its_own_raises_a_question() {
    assert_asks(Encoding::Windows1252, "ü");
    assert_asks(Encoding::Windows1251, "№ 7");
}

#[test]
fn text_that_makes_sense_in_several_encodings_raises_a_question() {
    assert_asks(Encoding::Windows1251, "Заказ 7");
    assert_asks(Encoding::Windows1250, "Zamówienie ść 4");
    assert_asks(Encoding::Windows1252, "Lefèvre 7");
    assert_asks(Encoding::MacRoman, "Büro 7");
    assert_asks(Encoding::Cp850, "Straße 7");
    assert_asks(Encoding::Cp852, "přes 7");
    assert_asks(Encoding::Gb18030, "订单七");
    assert_asks(Encoding::Gb18030, "SIM卡 7");
}

#[test]
fn an_acronym_before_another_script_makes_sense() {
    assert_asks(Encoding::Windows1251, "SIMкарта");
}

#[test]
fn words_in_another_script_come_before_words_with_accented_letters() {
    assert_eq!(texts(&encode(Encoding::Windows1251, "Заказ 7"))[0], "Заказ 7");
    assert_eq!(texts(&encode(Encoding::Windows1253, "Παραγγελία 7"))[0], "Παραγγελία 7");
}

#[test]
fn unused_columns_raise_no_question() {
    for (encoding, header, order) in SAMPLES {
        let lines = encode(encoding, &format!("{header}\n{order}"));
        let choice = choose(&candidates(&lines), &[b"490154203237518".to_vec()], &[], &|_| false);
        assert!(matches!(choice, Choice::One(_)), "{encoding:?}");
    }
}

#[test]
fn a_damaged_cell_elsewhere_does_not_rule_out_utf8() {
    let lines = "Größe\nBüro 7\n".as_bytes().iter().copied().chain(*b"\xF6 5").collect::<Vec<u8>>();
    let used = ["Büro 7".as_bytes().to_vec()];
    assert_eq!(choose(&candidates(&lines), &used, &[], &|_| false), Choice::One(Encoding::Utf8));
}

#[test]
fn readings_show_the_cells_that_differ() {
    let Choice::Ask(readings) = chosen(&[b"M\xFCller", b"Lef\xE8vre"], &[], &[]) else {
        panic!("no question")
    };
    assert_eq!(
        (readings[0].encoding, &readings[0].samples[..]),
        (Encoding::Windows1252, &["Lefèvre".to_owned()][..])
    );
}

#[test]
fn a_mistyped_cell_does_not_rule_out_an_encoding() {
    // The last cell has Latin letters in place of similar Cyrillic ones.
    let cells: Vec<Vec<u8>> = (0..20)
        .map(|number| encode(Encoding::Windows1251, &format!("Заказ {number}")))
        .chain([encode(Encoding::Windows1251, "ЗAKAЗ")])
        .collect();
    let Choice::Ask(readings) = choose(&candidates(&cells.concat()), &cells, &[], &|_| false) else {
        panic!("no question")
    };
    assert!(readings.iter().any(|reading| reading.encoding == Encoding::Windows1251), "{readings:?}");
}

#[test]
fn a_damaged_byte_elsewhere_does_not_rule_out_an_encoding() {
    let lines = [&b"B\xE4cker\n".repeat(200)[..], b"\x81"].concat();
    assert_eq!(
        choose(&candidates(&lines), &[b"B\xE4cker".to_vec()], &[], &|_| false),
        Choice::One(Encoding::Windows1252)
    );
}
