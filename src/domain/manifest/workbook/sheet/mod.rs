//! Writes the rows of a sheet as lines, whichever format they come from.

mod evidence;
mod indentation;
mod merges;
mod row;
mod values;

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::limits::{MAX_LINE_BYTES, MAX_ROWS};
use super::options::UnpackOptions;
use super::summary::Span;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::WorkbookRejection;
use evidence::Evidence;
use indentation::Indentation;
use row::SheetRow;
pub(super) use values::{day, number};

/// Size in bytes of the blocks in which a repeated line is written.
const BLOCK_BYTES: usize = 64 * 1024;

/// The number of rows and bytes that a workbook's lines may still have.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineBudget {
    rows: u64,
    bytes: u64,
}

impl LineBudget {
    /// Creates the budget for a workbook.
    pub(super) fn new() -> LineBudget {
        LineBudget { rows: MAX_ROWS, bytes: MAX_LINE_BYTES }
    }

    /// Takes a number of rows and bytes.
    fn take(&mut self, rows: u64, bytes: u64) -> Result<(), WorkbookRejection> {
        self.rows = self.rows.checked_sub(rows).ok_or(WorkbookRejection::TooManyRows(MAX_ROWS))?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(WorkbookRejection::TooLarge(MAX_LINE_BYTES))?;
        Ok(())
    }
}

/// The lines of a sheet.
pub(super) struct SheetLines {
    /// The file with the lines.
    pub(super) file: File,
    /// The column at which all lines begin.
    pub(super) left: usize,
    /// Number of cells that identify devices.
    pub(super) identifiers: u64,
    /// What is left of the workbook's budget.
    pub(super) budget: LineBudget,
}

impl SheetLines {
    /// Repeats the text of merged cells, given by their rows and columns, in the rows that they cover.
    pub(super) fn fill(
        &mut self,
        merged: &[(Span, Span)],
        options: UnpackOptions<'_>,
    ) -> Result<(), ManifestError> {
        if !merged.is_empty() {
            let mut filled = tempfile::tempfile_in(options.folder)?;
            merges::fill(merged, self.left, &mut self.file, &mut filled, options)?;
            self.file = filled;
        }
        Ok(())
    }
}

/// A writer that writes the rows of a sheet as lines to a temporary file.
///
/// Empty columns on the left are omitted. They are known only at the end, so each line begins at the leftmost
/// column so far. If a later row begins further left, the earlier lines are indented at the end.
pub(super) struct SheetWriter<'a> {
    out: BufWriter<File>,
    options: UnpackOptions<'a>,
    row: SheetRow,
    line: String,
    /// Number of lines written.
    rows: u64,
    budget: LineBudget,
    indentation: Indentation,
    evidence: Evidence,
}

impl<'a> SheetWriter<'a> {
    /// Starts a file.
    pub(super) fn new(options: UnpackOptions<'a>, budget: LineBudget) -> io::Result<SheetWriter<'a>> {
        let file = tempfile::tempfile_in(options.folder)?;
        Ok(SheetWriter {
            out: BufWriter::with_capacity(2 * BLOCK_BYTES, file),
            options,
            row: SheetRow::default(),
            line: String::new(),
            rows: 0,
            budget,
            indentation: Indentation::default(),
            evidence: Evidence::default(),
        })
    }

    /// Puts the same text into a number of columns in the current row.
    pub(super) fn put(&mut self, column: usize, times: usize, text: &str) {
        self.row.put(column, times, text);
    }

    /// Returns whether the current row has a filled cell.
    pub(super) fn is_filled(&self) -> bool {
        self.row.first_column().is_some()
    }

    /// Ends the current row and writes it this many times.
    pub(super) fn end_row(&mut self, times: u64) -> Result<(), ManifestError> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        if let Some(column) = self.row.first_column() {
            let left = self.indentation.left_of(self.rows, column);
            self.evidence.add_row(self.row.cells(), times);
            self.row.take_line(left, &mut line);
        }
        line.push('\n');
        let written = self.write(&line, times);
        self.line = line;
        written
    }

    /// Writes empty rows so that the current row has this index.
    pub(super) fn skip_to(&mut self, row: u64) -> Result<(), ManifestError> {
        match row.checked_sub(self.rows) {
            Some(0) | None => Ok(()),
            Some(empty) => self.write("\n", empty),
        }
    }

    /// Writes this many empty rows before the current row.
    pub(super) fn end_rows_before(&mut self, empty: u64) -> Result<(), ManifestError> {
        self.write("\n", empty)
    }

    fn write(&mut self, line: &str, times: u64) -> Result<(), ManifestError> {
        self.rows = self.rows.saturating_add(times);
        self.budget.take(times, times.saturating_mul(line.len() as u64))?;
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

    /// Finishes writing. Returns `None` if no row has a filled cell.
    pub(super) fn finish(self) -> Result<Option<SheetLines>, ManifestError> {
        let mut file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let Some(left) = self.indentation.left() else { return Ok(None) };
        if self.indentation.is_needed() {
            let mut indented = tempfile::tempfile_in(self.options.folder)?;
            self.indentation.indent(&mut file, &mut indented, self.options.cancellation)?;
            file = indented;
        }
        let (identifiers, budget) = (self.evidence.identifiers(), self.budget);
        Ok(Some(SheetLines { file, left, identifiers, budget }))
    }
}
