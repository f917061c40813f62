use std::io::{Cursor, Read};

use super::*;
use crate::exports::download::Download;

/// Returns the text of a part of a workbook with sheets of three rows, which contains these rows.
fn part(name: &str, rows: &[[&str; 2]]) -> String {
    let rows: Vec<[String; 2]> = rows.iter().map(|row| row.map(str::to_owned)).collect();
    let mut pages = vec![rows];
    let columns = [Column::text("A & B", 9), Column::number("N")];
    let mut download = Download::new("Test", columns.to_vec(), move || Ok(pages.pop()));
    let (mut workbook, mut bytes) = WorkbookWriter::with_sheets_of(3, "Test", &columns).unwrap();
    while let Some(page) = download.read_page().unwrap() {
        bytes.extend(workbook.rows(&page).unwrap());
    }
    bytes.extend(workbook.finish().unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn cells(rows: &[[&str; 2]]) -> String {
    let sheet = part("xl/worksheets/sheet1.xml", rows);
    let start = sheet.find("</row>").unwrap() + "</row>".len();
    sheet[start..sheet.find("</sheetData>").unwrap()].to_owned()
}

#[test]
fn digits_are_text_except_in_columns_of_numbers() {
    let row = "<row r=\"2\"><c r=\"A2\" s=\"1\" t=\"inlineStr\"><is><t>007</t></is></c><c r=\"B2\"><v>7</v></c></row>";
    assert_eq!(cells(&[["007", "7"]]), row);
    let words = cells(&[["", "x"]]);
    assert_eq!(words, "<row r=\"2\"><c r=\"B2\" s=\"1\" t=\"inlineStr\"><is><t>x</t></is></c></row>");
}

#[test]
fn characters_that_xml_cannot_contain_are_escaped() {
    let mut xml = String::new();
    cells::escape(&mut xml, "a<b>&\"c\"\u{1}\r\n_x000D_ _x ü\u{FFFE}");
    assert_eq!(xml, "a&lt;b&gt;&amp;&quot;c&quot;_x0001__x000D_\n_x005F_x000D_ _x ü_xFFFE_");
}

#[test]
fn spaces_around_a_text_are_kept() {
    assert!(cells(&[[" a", ""]]).contains("<t xml:space=\"preserve\"> a</t>"));
}

#[test]
fn a_text_is_cut_where_excel_would_refuse_it() {
    let long = "ü".repeat(40_000);
    let cell = cells(&[[&long, ""]]);
    assert_eq!(cell.matches('ü').count(), 16_383);
}

#[test]
fn rows_beyond_the_limit_continue_on_another_sheet() {
    let rows = [["1", ""], ["2", ""], ["3", ""]];
    let second = part("xl/worksheets/sheet2.xml", &rows);
    assert!(second.contains("<is><t>A &amp; B</t></is>") && second.contains("<c r=\"A2\""), "{second}");
    assert!(!part("xl/worksheets/sheet1.xml", &rows).contains("<t>3</t>"));
    assert!(part("xl/workbook.xml", &rows).contains("<sheet name=\"Test 2\" sheetId=\"2\" r:id=\"rId2\"/>"));
    assert!(part("[Content_Types].xml", &rows).contains("/xl/worksheets/sheet2.xml"));
}

#[test]
fn columns_have_letters() {
    let letters = [0, 25, 26, 51, 52, 701, 702, 16_383].map(cells::letters);
    assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
}
