//! Reads downloaded workbooks (ECMA-376) and checks what the portal promises about them.

use std::io::{Cursor, Read, Write};

use quick_xml::Reader;
use quick_xml::events::Event;

/// A sheet of a downloaded workbook. The first row is the header.
#[derive(Debug, PartialEq)]
pub struct Sheet {
    pub header: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell, as stored in the workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub value: String,
    pub is_text: bool,
}

impl Sheet {
    /// Reads the only sheet of a workbook. Panics if it has a formula, or if its header isn't bold and frozen.
    pub fn read(bytes: &[u8]) -> Sheet {
        let sheet = part(bytes, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "a download has no formulas");
        assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""), "the header is frozen");
        assert!(sheet.contains("<c r=\"A1\" s=\"2\""), "the header has its own style");
        assert!(part(bytes, "xl/styles.xml").contains("<font><b/>"), "that style is bold");
        let mut rows = rows(&sheet);
        assert!(!rows.is_empty(), "a download has a header");
        let header: Vec<String> = rows.remove(0).into_iter().map(|cell| cell.value).collect();
        rows.iter_mut().for_each(|row| row.resize(header.len(), Cell::default()));
        Sheet { header, rows }
    }

    /// Returns the cells of a column.
    pub fn cells(&self, name: &str) -> Vec<&Cell> {
        let at = self.header.iter().position(|column| column == name);
        let at = at.unwrap_or_else(|| panic!("no column {name} in {:?}", self.header));
        self.rows.iter().map(|row| &row[at]).collect()
    }

    /// Returns the values of a column.
    pub fn column(&self, name: &str) -> Vec<&str> {
        self.cells(name).into_iter().map(|cell| cell.value.as_str()).collect()
    }

    /// Returns the header and each row on its own line, for snapshots.
    pub fn lines(&self) -> String {
        let rows = self.rows.iter().map(|row| row.iter().map(|cell| cell.value.clone()).collect());
        let rows: Vec<Vec<String>> = std::iter::once(self.header.clone()).chain(rows).collect();
        rows.iter().map(|cells| cells.join(" | ")).collect::<Vec<_>>().join("\n")
    }
}

/// Returns a workbook with a text replaced in its first sheet, as after editing a cell.
pub fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut edited = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        let mut text = String::new();
        archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            assert!(text.contains(from), "{from} in {text}");
            text = text.replace(from, to);
        }
        edited.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        edited.write_all(text.as_bytes()).unwrap();
    }
    edited.finish().unwrap().into_inner()
}

/// Returns the text of a part.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook is an archive");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("UTF-8");
    text
}

fn rows(sheet: &str) -> Vec<Vec<Cell>> {
    let mut reader = Reader::from_str(sheet);
    let (mut rows, mut column): (Vec<Vec<Cell>>, _) = (Vec::new(), 0);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => return rows,
            Event::Start(tag) if tag.name().as_ref() == "row" => rows.push(Vec::new()),
            Event::Start(tag) if tag.name().as_ref() == "c" => {
                let attribute = |name| {
                    let found = tag.try_get_attribute(name).unwrap();
                    found.map(|found| found.value.into_owned())
                };
                column = index(&attribute("r").expect("each cell has a reference"));
                let row = rows.last_mut().expect("a cell is in a row");
                row.resize(column + 1, Cell::default());
                row[column].is_text = attribute("t").as_deref() == Some("inlineStr");
            }
            Event::Text(text) => append(&mut rows, column, &text.xml10_content()),
            Event::GeneralRef(entity) => {
                let c = match &*entity {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    other => panic!("unexpected entity {other}"),
                };
                append(&mut rows, column, c);
            }
            _ => {}
        }
    }
}

fn append(rows: &mut [Vec<Cell>], column: usize, text: &str) {
    if let Some(cell) = rows.last_mut().and_then(|row| row.get_mut(column)) {
        cell.value.push_str(text);
    }
}

/// Returns the index of the column in a cell reference, such as 1 for `B7`.
fn index(reference: &str) -> usize {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    letters.fold(0, |index, letter| index * 26 + usize::from(letter - b'A') + 1) - 1
}
