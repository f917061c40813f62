use std::io::{self, Read, Seek};

use super::encoding::Encoding;
use super::label_lines::LabelledLines;
use super::layout::Layout;
use super::lines::Lines;
use super::rejection::{ManifestError, Rejection};
use super::row::Row;
use super::row_rules::{RowRules, is_ruler, without_outer_bars};
use super::separator::Separator;
use super::skipped::{SkipReason, SkippedLines};
use super::split::cell_end;
use crate::domain::device_id;

/// Maximum length, in bytes, of a line that a scanner can have typed.
const MAX_SCANNER_BYTES: usize = 1_024;

/// The data rows of a file, in order. Blank lines, rulers, repeated headers and lines that the layout leaves out are
/// skipped.
pub struct Rows<R> {
    lines: Lines<R>,
    rules: RowRules,
    separator: u8,
    /// Physical lines of the current row.
    raw: Vec<u8>,
    row: Row,
    /// The row after the current one, if it was read to see whether it belongs to the same device.
    ahead: Option<Row>,
    max_line: usize,
    /// Collects the skipped lines while a file is surveyed.
    skipped: Option<SkippedLines>,
}

impl<R: Read + Seek> Rows<R> {
    /// Creates a reader for all rows of a surveyed file.
    ///
    /// # Errors
    ///
    /// Returns an error if the source can't be read.
    pub fn new(source: R, layout: &Layout) -> io::Result<Rows<R>> {
        let start = (layout.first_row_offset, layout.first_row_line);
        Rows::read(source, layout.encoding, RowRules::of(layout), start, layout.end, usize::MAX / 2)
    }

    /// Creates a reader that starts at a row, given by its [`Row::offset`] and [`Row::line`].
    ///
    /// # Errors
    ///
    /// Returns an error if the source can't be read.
    pub fn at(source: R, layout: &Layout, offset: u64, line: u32) -> io::Result<Rows<R>> {
        Rows::read(source, layout.encoding, RowRules::of(layout), (offset, line), layout.end, usize::MAX / 2)
    }

    /// Creates a reader for a file that doesn't have a layout yet. It rejects lines of more than `max_line` bytes.
    pub(super) fn read(
        source: R,
        encoding: Encoding,
        rules: RowRules,
        start: (u64, u32),
        end: u64,
        max_line: usize,
    ) -> io::Result<Rows<R>> {
        let lines = Lines::new(source, encoding, start, end, max_line)?;
        let separator = rules.separator.byte();
        Ok(Rows {
            lines,
            rules,
            separator,
            raw: Vec::new(),
            row: Row::default(),
            ahead: None,
            max_line,
            skipped: None,
        })
    }

    /// Collects the rulers and repeated headers that are skipped from now on.
    pub(super) fn list_skipped(&mut self) {
        self.skipped = Some(SkippedLines::default());
    }

    /// Returns the collected lines.
    pub(super) fn take_skipped(&mut self) -> SkippedLines {
        self.skipped.take().unwrap_or_default()
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
        if self.rules.joins_labels { self.advance_joined() } else { self.advance_line() }
    }

    /// Reads the next row, with the identifiers that stand on the lines below it.
    fn advance_joined(&mut self) -> Result<bool, ManifestError> {
        match self.ahead.take() {
            Some(row) => self.row = row,
            None if !self.advance_line()? => return Ok(false),
            None => {}
        }
        let Some(mut lines) = LabelledLines::begin(&self.row) else { return Ok(true) };
        let mut first = std::mem::take(&mut self.row);
        while self.advance_line()? {
            if !lines.add(&self.row) {
                self.ahead = Some(std::mem::take(&mut self.row));
                break;
            }
            if let Some(skipped) = &mut self.skipped {
                let text = String::from_utf8_lossy(&self.row.text);
                let text = format!("Belongs to line {}: {}", first.line, text.trim());
                skipped.add(self.row.line, SkipReason::LineAbove, &text);
            }
        }
        lines.write(&mut first);
        self.row = first;
        Ok(true)
    }

    /// Reads the next line that is a row or a part of one. Returns `false` at the end.
    fn advance_line(&mut self) -> Result<bool, ManifestError> {
        loop {
            (self.row.offset, self.row.line) = (self.lines.offset, self.lines.line);
            self.raw.clear();
            let Some(ending) = self.lines.next(&mut self.raw)? else { return Ok(false) };
            if self.raw.iter().all(|byte| matches!(byte, b' ' | b'\t') || *byte == self.separator) {
                continue;
            }
            if is_ruler(&self.raw) {
                self.skip(SkipReason::Ruler);
                continue;
            }
            self.split(ending)?;
            if self.rules.leaves_out(self.row.line) {
                continue;
            }
            if self.rules.is_header(&self.row) {
                self.skip(SkipReason::RepeatedHeader);
                continue;
            }
            return Ok(true);
        }
    }

    /// Lists a line that isn't a row.
    fn skip(&mut self, reason: SkipReason) {
        if let Some(skipped) = &mut self.skipped {
            let text = if reason == SkipReason::Ruler { &self.raw } else { &self.row.text };
            skipped.add(self.row.line, reason, &String::from_utf8_lossy(text));
        }
    }

    /// Splits the current line into cells.
    fn split(&mut self, ending: &'static str) -> Result<(), ManifestError> {
        self.row.cells.clear();
        self.row.has_misplaced_quote = false;
        if self.rules.separator == Separator::Bar {
            without_outer_bars(&mut self.raw);
        }
        if !self.raw.contains(&b'"') || self.is_scanner_text() {
            self.split_without_quotes();
            return Ok(());
        }
        self.split_with_quotes(Some(ending))?;
        if self.is_quoted_line() {
            // The whole line was quoted by mistake, so its text is a line of its own.
            self.row.cells.clear();
            std::mem::swap(&mut self.raw, &mut self.row.text);
            match self.raw.contains(&b'"') {
                true => self.split_with_quotes(None)?,
                false => self.split_without_quotes(),
            }
        }
        Ok(())
    }

    /// Returns whether a scanner typed the line on a keyboard on which digits need the Shift key. Its quotation marks
    /// are digits.
    fn is_scanner_text(&self) -> bool {
        self.raw.len() <= MAX_SCANNER_BYTES
            && !self.raw.iter().any(u8::is_ascii_digit)
            && std::str::from_utf8(&self.raw).is_ok_and(device_id::is_shifted_digits)
    }

    /// Returns whether a scanner typed the cell at this offset on such a keyboard. Other cells of the line may have
    /// digits.
    fn is_scanner_cell(&self, at: usize) -> bool {
        let cell = &self.raw[at..cell_end(&self.raw, at, self.separator)];
        cell.len() <= MAX_SCANNER_BYTES && std::str::from_utf8(cell).is_ok_and(device_id::is_shifted_digits)
    }

    /// Returns whether the current row is a single quoted cell that holds separators, although the table has several
    /// columns.
    fn is_quoted_line(&self) -> bool {
        self.rules.width != 1
            && self.row.cells.len() == 1
            && !self.row.has_misplaced_quote
            && self.raw.first() == Some(&b'"')
            && cell_end(&self.row.text, 0, self.separator) < self.row.text.len()
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
    ///
    /// A quoted cell can extend over the following lines, unless `ending` is `None`.
    fn split_with_quotes(&mut self, mut ending: Option<&'static str>) -> Result<(), ManifestError> {
        self.row.text.clear();
        let mut at = 0;
        loop {
            let start = self.row.text.len();
            if self.raw.get(at) == Some(&b'"') && !self.is_scanner_cell(at) {
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
    fn quoted(&mut self, mut at: usize, ending: &mut Option<&'static str>) -> Result<usize, ManifestError> {
        let opened_on = self.lines.line - 1;
        loop {
            let Some(length) = self.raw[at..].iter().position(|byte| *byte == b'"') else {
                self.row.text.extend_from_slice(&self.raw[at..]);
                let Some(line_ending) = *ending else {
                    self.row.has_misplaced_quote = true;
                    return Ok(self.raw.len());
                };
                self.raw.extend_from_slice(line_ending.as_bytes());
                self.row.text.extend_from_slice(line_ending.as_bytes());
                at = self.raw.len();
                // Without this limit, a quote left open by mistake would extend the cell to the end of the file.
                let next = if at > self.max_line { None } else { self.lines.next(&mut self.raw)? };
                *ending = Some(next.ok_or(Rejection::OpenQuote { line: opened_on })?);
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
