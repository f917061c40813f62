//! Reads the cells of a sheet (ECMA-376 18.3) one by one.

use super::reference;
use super::rich_text;
use super::shared_strings::SharedStrings;
use super::styles::Styles;
use super::value::{self, CellType};
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::limits::{MAX_CELL_LENGTH, MAX_LINE_BYTES};
use crate::domain::manifest::workbook::summary::{Cell, SheetSummary};
use crate::domain::manifest::workbook::uncalculated::UNCALCULATED;
use crate::domain::manifest::workbook::xml::{Element, XmlEvent, XmlReader};
use crate::domain::manifest::workbook_rejection::{DAMAGED_XLSX, WorkbookRejection};
use crate::domain::order::Calendar;

/// The data that the cells of all sheets refer to.
pub(super) struct Context {
    pub(super) styles: Styles,
    pub(super) strings: SharedStrings,
    pub(super) calendar: Calendar,
    /// Number of bytes of text that the cells may still have.
    pub(super) text_left: u64,
}

/// A reader for the cells of a sheet.
pub(super) struct Cells<'a> {
    xml: XmlReader<'a>,
    /// Position of the next cell without a reference.
    row: u32,
    column: u32,
    /// Text of the current cell.
    text: String,
    has_data: bool,
    is_in_data: bool,
    /// Whether the current row is hidden and the summary doesn't list it.
    is_unlisted: bool,
    summary: SheetSummary,
}

/// The child elements that were found in a cell.
#[derive(Default)]
struct Children {
    has_formula: bool,
    has_value: bool,
}

/// The attributes of a cell.
struct Head {
    row: u32,
    column: u32,
    style: Option<usize>,
    cell_type: CellType,
}

impl<'a> Cells<'a> {
    /// Creates a reader at the beginning of a sheet.
    pub(super) fn new(xml: XmlReader<'a>) -> Cells<'a> {
        Cells {
            xml,
            row: 0,
            column: 0,
            text: String::new(),
            has_data: false,
            is_in_data: false,
            is_unlisted: false,
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
                        self.is_unlisted = begin_row(&start, &mut self.row, &mut self.summary)?;
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
        let children = self.read_value(head.cell_type == CellType::Inline)?;
        let format = context.styles.number_format(head.style);
        let (stored, strings) = (&mut self.text, &mut context.strings);
        let mut text = value::text(stored, head.cell_type, format, context.calendar, strings)?;
        // An empty string can be the result of a formula, but an empty number can't.
        let is_empty_text = children.has_value && head.cell_type == CellType::FormulaText;
        if text.is_empty() && children.has_formula && !is_empty_text {
            text = UNCALCULATED;
        }
        // A long shared string takes up room in the file only once, but may be used millions of times.
        let left = context.text_left.checked_sub(text.len() as u64);
        context.text_left = left.ok_or(WorkbookRejection::TooLarge(MAX_LINE_BYTES))?;
        self.column = head.column.saturating_add(1);
        let (row, column) = (head.row.into(), head.column as usize);
        Ok(Cell { row, column, text, is_unlisted: self.is_unlisted })
    }

    /// Reads the children of a cell.
    fn read_value(&mut self, is_inline: bool) -> Result<Children, ManifestError> {
        let mut children = Children::default();
        self.text.clear();
        loop {
            match self.xml.next()? {
                XmlEvent::Start(start) => match start.local_name() {
                    "v" if !is_inline => {
                        children.has_value = true;
                        self.text.clear();
                        self.xml.text_into(&mut self.text, MAX_CELL_LENGTH * 4)?;
                    }
                    "is" if is_inline => rich_text::read(&mut self.xml, &mut self.text)?,
                    name => {
                        children.has_formula |= name == "f";
                        self.xml.skip()?;
                    }
                },
                XmlEvent::End(_) => return Ok(children),
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

/// Starts a row. Returns whether it is hidden and the summary doesn't list it.
fn begin_row(start: &Element<'_>, row: &mut u32, summary: &mut SheetSummary) -> Result<bool, ManifestError> {
    let [index, hidden] = start.attributes(["r", "hidden"])?;
    if let Some(index) = index {
        *row = reference::parse(&index).ok_or_else(|| start.damaged())?.0;
    }
    if !is_true(hidden.as_deref()) {
        return Ok(false);
    }
    summary.hidden_rows.extend(*row, *row);
    Ok(summary.hidden_rows.omits_last())
}

/// Adds a fact that is stated outside the rows.
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
            let range = start.attribute("ref")?.and_then(|range| reference::parse_range(&range));
            if let Some((rows, columns)) = range {
                summary.add_merged(rows, columns);
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
