use std::io::{self, Read, Seek};

use super::encoding::Encoding;
use super::layout::{Layout, Separator};
use super::lines::Lines;
use super::rejection::{ManifestError, Rejection};
use super::row::Row;
use super::split::cell_end;

/// The data rows of a file, in order. Lines that are blank or contain only separators are skipped.
pub struct Rows<R> {
    lines: Lines<R>,
    separator: u8,
    /// Physical lines of the current row.
    raw: Vec<u8>,
    row: Row,
    max_line: usize,
}

impl<R: Read + Seek> Rows<R> {
    /// Creates a reader for all rows of a surveyed file.
    ///
    /// # Errors
    ///
    /// Returns an error if the source can't be read.
    pub fn new(source: R, layout: &Layout) -> io::Result<Rows<R>> {
        Rows::at(source, layout, layout.first_row_offset, layout.first_row_line)
    }

    /// Creates a reader that starts at a row, given by its [`Row::offset`] and [`Row::line`].
    ///
    /// # Errors
    ///
    /// Returns an error if the source can't be read.
    pub fn at(source: R, layout: &Layout, offset: u64, line: u32) -> io::Result<Rows<R>> {
        Rows::read(source, layout.encoding, layout.separator, (offset, line), layout.end, usize::MAX / 2)
    }

    /// Creates a reader for a file that doesn't have a layout yet. It rejects lines of more than `max_line` bytes.
    pub(super) fn read(
        source: R,
        encoding: Encoding,
        separator: Separator,
        start: (u64, u32),
        end: u64,
        max_line: usize,
    ) -> io::Result<Rows<R>> {
        let lines = Lines::new(source, encoding, start, end, max_line)?;
        Ok(Rows { lines, separator: separator.byte(), raw: Vec::new(), row: Row::default(), max_line })
    }

    /// Returns the next row, which is valid until the one after it is read. Returns `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the source can't be read, and `InvalidData` if the file isn't the one that was surveyed.
    pub fn next_row(&mut self) -> io::Result<Option<&Row>> {
        match self.advance() {
            Ok(true) => Ok(Some(&self.row)),
            Ok(false) => Ok(None),
            Err(ManifestError::Io(error)) => Err(error),
            Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        }
    }

    /// Returns the current row.
    pub(super) fn row(&self) -> &Row {
        &self.row
    }

    /// Reads the next row. Returns `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, ManifestError> {
        loop {
            (self.row.offset, self.row.line) = (self.lines.offset, self.lines.line);
            self.raw.clear();
            let Some(ending) = self.lines.next(&mut self.raw)? else { return Ok(false) };
            if self.raw.iter().all(|byte| matches!(byte, b' ' | b'\t') || *byte == self.separator) {
                continue;
            }
            self.row.cells.clear();
            self.row.has_misplaced_quote = false;
            if self.raw.contains(&b'"') {
                self.split_with_quotes(ending)?;
            } else {
                self.split_without_quotes();
            }
            return Ok(true);
        }
    }

    fn split_without_quotes(&mut self) {
        std::mem::swap(&mut self.raw, &mut self.row.text);
        let text = &self.row.text;
        let mut from = 0;
        loop {
            let to = cell_end(text, from, self.separator);
            self.row.cells.push((from, to));
            if to == text.len() {
                return;
            }
            from = to + 1;
        }
    }

    /// Splits a line according to RFC 4180. A cell that begins with a quotation mark ends with one, and two inside it
    /// represent one. Elsewhere, quotation marks are text.
    fn split_with_quotes(&mut self, mut ending: &'static str) -> Result<(), ManifestError> {
        self.row.text.clear();
        let mut at = 0;
        loop {
            let start = self.row.text.len();
            if self.raw.get(at) == Some(&b'"') {
                at = self.quoted(at + 1, &mut ending)?;
            }
            let to = cell_end(&self.raw, at, self.separator);
            let rest = &self.raw[at..to];
            self.row.text.extend_from_slice(rest);
            self.row.cells.push((start, self.row.text.len()));
            if to == self.raw.len() {
                return Ok(());
            }
            at = to + 1;
        }
    }

    /// Reads a quoted cell, starting after its opening quote. Returns the offset after its closing quote.
    fn quoted(&mut self, mut at: usize, ending: &mut &'static str) -> Result<usize, ManifestError> {
        let opened_on = self.lines.line - 1;
        loop {
            let Some(length) = self.raw[at..].iter().position(|byte| *byte == b'"') else {
                self.raw.extend_from_slice(ending.as_bytes());
                self.row.text.extend_from_slice(&self.raw[at..]);
                at = self.raw.len();
                // Without this limit, a quote left open by mistake would extend the cell to the end of the file.
                let next = if at > self.max_line { None } else { self.lines.next(&mut self.raw)? };
                *ending = next.ok_or(Rejection::OpenQuote { line: opened_on })?;
                continue;
            };
            self.row.text.extend_from_slice(&self.raw[at..at + length]);
            at += length + 1;
            if self.raw.get(at) != Some(&b'"') {
                break;
            }
            self.row.text.push(b'"');
            at += 1;
        }
        let to = cell_end(&self.raw, at, self.separator);
        if self.raw[at..to].iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return Ok(to);
        }
        self.row.has_misplaced_quote = true;
        Ok(at)
    }
}
