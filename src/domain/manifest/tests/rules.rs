use super::*;
use crate::domain::device_id::Repair;
use crate::domain::manifest::separator::Separator;

#[test]
fn the_published_layout_is_read() {
    let survey = surveyed(format!("{A}\n{B}\n"));
    assert_eq!(survey.layout.describe(), "UTF-8, no header, first column.");
    expect(format!("{A}\n\n{B}"), &[(1, A), (3, B)]);
    let json = serde_json::to_string(&survey.layout).unwrap();
    assert_eq!(serde_json::from_str::<Layout>(&json).unwrap(), survey.layout);
}

#[test]
fn all_known_header_names_are_recognized() {
    for name in [
        "imei",
        "IMEI 1",
        "IMEI1",
        "Imei_Number",
        "IMEI/MEID",
        "IMEI/Serial number",
        "IMEI/MEID/Serial number",
        "Device IMEI/Serial number",
        "device-ID",
        "'IMEI",
        "imei2",
        "MEID",
        "Serial No.",
        "S/N",
        "SN",
        "Seriennummer",
    ] {
        expect(format!("{name}\n{A}\n"), &[(2, A)]);
    }
    // The columns that the portal adds to failed rows are skipped and not listed as unused.
    let survey = surveyed(format!("IMEI,line,code,message,what to do,Note\n{A},1,X,\"a, b\",c,d\n"));
    assert_eq!(survey.layout.describe(), "UTF-8, commas, column IMEI. Not used: Note.");
}

#[test]
fn a_column_name_with_a_period_ends_its_sentence() {
    let survey = surveyed(format!("IMEI-Nr.;Lfd. Nr.\n{A};1\n"));
    let text = "UTF-8, semicolons, column IMEI-Nr. Not used: Lfd. Nr.";
    assert_eq!(survey.layout.describe(), text);
}

#[test]
fn the_first_filled_identifier_is_used() {
    let text =
        format!("Serial;IMEI 2;IMEI\nR38K503SRVD;{B};{A}\nR38K503SRVE;{B};\nR38K503SRVF;1;{A}\n;; \nx1; ;\n");
    let layout = surveyed(&text).layout;
    assert_eq!(layout.describe(), "UTF-8, semicolons, columns Serial, IMEI 2, IMEI.");
    expect(
        &text,
        &[(2, A), (3, B), (4, "DEVICE_IMEI_INVALID 1 digit"), (6, "DEVICE_SERIAL_INVALID 2 characters")],
    );
    let mut rows = Rows::new(Cursor::new(&text), &layout).unwrap();
    let device = single::read_row(&layout, rows.next_row().unwrap().unwrap()).unwrap();
    let others: Vec<_> = device.others.iter().map(|id| id.as_str()).collect();
    assert_eq!(others, [B, "R38K503SRVD"]);
    expect(format!("IMEI;Model\n;Galaxy\n{A}\n"), &[(2, "DEVICE_ID_INVALID"), (3, A)]);
}

#[test]
fn the_separator_is_detected() {
    let separator = |text: &str| surveyed(text).layout.separator;
    assert_eq!(separator(&format!("IMEI;Modell, Farbe\n{A};x, y\n")), Separator::Semicolon);
    assert_eq!(separator(&format!("IMEI\tModell; Farbe\n{A}\tx; y\n")), Separator::Tab);
    assert_eq!(separator(&format!("{A};1,5\n{B};2,5\n")), Separator::Semicolon);
    assert_eq!(separator(&format!("{A},a;b\n{B},c\n")), Separator::Comma);
    assert_eq!(separator(&format!("sep=;\n{A},1;a\n")), Separator::Semicolon);
    let survey = surveyed(format!("SEP=\t\r\nIMEI;x\tfoo\r\n{A}\r\n"));
    assert_eq!((survey.layout.separator, survey.layout.header), (Separator::Tab, false));
    expect(format!("sep=;\r\nIMEI;Model\r\n{A};a,b\r\n"), &[(3, A)]);
    expect(format!("\"sep=,\"\n{A},x\n"), &[(2, A)]);
    expect(format!("sep=|\n{A}\n"), &[(2, A)]);
}

#[test]
fn a_decimal_comma_is_not_a_separator() {
    expect(
        "3,5E+14\n350000123456788,00\n3,50000123456788E+14\n",
        &[(1, "DEVICE_ID_INVALID"), (2, "350000123456788"), (3, "350000123456788")],
    );
    expect(
        "Model,IMEI,Color\na,350000123456788,00,red\nb,\"350000123456788\",0\n",
        &[(2, "350000123456788"), (3, "350000123456788")],
    );
    let layout = surveyed(format!("{A},{B}\n")).layout;
    assert_eq!(
        (layout.width, layout.describe().as_str()),
        (2, "UTF-8, commas, no header, first column. Not used: column 2.")
    );
    expect(format!("{A},{B}\n"), &[(1, A)]);
    expect(
        "=\"350000123456788\"\n=\"350000123456788\",0\n",
        &[(1, "350000123456788"), (2, "ROW_MALFORMED It has 2 cells instead of 1.")],
    );
}

#[test]
fn quoted_cells_are_read() {
    let text = format!(
        "IMEI,Note\r\n{A},\"two\r\nlines, \"\"quoted\"\"\"\r\n\"{B}\" ,5\" screen\r\n\"{A}\"x,y\r\n\"49\n\",z\r\n"
    );
    let layout = surveyed(&text).layout;
    assert_eq!(cells(text.as_bytes(), &layout)[0].2, [A, "two\r\nlines, \"quoted\""]);
    assert_eq!(cells(text.as_bytes(), &layout)[1].2, [B, "5\" screen"]);
    expect(
        &text,
        &[
            (2, A),
            (4, B),
            (5, "ROW_MALFORMED It has text after a closing quotation mark."),
            (6, "DEVICE_IMEI_INVALID 2 digits"),
        ],
    );
    expect(format!("\"=\"\"{A}\"\"\"\n=\"{B}\"\n"), &[(1, A), (2, B)]);
}

#[test]
fn malformed_rows_fail_with_a_detail() {
    let long = "x".repeat(256);
    let text = format!("IMEI;Note\n{A};{long}\n{long};\n{A};;\n{A};a;;b\n{A}\0;\n{A};\0\n");
    expect(
        &text,
        &[
            (2, A),
            (3, "ROW_MALFORMED It has a cell with 256 characters, and the limit is 255."),
            (4, A),
            (5, "ROW_MALFORMED It has 4 cells instead of 2."),
            (6, A),
            (7, A),
        ],
    );
    let layout = surveyed(&text).layout;
    let mut rows = Rows::new(Cursor::new(&text), &layout).unwrap();
    let mut values = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        values.push(single::value(&layout, row));
    }
    assert_eq!(values, [A, &long[..255], A, A, &format!("{A}\u{FFFD}"), A]);
}

#[test]
fn without_a_header_the_majority_of_lines_determines_the_width() {
    expect(
        format!("{A}\n{B};{A}\n{B},{A}\n"),
        &[
            (1, A),
            (2, &format!("DEVICE_ID_INVALID {A}, {B}")),
            (3, "ROW_MALFORMED It has 2 cells instead of 1."),
        ],
    );
    expect(
        format!("{A};S24;black\n{B};S23\n{A};a;b;c\n"),
        &[(1, A), (2, B), (3, "ROW_MALFORMED It has 4 cells instead of 3.")],
    );
}

#[test]
fn reading_can_resume_at_any_row() {
    let text = format!("IMEI;Note\n{A};\"a\nb\"\n\n{B};c\n");
    let layout = surveyed(&text).layout;
    let (offset, line, _) = cells(text.as_bytes(), &layout).remove(1);
    assert_eq!((offset, line), (33, 5));
    let mut rows = Rows::at(Cursor::new(&text), &layout, offset, line).unwrap();
    let row = rows.next_row().unwrap().unwrap();
    assert_eq!((row.line, single::read_row(&layout, row).unwrap().id.as_str()), (5, B));
    assert!(rows.next_row().unwrap().is_none());
}

#[test]
fn repairs_are_returned_with_the_row() {
    let text = "IMEI\n49015420323751\n\"\"\n";
    let layout = surveyed(text).layout;
    let mut rows = Rows::new(Cursor::new(text), &layout).unwrap();
    let device = single::read_row(&layout, rows.next_row().unwrap().unwrap()).unwrap();
    assert_eq!(device.repair, Some(Repair::CheckDigitAdded));
    let empty = single::read_row(&layout, rows.next_row().unwrap().unwrap());
    assert_eq!(empty.map_err(|error| error.reason), Err(Reason::IdEmpty));
}

#[test]
fn words_beside_an_identifier_in_another_column_name_that_column() {
    let list = format!("IMEI;Model;Note\n{B};A56;new\nsee right;A57;{A}\n");
    expect(list, &[(2, B), (3, &format!("DEVICE_ID_INVALID {A} is in the column “Note”."))]);
}

#[test]
fn the_failed_cell_is_shown_and_not_the_valid_one_beside_it() {
    let list = format!("IMEI 1;IMEI 2\n{A};{B}\n{B};490154203237519\n");
    let layout = surveyed(&list).layout;
    let mut rows = Rows::new(Cursor::new(&list), &layout).unwrap();
    rows.next_row().unwrap();
    let row = rows.next_row().unwrap().unwrap();
    assert_eq!(single::value(&layout, row), "490154203237519");
}

#[test]
fn digits_in_other_scripts_are_read() {
    expect("IMEI\n٤٩٠١٥٤٢٠٣٢٣٧٥١٨\n۲۶۰۵۳۱۷۹۳۱۱۳۸۳۷\n", &[(2, A), (3, B)]);
}

#[test]
fn a_date_is_not_an_article_number() {
    let reasons: Vec<String> =
        rows(format!("IMEI\n{A}\n20251208\n{B}\n")).into_iter().map(|(_, text)| text).collect();
    assert_eq!(reasons[1], "DEVICE_IMEI_INVALID 8 digits");
}
