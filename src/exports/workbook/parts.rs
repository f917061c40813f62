//! The parts of a workbook other than its cells.

use std::fmt::Write as _;

use super::cells::escape;
use crate::exports::download::Column;

/// The end of a sheet.
pub(super) const SHEET_END: &str = "</sheetData>\
    <ignoredErrors><ignoredError sqref=\"A1:XFD1048576\" numberStoredAsText=\"1\"/></ignoredErrors></worksheet>";

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The styles: 0 is the default, 1 is text, 2 is bold text. In cells with the format `@`, spreadsheets keep the digits
/// that people type as text.
const STYLES: &str = "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
    <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
    <fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/>\
    </cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// Returns the name of a sheet's part. Sheets are counted from 1.
pub(super) fn sheet_name(sheet: usize) -> String {
    format!("xl/worksheets/sheet{sheet}.xml")
}

/// Returns the beginning of a sheet: the frozen header and the widths of the columns.
pub(super) fn sheet_start(columns: &[Column], is_first: bool) -> String {
    let selected = if is_first { " tabSelected=\"1\"" } else { "" };
    let mut xml = format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView{selected} workbookViewId=\"0\">\
        <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>"
    );
    for (column, number) in columns.iter().zip(1..) {
        let style = if column.is_number { "" } else { " style=\"1\"" };
        let width = column.width;
        let _ = write!(
            xml,
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\"{style} customWidth=\"1\"/>"
        );
    }
    xml.push_str("</cols><sheetData>");
    xml
}

/// Returns the names and texts of the parts that follow the sheets.
pub(super) fn all(title: &str, sheets: usize) -> [(&'static str, String); 5] {
    let (mut types, mut names, mut targets) = (String::new(), String::new(), String::new());
    for sheet in 1..=sheets {
        let _ = write!(
            types,
            "<Override PartName=\"/{}\" ContentType=\"{CONTENT}.worksheet+xml\"/>",
            sheet_name(sheet)
        );
        names.push_str("<sheet name=\"");
        escape(&mut names, title);
        if sheet > 1 {
            let _ = write!(names, " {sheet}");
        }
        let _ = write!(names, "\" sheetId=\"{sheet}\" r:id=\"rId{sheet}\"/>");
        let _ = write!(
            targets,
            "<Relationship Id=\"rId{sheet}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{sheet}.xml\"/>"
        );
    }
    let relationships = |inner: &str| {
        format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{inner}</Relationships>")
    };
    let styles = sheets + 1;
    targets.push_str(&format!(
        "<Relationship Id=\"rId{styles}\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>"
    ));
    let types = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
        <Override PartName=\"/xl/workbook.xml\" ContentType=\"{CONTENT}.sheet.main+xml\"/>\
        <Override PartName=\"/xl/styles.xml\" ContentType=\"{CONTENT}.styles+xml\"/>{types}</Types>"
    );
    let workbook = format!(
        "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><bookViews><workbookView/></bookViews>\
        <sheets>{names}</sheets></workbook>"
    );
    let root =
        format!("<Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    [
        ("[Content_Types].xml", types),
        ("_rels/.rels", relationships(&root)),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relationships(&targets)),
        ("xl/styles.xml", format!("{XML}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>")),
    ]
}
