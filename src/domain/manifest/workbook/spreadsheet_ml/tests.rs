use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use crate::domain::manifest::workbook::tests::{devices, lines};
use crate::domain::manifest::{Decisions, workbook::Workbook};
use crate::domain::order::Calendar;

fn book(inside: &str) -> File {
    let mut file = tempfile::tempfile().unwrap();
    let text = format!(
        r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"><Styles><Style ss:ID="z"><NumberFormat ss:Format="000000000000000"/></Style></Styles>{inside}</Workbook>"#
    );
    file.write_all(text.as_bytes()).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

fn sheet(name: &str, rows: &str) -> String {
    format!(r#"<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet>"#)
}

fn cell(attributes: &str, kind: &str, value: &str) -> String {
    format!(r#"<Cell {attributes}><Data ss:Type="{kind}">{value}</Data></Cell>"#)
}

#[test]
fn rows_and_cells_keep_their_indexes() {
    let rows = [
        "<Row>",
        &cell("", "String", "IMEI"),
        &cell(r#"ss:Index="3""#, "String", "a&#10;b"),
        r#"</Row><Row ss:Index="3" ss:Span="1">"#,
        &cell("", "Number", "490154203237518"),
        &cell(r#"ss:MergeAcross="1""#, "DateTime", "2026-11-23T00:00:00.000"),
        &cell("", "Boolean", "1"),
        "</Row><Row>",
        &cell(r#"ss:StyleID="z""#, "Number", "10158100000012"),
        r#"<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">x<B>y</B></ss:Data><Comment><ss:Data>c</ss:Data></Comment></Cell>"#,
        "</Row>",
    ];
    let (workbook, lines) = lines(book(&sheet("Geräte", &rows.concat()))).unwrap();
    assert_eq!(lines, "IMEI\t\ta\u{B}b\n\n490154203237518\t2026-11-23\t\tTRUE\n\n010158100000012\txy\n");
    assert_eq!((workbook.sheet.as_str(), workbook.calendar), ("Geräte", Some(Calendar::From1900)));
}

#[test]
fn hidden_and_merged_cells_and_the_calendar_are_recognized() {
    let rows = [
        r#"<Column ss:Index="2" ss:Hidden="1" ss:Span="1"/><Row>"#,
        &cell(r#"ss:MergeDown="1""#, "String", "x"),
        &cell("", "String", "490154203237518"),
        r#"</Row><Row ss:Hidden="1">"#,
        &cell(r#"ss:Index="2""#, "String", "358422070035211"),
        "</Row>",
    ];
    let text = format!("<ExcelWorkbook><Date1904/></ExcelWorkbook>{}", sheet("A", &rows.concat()));
    let (workbook, lines) = lines(book(&text)).unwrap();
    assert_eq!(lines, "x\t490154203237518\nx\t358422070035211\n");
    let expected = Workbook {
        kind: "Excel 2003 XML spreadsheet".to_owned(),
        sheet: "A".to_owned(),
        hidden_rows: vec![(2, 2)],
        hidden_columns: vec![(1, 2)],
        calendar: Some(Calendar::From1904),
    };
    assert_eq!(workbook, expected);
}

#[test]
fn hidden_sheets_are_not_read() {
    let rows = format!("<Row>{}</Row>", cell("", "String", "490154203237518"));
    let hidden = format!(
        r#"<Worksheet ss:Name="Lists"><Table>{rows}</Table><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"#
    );
    assert_eq!(lines(book(&[&hidden, &*sheet("B", &rows)].concat())).unwrap().0.sheet, "B");
}

#[test]
fn a_formula_without_a_value_fails() {
    let rows = [
        "<Row>",
        &cell("", "String", "IMEI"),
        "</Row><Row>",
        &cell(r#"ss:Formula="=1""#, "Number", "490154203237518"),
        r#"</Row><Row><Cell ss:Formula="=1"/></Row>"#,
    ];
    assert_eq!(
        devices(book(&sheet("A", &rows.concat())), &Decisions::default()).unwrap(),
        [(2, "490154203237518".to_owned()), (3, "FormulaNotCalculated".to_owned())]
    );
}

#[test]
fn broken_spreadsheets_are_rejected() {
    for inside in [
        "",
        "<Worksheet ss:Name='A'><Table><Row><Cell>",
        "<Worksheet ss:Name='A'><Table><Row ss:Index='0'/></Table></Worksheet>",
        "<Worksheet ss:Name='A'><Table><Row ss:Index='2'/><Row ss:Index='1'/></Table></Worksheet>",
    ] {
        let sentence = lines(book(inside)).unwrap_err();
        assert!(
            sentence.contains("looks like an Excel 2003 XML spreadsheet, but we can’t read it"),
            "{inside}"
        );
    }
}
