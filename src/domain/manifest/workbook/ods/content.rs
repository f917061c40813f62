use std::collections::HashSet;

use super::attributes::count;
use super::cell::OpenCell;
use super::table::OpenTable;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::{MAX_SHEETS, MAX_STYLES};
use crate::domain::manifest::workbook::options::UnpackOptions;
use crate::domain::manifest::workbook::sheets::{FoundSheet, ReadSheet, Sheets};
use crate::domain::manifest::workbook::xml::{Element, XmlEvent, XmlReader};
use crate::domain::order::Calendar;

/// Maximum number of spaces for one element. More would only make the cell too long.
const MAX_SPACES: usize = 255;

/// The content that is being read.
struct ContentReader<'a> {
    sheets: Sheets<'a>,
    leaves_out_hidden: bool,
    calendar: Calendar,
    /// Names of the styles of hidden tables.
    hidden: HashSet<String>,
    style: String,
    tables: usize,
    /// The current table.
    table: Option<OpenTable<'a>>,
    cell: Option<OpenCell>,
    annotation: usize,
}

/// Reads the table with the devices. Returns it and the workbook's calendar.
pub(super) fn read(
    mut xml: XmlReader<'_>,
    options: UnpackOptions<'_>,
) -> Result<(ReadSheet, Calendar), ManifestError> {
    let mut read = ContentReader {
        sheets: Sheets::new(options),
        leaves_out_hidden: options.leaves_out_hidden,
        calendar: Calendar::From1900,
        hidden: HashSet::new(),
        style: String::new(),
        tables: 0,
        table: None,
        cell: None,
        annotation: 0,
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
    Ok((read.sheets.choose()?, read.calendar))
}

impl ContentReader<'_> {
    fn start(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        match start.name() {
            "style:style" => self.style = start.key("style:name")?,
            "style:table-properties" => self.describe_style(start)?,
            "table:table" => self.begin_table(start)?,
            "table:null-date" => {
                let first = start.attribute("table:date-value")?.unwrap_or_default();
                self.calendar = match first.starts_with("1904") {
                    true => Calendar::From1904,
                    false => Calendar::From1900,
                };
            }
            "table:table-column" => {
                if let Some(table) = &mut self.table {
                    table.describe_column(start)?;
                }
            }
            "table:table-row" => {
                if let Some(table) = &mut self.table {
                    table.begin_row(start)?;
                }
            }
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
        self.end_table()?;
        let name = start.key("table:name")?;
        let is_visible = !self.hidden.contains(&start.key("table:style-name")?);
        self.sheets.record(&name, is_visible);
        self.table = Some(OpenTable::new(FoundSheet { name, is_visible }, self.leaves_out_hidden));
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
            "table:table-cell" | "table:covered-table-cell" => self.end_cell()?,
            "table:table-row" => {
                if let Some(table) = &mut self.table {
                    table.end_row()?;
                }
            }
            "table:table" => self.end_table()?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ManifestError> {
        match (self.cell.take(), &mut self.table) {
            (Some(cell), Some(table)) => table.add_cell(cell, &self.sheets),
            _ => Ok(()),
        }
    }

    fn end_table(&mut self) -> Result<(), ManifestError> {
        match self.table.take() {
            Some(table) => table.finish(&mut self.sheets),
            None => Ok(()),
        }
    }
}
