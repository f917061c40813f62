use std::fs::File;

use super::*;
use crate::domain::manifest::cancellation::Cancellation;
use crate::domain::manifest::file_kind;
use crate::domain::manifest::workbook::options::UnpackOptions;
use crate::domain::manifest::workbook::tests::archive;
use crate::domain::manifest::workbook::{of_archive, unpack_with};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn xlsx(sheet: &str) -> File {
    archive(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            &format!(
                r#"<Relationships><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            r#"<workbook><sheets><sheet name="A" sheetId="1" r:id="r"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                r#"<Relationships><Relationship Id="r" Type="{OFFICE}/worksheet" Target="/XL\sheet.xml"/></Relationships>"#
            ),
        ),
        ("xl/sheet.xml", sheet),
    ])
}

fn summary(file: &File) -> SheetSummary {
    let (folder, cancellation) = (std::env::temp_dir(), Cancellation::default());
    let options = UnpackOptions::new(&folder, &cancellation);
    of_archive(file, file_kind::XLSX, options).unwrap().unwrap().1.summary
}

fn spans(spans: &[Span]) -> Sample<Span> {
    Sample { first: spans.to_vec(), count: spans.len() as u64 }
}

#[test]
fn hidden_and_merged_cells_in_an_xlsx_are_listed() {
    let sheet = r#"<worksheet><cols><col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="true"/><col min="9" max="9"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="3" hidden="1"><c r="B3"><f>A1</f></c><c r="C3"><f>A1</f><v>1</v></c></row><row r="4" hidden="1"/><row r="9" hidden="1"/></sheetData><autoFilter ref="A1:C4"/><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>"#;
    let expected = SheetSummary {
        hidden_rows: spans(&[(2, 3), (8, 8)]),
        hidden_columns: spans(&[(1, 3)]),
        merged: Sample { first: vec![((0, 1), (0, 1))], count: 1 },
    };
    assert_eq!(summary(&xlsx(sheet)), expected);
}

#[test]
fn hidden_and_merged_cells_in_an_ods_are_listed() {
    let table = r#"<office:document-content><table:table table:name="A"><table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="3"/><table:table-row><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="2"><text:p>1</text:p></table:table-cell></table:table-row><table:table-row/><table:table-row table:visibility="filter" table:number-rows-repeated="2"><table:table-cell/><table:table-cell table:formula="of:=[.A1]"/></table:table-row><table:table-row table:visibility="collapse"/></table:table></office:document-content>"#;
    let file =
        archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", table)]);
    let expected = SheetSummary {
        hidden_rows: spans(&[(2, 4)]),
        hidden_columns: spans(&[(1, 3)]),
        merged: Sample { first: vec![((0, 1), (0, 1))], count: 1 },
    };
    assert_eq!(summary(&file), expected);
}

#[test]
fn a_cancelled_workbook_is_not_read() {
    let mut file = xlsx("<worksheet><sheetData><c><v>1</v></c></sheetData></worksheet>");
    let mut out = tempfile::tempfile().unwrap();
    let cancellation = Cancellation::default();
    let folder = std::env::temp_dir();
    let options = UnpackOptions::new(&folder, &cancellation);
    assert!(unpack_with(&mut file, &mut out, options).is_ok());
    cancellation.cancel();
    let error = unpack_with(&mut file, &mut out, options).unwrap_err();
    assert_eq!(error.to_string(), "the file could not be read: reading was cancelled");
}
