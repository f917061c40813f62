//! The cells of a sheet (ECMA-376 18.3), one after the other.

use super::reference;
use super::rich_text;
use super::shared_strings::SharedStrings;
use super::styles::Styles;
use super::value::{self, Calendar, CellType};
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::{MAX_CELL_LENGTH, MAX_LINE_BYTES};
use crate::domain::manifest::workbook::summary::{Cell, Formula, SheetSummary};
use crate::domain::manifest::workbook::xml::{Element, XmlEvent, XmlReader};
use crate::domain::manifest::workbook_rejection::{DAMAGED_XLSX, WorkbookRejection};

/// What the cells of all sheets refer to.
pub(super) struct Context {
    pub(super) styles: Styles,
    pub(super) strings: SharedStrings,
    pub(super) calendar: Calendar,
    /// Number of bytes of text that the cells may still have.
    pub(super) text_left: u64,
}

/// Reads the cells of a sheet.
pub(super) struct Cells<'a> {
    xml: XmlReader<'a>,
    /// Position of the next cell without a reference.
    row: u32,
    column: u32,
    /// Text of the current cell.
    text: String,
    has_data: bool,
    is_in_data: bool,
    summary: SheetSummary,
}

/// The attributes of a cell.
struct Head {
    row: u32,
    column: u32,
    style: Option<usize>,
    cell_type: CellType,
}

impl<'a> Cells<'a> {
    /// Starts at the beginning of a sheet.
    pub(super) fn new(xml: XmlReader<'a>) -> Cells<'a> {
        Cells {
            xml,
            row: 0,
            column: 0,
            text: String::new(),
            has_data: false,
            is_in_data: false,
            summary: SheetSummary::default(),
        }
    }

    /// Returns the next cell. Returns `None` at the end of the sheet.
    pub(super) fn next<'c>(
        &'c mut self,
        context: &'c mut Context,
    ) -> Result<Option<Cell<'c>>, ManifestError> {
        loop {
            let head = match self.xml.next()? {
                XmlEvent::Start(start) => match start.local_name() {
                    "c" if self.is_in_data => head(&start, self.row, self.column)?,
                    "row" if self.is_in_data => {
                        begin_row(&start, &mut self.row, &mut self.summary)?;
                        continue;
                    }
                    "sheetData" => {
                        (self.has_data, self.is_in_data) = (true, true);
                        continue;
                    }
                    _ => {
                        add_fact(&start, &mut self.summary)?;
                        continue;
                    }
                },
                XmlEvent::End(end) => {
                    match end.local_name().as_ref() {
                        "row" if self.is_in_data => (self.row, self.column) = (self.row.saturating_add(1), 0),
                        "sheetData" => self.is_in_data = false,
                        _ => {}
                    }
                    continue;
                }
                XmlEvent::Eof if self.has_data => return Ok(None),
                XmlEvent::Eof => return Err(DAMAGED_XLSX.into()),
                _ => continue,
            };
            return self.cell(head, context).map(Some);
        }
    }

    /// Returns the facts about the sheet, which are complete at its end.
    pub(super) fn into_summary(self) -> SheetSummary {
        self.summary
    }

    fn cell<'c>(&'c mut self, head: Head, context: &'c mut Context) -> Result<Cell<'c>, ManifestError> {
        let has_formula = self.read_value(head.cell_type == CellType::Inline)?;
        let format = context.styles.number_format(head.style);
        let (stored, strings) = (&mut self.text, &mut context.strings);
        let text = value::text(stored, head.cell_type, format.kind, context.calendar, strings)?;
        // A long shared string costs nothing in the file, and may be used millions of times.
        let left = context.text_left.checked_sub(text.len() as u64);
        context.text_left = left.ok_or(WorkbookRejection::TooLarge(MAX_LINE_BYTES))?;
        self.column = head.column.saturating_add(1);
        let cell = Cell {
            row: head.row.into(),
            column: head.column as usize,
            text,
            format,
            formula: match has_formula {
                false => Formula::None,
                true if text.is_empty() => Formula::WithoutValue,
                true => Formula::WithValue,
            },
        };
        self.summary.add_cell(&cell);
        Ok(cell)
    }

    /// Reads the children of a cell. Returns whether it has a formula.
    fn read_value(&mut self, is_inline: bool) -> Result<bool, ManifestError> {
        let mut has_formula = false;
        self.text.clear();
        loop {
            match self.xml.next()? {
                XmlEvent::Start(start) => match start.local_name() {
                    "v" if !is_inline => {
                        self.text.clear();
                        self.xml.text_into(&mut self.text, MAX_CELL_LENGTH * 4)?;
                    }
                    "is" if is_inline => rich_text::read(&mut self.xml, &mut self.text)?,
                    name => {
                        has_formula |= name == "f";
                        self.xml.skip()?;
                    }
                },
                XmlEvent::End(_) => return Ok(has_formula),
                _ => {}
            }
        }
    }
}

fn head(cell: &Element<'_>, row: u32, column: u32) -> Result<Head, ManifestError> {
    let [position, style, cell_type] = cell.attributes(["r", "s", "t"])?;
    let (row, column) = match position {
        Some(position) => match reference::parse(&position) {
            Some((row, Some(column))) => (row, column),
            _ => return Err(cell.damaged()),
        },
        None => (row, column),
    };
    let cell_type = CellType::parse(cell_type.as_deref()).ok_or_else(|| cell.damaged())?;
    Ok(Head { row, column, style: style.map(|style| style.parse().unwrap_or(0)), cell_type })
}

fn begin_row(start: &Element<'_>, row: &mut u32, summary: &mut SheetSummary) -> Result<(), ManifestError> {
    let [index, hidden] = start.attributes(["r", "hidden"])?;
    if let Some(index) = index {
        *row = reference::parse(&index).ok_or_else(|| start.damaged())?.0;
    }
    if is_true(hidden.as_deref()) {
        summary.hidden_rows.extend(*row, *row);
    }
    Ok(())
}

/// Adds a fact that stands outside of the rows.
fn add_fact(start: &Element<'_>, summary: &mut SheetSummary) -> Result<(), ManifestError> {
    match start.local_name() {
        "col" => {
            let [first, last, hidden] = start.attributes(["min", "max", "hidden"])?;
            if is_true(hidden.as_deref())
                && let (Some(first), Some(last)) = (index(first.as_deref()), index(last.as_deref()))
            {
                summary.hidden_columns.extend(first, last);
            }
        }
        "mergeCell" => {
            if let Some(range) = start.attribute("ref")?.and_then(|range| reference::parse_range(&range)) {
                summary.merged.push(range);
            }
        }
        "autoFilter" => {
            if let Some((rows, _)) = start.attribute("ref")?.and_then(|range| reference::parse_range(&range))
            {
                summary.filter(rows);
            }
        }
        _ => {}
    }
    Ok(())
}

fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true"))
}

fn index(number: Option<&str>) -> Option<u32> {
    number?.parse::<u32>().ok()?.checked_sub(1)
}
