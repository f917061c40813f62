//! Rows that are read from the file again for a chunk.

use std::fs::File;

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::PlanEntry;
use crate::domain::manifest::bulk::OtherCells;
use crate::domain::manifest::single::IdentifiedRow;
use crate::domain::manifest::{Rows, ValueKinds, devices};
use crate::domain::row_error::RowError;
use crate::uploads::stored_file;

/// The cells of a device's row, and its error if the row itself is invalid.
#[derive(Default)]
pub(crate) struct FileRow {
    pub(crate) value: String,
    pub(crate) canonical: Option<String>,
    pub(crate) error: Option<RowError>,
    /// The kinds of the row's identifiers and repairs. Empty if the row itself is invalid.
    pub(crate) kinds: ValueKinds,
    /// The row's identifiers, if it is valid.
    pub(crate) device: Option<IdentifiedRow>,
    /// The row's other cells, if the file is for many customers.
    pub(crate) other_cells: Option<OtherCells>,
}

/// Reads a row again. Returns `Err` if the file no longer contains it.
pub(crate) fn read(job: &Job<'_>, source: &File, entry: &PlanEntry) -> Result<FileRow, AttemptError> {
    let mut rows =
        Rows::at(stored_file::read_from(source, entry.offset), job.layout, entry.offset, entry.line)?;
    let Some(row_in_file) = rows.next_row()? else {
        return Err(job.inconsistent(&format!("line {} is missing from the file", entry.line)));
    };
    let value = devices::value(job.layout, row_in_file, entry.slot);
    let other_cells = job.routing.other_cells(job.layout, row_in_file);
    let row = FileRow { value, other_cells, ..FileRow::default() };
    let device = job
        .routing
        .read(job.layout, row_in_file)
        .devices
        .into_slot(entry.slot)
        .ok_or_else(|| job.inconsistent(&format!("line {} has no device {}", entry.line, entry.slot)))?;
    Ok(match device {
        Ok(device) => FileRow {
            canonical: Some(device.id.as_str().to_owned()).filter(|_| device.several.is_none()),
            error: device.several.clone(),
            kinds: ValueKinds::of(&device),
            device: Some(device),
            ..row
        },
        Err(error) => FileRow { error: Some(error), ..row },
    })
}

/// Reads the cells of a row that will fail anyway. The cells are empty if the row can't be read.
pub(crate) fn read_cells(job: &Job<'_>, source: &File, entry: &PlanEntry) -> FileRow {
    let cells = || {
        let source = stored_file::read_from(source, entry.offset);
        let mut rows = Rows::at(source, job.layout, entry.offset, entry.line).ok()?;
        let row = rows.next_row().ok()??;
        let other_cells = job.routing.other_cells(job.layout, row);
        let value = devices::value(job.layout, row, entry.slot);
        Some(FileRow { value, other_cells, ..FileRow::default() })
    };
    cells().unwrap_or_default()
}
