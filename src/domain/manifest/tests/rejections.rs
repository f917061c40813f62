use super::*;

#[test]
fn files_without_devices_are_rejected() {
    for empty in ["", "\n\r\n ", "\u{FEFF}", "sep=;\n", "sep=;\n;;\n", ",,\r\n"] {
        assert_eq!(rejection_of(empty), Rejection::Empty, "{empty:?}");
    }
    assert_eq!(rejection_of("IMEI;Model\r\n;\r\n"), Rejection::HeaderOnly);
    insta::assert_snapshot!(
        Rejection::Empty.sentence(),
        @"The selected file is empty. Choose a CSV file with one identifier on each line."
    );
}

#[test]
fn files_that_are_not_text_are_rejected() {
    for (head, kind) in [
        (
            &b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml"[..],
            "an Excel workbook (XLSX)",
        ),
        (b"PK\x03\x04 devices.csv", "a ZIP archive"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1A\n", "an image (PNG)"),
        (b"\xFF\xD8\xFF\xE0", "an image (JPEG)"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an Excel workbook (XLS)"),
        (b"\xFF\xFE\0\x004\0\0\0", "text in UTF-32"),
        (b"4\0\0\x009\0\0\x000\0\0\x001\0\0\x005\0\0\x004\0\0\0", "a binary file"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02", "a binary file"),
    ] {
        assert_eq!(rejection_of(head), Rejection::NotText(kind));
    }
    insta::assert_snapshot!(
        Rejection::NotText("an Excel workbook (XLSX)").sentence(),
        @"The selected file is an Excel workbook (XLSX), not a CSV file. Open it in the program it was made with and save it as CSV."
    );
}

#[test]
fn text_in_other_formats_is_rejected() {
    for (text, kind) in [
        ("\n <!DOCTYPE html><html>", "an HTML page"),
        ("<table><tr><td>490154203237518", "an HTML page"),
        ("<?xml version=\"1.0\"?>", "an XML file"),
        ("<devices><imei>490154203237518</imei>", "an XML file"),
        ("{\"imei\": 1}", "a JSON file"),
        ("[490154203237518]", "a JSON file"),
        ("{\\rtf1\\ansi", "an RTF document"),
        ("ID;PWXL;N;E\r\nP;PGeneral\r\n", "a SYLK spreadsheet"),
        ("From: a@b.example\r\nSubject: devices\r\n", "an e-mail"),
    ] {
        assert_eq!(rejection_of(text), Rejection::OtherText(kind), "{text}");
    }
    // This header only begins like a SYLK spreadsheet.
    assert_eq!(rows(format!("ID;PO;IMEI\n1;2;{A}\n")), [(2, A.to_owned())]);
}

#[test]
fn headers_without_an_identifier_raise_a_question() {
    let rejection = rejection_of("Order number;Modell\n1;2\n");
    insta::assert_snapshot!(
        rejection.sentence(),
        @"We can’t tell which column has the identifiers. The header has “Order number” and “Modell”. Name one column IMEI, MEID or Serial number."
    );
}

#[test]
fn two_columns_of_imeis_raise_a_question() {
    let rejection = rejection_of(format!("IMEI,Model,imei_1\n{A},x,{B}\n"));
    insta::assert_snapshot!(
        rejection.sentence(),
        @"Each row has identifiers in column “IMEI” and column “imei_1”. If they belong to one device, name the columns IMEI 1 and IMEI 2. If they belong to several devices, put each one on its own line."
    );
}

#[test]
fn the_layout_for_many_customers_is_rejected() {
    assert_eq!(rejection_of(format!("Customer ID,IMEI\n7163258497,{A}\n")), Rejection::BulkLayout);
    assert_eq!(rejection_of(format!("7163258497;{A}\n7163258497;490154203237517\n")), Rejection::BulkLayout);
    assert_eq!(rejection_of(format!("7163258497,{A},PO 1,20250101\n")), Rejection::BulkLayout);
    // Ten digits in the second column aren't a customer ID.
    assert_eq!(rows(format!("{A};7163258497\n")), [(1, A.to_owned())]);
}

#[test]
fn an_open_quote_is_reported_with_its_line() {
    assert_eq!(
        rejection_of(format!("IMEI;Model\n{A};\"x\ny\"\n{B};\"open\n{A};z\n")),
        Rejection::OpenQuote { line: 4 }
    );
    // This quote opens on the second line of a row.
    assert_eq!(
        rejection_of(format!("IMEI;Model;Color\n{A};\"x\ny\";\"z\n")),
        Rejection::OpenQuote { line: 3 }
    );
    assert_eq!(rejection_of(format!("\"{A}\n{B}\n")), Rejection::OpenQuote { line: 1 });
    // Reading stops when the quoted text exceeds the maximum length of a line.
    let long = format!("{A}\n").repeat(10_000);
    assert_eq!(rejection_of(format!("{A}\n\"{B}\n{long}\"\n")), Rejection::OpenQuote { line: 2 });
    insta::assert_snapshot!(
        Rejection::OpenQuote { line: 4 }.sentence(),
        @"A quotation mark opened on line 4 is never closed. Remove it, or close it at the end of its cell."
    );
}

#[test]
fn files_over_a_limit_are_rejected() {
    let line = |bytes: usize| format!("IMEI,Note\n{A},{}\n{B},\n", "x".repeat(bytes - A.len() - 1));
    assert_eq!(surveyed(line(65_536)).rows, 2);
    let rejection = rejection_of(line(65_537));
    assert_eq!(rejection, Rejection::LineTooLong { limit: 65_536, line: 2 });
    insta::assert_snapshot!(
        rejection.sentence(),
        @"Line 2 is longer than 64 KB. Put one device on each line."
    );

    let columns = |count: usize| format!("IMEI{}\n{A}\n", ",x".repeat(count - 1));
    assert_eq!(surveyed(columns(50)).layout.width, 50);
    let rejection = rejection_of(columns(51));
    assert_eq!(rejection, Rejection::TooManyColumns { limit: 50, count: 51 });
    insta::assert_snapshot!(
        rejection.sentence(),
        @"The list has 51 columns, and the limit is 50. Remove the columns you don’t need."
    );

    let small = Limits { max_rows: 1000, ..Limits::default() };
    assert_eq!(surveyed(format!("IMEI\n{}", "1\n".repeat(1000))).rows, 1000);
    let rejection = rejection_with_limits(&small, format!("IMEI\n{}", "1\n".repeat(1234)));
    assert_eq!(rejection, Rejection::TooManyRows { limit: 1000, count: 1234 });
    insta::assert_snapshot!(
        rejection.sentence(),
        @"The selected file has 1,234 devices, and the limit is 1,000. Split it into several files."
    );

    let small = Limits { max_bytes: 2 << 20, ..Limits::default() };
    let rejection = rejection_with_limits(&small, vec![b'\n'; (2 << 20) + 1]);
    assert_eq!(rejection, Rejection::TooLarge { limit: 2 << 20, size: (2 << 20) + 1 });
    insta::assert_snapshot!(
        rejection.sentence(),
        @"The selected file is 2.1 MB, and the limit is 2 MB. Split it into several files."
    );
}
