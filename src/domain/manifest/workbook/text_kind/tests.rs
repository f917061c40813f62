use encoding_rs::SHIFT_JIS;

use super::*;

#[test]
fn text_formats_are_recognized_by_their_beginning() {
    for (text, kind) in [
        ("<table><tr><td>1", Some(TextKind::Html)),
        ("\n <!DOCTYPE html><HTML><body>", Some(TextKind::Html)),
        ("<?xml version=\"1.0\"?><html xmlns=\"x\">", Some(TextKind::Html)),
        (
            "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
            Some(TextKind::SpreadsheetMl),
        ),
        (
            "MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=x",
            Some(TextKind::WebArchive),
        ),
        ("<?xml version=\"1.0\"?><devices/>", None),
        ("MIME-Version: 1.0\nContent-Type: text/plain", None),
        ("IMEI;<table>", None),
        ("", None),
    ] {
        assert_eq!(of(text.as_bytes()).map(|(kind, _)| kind), kind, "{text}");
    }
}

#[test]
fn encodings_are_taken_from_byte_order_marks_zero_bytes_and_declarations() {
    let wide: Vec<u8> = "<table>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain("<table>".encode_utf16().flat_map(u16::to_be_bytes)).collect();
    for (bytes, expected) in [
        (&b"<table>"[..], UTF_8),
        (b"<table>\xFC", WINDOWS_1252),
        (b"<meta charset=\"shift_jis\"><table>\x83\x41", SHIFT_JIS),
        (b"<meta charset=\"utf-8\"><table>\xFC", WINDOWS_1252),
        (b"<?xml version='1.0' encoding='utf-16'?><table>", UTF_8),
        (b"<meta content=\"text/html; charset=iso-8859-1\"><table>\xC3\xBC", UTF_8),
        (&wide, UTF_16LE),
        (&marked, UTF_16BE),
    ] {
        assert_eq!(encoding(bytes), expected, "{bytes:?}");
    }
}
