//! Ordinary workbooks of the maximum size.

use std::time::Duration;

use super::measure;
use super::zips::{SHEET_END, TestArchive};

const ROWS: u64 = 1_000_000;

#[test]
fn a_workbook_with_a_million_rows_is_read() {
    let book = TestArchive::new()
        .book(&["worksheets/s.xml".to_owned()])
        .part("xl/sharedStrings.xml")
        .text(r#"<sst count="1000000" uniqueCount="1000000">"#)
        .each(ROWS, |at| format!("<si><t>SN{at:08}</t></si>"))
        .text("</sst>")
        .part("xl/worksheets/s.xml")
        .text("<worksheet><sheetData>")
        .each(ROWS, |at| {
            let (row, imei) = (at + 1, 490_154_200_000_000 + at);
            format!(
                r#"<row r="{row}"><c r="A{row}"><v>{imei}</v></c><c r="B{row}" t="s"><v>{at}</v></c></row>"#
            )
        })
        .text(SHEET_END);
    // In a debug build, a million rows take longer than hostile workbooks are allowed to take.
    measure(
        "a million rows",
        book.finish().path(),
        "27000000 bytes of “S0”: \"490154200000000\\tSN00000000\\n4901",
        Duration::from_secs(60),
    );
}
