//! Reads Office Open XML workbooks (ECMA-376).
//!
//! Each part is read once, and a sheet is written while it is read. Only styles and shared strings are kept.

mod book;
mod cells;
mod escapes;
mod number_format;
mod reference;
mod rich_text;
mod shared_strings;
mod styles;
#[cfg(test)]
mod tests;
mod value;

use super::archive::{Archive, PartRole};
use super::limits::MAX_LINE_BYTES;
use super::options::UnpackOptions;
use super::sheet::SheetWriter;
use super::sheets::{FoundSheet, ReadSheet, Sheets};
use crate::domain::manifest::file_kind;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::DAMAGED_XLSX;
use crate::domain::order::Calendar;
use cells::{Cells, Context};
use shared_strings::SharedStrings;
use styles::Styles;

/// Reads the sheet with the devices. Returns it and the workbook's calendar.
pub(super) fn read(
    archive: &mut Archive<'_>,
    options: UnpackOptions<'_>,
) -> Result<(ReadSheet, Calendar), ManifestError> {
    let book = book::read(archive)?;
    let styles = match archive.xml(&format!("{}styles.xml", book.folder), PartRole::Other, file_kind::XLSX) {
        Some(xml) => Styles::read(xml)?,
        None => Styles::default(),
    };
    let strings =
        match archive.xml(&format!("{}sharedStrings.xml", book.folder), PartRole::Other, file_kind::XLSX) {
            Some(xml) => SharedStrings::read(xml, options)?,
            None => SharedStrings::default(),
        };
    let mut context = Context { styles, strings, calendar: book.calendar, text_left: MAX_LINE_BYTES };
    let decided = options.sheet.filter(|name| book.sheets.iter().any(|sheet| sheet.name == *name));
    let mut sheets = Sheets::new(options);
    for sheet in book.sheets.into_iter().filter(|sheet| decided.is_none_or(|name| name == sheet.name)) {
        sheets.record(&sheet.name, sheet.is_visible);
        let xml = match archive.xml(&sheet.part, PartRole::Sheet, file_kind::XLSX) {
            Some(xml) => xml,
            None if sheet.is_visible => return Err(DAMAGED_XLSX.into()),
            None => continue,
        };
        let mut writer = sheets.writer()?;
        let mut cells = Cells::new(xml);
        write(&mut cells, &mut writer, &mut context, options)?;
        let found = FoundSheet { name: sheet.name, is_visible: sheet.is_visible };
        sheets.add(found, writer, cells.into_summary())?;
    }
    Ok((sheets.choose()?, book.calendar))
}

/// Writes the rows of a sheet.
fn write(
    cells: &mut Cells<'_>,
    sheet: &mut SheetWriter<'_>,
    context: &mut Context,
    options: UnpackOptions<'_>,
) -> Result<(), ManifestError> {
    let mut last = 0;
    while let Some(cell) = cells.next(context)? {
        if cell.row < last {
            return Err(DAMAGED_XLSX.into());
        }
        if cell.row > last && sheet.is_filled() {
            sheet.skip_to(last)?;
            sheet.end_row(1)?;
        }
        last = cell.row;
        if !(cell.is_unlisted && options.leaves_out_hidden) {
            sheet.put(cell.column, 1, cell.text);
        }
    }
    if sheet.is_filled() {
        sheet.skip_to(last)?;
        sheet.end_row(1)?;
    }
    Ok(())
}
