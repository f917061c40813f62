use std::collections::HashSet;
use std::fs::File;

use super::attributes::count;
use super::cell::OpenCell;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::{MAX_SHEETS, MAX_STYLES};
use crate::domain::manifest::workbook::options::UnpackOptions;
use crate::domain::manifest::workbook::sheet::SheetWriter;
use crate::domain::manifest::workbook::summary::SheetSummary;
use crate::domain::manifest::workbook::xml::{Element, XmlEvent, XmlReader};
use crate::domain::manifest::workbook_rejection::{MAX_NAMES, WorkbookRejection};

/// Maximum number of spaces for one element. More would only make the cell too long.
const MAX_SPACES: usize = 255;

/// The state of reading the content.
struct ContentReader<'a> {
    sheet: SheetWriter<'a>,
    /// Names of the styles of hidden tables.
    hidden: HashSet<String>,
    style: String,
    tables: usize,
    /// Name of the current table, unless it is hidden.
    table: Option<String>,
    first: Option<String>,
    /// Names of the tables with data.
    filled: Vec<String>,
    cell: Option<OpenCell>,
    column: usize,
    /// Index of the current row.
    row: u64,
    times: u64,
    /// Number of empty rows that are not written yet.
    empty: u64,
    annotation: usize,
    /// Index of the next column of which the table says how it is shown.
    described_column: u64,
    /// Facts about the current table.
    summary: SheetSummary,
    /// Facts about the first table with data.
    written: SheetSummary,
}

/// Writes the one visible table with data. Returns its name and facts about it.
pub(super) fn read(
    mut xml: XmlReader<'_>,
    out: &mut File,
    options: UnpackOptions<'_>,
) -> Result<(String, SheetSummary), ManifestError> {
    let mut read = ContentReader {
        sheet: SheetWriter::new(out, options)?,
        hidden: HashSet::new(),
        style: String::new(),
        tables: 0,
        table: None,
        first: None,
        filled: Vec::new(),
        cell: None,
        column: 0,
        row: 0,
        times: 1,
        empty: 0,
        annotation: 0,
        described_column: 0,
        summary: SheetSummary::default(),
        written: SheetSummary::default(),
    };
    loop {
        match xml.next()? {
            XmlEvent::Start(start) => read.start(&start)?,
            XmlEvent::End(end) => read.end(end.name().as_ref())?,
            XmlEvent::Text(text) => read.text(&text),
            XmlEvent::Other => {}
            XmlEvent::Eof => break,
        }
    }
    if read.filled.len() > 1 {
        return Err(WorkbookRejection::SeveralSheets(read.filled).into());
    }
    let name = read.filled.pop().or(read.first).unwrap_or_default();
    read.sheet.finish()?;
    Ok((name, read.written))
}

impl ContentReader<'_> {
    fn start(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        match start.name() {
            "style:style" => self.style = start.key("style:name")?,
            "style:table-properties" => self.describe_style(start)?,
            "table:table" => self.begin_table(start)?,
            "table:table-column" => self.describe_column(start)?,
            "table:table-row" => self.begin_row(start)?,
            "table:table-cell" | "table:covered-table-cell" => self.cell = Some(OpenCell::new(start)?),
            "office:annotation" => self.annotation += 1,
            "text:p" | "text:h" => {
                if let Some(cell) = self.cell.as_mut().filter(|_| self.annotation == 0) {
                    cell.begin_paragraph();
                }
            }
            "text:s" => {
                let spaces = (count(start, "text:c")?.max(1) as usize).min(MAX_SPACES);
                self.text(&" ".repeat(spaces));
            }
            "text:tab" => self.text("\t"),
            "text:line-break" => self.text("\n"),
            _ => {}
        }
        Ok(())
    }

    fn describe_style(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        if start.attribute("table:display")?.as_deref() == Some("false") {
            self.hidden.insert(self.style.clone());
        }
        if self.hidden.len() > MAX_STYLES { Err(start.damaged()) } else { Ok(()) }
    }

    fn begin_table(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        self.tables += 1;
        if self.tables > MAX_SHEETS {
            return Err(start.damaged());
        }
        let name = start.key("table:name")?;
        self.table = (!self.hidden.contains(&start.key("table:style-name")?)).then(|| name.clone());
        self.first.get_or_insert(name);
        (self.empty, self.row, self.described_column) = (0, 0, 0);
        self.summary = SheetSummary::default();
        Ok(())
    }

    fn describe_column(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        let times = count(start, "table:number-columns-repeated")?.max(1);
        let next = self.described_column.saturating_add(times);
        if is_hidden(start)?.is_some() {
            self.summary.hidden_columns.extend(index(self.described_column), index(next - 1));
        }
        self.described_column = next;
        Ok(())
    }

    fn begin_row(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        self.times = count(start, "table:number-rows-repeated")?.max(1);
        self.column = 0;
        let (first, last) = (index(self.row), index(self.row.saturating_add(self.times - 1)));
        if let Some(is_filtered) = is_hidden(start)? {
            self.summary.hidden_rows.extend(first, last);
            if is_filtered {
                self.summary.filtered_rows.extend(first, last);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.annotation == 0) {
            cell.push(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ManifestError> {
        match name {
            "office:annotation" => self.annotation = self.annotation.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "table:table-row" => {
                self.end_row()?;
                self.row = self.row.saturating_add(self.times);
            }
            "table:table" => self.end_table(),
            _ => {}
        }
        Ok(())
    }

    fn end_table(&mut self) {
        if self.table.take().is_some_and(|table| self.filled == [table]) {
            self.written = std::mem::take(&mut self.summary);
        }
    }

    fn end_cell(&mut self) {
        let Some(open) = self.cell.take() else { return };
        let cell = open.cell(self.row, self.column);
        if self.table.is_some() {
            self.summary.add_cell(&cell);
            self.sheet.put(self.column, open.times, cell.text);
            if let Some((rows, columns)) = open.covered {
                let last_row = self.row.saturating_add(rows - 1);
                let last_column = (self.column as u64).saturating_add(columns - 1);
                let rows = (index(self.row), index(last_row));
                self.summary.merged.push((rows, (index(self.column as u64), index(last_column))));
            }
        }
        self.column = self.column.saturating_add(open.times);
    }

    fn end_row(&mut self) -> Result<(), ManifestError> {
        let Some(table) = self.table.as_ref() else { return Ok(()) };
        if !self.sheet.is_filled() {
            self.empty = self.empty.saturating_add(self.times);
            return Ok(());
        }
        if self.filled.last() != Some(table) {
            self.filled.push(table.clone());
            if self.filled.len() > MAX_NAMES {
                return Err(WorkbookRejection::SeveralSheets(std::mem::take(&mut self.filled)).into());
            }
        }
        let empty = std::mem::take(&mut self.empty);
        self.sheet.end_rows_before(empty)?;
        self.sheet.end_row(self.times)
    }
}

/// Returns whether a row or column is hidden by a filter, and not by hand. Returns `None` if it is shown.
fn is_hidden(element: &Element<'_>) -> Result<Option<bool>, ManifestError> {
    Ok(match element.attribute("table:visibility")?.as_deref() {
        Some("filter") => Some(true),
        Some("collapse") => Some(false),
        _ => None,
    })
}

fn index(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
