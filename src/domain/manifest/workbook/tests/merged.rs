use super::*;

/// Returns the lines of a sheet with merged cells at these references.
fn merged(rows: &str, references: &[&str]) -> Result<String, String> {
    let merged: String =
        references.iter().map(|reference| format!(r#"<mergeCell ref="{reference}"/>"#)).collect();
    let rows = format!("{rows}</sheetData><mergeCells>{merged}</mergeCells><sheetData>");
    lines(xlsx(&[("A", &rows)])).map(|(_, lines)| lines)
}

fn cell(reference: &str, value: &str) -> String {
    format!(r#"<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>"#)
}

#[test]
fn merged_cells_count_for_every_row_that_they_cover() {
    let cells = [("B2", "7000000001"), ("C2", "a"), ("C3", "b"), ("C4", "c"), ("C5", "d"), ("B6", "x")];
    let rows: String = cells.iter().map(|(at, value)| cell(at, value)).collect();
    assert_eq!(merged(&rows, &["B2:B4"]).unwrap(), "\n7000000001\ta\n7000000001\tb\n7000000001\tc\n\td\nx\n");
}

#[test]
fn several_merged_cells_fill_their_columns() {
    let cells =
        [("A1", "q&quot;"), ("B1", "1"), ("D1", "y"), ("B2", "2"), ("C3", "z"), ("A4", "w"), ("A5", "v")];
    let rows: String = cells.iter().map(|(at, value)| cell(at, value)).collect();
    assert_eq!(
        merged(&rows, &["D1:D3", "A1:A3", "A4:A5"]).unwrap(),
        "\"q\"\"\"\t1\t\ty\n\"q\"\"\"\t2\t\ty\n\"q\"\"\"\t\tz\ty\nw\nv\n"
    );
}

#[test]
fn a_title_merged_across_several_rows_stays_on_its_first_row() {
    let rows = [cell("A1", "Delivery 490154203237518"), cell("A4", "IMEI"), cell("B4", "Colour")].concat();
    let lines = merged(&rows, &["A1:F3"]).unwrap();
    assert_eq!(lines, "Delivery 490154203237518\n\n\nIMEI\tColour\n");
}

#[test]
fn cells_merged_only_across_columns_are_unchanged() {
    let rows = [cell("A1", "Devices"), cell("A2", "IMEI"), cell("B2", "IMEI 2")].concat();
    assert_eq!(merged(&rows, &["A1:B1"]).unwrap(), "Devices\nIMEI\tIMEI 2\n");
}

#[test]
fn opendocument_merged_cells_are_filled() {
    let rows = r#"<table:table table:name="A"><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>x</text:p></table:table-cell><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>"#;
    assert_eq!(lines(ods(rows)).unwrap().1, "x\t1\nx\t2\n");
}

#[test]
fn too_many_merged_cells_are_rejected() {
    let references = vec!["A1:A2"; limits::MAX_MERGED_CELLS + 1];
    insta::assert_snapshot!(
        merged(&cell("A1", "1"), &references).unwrap_err(),
        @"The selected sheet has more than 65,536 merged cells. Unmerge its cells, and fill in the value on each row."
    );
    assert!(merged(&cell("A1", "1"), &references[1..]).is_ok());
}

#[test]
fn merged_cells_that_fill_too_much_are_rejected() {
    let long = "A".repeat(60_000);
    let rows: String = (1..6_000).map(|row| cell(&format!("B{row}"), "1")).collect();
    let sentence = merged(&[cell("A1", &long), rows].concat(), &["A1:A6000"]).unwrap_err();
    assert!(sentence.contains("256 MB"), "{sentence}");
}
