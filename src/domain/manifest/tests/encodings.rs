use super::*;
use crate::domain::manifest::encoding::Encoding;

fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{FEFF}{text}").encode_utf16().flat_map(bytes_of).collect()
}

#[test]
fn a_file_from_german_excel_is_read() {
    let text = format!(
        "Modell;\"IMEI\";Farbe\r\n\"Galaxy \"\"S24\"\"\";{A};grün\r\n;;\r\nXcover;\"{B}\";schwarz\r\n"
    );
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&text);
    let survey = surveyed(&bytes);
    assert_eq!(survey.rows, 2);
    assert_eq!(survey.layout.describe(), "Windows-1252, semicolons, column IMEI. Not used: Modell, Farbe.");
    assert_eq!(cells(&bytes, &survey.layout)[0].2, ["Galaxy \"S24\"", A, "grün"]);
    expect(&bytes, &[(2, A), (4, B)]);
}

#[test]
fn one_invalid_byte_in_an_unused_column_does_not_rule_out_utf8() {
    let mut bytes = format!("IMEI,Größe\n{A},5\n").into_bytes();
    for _ in 0..5000 {
        bytes.extend_from_slice(format!("{A},ö\n").as_bytes());
    }
    assert_eq!(surveyed(&bytes).layout.encoding, Encoding::Utf8);
    bytes.extend_from_slice(b"\xF6");
    assert_eq!(surveyed(&bytes).layout.encoding, Encoding::Utf8);
    // A character that is cut off at the end is invalid too.
    bytes.pop();
    bytes.extend_from_slice(b"\xC3");
    assert_eq!(surveyed(&bytes).layout.encoding, Encoding::Utf8);
}

#[test]
fn utf8_with_a_byte_order_mark_is_read() {
    let bytes = format!("\u{FEFF}IMEI\n{A}\n");
    let survey = surveyed(&bytes);
    assert_eq!((survey.layout.encoding, survey.layout.header, survey.rows), (Encoding::Utf8Bom, true, 1));
    assert_eq!((survey.layout.first_row_offset, survey.layout.first_row_line), (8, 2));
    expect(format!("\u{FEFF}{A}"), &[(1, A)]);
}

#[test]
fn utf16_is_read_in_both_byte_orders() {
    for (bytes_of, encoding) in
        [(u16::to_le_bytes as fn(u16) -> [u8; 2], Encoding::Utf16Le), (u16::to_be_bytes, Encoding::Utf16Be)]
    {
        let bytes = utf16(&format!("IMEI\tモデル😀\r\n{A}\t\"a\rb\"\r\r{B}\tx\n\u{1A}"), bytes_of);
        let survey = surveyed(&bytes);
        assert_eq!((survey.layout.encoding, survey.rows), (encoding, 2));
        assert_eq!(survey.layout.describe(), "UTF-16, tabs, column IMEI. Not used: モデル😀.");
        assert_eq!(cells(&bytes, &survey.layout)[0].2, [A, "a\rb"]);
        expect(&bytes, &[(2, A), (5, B)]);
    }
}

#[test]
fn invalid_utf16_is_read_to_the_end() {
    let mut bytes = utf16(&format!("{A}\n{B}"), u16::to_le_bytes);
    bytes.extend_from_slice(&[0x00, 0xD8, b'\n', 0, b'7']);
    expect(&bytes, &[(1, A), (2, "DEVICE_IMEI_INVALID"), (3, "DEVICE_ID_INVALID It has no digits.")]);
}

#[test]
fn every_line_ending_counts_once() {
    expect(format!("{A}\n{B}\r\n{A}\r{B}\r\r\n\n{A}"), &[(1, A), (2, B), (3, A), (4, B), (7, A)]);
}

#[test]
fn a_line_ending_can_be_split_between_two_reads() {
    // The buffer ends between the carriage return and the line feed.
    let filler = "\n".repeat(128 * 1024 - 16);
    expect(format!("{filler}{A}\r\n{B}\r\n"), &[(131_057, A), (131_058, B)]);
}

#[test]
fn a_final_ctrl_z_is_ignored() {
    expect(format!("{A}\r\n{B}\x1A"), &[(1, A), (2, B)]);
    expect(format!("{A}\r\n\x1A\r\n"), &[(1, A)]);
    // Elsewhere, it is removed like other control characters.
    expect(format!("{A}\x1A\n{B}\n"), &[(1, A), (2, B)]);
    assert_eq!(rejection_of("\x1A"), Rejection::Empty);
}

#[test]
fn repeated_byte_order_marks_are_skipped() {
    let bytes = format!("\u{FEFF}\u{FEFF}{A}\n{B}\n");
    assert_eq!(surveyed(&bytes).layout.first_row_offset, 6);
    expect(&bytes, &[(1, A), (2, B)]);
    expect(utf16(&format!("\u{FEFF}{A}\n"), u16::to_le_bytes), &[(1, A)]);
}

#[test]
fn utf16_without_a_byte_order_mark_is_read() {
    for (bytes_of, encoding) in
        [(u16::to_le_bytes as fn(u16) -> [u8; 2], Encoding::Utf16Le), (u16::to_be_bytes, Encoding::Utf16Be)]
    {
        for text in [format!("IMEI\tGröße\r\n{A}\tmittel\r\n"), format!("型号\tIMEI\r\n手机\t{A}\r\n")]
        {
            let bytes = utf16(&text, bytes_of).split_off(2);
            assert_eq!(surveyed(&bytes).layout.encoding, encoding);
            expect(&bytes, &[(2, A)]);
        }
    }
}

#[test]
fn only_cells_that_are_used_determine_the_encoding() {
    let cell = |bytes: &[u8]| {
        let survey = survey(&mut Cursor::new(bytes), &Limits::default(), ListPurpose::BulkUpload).unwrap();
        let order = survey.layout.columns.order_number.unwrap();
        (survey.layout.encoding, cells(bytes, &survey.layout)[0].2[order].clone())
    };
    let header = b"Customer ID;IMEI;Order number\n7000000001;490154203237518;";
    for (order, encoding, text) in
        [(&b"B\x81ro 7"[..], Encoding::Cp850, "Büro 7"), (b"B\xFCro 7", Encoding::Windows1252, "Büro 7")]
    {
        assert_eq!(cell(&[&header[..], order, b"\n"].concat()), (encoding, text.to_owned()));
    }
}

#[test]
fn reading_can_resume_at_any_row_in_every_multi_byte_encoding() {
    for (encoding, name, text) in [
        (Encoding::Gb18030, "gb18030", "表|珅\u{1F4F1}"),
        (Encoding::ShiftJis, "shift_jis", "ソ表ミ予"),
        (Encoding::Big5, "big5", "功許蓋"),
        (Encoding::EucKr, "euc-kr", "주문똠"),
        (Encoding::EucJp, "euc-jp", "注文ｿ"),
    ] {
        let lines = format!("{text},{A}\r\n\"{text}\n\"\"{text}\",{B}\r{text},x\n{text}");
        let (bytes, _, is_lossy) = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap().encode(&lines);
        assert!(!is_lossy);
        let layout = Layout { encoding, end: bytes.len() as u64, ..Layout::empty() };
        let all = cells(&bytes, &layout);
        assert_eq!(all[1].2, [format!("{text}\n\"{text}"), B.to_owned()]);
        assert_eq!(all.iter().map(|(_, line, _)| *line).collect::<Vec<_>>(), [1, 2, 4, 5]);
        for (offset, line, expected) in all {
            let mut rows = Rows::at(Cursor::new(&bytes), &layout, offset, line).unwrap();
            let row = rows.next_row().unwrap().unwrap();
            assert_eq!((0..row.width()).map(|index| row.cell(index)).collect::<Vec<_>>(), expected);
        }
    }
}

proptest::proptest! {
    #[test]
    fn utf8_is_never_changed(cell in "[^\\p{Cc}'\",;\u{FEFF}]{1,20}") {
        let text = format!("IMEI,Note\n{A},x{cell}\n");
        let survey = surveyed(&text);
        proptest::prop_assert_eq!(survey.layout.encoding, Encoding::Utf8);
        proptest::prop_assert_eq!(&cells(text.as_bytes(), &survey.layout)[0].2[1], &format!("x{cell}"));
    }
}
