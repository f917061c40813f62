//! Excel workbooks in Office Open XML (ECMA-376), read with calamine.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::sheet::{SheetWriter, day, number};
use crate::domain::manifest::rejection::ManifestError;
use crate::domain::manifest::workbook_rejection::{DAMAGED_XLSX, WorkbookRejection};

type OpenWorkbook<'a> = Xlsx<BufReader<&'a File>>;

/// Writes the one visible sheet that has data, and returns its name.
pub(super) fn read(mut source: &File, out: &mut File) -> Result<String, ManifestError> {
    source.seek(SeekFrom::Start(0))?;
    let mut book: OpenWorkbook<'_> = Xlsx::new(BufReader::new(source)).map_err(|_| DAMAGED_XLSX)?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut filled = Vec::new();
    for name in &sheets {
        if has_data(&mut book, name)? {
            filled.push(name.clone());
        }
    }
    match filled.as_slice() {
        [] => Ok(sheets.into_iter().next().unwrap_or_default()),
        [name] => {
            if let Some(skipped @ 1..) = write(&mut book, name, out, 0)? {
                write(&mut book, name, out, skipped)?;
            }
            Ok(name.clone())
        }
        _ => Err(WorkbookRejection::SeveralSheets(filled).into()),
    }
}

fn has_data(book: &mut OpenWorkbook<'_>, name: &str) -> Result<bool, ManifestError> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| DAMAGED_XLSX)?;
    while let Some(cell) = cells.next_cell().map_err(|_| DAMAGED_XLSX)? {
        if !text(cell.get_value()).trim().is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn write(
    book: &mut OpenWorkbook<'_>,
    name: &str,
    out: &mut File,
    skipped: usize,
) -> Result<Option<usize>, ManifestError> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| DAMAGED_XLSX)?;
    let mut sheet = SheetWriter::new(out, skipped)?;
    let mut current: Option<u32> = None;
    while let Some(cell) = cells.next_cell().map_err(|_| DAMAGED_XLSX)? {
        let (row, column) = cell.get_position();
        if current.is_some_and(|current| current > row) {
            return Err(DAMAGED_XLSX.into());
        }
        if current != Some(row) {
            if current.is_some() {
                sheet.end_row(1)?;
            }
            sheet.skip_to(row.into())?;
            current = Some(row);
        }
        sheet.put(column as usize, &text(cell.get_value()));
    }
    if sheet.is_filled() {
        sheet.end_row(1)?;
    }
    sheet.finish()
}

/// The day number after 9999-12-31, the last day of a spreadsheet's calendar.
const CALENDAR_END: f64 = 2_958_466.0;

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        // An identifier in a column formatted as dates is beyond the calendar's end, so it isn't converted to a date.
        DataRef::DateTime(value) if value.is_datetime() && (0.0..CALENDAR_END).contains(&value.as_f64()) => {
            let date = value.as_datetime().map(|at| at.date().to_string());
            date.unwrap_or_else(|| number(value.as_f64()))
        }
        DataRef::DateTime(value) => number(value.as_f64()),
        DataRef::DateTimeIso(text) => day(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        other @ DataRef::Error(_) => Data::from(other.clone()).to_string(),
        DataRef::Empty => String::new(),
    }
}
