//! Office Open XML (ECMA-376).
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

use std::fs::File;

use super::archive::{Archive, PartRole};
use super::limits::MAX_LINE_BYTES;
use super::options::UnpackOptions;
use super::sheet::SheetWriter;
use super::summary::SheetSummary;
use crate::domain::manifest::file_kind;
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::{DAMAGED_XLSX, MAX_NAMES, WorkbookRejection};
use cells::{Cells, Context};
use shared_strings::SharedStrings;
use styles::Styles;

/// Writes the one visible sheet with data. Returns its name and facts about it.
pub(super) fn read(
    archive: &mut Archive<'_>,
    out: &mut File,
    options: UnpackOptions<'_>,
) -> Result<(String, SheetSummary), ManifestError> {
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
    let mut filled: Vec<String> = Vec::new();
    let mut summary = SheetSummary::default();
    for sheet in &book.sheets {
        let xml = archive.xml(&sheet.part, PartRole::Sheet, file_kind::XLSX).ok_or(DAMAGED_XLSX)?;
        let cells = Cells::new(xml);
        let is_filled = if filled.is_empty() {
            let written = write(cells, &mut context, out, options)?;
            written.map(|written| summary = written).is_some()
        } else {
            has_data(cells, &mut context)?
        };
        if is_filled {
            filled.push(sheet.name.clone());
        }
        if filled.len() > MAX_NAMES {
            break;
        }
    }
    match filled.as_slice() {
        [] => Ok((book.sheets.into_iter().next().map(|sheet| sheet.name).unwrap_or_default(), summary)),
        [name] => Ok((name.clone(), summary)),
        _ => Err(WorkbookRejection::SeveralSheets(filled).into()),
    }
}

fn has_data(mut cells: Cells<'_>, context: &mut Context) -> Result<bool, ManifestError> {
    while let Some(cell) = cells.next(context)? {
        if !cell.text.trim().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes a sheet. Returns `None` if it has no data.
fn write(
    mut cells: Cells<'_>,
    context: &mut Context,
    out: &mut File,
    options: UnpackOptions<'_>,
) -> Result<Option<SheetSummary>, ManifestError> {
    let mut sheet = SheetWriter::new(out, options)?;
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
        sheet.put(cell.column, 1, cell.text);
    }
    if sheet.is_filled() {
        sheet.skip_to(last)?;
        sheet.end_row(1)?;
    }
    let has_data = sheet.has_data();
    sheet.finish()?;
    Ok(has_data.then(|| cells.into_summary()))
}
