use std::collections::BTreeMap;

use super::cell::{OpenCell, ShownText};
use super::tag::Tag;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::MAX_COLUMNS;
use crate::domain::manifest::workbook::options::UnpackOptions;
use crate::domain::manifest::workbook::sheet::SheetWriter;
use crate::domain::manifest::workbook::summary::SheetSummary;

/// A page that is being read.
pub(super) struct Page<'a> {
    sheet: SheetWriter<'a>,
    summary: SheetSummary,
    leaves_out_hidden: bool,
    /// Index of the current row.
    row: u32,
    is_in_row: bool,
    /// Whether the current row is hidden, and the summary doesn't list it.
    is_unlisted: bool,
    /// Index of the next column.
    column: usize,
    /// Columns of cells that extend over further rows, each with the last of these rows.
    covered: BTreeMap<usize, u32>,
    /// Index of the next column whose visibility the table describes.
    described_column: usize,
    cell: Option<OpenCell>,
    /// Text outside the cells.
    outside: ShownText,
    /// Name of the element whose text isn't shown.
    ignored: Option<Vec<u8>>,
    has_cells: bool,
}

impl<'a> Page<'a> {
    /// Starts a page.
    pub(super) fn new(sheet: SheetWriter<'a>, options: UnpackOptions<'_>) -> Page<'a> {
        Page {
            sheet,
            summary: SheetSummary::default(),
            leaves_out_hidden: options.leaves_out_hidden,
            row: 0,
            is_in_row: false,
            is_unlisted: false,
            column: 0,
            covered: BTreeMap::new(),
            described_column: 0,
            cell: None,
            outside: ShownText::default(),
            ignored: None,
            has_cells: false,
        }
    }

    /// Starts an element.
    pub(super) fn start(&mut self, tag: &Tag<'_>) -> Result<(), ManifestError> {
        match tag.name() {
            name @ (b"script" | b"style" | b"title" | b"template" | b"noscript") => {
                self.ignored.get_or_insert_with(|| name.to_vec());
            }
            b"table" => self.change_table()?,
            b"col" => {
                let next = self.described_column.saturating_add(tag.columns());
                if tag.is_hidden() {
                    self.summary.hidden_columns.extend(self.described_column as u32, next as u32 - 1);
                }
                self.described_column = next.min(MAX_COLUMNS * 2);
            }
            b"tr" => {
                self.end_row()?;
                self.begin_row(tag.is_hidden());
            }
            b"td" | b"th" => {
                self.end_cell();
                if !self.is_in_row {
                    self.flush_outside()?;
                    self.begin_row(false);
                }
                self.cell = Some(OpenCell::new(self.free_column(), tag));
                self.has_cells = true;
            }
            b"br" | b"p" | b"div" | b"li" | b"h1" | b"h2" | b"h3" | b"h4" | b"caption" => self.end_line()?,
            _ => {}
        }
        Ok(())
    }

    /// Ends an element.
    pub(super) fn end(&mut self, name: &[u8]) -> Result<(), ManifestError> {
        if self.ignored.as_deref() == Some(name) {
            self.ignored = None;
        }
        match name {
            b"table" => self.change_table()?,
            b"tr" => self.end_row()?,
            b"td" | b"th" => self.end_cell(),
            b"p" | b"div" | b"li" | b"h1" | b"h2" | b"h3" | b"h4" | b"caption" => self.end_line()?,
            _ => {}
        }
        Ok(())
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) {
        if self.ignored.is_none() {
            match &mut self.cell {
                Some(cell) => cell.text.push(text),
                None => self.outside.push(text),
            }
        }
    }

    /// Ends the page. Returns its rows and facts about them, or `None` if it has no table with cells.
    pub(super) fn finish(mut self) -> Result<Option<(SheetWriter<'a>, SheetSummary)>, ManifestError> {
        self.change_table()?;
        Ok(self.has_cells.then_some((self.sheet, self.summary)))
    }

    /// Ends the current row and text at the start or end of a table. The rows of a table inside a cell follow that
    /// cell.
    fn change_table(&mut self) -> Result<(), ManifestError> {
        self.end_row()?;
        self.flush_outside()?;
        self.covered.clear();
        self.described_column = 0;
        Ok(())
    }

    /// Ends a line of text inside or outside a cell.
    fn end_line(&mut self) -> Result<(), ManifestError> {
        match &mut self.cell {
            Some(cell) => cell.text.end_line(),
            None if !self.is_in_row => self.flush_outside()?,
            None => {}
        }
        Ok(())
    }

    fn begin_row(&mut self, is_hidden: bool) {
        (self.is_in_row, self.is_unlisted, self.column) = (true, false, 0);
        if is_hidden {
            self.summary.hidden_rows.extend(self.row, self.row);
            self.is_unlisted = self.summary.hidden_rows.omits_last();
        }
    }

    /// Returns the next column that isn't covered by a cell from an earlier row.
    fn free_column(&mut self) -> usize {
        while self.covered.get(&self.column).is_some_and(|last| *last >= self.row) {
            self.column += 1;
        }
        self.column
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let next = cell.column.saturating_add(cell.columns);
        if cell.rows > 1 {
            let last = self.row.saturating_add(cell.rows - 1);
            self.summary.add_merged((self.row, last), (cell.column as u32, next as u32 - 1));
            let covered = (cell.column..next).take_while(|column| *column < MAX_COLUMNS);
            self.covered.extend(covered.map(|column| (column, last)));
        }
        if !(self.is_unlisted && self.leaves_out_hidden) {
            self.sheet.put(cell.column, 1, &cell.value());
        }
        self.column = next;
    }

    fn end_row(&mut self) -> Result<(), ManifestError> {
        self.end_cell();
        if self.is_in_row {
            self.is_in_row = false;
            self.write_row()?;
        }
        self.flush_outside()
    }

    /// Writes the text outside the cells as a row.
    fn flush_outside(&mut self) -> Result<(), ManifestError> {
        let text = std::mem::take(&mut self.outside);
        if text.is_empty() {
            return Ok(());
        }
        self.sheet.put(0, 1, text.as_str());
        self.write_row()
    }

    fn write_row(&mut self) -> Result<(), ManifestError> {
        self.row = self.row.saturating_add(1);
        match self.sheet.is_filled() {
            true => self.sheet.end_row(1),
            false => self.sheet.end_rows_before(1),
        }
    }
}
