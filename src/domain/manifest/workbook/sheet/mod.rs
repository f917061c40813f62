//! Writes the rows of a sheet as lines, whichever format they come from.

mod indentation;
mod row;
mod values;

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use super::limits::{MAX_LINE_BYTES, MAX_ROWS};
use super::options::UnpackOptions;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::WorkbookRejection;
use indentation::Indentation;
use row::SheetRow;
pub(super) use values::{day, number};

/// Size in bytes of the blocks in which a repeated line is written.
const BLOCK_BYTES: usize = 64 * 1024;

/// Writes the rows of a sheet as lines.
///
/// Empty columns on the left are omitted. They are known only at the end, so each line begins at the leftmost
/// column so far. If a later row begins further left, the earlier lines are indented at the end.
pub(super) struct SheetWriter<'a> {
    out: BufWriter<File>,
    target: &'a mut File,
    options: UnpackOptions<'a>,
    row: SheetRow,
    line: String,
    /// Number of lines written.
    rows: u64,
    bytes: u64,
    indentation: Indentation,
}

impl<'a> SheetWriter<'a> {
    /// Starts at the beginning of the file.
    pub(crate) fn new(target: &'a mut File, options: UnpackOptions<'a>) -> io::Result<SheetWriter<'a>> {
        target.set_len(0)?;
        target.seek(SeekFrom::Start(0))?;
        let out = BufWriter::with_capacity(2 * BLOCK_BYTES, target.try_clone()?);
        Ok(SheetWriter {
            out,
            target,
            options,
            row: SheetRow::default(),
            line: String::new(),
            rows: 0,
            bytes: 0,
            indentation: Indentation::default(),
        })
    }

    /// Puts the same text into a number of columns of the current row.
    pub(crate) fn put(&mut self, column: usize, times: usize, text: &str) {
        self.row.put(column, times, text);
    }

    /// Returns whether the current row has a filled cell.
    pub(crate) fn is_filled(&self) -> bool {
        self.row.first_column().is_some()
    }

    /// Returns whether a row with a filled cell was written.
    pub(crate) fn has_data(&self) -> bool {
        self.indentation.has_steps()
    }

    /// Ends the current row and writes it this many times.
    pub(crate) fn end_row(&mut self, times: u64) -> Result<(), ManifestError> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        if let Some(column) = self.row.first_column() {
            let left = self.indentation.left_of(self.rows, column);
            self.row.take_line(left, &mut line);
        }
        line.push('\n');
        let written = self.write(&line, times);
        self.line = line;
        written
    }

    /// Writes empty rows so that the current row has this index.
    pub(crate) fn skip_to(&mut self, row: u64) -> Result<(), ManifestError> {
        match row.checked_sub(self.rows) {
            Some(0) | None => Ok(()),
            Some(empty) => self.write("\n", empty),
        }
    }

    /// Writes this many empty rows before the current row.
    pub(crate) fn end_rows_before(&mut self, empty: u64) -> Result<(), ManifestError> {
        self.write("\n", empty)
    }

    fn write(&mut self, line: &str, times: u64) -> Result<(), ManifestError> {
        self.rows = self.rows.saturating_add(times);
        self.bytes = self.bytes.saturating_add(times.saturating_mul(line.len() as u64));
        if self.rows > MAX_ROWS || self.bytes > MAX_LINE_BYTES {
            return Err(WorkbookRejection::TooLarge(MAX_LINE_BYTES).into());
        }
        if times == 1 {
            return Ok(self.out.write_all(line.as_bytes())?);
        }
        let in_block = (BLOCK_BYTES / line.len()).clamp(1, times.max(1) as usize);
        let block = line.repeat(in_block);
        let mut left = times as usize;
        while left > 0 {
            self.options.cancellation.check()?;
            let count = left.min(in_block);
            self.out.write_all(&block.as_bytes()[..count * line.len()])?;
            left -= count;
        }
        Ok(())
    }

    /// Finishes writing.
    pub(crate) fn finish(self) -> Result<(), ManifestError> {
        let mut out = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        if self.indentation.is_needed() {
            let mut indented = tempfile::tempfile_in(self.options.folder)?;
            self.indentation.indent(&mut out, &mut indented, self.options.cancellation)?;
            *self.target = indented;
        }
        Ok(())
    }
}
