use std::collections::HashMap;

use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::digit_pattern::DigitPattern;
use crate::domain::manifest::workbook::limits::MAX_CELL_LENGTH;
use crate::domain::manifest::workbook::options::UnpackOptions;
use crate::domain::manifest::workbook::sheet::{SheetWriter, day, number};
use crate::domain::manifest::workbook::sheets::{FoundSheet, Sheets};
use crate::domain::manifest::workbook::summary::SheetSummary;
use crate::domain::manifest::workbook::uncalculated::UNCALCULATED;
use crate::domain::manifest::workbook::xml::{Element, XmlEvent, XmlReader};
use crate::domain::manifest::workbook_rejection::DAMAGED_SPREADSHEET_ML;

/// Length in bytes at which no more text is added to a cell.
const MAX_BYTES: usize = MAX_CELL_LENGTH * 4;

/// The worksheet that is being read.
pub(super) struct Worksheet<'a> {
    name: String,
    sheet: SheetWriter<'a>,
    summary: SheetSummary,
    pub(super) is_hidden: bool,
    leaves_out_hidden: bool,
    /// Index of the current row.
    row: u32,
    /// Index of the next row.
    next_row: u32,
    /// Index of the next cell.
    column: u32,
    described_column: u32,
    /// Whether the current row is hidden, and the summary doesn't list it.
    is_unlisted: bool,
    text: String,
}

/// The attributes of a cell.
pub(super) struct Head {
    column: u32,
    has_formula: bool,
    style: String,
}

impl<'a> Worksheet<'a> {
    /// Starts a worksheet.
    pub(super) fn new(name: String, sheet: SheetWriter<'a>, options: UnpackOptions<'_>) -> Worksheet<'a> {
        Worksheet {
            name,
            sheet,
            summary: SheetSummary::default(),
            is_hidden: false,
            leaves_out_hidden: options.leaves_out_hidden,
            row: 0,
            next_row: 0,
            column: 0,
            described_column: 0,
            is_unlisted: false,
            text: String::new(),
        }
    }

    /// Records whether columns are hidden.
    pub(super) fn describe_column(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        let first = index(start)?.unwrap_or(self.described_column);
        let last = first.saturating_add(count(start, "Span")?);
        if is_true(start, "Hidden")? {
            self.summary.hidden_columns.extend(first, last);
        }
        self.described_column = last.saturating_add(1);
        Ok(())
    }

    /// Starts a row.
    pub(super) fn begin_row(&mut self, start: &Element<'_>) -> Result<(), ManifestError> {
        self.row = index(start)?.unwrap_or(self.next_row);
        if self.row < self.next_row {
            return Err(start.damaged());
        }
        // The rows that it spans have the same format, but no cells.
        let last = self.row.saturating_add(count(start, "Span")?);
        self.next_row = last.saturating_add(1);
        self.column = 0;
        self.is_unlisted = false;
        if is_true(start, "Hidden")? {
            self.summary.hidden_rows.extend(self.row, last);
            self.is_unlisted = self.summary.hidden_rows.omits_last();
        }
        Ok(())
    }

    /// Reads the attributes of a cell.
    pub(super) fn head(&mut self, start: &Element<'_>) -> Result<Head, ManifestError> {
        let column = index(start)?.unwrap_or(self.column);
        let last = column.saturating_add(count(start, "MergeAcross")?);
        let last_row = self.row.saturating_add(count(start, "MergeDown")?);
        self.summary.add_merged((self.row, last_row), (column, last));
        self.column = last.saturating_add(1);
        Ok(Head {
            column,
            has_formula: start.attribute_of_any_prefix("Formula")?.is_some(),
            style: start.owned_value(start.attribute_of_any_prefix("StyleID")?)?,
        })
    }

    /// Reads the value of a cell that has just started, and adds it.
    pub(super) fn add_cell(
        &mut self,
        head: Head,
        xml: &mut XmlReader<'_>,
        patterns: &HashMap<String, DigitPattern>,
    ) -> Result<(), ManifestError> {
        let mut kind = None;
        self.text.clear();
        loop {
            match xml.next()? {
                XmlEvent::Start(start) if start.local_name() == "Data" => {
                    kind = Some(start.owned_value(start.attribute_of_any_prefix("Type")?)?);
                    rich_text(xml, &mut self.text)?;
                }
                // A comment has data too.
                XmlEvent::Start(_) => xml.skip()?,
                XmlEvent::End(_) => break,
                XmlEvent::Eof => return Err(DAMAGED_SPREADSHEET_ML.into()),
                _ => {}
            }
        }
        let text = match kind.as_deref() {
            None if head.has_formula => UNCALCULATED.to_owned(),
            Some("Number") => match self.text.trim().parse::<f64>() {
                Ok(value) => {
                    let full = number(value);
                    patterns.get(&head.style).and_then(|pattern| pattern.shown(&full)).unwrap_or(full)
                }
                Err(_) => self.text.clone(),
            },
            Some("DateTime") => day(&self.text).to_owned(),
            Some("Boolean") if self.text.trim() == "1" => "TRUE".to_owned(),
            Some("Boolean") => "FALSE".to_owned(),
            _ => std::mem::take(&mut self.text),
        };
        if !(self.is_unlisted && self.leaves_out_hidden) {
            self.sheet.put(head.column as usize, 1, &text);
        }
        Ok(())
    }

    /// Ends the current row.
    pub(super) fn end_row(&mut self) -> Result<(), ManifestError> {
        if self.sheet.is_filled() {
            self.sheet.skip_to(self.row.into())?;
            self.sheet.end_row(1)?;
        }
        Ok(())
    }

    /// Ends the worksheet and adds it to the sheets with data unless it is hidden.
    pub(super) fn finish(self, sheets: &mut Sheets<'a>) -> Result<(), ManifestError> {
        if self.is_hidden {
            return Ok(());
        }
        sheets.record(&self.name, true);
        sheets.add(FoundSheet { name: self.name, is_visible: true }, self.sheet, self.summary)
    }
}

/// Reads the text of an element that has just started and of its descendants, which format parts of it.
fn rich_text(xml: &mut XmlReader<'_>, text: &mut String) -> Result<(), ManifestError> {
    text.clear();
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            XmlEvent::Start(_) => depth += 1,
            XmlEvent::End(_) => depth -= 1,
            XmlEvent::Text(piece) if text.len() < MAX_BYTES => text.push_str(&piece),
            XmlEvent::Eof => return Err(DAMAGED_SPREADSHEET_ML.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Returns the index that an element states. Returns `None` if the element directly follows the previous one.
fn index(element: &Element<'_>) -> Result<Option<u32>, ManifestError> {
    let Some(number) = element.attribute_of_any_prefix("Index")? else { return Ok(None) };
    let index = number.parse::<u32>().ok().and_then(|number| number.checked_sub(1));
    Ok(Some(index.ok_or_else(|| element.damaged())?))
}

fn count(element: &Element<'_>, name: &str) -> Result<u32, ManifestError> {
    let Some(number) = element.attribute_of_any_prefix(name)? else { return Ok(0) };
    number.parse().map_err(|_| element.damaged())
}

fn is_true(element: &Element<'_>, name: &str) -> Result<bool, ManifestError> {
    Ok(matches!(element.attribute_of_any_prefix(name)?.as_deref(), Some("1" | "true")))
}
