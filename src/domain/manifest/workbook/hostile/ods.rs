use super::assert_reads;
use super::zips::{MB, TABLE_END, TestArchive, table};

const DAMAGED: &str = "looks like an OpenDocument spreadsheet (ODS), but we can’t read it";
const TOO_LARGE: &str = "is larger than 768 MB when unpacked";
const TOO_MANY_ROWS: &str = "has more than 16,777,216 rows";
const TOO_MANY_LINES: &str = "is larger than 256 MB when unpacked";

fn assert_kind(kind: &str, archive: TestArchive, expected: &str) {
    assert_reads(kind, archive.text(TABLE_END).finish().path(), expected);
}

fn row(times: &str, columns: &str) -> String {
    format!(
        r#"<table:table-row table:number-rows-repeated="{times}"><table:table-cell table:number-columns-repeated="{columns}"><text:p>1</text:p></table:table-cell></table:table-row>"#
    )
}

#[test]
fn repeated_rows_and_columns_stay_within_the_limits() {
    for (times, columns, expected) in [
        ("9999999999999", "1", TOO_MANY_ROWS),
        ("16000000", "16384", TOO_MANY_LINES),
        ("1", "99999999999999", "512 bytes"),
        ("16777216", "1", "33554432 bytes"),
        ("-1", "1", DAMAGED),
        ("99999999999999999999999", "1", DAMAGED),
    ] {
        assert_kind(
            &format!("{times} rows of {columns} columns"),
            table().text(&row(times, columns)),
            expected,
        );
    }
    let columns = table().repeat(&row("1", "16384"), 100 * MB);
    assert_kind("600,000 rows of 16,384 columns", columns, TOO_MANY_LINES);
}

#[test]
fn repeated_rows_in_many_tables_are_rejected() {
    let rows = row("16000000", "1");
    let tables = table().repeat(&format!("{rows}</table:table><table:table>"), 4 * MB);
    assert_kind("15,000 tables of 16 million rows", tables, TOO_MANY_ROWS);
}

#[test]
fn millions_of_empty_rows_stay_within_the_limits() {
    let rows = table().repeat("<table:table-row/>", 60 * MB).text(&row("1", "1"));
    assert_kind("3 million empty rows", rows, "bytes");
    let spaces = format!("{}<table:table-row/>", " ".repeat(1_000));
    assert_kind("a table of 800 MB", table().repeat(&spaces, 800 * MB), TOO_LARGE);
}

#[test]
fn huge_paragraphs_stay_within_the_limits() {
    let cell = "<table:table-row><table:table-cell><text:p>";
    let end = "</text:p></table:table-cell></table:table-row>";
    assert_kind("a paragraph of 500 MB", table().text(cell).repeat("A", 500 * MB).text(end), DAMAGED);
    let paragraphs = table().text(cell).repeat("</text:p><text:p>", 50 * MB).text(end);
    assert_kind("3 million paragraphs", paragraphs, "0 bytes");
    let spaces = table().text(cell).repeat(r#"<text:s text:c="4000000000"/>"#, 50 * MB).text("1").text(end);
    assert_kind("2 million runs of spaces", spaces, "bytes");
}

#[test]
fn nested_tables_and_too_many_tables_or_styles_are_rejected() {
    assert_kind("nested tables", table().repeat("<table:table>", 100 * MB), DAMAGED);
    let tables = table().repeat("</table:table><table:table>", 100 * MB);
    assert_kind("4 million tables", tables, DAMAGED);
    let hidden = table().each(400_000, |at| {
        format!(
            r#"<style:style style:name="s{at}"><style:table-properties table:display="false"/></style:style>"#
        )
    });
    assert_kind("400,000 styles of hidden tables", hidden, DAMAGED);
}

#[test]
fn many_merged_cells_stay_within_the_limits() {
    let cell =
        r#"<table:table-cell table:number-rows-spanned="4000000000" table:number-columns-spanned="9"/>"#;
    let row = table().text("<table:table-row>").repeat(cell, 60 * MB).text("</table:table-row>");
    assert_kind("600,000 merged cells", row, "0 bytes");
}
