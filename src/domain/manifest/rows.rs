use std::io::{self, Read, Seek};

use super::layout::{Encoding, Layout, Separator};
use super::lines::Lines;
use super::refusal::{ManifestError, Refusal};
use super::row::Row;
use super::split::cell_end;

/// The rows of data of a file, one after the other. Blank lines, also such of separators only, are no rows.
pub struct Rows<R> {
    lines: Lines<R>,
    separator: u8,
    /// The physical lines of the row at hand.
    raw: Vec<u8>,
    row: Row,
    longest: usize,
}

impl<R: Read + Seek> Rows<R> {
    /// All rows of a file that was surveyed.
    pub fn new(source: R, layout: &Layout) -> io::Result<Rows<R>> {
        Rows::at(source, layout, layout.first_row_offset, layout.first_row_line)
    }

    /// The rows from one row on, by that row's own [`Row::offset`] and [`Row::line`].
    pub fn at(source: R, layout: &Layout, offset: u64, line: u32) -> io::Result<Rows<R>> {
        Rows::read(source, layout.encoding, layout.separator, (offset, line), layout.end, usize::MAX / 2)
    }

    /// Rows before there is a layout. No line may be longer than `longest` bytes.
    pub(super) fn read(
        source: R,
        encoding: Encoding,
        separator: Separator,
        start: (u64, u32),
        end: u64,
        longest: usize,
    ) -> io::Result<Rows<R>> {
        let lines = Lines::new(source, encoding, start, end, longest)?;
        let row = Row { is_windows_1252: encoding == Encoding::Windows1252, ..Row::default() };
        Ok(Rows { lines, separator: separator.byte(), raw: Vec::new(), row, longest })
    }

    /// The next row, which is gone with the one after it; nothing at the end.
    ///
    /// # Errors
    ///
    /// The source's own; and `InvalidData` where the file is not the one that was surveyed.
    pub fn next_row(&mut self) -> io::Result<Option<&Row>> {
        match self.advance() {
            Ok(true) => Ok(Some(&self.row)),
            Ok(false) => Ok(None),
            Err(ManifestError::Io(error)) => Err(error),
            Err(refused) => Err(io::Error::new(io::ErrorKind::InvalidData, refused)),
        }
    }

    /// The row at hand.
    pub(super) fn row(&self) -> &Row {
        &self.row
    }

    /// Reads the next row; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, ManifestError> {
        loop {
            (self.row.offset, self.row.line) = (self.lines.offset, self.lines.line);
            self.raw.clear();
            let Some(ending) = self.lines.next(&mut self.raw)? else { return Ok(false) };
            if self.raw.iter().all(|byte| matches!(byte, b' ' | b'\t') || *byte == self.separator) {
                continue;
            }
            self.row.cells.clear();
            self.row.misplaced_quote = false;
            if self.raw.contains(&b'"') {
                self.with_quotes(ending)?;
            } else {
                self.without_quotes();
            }
            return Ok(true);
        }
    }

    fn without_quotes(&mut self) {
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

    /// RFC 4180: a cell that begins with a quote ends with one; two quotes in it are one. Elsewhere quotes are text.
    fn with_quotes(&mut self, mut ending: &'static str) -> Result<(), ManifestError> {
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

    /// Reads a quoted cell from behind its opening quote, and gives the place behind its closing one.
    fn quoted(&mut self, mut at: usize, ending: &mut &'static str) -> Result<usize, ManifestError> {
        let opened_on = self.lines.line - 1;
        loop {
            let Some(length) = self.raw[at..].iter().position(|byte| *byte == b'"') else {
                self.raw.extend_from_slice(ending.as_bytes());
                self.row.text.extend_from_slice(&self.raw[at..]);
                at = self.raw.len();
                // A quote left open by mistake swallows line after line: no need to read the whole file for that.
                let next = if at > self.longest { None } else { self.lines.next(&mut self.raw)? };
                *ending = next.ok_or(Refusal::OpenQuote { line: opened_on })?;
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
        self.row.misplaced_quote = true;
        Ok(at)
    }
}
