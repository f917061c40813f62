use super::attributes::count;
use super::cell::OpenCell;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::sheet::SheetWriter;
use crate::domain::manifest::workbook::sheets::{FoundSheet, Sheets};
use crate::domain::manifest::workbook::summary::SheetSummary;
use crate::domain::manifest::workbook::xml::Element;

/// The table that is being read.
pub(super) struct OpenTable<'a> {
    found: FoundSheet,
    leaves_out_hidden: bool,
    /// `None` until a cell is filled.
    sheet: Option<SheetWriter<'a>>,
    summary: SheetSummary,
    /// Index of the current row.
    row: u64,
    /// Number of times that the current row is repeated.
    times: u64,
    /// Index of the next column in the current row.
    column: usize,
    /// Whether the current row is hidden, and the summary doesn't list it.
    is_unlisted: bool,
    /// Number of empty rows that haven't been written yet.
    empty: u64,
    /// Index of the next column whose visibility the table describes.
    described_column: u64,
}

impl<'a> OpenTable<'a> {
    /// Starts a table.
    pub(super) fn new(found: FoundSheet, leaves_out_hidden: bool) -> OpenTable<'a> {
        OpenTable {
            found,
            leaves_out_hidden,
            sheet: None,
            summary: SheetSummary::default(),
            row: 0,
            times: 1,
            column: 0,
            is_unlisted: false,
            empty: 0,
            described_column: 0,
        }
    }

    /// Records whether the next columns are hidden.
    pub(super) fn describe_column(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        let times = count(start, "table:number-columns-repeated")?.max(1);
        let next = self.described_column.saturating_add(times);
        if is_hidden(start)? {
            self.summary.hidden_columns.extend(index(self.described_column), index(next - 1));
        }
        self.described_column = next;
        Ok(())
    }

    /// Starts a row.
    pub(super) fn begin_row(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        self.times = count(start, "table:number-rows-repeated")?.max(1);
        self.column = 0;
        self.is_unlisted = false;
        if is_hidden(start)? {
            let (first, last) = (index(self.row), index(self.row.saturating_add(self.times - 1)));
            self.summary.hidden_rows.extend(first, last);
            self.is_unlisted = self.summary.hidden_rows.omits_last();
        }
        Ok(())
    }

    /// Adds a cell to the current row.
    pub(super) fn add_cell(&mut self, cell: OpenCell, sheets: &Sheets<'a>) -> Result<(), ManifestError> {
        let (times, covered) = (cell.times, cell.covered);
        let text = cell.into_text();
        let is_left_out = self.is_unlisted && self.leaves_out_hidden;
        if !is_left_out && !text.trim().is_empty() {
            let sheet = match &mut self.sheet {
                Some(sheet) => sheet,
                None => self.sheet.insert(sheets.writer()?),
            };
            sheet.put(self.column, times, &text);
        }
        if let Some((rows, columns)) = covered {
            let last_row = self.row.saturating_add(rows - 1);
            let last_column = (self.column as u64).saturating_add(columns - 1);
            let columns = (index(self.column as u64), index(last_column));
            self.summary.add_merged((index(self.row), index(last_row)), columns);
        }
        self.column = self.column.saturating_add(times);
        Ok(())
    }

    /// Ends the current row.
    pub(super) fn end_row(&mut self) -> Result<(), ManifestError> {
        match self.sheet.as_mut().filter(|sheet| sheet.is_filled()) {
            Some(sheet) => {
                sheet.end_rows_before(std::mem::take(&mut self.empty))?;
                sheet.end_row(self.times)?;
            }
            None => self.empty = self.empty.saturating_add(self.times),
        }
        self.row = self.row.saturating_add(self.times);
        Ok(())
    }

    /// Ends the table and adds it to the sheets with data.
    pub(super) fn finish(self, sheets: &mut Sheets<'a>) -> Result<(), ManifestError> {
        match self.sheet {
            Some(sheet) => sheets.add(self.found, sheet, self.summary),
            None => Ok(()),
        }
    }
}

/// Returns whether a row or column is hidden by a filter or by hand.
fn is_hidden(element: &Element<'_>) -> Result<bool, ManifestError> {
    Ok(matches!(element.attribute("table:visibility")?.as_deref(), Some("filter" | "collapse")))
}

fn index(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
