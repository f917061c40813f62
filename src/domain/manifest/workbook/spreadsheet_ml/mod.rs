//! SpreadsheetML, the XML format of Excel 2003, which many programs save with the extension `.xls`.

#[cfg(test)]
mod tests;
mod worksheet;

use std::collections::HashMap;

use super::digit_pattern::DigitPattern;
use super::limits::{MAX_CELL_LENGTH, MAX_SHEETS, MAX_STYLES};
use super::options::UnpackOptions;
use super::sheets::{ReadSheet, Sheets};
use super::xml::{XmlEvent, XmlReader};
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::DAMAGED_SPREADSHEET_ML;
use crate::domain::order::Calendar;
use worksheet::Worksheet;

/// Reads the visible sheet with the devices. Returns it and the workbook's calendar.
pub(super) fn read(
    mut xml: XmlReader<'_>,
    options: UnpackOptions<'_>,
) -> Result<(ReadSheet, Calendar), ManifestError> {
    let mut calendar = Calendar::From1900;
    let mut sheets = Sheets::new(options);
    let mut patterns: HashMap<String, DigitPattern> = HashMap::new();
    let mut style = String::new();
    let mut sheet: Option<Worksheet<'_>> = None;
    let mut count = 0;
    loop {
        match xml.next()? {
            XmlEvent::Start(start) => match (start.local_name(), &mut sheet) {
                ("Date1904", _) => calendar = Calendar::From1904,
                ("Style", None) => style = start.owned_value(start.attribute_of_any_prefix("ID")?)?,
                ("NumberFormat", None) => {
                    let format = start.attribute_of_any_prefix("Format")?;
                    if let Some(pattern) = format.and_then(|format| DigitPattern::of(&format)) {
                        patterns.insert(style.clone(), pattern);
                    }
                    if patterns.len() > MAX_STYLES {
                        return Err(start.damaged());
                    }
                }
                ("Worksheet", _) => {
                    count += 1;
                    if count > MAX_SHEETS {
                        return Err(start.damaged());
                    }
                    let name = start.owned_value(start.attribute_of_any_prefix("Name")?)?;
                    sheet = Some(Worksheet::new(name, sheets.writer()?, options));
                }
                ("Visible", Some(sheet)) => {
                    let mut visible = String::new();
                    xml.text_into(&mut visible, MAX_CELL_LENGTH)?;
                    sheet.is_hidden = visible.trim() != "SheetVisible";
                }
                ("Column", Some(sheet)) => sheet.describe_column(&start)?,
                ("Row", Some(sheet)) => sheet.begin_row(&start)?,
                ("Cell", Some(sheet)) => {
                    let head = sheet.head(&start)?;
                    sheet.add_cell(head, &mut xml, &patterns)?;
                }
                _ => {}
            },
            XmlEvent::End(end) => match (end.local_name().as_ref(), &mut sheet) {
                ("Row", Some(sheet)) => sheet.end_row()?,
                ("Worksheet", _) => {
                    if let Some(sheet) = sheet.take() {
                        sheet.finish(&mut sheets)?;
                    }
                }
                _ => {}
            },
            XmlEvent::Eof if count == 0 => return Err(DAMAGED_SPREADSHEET_ML.into()),
            XmlEvent::Eof => return Ok((sheets.choose()?, calendar)),
            _ => {}
        }
    }
}
