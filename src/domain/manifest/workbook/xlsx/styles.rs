use std::collections::HashMap;

use super::number_format;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook::digit_pattern::DigitPattern;
use crate::domain::manifest::workbook::limits::{MAX_CELL_FORMATS, MAX_STYLES};
use crate::domain::manifest::workbook::summary::{FormatKind, NumberFormat};
use crate::domain::manifest::workbook::xml::{Element, XmlEvent, XmlReader};

/// Maximum length of a number format's code in characters, as in Excel. A longer one doesn't change numbers.
const MAX_CODE_LENGTH: usize = 255;

/// The number formats of a workbook.
#[derive(Default)]
pub(super) struct Styles {
    /// ID of the number format of each cell format.
    cells: Vec<u32>,
    custom: HashMap<u32, (FormatKind, Option<DigitPattern>)>,
}

impl Styles {
    /// Reads the styles.
    pub(super) fn read(mut xml: XmlReader<'_>) -> Result<Styles, ManifestError> {
        let mut styles = Styles::default();
        let (mut is_of_cells, mut is_of_formats) = (false, false);
        loop {
            match xml.next()? {
                XmlEvent::Start(start) => match start.local_name() {
                    "cellXfs" => is_of_cells = true,
                    "xf" if is_of_cells => styles.add_cell_format(&start)?,
                    "numFmts" => is_of_formats = true,
                    "numFmt" if is_of_formats => styles.add_number_format(&start)?,
                    _ => {}
                },
                XmlEvent::End(end) => match end.local_name().as_ref() {
                    "cellXfs" => is_of_cells = false,
                    // Conditional formatting has number formats with IDs of their own.
                    "numFmts" => is_of_formats = false,
                    _ => {}
                },
                XmlEvent::Eof => return Ok(styles),
                _ => {}
            }
        }
    }

    fn add_cell_format(&mut self, xf: &Element<'_>) -> Result<(), ManifestError> {
        if self.cells.len() >= MAX_CELL_FORMATS {
            return Err(xf.damaged());
        }
        let id = xf.attribute("numFmtId")?.and_then(|id| id.parse().ok());
        self.cells.push(id.unwrap_or(0));
        Ok(())
    }

    fn add_number_format(&mut self, format: &Element<'_>) -> Result<(), ManifestError> {
        let [Some(id), Some(code)] = format.attributes(["numFmtId", "formatCode"])? else { return Ok(()) };
        let Ok(id) = id.parse() else { return Ok(()) };
        if self.custom.len() >= MAX_STYLES {
            return Err(format.damaged());
        }
        let is_short = code.chars().count() <= MAX_CODE_LENGTH;
        let pattern = if is_short { DigitPattern::of(&code) } else { None };
        self.custom.insert(id, (number_format::by_code(&code), pattern));
        Ok(())
    }

    /// Returns the number format of a cell format. Returns that of plain numbers if there is no such cell format.
    pub(super) fn number_format(&self, cell_format: Option<usize>) -> NumberFormat<'_> {
        let Some(id) = cell_format.and_then(|index| self.cells.get(index)) else {
            return NumberFormat::default();
        };
        match self.custom.get(id) {
            Some((kind, pattern)) => NumberFormat { kind: *kind, pattern: pattern.as_ref() },
            None => NumberFormat { kind: number_format::built_in(*id), pattern: None },
        }
    }
}
