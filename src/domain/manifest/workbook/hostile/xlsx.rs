use super::assert_reads;
use super::zips::{MB, SHEET_END, TestArchive, sheet, with_part};

const DAMAGED: &str = "looks like an Excel workbook (XLSX), but we can’t read it";
const TOO_LARGE: &str = "is larger than 768 MB when unpacked";
const LARGE_PART: &str =
    "A part of the selected workbook, such as its texts or formats, is larger than 128 MB";
const TOO_MANY_STRINGS: &str = "has more than 4,194,304 different texts";
const TOO_MANY_ROWS: &str = "has more than 16,777,216 rows";
const TOO_MANY_LINES: &str = "is larger than 256 MB when unpacked";

fn assert_kind(kind: &str, archive: TestArchive, expected: &str) {
    assert_reads(kind, archive.finish().path(), expected);
}

#[test]
fn a_huge_cell_is_rejected() {
    let cell = sheet().text(r#"<c r="A1" t="inlineStr"><is><t>"#).repeat("A", 700 * MB);
    assert_kind("one cell of 700 MB", cell.text("</t></is></c>").text(SHEET_END), DAMAGED);
}

#[test]
fn a_huge_cell_in_pieces_is_read() {
    let cell = sheet().text(r#"<c r="A1" t="inlineStr"><is><t>"#).repeat("123456789&amp;", 30 * MB);
    assert_kind("one cell of 2 million pieces", cell.text("</t></is></c>").text(SHEET_END), "\"123456789&1");
}

#[test]
fn millions_of_empty_cells_are_skipped() {
    assert_kind("3 million empty cells", sheet().repeat("<c/>", 12 * MB).text(SHEET_END), "0 bytes");
}

#[test]
fn a_sheet_over_the_size_limit_is_rejected() {
    let spaces = format!("{}<a/>", " ".repeat(1_000));
    assert_kind("a sheet of 700 MB", sheet().repeat(&spaces, 700 * MB).text(SHEET_END), "0 bytes");
    assert_kind("a sheet of 800 MB", sheet().repeat(&spaces, 800 * MB).text(SHEET_END), TOO_LARGE);
}

#[test]
fn costly_events_stay_within_the_limits() {
    // These events take the most time per byte.
    let cells = sheet().repeat(r#"<c r="A9" s="1" t="d"><f/><v>2</v></c>"#, 760 * MB).text(SHEET_END);
    assert_kind("20 million cells with formulas", cells, "The selected workbook ");
    let tags = sheet().repeat("<a/>", 400 * MB).text(SHEET_END);
    assert_kind("100 million empty tags", tags, "The selected workbook ");
    let attributes = format!("<a {}/>", "b='' ".repeat(250));
    let attributes = sheet().repeat(&attributes, 760 * MB).text(SHEET_END);
    assert_kind("150 million attributes", attributes, "");
}

#[test]
fn too_many_strings_are_rejected() {
    let strings = with_part("xl/sharedStrings.xml").text("<sst>").repeat("<si/>", 127 * MB).text("</sst>");
    assert_kind("25 million <si/>", strings, TOO_MANY_STRINGS);
}

#[test]
fn large_strings_stay_within_the_limits() {
    let string = format!("<si><t>{}</t></si>", "A".repeat(60_000));
    let strings = with_part("xl/sharedStrings.xml").text("<sst>").repeat(&string, 127 * MB).text("</sst>");
    assert_kind("127 MB of strings of 60 KB", strings, "60001 bytes");
}

#[test]
fn strings_can_be_used_in_any_order() {
    let book =
        TestArchive::new().book(&["worksheets/s.xml".to_owned()]).part("xl/sharedStrings.xml").text("<sst>");
    let book = book.each(250_000, |at| format!("<si><t>{at:0400}</t></si>")).text("</sst>");
    let book = book.part("xl/worksheets/s.xml").text("<worksheet><sheetData>");
    let book =
        book.each(100_000, |at| format!(r#"<c r="A{}" t="s"><v>{}</v></c>"#, at + 1, at * 7_919 % 250_000));
    assert_kind("250,000 strings in any order", book.text(SHEET_END), "40100000 bytes");
}

#[test]
fn too_many_cell_formats_are_rejected() {
    let styles = with_part("xl/styles.xml").text("<styleSheet><cellXfs>").repeat("<xf/>", 127 * MB);
    assert_kind("25 million <xf/>", styles.text("</cellXfs></styleSheet>"), DAMAGED);
}

#[test]
fn too_many_number_formats_are_rejected() {
    let code = "0".repeat(250);
    let formats = with_part("xl/styles.xml")
        .text("<styleSheet><numFmts>")
        .each(400_000, |id| format!(r#"<numFmt numFmtId="{id}" formatCode="{code}"/>"#));
    assert_kind("400,000 number formats", formats.text("</numFmts></styleSheet>"), DAMAGED);
}

#[test]
fn huge_styles_are_rejected() {
    let font = format!(r#"<font><name val="{}"/></font>"#, "A".repeat(5_000));
    let styles = with_part("xl/styles.xml").text("<styleSheet>").repeat(&font, 140 * MB);
    assert_kind("styles of 140 MB", styles.text("</styleSheet>"), LARGE_PART);
}

#[test]
fn a_huge_attribute_is_rejected() {
    let cell = sheet().text(r#"<c r=""#).repeat("A", 300 * MB).text(r#""/>"#);
    assert_kind("an attribute of 300 MB", cell.text(SHEET_END), DAMAGED);
}

#[test]
fn too_many_attributes_are_rejected() {
    let cell = sheet().text("<c").each(60_000, |at| format!(r#" a{at}="1""#)).text("/>");
    assert_kind("60,000 attributes", cell.text(SHEET_END), DAMAGED);
}

#[test]
fn deeply_nested_elements_are_rejected() {
    assert_kind("nested 100 million times", sheet().repeat("<a>", 300 * MB), DAMAGED);
}

#[test]
fn long_element_names_are_rejected() {
    let start = format!("<{}>", "a".repeat(1_000_000));
    assert_kind("nested names of 1 MB", sheet().repeat(&start, 400 * MB), DAMAGED);
}

#[test]
fn sheets_that_share_a_part_are_rejected() {
    let targets = vec!["worksheets/s.xml".to_owned(); 20];
    let book = TestArchive::new().book(&targets).part("xl/worksheets/s.xml").text("<worksheet><sheetData>");
    assert_kind("20 sheets that share one part", book.repeat("<row/>", 100 * MB).text(SHEET_END), DAMAGED);
}

#[test]
fn too_many_sheets_are_rejected() {
    let targets: Vec<String> = (0..50_000).map(|at| format!("worksheets/s{at}.xml")).collect();
    assert_kind("50,000 sheets", TestArchive::new().book(&targets), DAMAGED);
}

#[test]
fn sheets_over_the_total_size_limit_are_rejected() {
    let targets: Vec<String> = (0..20).map(|at| format!("worksheets/s{at}.xml")).collect();
    let mut book = TestArchive::new().book(&targets);
    for target in &targets {
        book = book.part(&format!("xl/{target}")).text("<worksheet><sheetData>");
        book = book.repeat(&format!("{}<a/>", " ".repeat(1_000)), 100 * MB).text(SHEET_END);
    }
    assert_kind("20 sheets of 100 MB", book, TOO_LARGE);
}

#[test]
fn a_huge_comment_is_rejected() {
    let comment = sheet().text("<!--").repeat("A", 500 * MB).text("-->");
    assert_kind("a comment of 500 MB", comment.text(SHEET_END), DAMAGED);
}

#[test]
fn a_huge_instruction_is_rejected() {
    let instruction = sheet().text("<?a ").repeat("A", 500 * MB).text("?>");
    assert_kind("an instruction of 500 MB", instruction.text(SHEET_END), DAMAGED);
}

#[test]
fn a_huge_marked_section_is_rejected() {
    let cell = sheet().text("<c><v><![CDATA[").repeat("A", 500 * MB).text("]]></v></c>");
    assert_kind("a marked section of 500 MB", cell.text(SHEET_END), DAMAGED);
}

#[test]
fn millions_of_comments_are_skipped() {
    assert_kind("6 million comments", sheet().repeat("<!---->", 40 * MB).text(SHEET_END), "0 bytes");
}

#[test]
fn declared_and_unknown_entities_are_rejected() {
    let levels: String =
        (1..10).map(|at| format!(r#"<!ENTITY a{at} "{}">"#, format!("&a{};", at - 1).repeat(10))).collect();
    let bomb = TestArchive::new().book(&["worksheets/s.xml".to_owned()]).part("xl/worksheets/s.xml").text(
        &format!(r#"<!DOCTYPE w [<!ENTITY a0 "ha">{levels}]><worksheet><sheetData><c><v>&a9;</v></c>"#),
    );
    assert_kind("a billion laughs", bomb.text(SHEET_END), DAMAGED);
    let unknown = sheet().text("<c t=\"str\"><v>&a9;</v></c>").text(SHEET_END);
    assert_kind("an unknown entity", unknown, DAMAGED);
}

#[test]
fn absurd_references_stay_within_the_limits() {
    for (reference, expected) in [
        ("ZZZZ99999999", TOO_MANY_ROWS),
        ("A4294967295", TOO_MANY_ROWS),
        ("A99999999999", DAMAGED),
        ("ZZZZZZZZZZ1", DAMAGED),
        ("ZZZZ1", "2 bytes"),
        ("A0", DAMAGED),
        ("", DAMAGED),
    ] {
        let cell = sheet().text(&format!(r#"<c r="{reference}"><v>1</v></c>"#)).text(SHEET_END);
        assert_kind(&format!("the cell “{reference}”"), cell, expected);
    }
    let row = sheet().text(r#"<row r="4000000000"><c><v>1</v></c></row>"#).text(SHEET_END);
    assert_kind("the row 4,000,000,000", row, TOO_MANY_ROWS);
}

#[test]
fn cells_may_be_out_of_order_but_rows_may_not() {
    let cell = |at: &str| format!(r#"<c r="{at}"><v>{}</v></c>"#, at.len());
    let row = ["C1", "A1", "B1", "ZZ1", "A1"].map(cell).concat();
    assert_kind("cells out of order", sheet().text(&row).text(SHEET_END), "\"2\\t2\\t2\\t\\t");
    let rows = ["A2", "A1"].map(cell).concat();
    assert_kind("rows out of order", sheet().text(&rows).text(SHEET_END), DAMAGED);
    let left =
        sheet().each(60_000, |at| format!(r#"<c r="{}{}"><v>1</v></c>"#, column(20_000 - at / 3), at + 1));
    assert_kind("rows further and further left", left.text(SHEET_END), " bytes");
}

/// Returns the letters of a column.
fn column(index: u64) -> String {
    let letter = char::from(b'A' + (index % 26) as u8).to_string();
    if index < 26 { letter } else { column(index / 26 - 1) + letter.as_str() }
}

#[test]
fn a_long_string_in_every_cell_is_rejected() {
    let string = format!("<si><t>{}</t></si>", "A".repeat(66_000));
    let book = TestArchive::new().book(&["worksheets/s.xml".to_owned()]).part("xl/sharedStrings.xml");
    let book = book
        .text("<sst>")
        .text(&string)
        .text("</sst>")
        .part("xl/worksheets/s.xml")
        .text("<worksheet><sheetData>");
    let book = book.repeat(r#"<c r="A1" t="s"><v>0</v></c>"#, 100 * MB).text(SHEET_END);
    assert_kind("a string of 66 KB in 4 million cells", book, TOO_MANY_LINES);
}

#[test]
fn a_missing_string_is_rejected() {
    assert_kind("a string that is missing", with_part("xl/sharedStrings.xml").text("<sst/>"), DAMAGED);
    let number = sheet().text(r#"<c t="s"><v>-1</v></c>"#).text(SHEET_END);
    assert_kind("a string with the index -1", number, DAMAGED);
}

#[test]
fn unclosed_elements_are_rejected() {
    assert_kind("an unclosed cell", sheet().text("<row><c><v>1</v>"), DAMAGED);
    assert_kind("an unclosed tag", sheet().text("<row><c r=\"A1"), DAMAGED);
    assert_kind("a wrong end", sheet().text("<row><c><v>1</c></row>").text(SHEET_END), DAMAGED);
}

#[test]
fn wrong_dimensions_and_counts_are_ignored() {
    let cell = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><c><v>1</v></c>"#;
    let book = TestArchive::new()
        .book(&["worksheets/s.xml".to_owned()])
        .part("xl/worksheets/s.xml")
        .text(cell)
        .text(SHEET_END);
    assert_kind("a dimension of 17 billion cells", book, "2 bytes of “S0”: \"1\\n\"");
    let strings =
        with_part("xl/sharedStrings.xml").text(r#"<sst uniqueCount="4000000000"><si><t>a</t></si></sst>"#);
    assert_kind("a count of 4 billion strings", strings, "2 bytes of “S0”: \"a\\n\"");
}

#[test]
fn merged_cells_stay_within_the_limits() {
    let merged = sheet().text("<c><v>1</v></c></sheetData><mergeCells>");
    let merged =
        merged.repeat(r#"<mergeCell ref="A1:XFD1048576"/>"#, 60 * MB).text("</mergeCells></worksheet>");
    assert_kind("2 million merged ranges", merged, "merged cells");
    let lines = sheet().each(1_000_000, |at| format!(r#"<c r="B{}"><v>1</v></c>"#, at + 1));
    let merged = lines.text("</sheetData><mergeCells>").each(65_000, |at| {
        let column = column(at % 250 + 2);
        format!(r#"<mergeCell ref="{column}{}:{column}1048576"/>"#, at + 1)
    });
    let merged = merged.text("</mergeCells></worksheet>");
    assert_kind("65,000 merged cells without text over a million rows", merged, "2000000 bytes");
    let lines = sheet().text("<c r=\"A1\" t=\"str\"><v>x</v></c>");
    // With a million rows, filling them takes too long in a debug build.
    let lines = lines.each(30_000, |at| format!(r#"<c r="IP{}"><v>1</v></c>"#, at + 1));
    let columns = lines
        .text("</sheetData><mergeCells>")
        .each(250, |at| format!(r#"<mergeCell ref="{0}1:{0}1048576"/>"#, column(at)));
    assert_kind(
        "30,000 rows with 250 merged cells",
        columns.text("</mergeCells></worksheet>"),
        "7560000 bytes",
    );
}

#[test]
fn hidden_rows_and_columns_stay_within_the_limits() {
    let columns = r#"<col min="1" max="4000000000" hidden="1"/>"#;
    let book = TestArchive::new()
        .book(&["worksheets/s.xml".to_owned()])
        .part("xl/worksheets/s.xml")
        .text("<worksheet><cols>");
    let book = book.repeat(columns, 30 * MB).text("</cols><sheetData><c><v>1</v></c>");
    let book = book.repeat(r#"<row r="9" hidden="1"/>"#, 30 * MB).text(SHEET_END);
    assert_kind("2 million hidden rows and columns", book, "2 bytes");
}
