use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};

use crate::domain::manifest::refusal::ManifestError;
use crate::domain::manifest::workbook_refusal::WorkbookRefusal;

/// Lines become no more than so many bytes.
const MOST_BYTES: u64 = 256 << 20;
/// Cells beyond this column stand in it: the file is refused or the row malformed anyway.
const LAST_COLUMN: usize = 255;
/// Rows of a sheet in LibreOffice's largest setting.
const MOST_ROWS: u64 = 16_777_216;
/// Characters after which a cell is cut: no line may be so long.
pub(super) const LONGEST_CELL: usize = 66_000;

/// The rows of a sheet on their way into lines.
pub(super) struct Sheet<'a> {
    out: BufWriter<&'a mut File>,
    /// Columns on the left that are left out.
    skipped: usize,
    /// The leftmost column with anything in it.
    leftmost: Option<usize>,
    cells: Vec<String>,
    row: u64,
    bytes: u64,
}

impl<'a> Sheet<'a> {
    /// Begins at the start of the file. A sheet whose left columns are empty is written again without them.
    pub fn new(out: &'a mut File, skipped: usize) -> Result<Sheet<'a>, ManifestError> {
        out.set_len(0)?;
        out.seek(SeekFrom::Start(0))?;
        let out = BufWriter::with_capacity(128 * 1024, out);
        Ok(Sheet { out, skipped, leftmost: None, cells: Vec::new(), row: 0, bytes: 0 })
    }

    /// Puts a text into the row at hand, columns counted from 0.
    pub fn put(&mut self, column: usize, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        self.leftmost = Some(self.leftmost.map_or(column, |leftmost| leftmost.min(column)));
        let place = column.saturating_sub(self.skipped).min(LAST_COLUMN);
        if self.cells.len() <= place {
            self.cells.resize(place + 1, String::new());
        }
        // A line must stay a line: what would end a cell or a line becomes another control character.
        let clean = |c| if matches!(c, '\t' | '\n' | '\r') { '\u{B}' } else { c };
        let cell: String = text.chars().map(clean).take(LONGEST_CELL).collect();
        self.cells[place] = cell;
    }

    /// Whether the row at hand has anything in it.
    pub fn is_filled(&self) -> bool {
        !self.cells.is_empty()
    }

    /// Ends the row at hand, which stands so many times in the sheet.
    pub fn end_row(&mut self, times: u64) -> Result<(), ManifestError> {
        let mut line = String::new();
        for (place, cell) in self.cells.iter().enumerate() {
            if place > 0 {
                line.push('\t');
            }
            match cell.contains('"') {
                true => line.push_str(&format!("\"{}\"", cell.replace('"', "\"\""))),
                false => line.push_str(cell),
            }
        }
        self.cells.clear();
        line.push('\n');
        self.row += times;
        self.bytes = self.bytes.saturating_add(times.saturating_mul(line.len() as u64));
        if self.row > MOST_ROWS || self.bytes > MOST_BYTES {
            return Err(WorkbookRefusal::TooLarge(MOST_BYTES).into());
        }
        for _ in 0..times {
            self.out.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    /// Ends rows without anything in them, so that the next one is this one, counted from 0.
    pub fn skip_to(&mut self, row: u64) -> Result<(), ManifestError> {
        match row.checked_sub(self.row) {
            Some(0) | None => Ok(()),
            Some(empty) => self.end_row(empty),
        }
    }

    /// Ends so many rows without anything in them before the row at hand.
    pub fn end_rows_before(&mut self, empty: u64) -> Result<(), ManifestError> {
        if empty == 0 {
            return Ok(());
        }
        let cells = std::mem::take(&mut self.cells);
        self.end_row(empty)?;
        self.cells = cells;
        Ok(())
    }

    /// Ends, and gives the number of empty columns on the left; none where the sheet is empty.
    pub fn finish(mut self) -> Result<Option<usize>, ManifestError> {
        self.out.flush()?;
        Ok(self.leftmost)
    }
}

/// A number as it was typed, to all its digits. A spreadsheet keeps 15 of them: of a longer one the last are gone, and
/// the notation of powers says so to the rules for identifiers. Of 16 digits, an IMEISV, only the software version is.
/// So it is with a number that came back from a text such as 3.56E+14: it has nothing but zeros behind the six digits
/// that a spreadsheet shows, and may be an IMEI with a check digit that fits by chance.
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

/// The day of a date, with or without a time behind it.
pub(super) fn day(date: &str) -> &str {
    match date.split_once('T') {
        Some((day, _)) => day,
        None => date,
    }
}
