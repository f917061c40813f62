use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};

use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::WorkbookRejection;

/// Maximum size of all lines in bytes. A larger sheet is rejected.
const MAX_BYTES: u64 = 256 << 20;
/// Index of the last column. Cells beyond it are stored in it, because either the file is rejected or the row is
/// malformed anyway.
const LAST_COLUMN: usize = 255;
/// Maximum number of rows, the same as LibreOffice's highest setting.
const MAX_ROWS: u64 = 16_777_216;
/// Maximum length of a cell in characters. A longer cell is cut off, because no line may be that long.
pub(super) const MAX_CELL_LENGTH: usize = 66_000;

/// A writer that turns the rows of a sheet into lines.
pub(super) struct SheetWriter<'a> {
    out: BufWriter<&'a mut File>,
    /// Number of columns omitted on the left.
    skipped: usize,
    /// Index of the leftmost filled column.
    leftmost: Option<usize>,
    cells: Vec<String>,
    row: u64,
    bytes: u64,
}

impl<'a> SheetWriter<'a> {
    /// Creates a writer at the beginning of the file. A sheet with empty columns on the left is written again without
    /// them.
    pub(crate) fn new(out: &'a mut File, skipped: usize) -> Result<SheetWriter<'a>, ManifestError> {
        out.set_len(0)?;
        out.seek(SeekFrom::Start(0))?;
        let out = BufWriter::with_capacity(128 * 1024, out);
        Ok(SheetWriter { out, skipped, leftmost: None, cells: Vec::new(), row: 0, bytes: 0 })
    }

    /// Sets the text of a column in the current row.
    pub(crate) fn put(&mut self, column: usize, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.leftmost = Some(self.leftmost.map_or(column, |leftmost| leftmost.min(column)));
        let index = column.saturating_sub(self.skipped).min(LAST_COLUMN);
        if self.cells.len() <= index {
            self.cells.resize(index + 1, String::new());
        }
        // Characters that would end a cell or a line are replaced with another control character.
        let clean = |c| if matches!(c, '\t' | '\n' | '\r') { '\u{B}' } else { c };
        let cell: String = text.chars().map(clean).take(MAX_CELL_LENGTH).collect();
        self.cells[index] = cell;
    }

    /// Returns whether the current row has a filled cell.
    pub(crate) fn is_filled(&self) -> bool {
        !self.cells.is_empty()
    }

    /// Ends the current row and writes it this many times.
    pub(crate) fn end_row(&mut self, repetitions: u64) -> Result<(), ManifestError> {
        let mut line = String::new();
        for (index, cell) in self.cells.iter().enumerate() {
            if index > 0 {
                line.push('\t');
            }
            match cell.contains('"') {
                true => line.push_str(&format!("\"{}\"", cell.replace('"', "\"\""))),
                false => line.push_str(cell),
            }
        }
        self.cells.clear();
        line.push('\n');
        self.row += repetitions;
        self.bytes = self.bytes.saturating_add(repetitions.saturating_mul(line.len() as u64));
        if self.row > MAX_ROWS || self.bytes > MAX_BYTES {
            return Err(WorkbookRejection::TooLarge(MAX_BYTES).into());
        }
        for _ in 0..repetitions {
            self.out.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    /// Writes empty rows so that the next row has this index.
    pub(crate) fn skip_to(&mut self, row: u64) -> Result<(), ManifestError> {
        match row.checked_sub(self.row) {
            Some(0) | None => Ok(()),
            Some(empty) => self.end_row(empty),
        }
    }

    /// Writes this many empty rows before the current row.
    pub(crate) fn end_rows_before(&mut self, empty: u64) -> Result<(), ManifestError> {
        if empty == 0 {
            return Ok(());
        }
        let cells = std::mem::take(&mut self.cells);
        self.end_row(empty)?;
        self.cells = cells;
        Ok(())
    }

    /// Finishes writing. Returns the number of empty columns on the left, or `None` if the sheet is empty.
    pub(crate) fn finish(mut self) -> Result<Option<usize>, ManifestError> {
        self.out.flush()?;
        Ok(self.leftmost)
    }
}

/// Returns a number as it was typed, with all its digits.
///
/// A spreadsheet keeps 15 digits. A longer number has lost its last digits. It is returned in scientific notation,
/// which isn't accepted as an identifier. A 16-digit IMEISV is returned anyway, because it loses only a digit of its
/// software version.
///
/// A number typed as 3.56E+14 has only zeros after the six digits that a spreadsheet shows. It is returned in
/// scientific notation too, because its check digit might match by chance.
pub(super) fn number(value: f64) -> String {
    if value.fract() != 0.0 || !value.is_finite() {
        return value.to_string();
    }
    if (1e13..1e16).contains(&value) && value % 1e9 == 0.0 {
        return format!("{value:E}").replace('E', "E+");
    }
    if value.abs() < 1e16 {
        return format!("{value:.0}");
    }
    format!("{value:.14E}").replace('E', "E+")
}

/// Returns the day from a date that may include a time.
pub(super) fn day(date: &str) -> &str {
    match date.split_once('T') {
        Some((day, _)) => day,
        None => date,
    }
}
