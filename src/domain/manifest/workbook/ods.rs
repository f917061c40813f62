//! OpenDocument spreadsheets (OASIS ODF 1.3, part 3, chapters 9 and 19).
//!
//! This module streams the sheet instead of using calamine, which keeps all repetitions in memory. A file of 2 KB can
//! make calamine allocate gigabytes.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::{Archive, MAX_BYTES};
use super::sheet::{MAX_CELL_LENGTH, SheetWriter, day, number};
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::{DAMAGED_ODS, WorkbookRejection};

/// Maximum number of spaces for one element. More would only make the cell longer than allowed.
const MAX_SPACES: usize = 255;

/// Writes the one visible sheet that has data, and returns its name.
pub(super) fn read(archive: &mut Archive<'_>, out: &mut File) -> Result<String, ManifestError> {
    if is_encrypted(archive) {
        return Err(WorkbookRejection::Password.into());
    }
    match content(archive, out, 0)? {
        (name, Some(skipped @ 1..)) => {
            content(archive, out, skipped)?;
            Ok(name)
        }
        (name, _) => Ok(name),
    }
}

fn is_encrypted(archive: &mut Archive<'_>) -> bool {
    let mut manifest = String::new();
    if let Some(part) = archive.part("META-INF/manifest.xml") {
        // If the manifest isn't text, reading the content fails later.
        let _ = part.take(1 << 20).read_to_string(&mut manifest);
    }
    manifest.contains("encryption-data")
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    repetitions: usize,
    /// Value from the attributes.
    value: Option<String>,
    /// Text of the paragraphs.
    text: String,
    paragraphs: usize,
}

/// The state while the content is being read.
struct ContentReader<'a> {
    sheet: SheetWriter<'a>,
    /// Names of the styles that hide tables.
    hidden: HashSet<String>,
    style: String,
    /// Name of the current table, unless it is hidden.
    table: Option<String>,
    first: Option<String>,
    /// Names of the tables with data.
    filled: Vec<String>,
    cell: Option<Cell>,
    column: usize,
    repetitions: u64,
    /// Number of empty rows that haven't been written yet.
    empty: u64,
    annotation_depth: usize,
}

fn content(
    archive: &mut Archive<'_>,
    out: &mut File,
    skipped: usize,
) -> Result<(String, Option<usize>), ManifestError> {
    let part = archive.part("content.xml").ok_or(DAMAGED_ODS)?;
    let mut reader = Reader::from_reader(BufReader::new(part.take(MAX_BYTES + 1)));
    reader.config_mut().expand_empty_elements = true;
    let mut read = ContentReader {
        sheet: SheetWriter::new(out, skipped)?,
        hidden: HashSet::new(),
        style: String::new(),
        table: None,
        first: None,
        filled: Vec::new(),
        cell: None,
        column: 0,
        repetitions: 1,
        empty: 0,
        annotation_depth: 0,
    };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| DAMAGED_ODS)? {
            Event::Start(start) => read.start(&start)?,
            Event::End(end) => read.end(end.name().as_ref())?,
            Event::Text(text) => read.text(&text.xml10_content()),
            Event::CData(text) => read.text(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let c = match name.resolve_char_ref().map_err(|_| DAMAGED_ODS)? {
                    Some(c) => Some(c.to_string()),
                    None => quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned),
                };
                read.text(&c.ok_or(DAMAGED_ODS)?);
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    if reader.buffer_position() > MAX_BYTES {
        return Err(WorkbookRejection::TooLarge(MAX_BYTES).into());
    }
    if read.filled.len() > 1 {
        return Err(WorkbookRejection::SeveralSheets(read.filled).into());
    }
    let name = read.filled.pop().or(read.first).unwrap_or_default();
    Ok((name, read.sheet.finish()?))
}

impl ContentReader<'_> {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), ManifestError> {
        match start.name().as_ref() {
            "style:style" => self.style = attribute(start, "style:name")?.unwrap_or_default(),
            "style:table-properties" if attribute(start, "table:display")?.as_deref() == Some("false") => {
                self.hidden.insert(self.style.clone());
            }
            "table:table" => {
                let style = attribute(start, "table:style-name")?.unwrap_or_default();
                let name = attribute(start, "table:name")?.unwrap_or_default();
                self.table = (!self.hidden.contains(&style)).then(|| name.clone());
                self.first.get_or_insert(name);
                self.empty = 0;
            }
            "table:table-row" => {
                self.repetitions = count(start, "table:number-rows-repeated")?.max(1);
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let repetitions = count(start, "table:number-columns-repeated")?.clamp(1, 1 << 20) as usize;
                self.cell = Some(Cell { repetitions, value: value(start)?, ..Cell::default() });
            }
            "office:annotation" => self.annotation_depth += 1,
            "text:p" | "text:h" => {
                if let Some(cell) = self.cell.as_mut().filter(|_| self.annotation_depth == 0) {
                    cell.paragraphs += 1;
                    if cell.paragraphs > 1 {
                        cell.text.push('\n');
                    }
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

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut()
            && self.annotation_depth == 0
            && cell.paragraphs > 0
            && cell.text.len() < MAX_CELL_LENGTH
        {
            cell.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ManifestError> {
        match name {
            "office:annotation" => self.annotation_depth = self.annotation_depth.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let text = cell.value.unwrap_or(cell.text);
                // A cell repeated to the end of the sheet is written just often enough to make the row malformed.
                if self.table.is_some() && !text.trim().is_empty() {
                    for column in (self.column..self.column + cell.repetitions).take(256) {
                        self.sheet.put(column, &text);
                    }
                }
                self.column = self.column.saturating_add(cell.repetitions);
            }
            "table:table-row" => self.end_row()?,
            "table:table" => self.table = None,
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ManifestError> {
        let Some(table) = self.table.as_ref() else { return Ok(()) };
        if !self.sheet.is_filled() {
            self.empty = self.empty.saturating_add(self.repetitions);
            return Ok(());
        }
        if self.filled.last() != Some(table) {
            self.filled.push(table.clone());
            if self.filled.len() > 5 {
                return Err(WorkbookRejection::SeveralSheets(std::mem::take(&mut self.filled)).into());
            }
        }
        let empty = std::mem::take(&mut self.empty);
        self.sheet.end_rows_before(empty)?;
        self.sheet.end_row(self.repetitions)
    }
}

/// Returns the value from a cell's attributes, or `None` if the cell's text is its value.
fn value(cell: &BytesStart<'_>) -> Result<Option<String>, ManifestError> {
    let kind = attribute(cell, "office:value-type")?.unwrap_or_default();
    Ok(match kind.as_str() {
        "float" | "percentage" | "currency" => {
            attribute(cell, "office:value")?.map(|value| value.parse::<f64>().map_or(value, number))
        }
        "date" => attribute(cell, "office:date-value")?.map(|date| day(&date).to_owned()),
        "boolean" => attribute(cell, "office:boolean-value")?.map(|value| value.to_uppercase()),
        "string" => attribute(cell, "office:string-value")?,
        _ => None,
    })
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, ManifestError> {
    match element.try_get_attribute(name).map_err(|_| DAMAGED_ODS)? {
        Some(attribute) => {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            Ok(Some(value.map_err(|_| DAMAGED_ODS)?.into_owned()))
        }
        None => Ok(None),
    }
}

/// Returns a number from an attribute, or 0 if the attribute is missing.
fn count(element: &BytesStart<'_>, name: &str) -> Result<u64, ManifestError> {
    let Some(text) = attribute(element, name)? else { return Ok(0) };
    Ok(text.parse().map_err(|_| DAMAGED_ODS)?)
}
