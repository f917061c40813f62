//! HTML pages and SpreadsheetML.

use std::io::{BufWriter, Write};

use tempfile::NamedTempFile;

use super::assert_reads;

const MB: usize = 1 << 20;
const IMEI: &str = "<tr><td>490154203237518</td></tr>";

/// Asserts the outcome of reading a file that consists of a start, a part repeated up to this size, and an end.
fn assert_kind(kind: &str, start: &str, part: &str, bytes: usize, end: &str, expected: &str) {
    let file = NamedTempFile::new().unwrap();
    let mut out = BufWriter::new(file.reopen().unwrap());
    out.write_all(start.as_bytes()).unwrap();
    for _ in 0..bytes / part.len() {
        out.write_all(part.as_bytes()).unwrap();
    }
    out.write_all(end.as_bytes()).unwrap();
    out.flush().unwrap();
    drop(out);
    assert_reads(kind, file.path(), expected);
}

#[test]
fn html_pages_stay_within_the_limits() {
    let damaged = "looks like an HTML page, but we can’t read it";
    let table = format!("<table>{IMEI}");
    for (kind, part, expected) in [
        ("16 MB of text", "A", damaged),
        ("a tag of 16 MB with errors", "<td a='", damaged),
        // The speed of the machine decides whether a limit is reached.
        ("4 million empty cells", "<td>", ""),
        ("4 million empty rows", "<tr>", ""),
        ("nested tables", "<table>", "16 bytes"),
        ("broken tags", "<a<", ""),
        ("wide and high cells", "<td colspan=1000 rowspan=65534>x</td>", ""),
        ("wide and high cells in rows", "<tr><td colspan=1000 rowspan=65534>x</td>", "The selected"),
        ("references", "&amp;&#x41;&notanentity;", damaged),
        ("hidden columns", "<col span=1000 style='display:none'>", "16 bytes"),
    ] {
        assert_kind(kind, &table, part, 16 * MB, "", expected);
    }
    assert_kind("a tag of 16 MB", &format!("{table}<td "), "a=1 ", 16 * MB, "", damaged);
    assert_kind("a comment of 16 MB", &format!("{table}<!--"), "A", 16 * MB, "", damaged);
    assert_kind("a script of 16 MB", &format!("{table}<script>"), "A", 16 * MB, "", damaged);
}

#[test]
fn spreadsheet_ml_stays_within_the_limits() {
    let start = "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>";
    let damaged = "looks like an Excel 2003 XML spreadsheet, but we can’t read it";
    let sheet = format!("{start}<Worksheet><Table><Row>");
    let end = "</Row></Table></Worksheet></Workbook>";
    for (kind, part, expected) in [
        ("500,000 cells", "<Cell><Data>1</Data></Cell>", "512 bytes"),
        ("500,000 rows", "</Row><Row><Cell><Data>1</Data></Cell>", ""),
        ("nested elements", "<a>", damaged),
        ("comments in cells", "<Cell><Comment><Data>1</Data></Comment></Cell>", "0 bytes"),
        (
            "merged cells",
            "<Cell MergeDown='9' MergeAcross='4000000000'><Data>1</Data></Cell>",
            "merged cells",
        ),
    ] {
        assert_kind(kind, &sheet, part, 16 * MB, end, expected);
    }
    let row = "<Row Index='4000000000'><Cell><Data>1</Data></Cell></Row>";
    let far = format!("{start}<Worksheet><Table>{row}</Table></Worksheet></Workbook>");
    assert_kind("a far row", &far, " ", 0, "", "has more than 16,777,216 rows");
    let sheets = "<Worksheet><Table/></Worksheet>";
    assert_kind("500,000 sheets", start, sheets, 16 * MB, "</Workbook>", damaged);
    let styles = "<Style ID='a'><NumberFormat Format='000'/></Style>";
    assert_kind("300,000 styles with the same name", start, styles, 16 * MB, "</Workbook>", damaged);
}
