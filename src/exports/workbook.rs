//! Excel workbooks (ECMA-376), which are compressed and sent while they are being created. They need neither a
//! temporary file nor more memory than one page, however many rows they have.
//!
//! Every cell except counts is text, so that opening and saving the workbook changes no identifier. Nothing is written
//! as a formula.

use std::io::{self, Write as _};

use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::download::{Column, Page};
use pending::Pending;

mod cells;
mod parts;
mod pending;

/// Maximum number of rows in a sheet, including its header. Excel refuses more.
const MAX_SHEET_ROWS: u32 = 1_048_576;
/// Size of a sheet's text, in bytes, at which the next sheet begins. A part of an archive can hold 4 GB.
const MAX_SHEET_BYTES: usize = 2 << 30;
/// The level is low, because repeated tags compress well at any level.
const COMPRESSION_LEVEL: i64 = 3;

/// A workbook that is being written.
pub(crate) struct WorkbookWriter {
    zip: ZipWriter<StreamWriter<Pending>>,
    /// The bytes that the archive has produced and that haven't been taken yet.
    pending: Pending,
    title: &'static str,
    columns: Vec<Column>,
    /// The letters of the columns: `A`, `B`.
    letters: Vec<String>,
    /// Maximum number of rows in a sheet, including its header.
    max_rows: u32,
    /// Number of sheets so far.
    sheets: usize,
    /// Number of rows in the current sheet, including its header.
    rows: u32,
    /// Number of bytes of text in the current sheet.
    bytes: usize,
}

impl WorkbookWriter {
    /// Begins a workbook with the header. Also returns its first bytes.
    pub(super) fn begin(title: &'static str, columns: &[Column]) -> io::Result<(WorkbookWriter, Vec<u8>)> {
        WorkbookWriter::with_sheets_of(MAX_SHEET_ROWS, title, columns)
    }

    fn with_sheets_of(
        max_rows: u32,
        title: &'static str,
        columns: &[Column],
    ) -> io::Result<(WorkbookWriter, Vec<u8>)> {
        let pending = Pending::default();
        let mut workbook = WorkbookWriter {
            zip: ZipWriter::new_stream(pending.clone()),
            pending,
            title,
            letters: (0..columns.len()).map(cells::letters).collect(),
            columns: columns.to_vec(),
            max_rows,
            sheets: 0,
            rows: 0,
            bytes: 0,
        };
        workbook.begin_sheet()?;
        let bytes = workbook.pending.take();
        Ok((workbook, bytes))
    }

    /// Adds the rows of a page. Returns the bytes that are complete.
    pub(super) fn rows(&mut self, page: &Page) -> io::Result<Vec<u8>> {
        let mut text = String::new();
        let mut written = Ok(());
        page.each(|row| {
            if written.is_ok() && (self.rows == self.max_rows || self.bytes + text.len() > MAX_SHEET_BYTES) {
                written = self.next_sheet(&mut text);
            }
            self.rows += 1;
            cells::row(&mut text, self.rows, &self.columns, &self.letters, row);
        });
        written?;
        self.write(&text)?;
        Ok(self.pending.take())
    }

    /// Returns the last bytes of the workbook.
    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        self.write(parts::SHEET_END)?;
        for (name, text) in parts::all(self.title, self.sheets) {
            self.zip.start_file(name, options())?;
            self.zip.write_all(text.as_bytes())?;
        }
        self.zip.finish()?;
        Ok(self.pending.take())
    }

    /// Writes the rest of the current sheet, and begins the next one.
    fn next_sheet(&mut self, text: &mut String) -> io::Result<()> {
        self.write(text)?;
        text.clear();
        self.write(parts::SHEET_END)?;
        self.begin_sheet()
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        self.zip.start_file(parts::sheet_name(self.sheets), options())?;
        let mut text = parts::sheet_start(&self.columns, self.sheets == 1);
        cells::header(&mut text, &self.columns, &self.letters);
        (self.rows, self.bytes) = (1, 0);
        self.write(&text)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.bytes += text.len();
        self.zip.write_all(text.as_bytes())
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_level(Some(COMPRESSION_LEVEL))
}

#[cfg(test)]
mod tests;
