//! Builds archives whose parts are too large for memory.

use std::fs::File;
use std::io::{BufWriter, Write};

use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(super) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
pub(super) const MB: u64 = 1 << 20;

/// An archive that is being written.
pub(super) struct TestArchive {
    file: NamedTempFile,
    zip: ZipWriter<BufWriter<File>>,
}

impl TestArchive {
    pub(super) fn new() -> TestArchive {
        let file = NamedTempFile::new().unwrap();
        let zip = ZipWriter::new(BufWriter::new(file.reopen().unwrap()));
        TestArchive { file, zip }
    }

    /// Starts a part.
    pub(super) fn part(mut self, name: &str) -> TestArchive {
        self.zip.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        self
    }

    /// Appends text to the current part.
    pub(super) fn text(mut self, text: &str) -> TestArchive {
        self.zip.write_all(text.as_bytes()).unwrap();
        self
    }

    /// Appends the same text repeatedly until the part has grown by this many bytes.
    pub(super) fn repeat(mut self, text: &str, bytes: u64) -> TestArchive {
        let block = text.repeat((1 << 20) / text.len() + 1);
        for _ in 0..bytes / block.len() as u64 {
            self.zip.write_all(block.as_bytes()).unwrap();
        }
        self
    }

    /// Appends the text for each index below `count`.
    pub(super) fn each(mut self, count: u64, text: impl Fn(u64) -> String) -> TestArchive {
        let mut block = String::new();
        for index in 0..count {
            block += &text(index);
            if block.len() > 64 * 1024 || index + 1 == count {
                self.zip.write_all(block.as_bytes()).unwrap();
                block.clear();
            }
        }
        self
    }

    pub(super) fn finish(self) -> NamedTempFile {
        self.zip.finish().unwrap().flush().unwrap();
        self.file
    }

    /// Adds the parts of an XLSX that list its sheets. Each sheet has a target.
    pub(super) fn book(self, targets: &[String]) -> TestArchive {
        let sheets: String = (0..targets.len())
            .map(|at| format!(r#"<sheet name="S{at}" sheetId="{at}" r:id="r{at}"/>"#))
            .collect();
        let relations: String = targets
            .iter()
            .enumerate()
            .map(|(at, target)| {
                format!(r#"<Relationship Id="r{at}" Type="{OFFICE}/worksheet" Target="{target}"/>"#)
            })
            .collect();
        self.part("_rels/.rels")
            .text(&format!(r#"<Relationships><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#))
            .part("xl/workbook.xml")
            .text(&format!("<workbook><sheets>{sheets}</sheets></workbook>"))
            .part("xl/_rels/workbook.xml.rels")
            .text(&format!("<Relationships>{relations}</Relationships>"))
    }
}

/// Creates an XLSX whose only sheet has been started.
pub(super) fn sheet() -> TestArchive {
    TestArchive::new()
        .book(&["worksheets/s.xml".to_owned()])
        .part("xl/worksheets/s.xml")
        .text("<worksheet><sheetData>")
}

/// Creates an XLSX with one cell, which contains the shared string 0, and starts the part with this name.
pub(super) fn with_part(part: &str) -> TestArchive {
    let cell = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>"#;
    sheet().text(cell).part(part)
}

/// Creates an ODS whose only table has been started.
pub(super) fn table() -> TestArchive {
    TestArchive::new()
        .part("mimetype")
        .text("application/vnd.oasis.opendocument.spreadsheet")
        .part("content.xml")
        .text(r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="T">"#)
}

/// The end tags for the elements that [`sheet`] starts.
pub(super) const SHEET_END: &str = "</sheetData></worksheet>";
/// The end tags for the elements that [`table`] starts.
pub(super) const TABLE_END: &str =
    "</table:table></office:spreadsheet></office:body></office:document-content>";
