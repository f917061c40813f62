use std::io::Write;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::domain::manifest::{
    Decisions, Limits, ListPurpose, NoContext, Rows, SurveyRequest, single, survey_sheet,
};

mod formats;
mod formulas;
mod hidden;
mod merged;
mod sheets;

const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Returns an archive with these parts, each given by its name and text.
pub(super) fn archive(parts: &[(&str, &str)]) -> File {
    let mut zip = ZipWriter::new(tempfile::tempfile().unwrap());
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap()
}

pub(super) fn lines(file: File) -> Result<(Workbook, String), String> {
    lines_with(file, &Decisions::default())
}

fn lines_with(mut file: File, decisions: &Decisions) -> Result<(Workbook, String), String> {
    let mut out = tempfile::tempfile().unwrap();
    let (folder, cancellation) = (std::env::temp_dir(), Cancellation::default());
    let options = UnpackOptions::new(&folder, &cancellation)
        .with_decisions(decisions.sheet.as_deref(), decisions.include_hidden);
    match unpack_with(&mut file, &mut out, options) {
        Ok(Some(workbook)) => {
            let mut text = String::new();
            out.read_to_string(&mut text).unwrap();
            Ok((workbook, text))
        }
        Ok(None) => Err("not a workbook".to_owned()),
        Err(ManifestError::Rejected(rejection)) => Err(rejection.sentence()),
        Err(other) => panic!("{other}"),
    }
}

/// Returns the line of each row with its identifier or reason code, or the sentence that rejects the workbook.
pub(super) fn devices(file: File, decisions: &Decisions) -> Result<Vec<(u32, String)>, String> {
    let (workbook, text) = lines_with(file, decisions)?;
    let purpose = ListPurpose::OneCustomer;
    let request = SurveyRequest { purpose, decisions, context: &NoContext, is_pasted: false };
    let mut source = std::io::Cursor::new(text.as_bytes());
    let surveyed = survey_sheet(&mut source, &Limits::default(), &request, workbook);
    let layout = surveyed.map_err(|error| error.to_string())?.layout;
    let mut rows = Rows::new(source, &layout).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        let read = single::read_row(&layout, row);
        all.push((
            row.line,
            read.map_or_else(|error| format!("{:?}", error.reason), |device| device.id.to_string()),
        ));
    }
    Ok(all)
}

/// Returns an XLSX with these sheets, each given by its name and its rows in XML.
fn xlsx(sheets: &[(&str, &str)]) -> File {
    let sheet_list: String = sheets
        .iter()
        .enumerate()
        .map(|(at, (name, _))| format!(r#"<sheet name="{name}" sheetId="{0}" r:id="rId{0}"/>"#, at + 1))
        .collect();
    let relations: String = (1..=sheets.len())
        .map(|at| format!(r#"<Relationship Id="rId{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{at}.xml"/>"#))
        .collect();
    let book = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{sheet_list}</sheets></workbook>"#
    );
    let relations = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#
    );
    let styles = r##"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt numFmtId="164" formatCode="000000000000000"/><numFmt numFmtId="165" formatCode="00-000000-000000-0"/><numFmt numFmtId="166" formatCode="#,##0.00"/></numFmts><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="3"/></cellXfs></styleSheet>"##;
    let bodies: Vec<(String, String)> = sheets
        .iter()
        .enumerate()
        .map(|(at, (_, rows))| {
            let body = format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#);
            (format!("xl/worksheets/sheet{}.xml", at + 1), body)
        })
        .collect();
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", relations.as_str()),
        ("xl/styles.xml", styles),
    ];
    parts.extend(bodies.iter().map(|(name, body)| (name.as_str(), body.as_str())));
    archive(&parts)
}

fn ods(tables: &str) -> File {
    let content = format!(
        r#"<office:document-content><office:automatic-styles><style:style style:name="shown"><style:table-properties table:display="true"/></style:style><style:style style:name="hidden"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        ("mimetype", ODS),
        ("content.xml", &content),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
    ])
}

fn text(text: &str) -> String {
    format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn row_n_becomes_line_n_and_numbers_keep_all_their_digits() {
    let rows = format!(
        r#"<row r="2"><c r="C2" t="inlineStr"><is><t>IMEI</t></is></c><c r="D2" t="inlineStr"><is><t>Order date</t></is></c></row><row r="5"><c r="C5"><v>490154203237518</v></c><c r="D5" s="1"><v>46349</v></c></row><row r="6"><c r="C6"><v>4901542032375101</v></c></row><row r="7"><c r="C7"><v>293608736500703710</v></c></row><row r="8"><c r="C8" s="1"><v>490154203237518</v></c></row><row r="9"><c r="C9" t="b"><v>1</v></c><c r="D9" t="inlineStr"><is><t>a "b"&#9;c</t></is></c></row>{}"#,
        ""
    );
    let (workbook, lines) = lines(xlsx(&[("Tabelle 1", &rows), ("Empty", "")])).unwrap();
    assert_eq!(
        workbook,
        Workbook {
            kind: "Excel workbook (XLSX)".to_owned(),
            sheet: "Tabelle 1".to_owned(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            calendar: Some(crate::domain::order::Calendar::From1900),
        }
    );
    assert_eq!(
        lines,
        "\nIMEI\tOrder date\n\n\n490154203237518\t2026-11-23\n4901542032375101\n2.93608736500704E+17\n490154203237518\nTRUE\t\"a \"\"b\"\"\u{B}c\"\n"
    );
}

#[test]
fn repeated_opendocument_cells_and_their_text_are_read() {
    let tables = r#"<table:table table:name="Geräte"><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>IMEI</text:p></table:table-cell><table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation><text:p>a<text:s text:c="2"/>&amp;&#x62;</text:p><text:p>c</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell/><table:table-cell office:value-type="float" office:value="4.90154203237518E+014"/><table:table-cell office:value-type="date" office:date-value="2026-11-23T10:00:00"/></table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"#;
    let (workbook, lines) = lines(ods(tables)).unwrap();
    assert_eq!(workbook.sheet, "Geräte");
    assert_eq!(lines, "\n\nIMEI\ta  &b\u{B}c\n490154203237518\t2026-11-23\n490154203237518\t2026-11-23\n");
}

#[test]
fn small_files_that_expand_enormously_are_rejected() {
    let row = r#"<table:table-row table:number-rows-repeated="16000000"><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>490154203237518</text:p></table:table-cell></table:table-row>"#;
    let bomb = ods(&format!(r#"<table:table table:name="A">{row}</table:table>"#));
    assert!(lines(bomb).unwrap_err().contains("larger than 256 MB when unpacked"));
    let spaces = r#"<table:table table:name="A"><table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="99999999999"/>1</text:p></table:table-cell></table:table-row></table:table>"#;
    assert_eq!(lines(ods(spaces)).unwrap().1.len(), 257);
    let long = "0".repeat(140 << 20);
    let strings = archive(&[("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", &long)]);
    assert!(lines(strings).unwrap_err().contains("when unpacked"));
}

#[test]
fn broken_and_encrypted_workbooks_are_distinguished_from_other_files() {
    assert_eq!(lines(archive(&[("devices.csv", "490154203237518")])).unwrap_err(), "not a workbook");
    insta::assert_snapshot!(
        lines(archive(&[("xl/workbook.bin", "")])).unwrap_err(),
        @"The selected file is an Excel binary workbook (XLSB), not a CSV file. Open it in the program it was made with and save it as CSV."
    );
    for broken in [
        archive(&[("xl/workbook.xml", "<workbook><sheets><sheet name='A' r:id='x'")]),
        archive(&[("mimetype", ODS)]),
        archive(&[
            ("mimetype", ODS),
            ("content.xml", "<table:table table:name='A'><table:table-row table:number-rows-repeated='x'>"),
        ]),
    ] {
        let sentence = lines(broken).unwrap_err();
        assert!(sentence.contains("but we can’t read it. Open it"), "{sentence}");
    }
    let manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    let locked = archive(&[("mimetype", ODS), ("META-INF/manifest.xml", manifest), ("content.xml", "x")]);
    assert!(lines(locked).unwrap_err().contains("protected by a password"));
    let compound = |name: &str| {
        let mut file = tempfile::tempfile().unwrap();
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file.write_all(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").unwrap();
        file.write_all(&vec![0; 262_130]).unwrap();
        file.write_all(&name).unwrap();
        file
    };
    assert!(lines(compound("EncryptedPackage")).unwrap_err().contains("protected by a password"));
    assert!(lines(compound("Workbook")).unwrap_err().contains("old format (XLS)"));
    let mut earlier = tempfile::tempfile().unwrap();
    earlier.write_all(&[9, 0, 4, 0, 7, 0, 16, 0]).unwrap();
    assert!(lines(earlier).unwrap_err().contains("old format (XLS)"));
}

#[test]
fn numbers_that_lost_digits_are_in_scientific_notation_and_text_is_unchanged() {
    for (value, line) in [
        (356_000_000_000_000.0, "3.56E+14"),
        (35_600_000_000_000.0, "3.56E+13"),
        (3_561_230_000_000_000.0, "3.56123E+15"),
        (300_000_000_000_000.0, "3E+14"),
        (356_000_100_000_000.0, "356000100000000"),
        (3_560_000_000_000.0, "3560000000000"),
        (490_154_203_237_518.0, "490154203237518"),
        (0.0, "0"),
    ] {
        assert_eq!(sheet::number(value), line);
    }
    let typed = text("356000000000000");
    let rows = format!(r#"<row r="1"><c r="A1"><v>3.56E+14</v></c></row><row r="2">{typed}</row>"#);
    assert_eq!(lines(xlsx(&[("A", &rows)])).unwrap().1, "3.56E+14\n356000000000000\n");
    let cell = |kind: &str| {
        format!(
            r#"<table:table-row><table:table-cell {kind}><text:p>356000000000000</text:p></table:table-cell></table:table-row>"#
        )
    };
    let tables = format!(
        r#"<table:table table:name="A">{}{}</table:table>"#,
        cell(r#"office:value-type="float" office:value="356000000000000""#),
        cell(r#"office:value-type="string""#)
    );
    assert_eq!(lines(ods(&tables)).unwrap().1, "3.56E+14\n356000000000000\n");
}
