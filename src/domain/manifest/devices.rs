//! Reading the devices of one row. Nearly every row has one, and then nothing is collected.

use super::column::IdentifierColumn;
use super::identified_row::{FoundIds, IdentifiedRow};
use super::layout::Layout;
use super::row::Row;
use super::row_holds::RowHolds;
use super::single;
use crate::domain::device_id::{self, CellIds, DeviceId};
use crate::domain::row_error::{Reason, RowError};

/// Maximum number of devices in a row. A row with more is malformed. The plan stores the number of a device within its
/// row in a byte.
pub(crate) const MAX_DEVICES: usize = 255;

/// The devices of a row, in the order of its cells. There is at least one, which may be a failure.
pub struct RowDevices {
    first: Result<IdentifiedRow, RowError>,
    others: Vec<Result<IdentifiedRow, RowError>>,
}

impl RowDevices {
    fn one(device: Result<IdentifiedRow, RowError>) -> RowDevices {
        RowDevices { first: device, others: Vec::new() }
    }

    /// Creates as many devices that fail with the same error.
    pub(crate) fn failed(error: &RowError, count: usize) -> RowDevices {
        RowDevices { first: Err(error.clone()), others: vec![Err(error.clone()); count.saturating_sub(1)] }
    }

    /// Returns the number of devices.
    pub(crate) fn count(&self) -> u8 {
        u8::try_from(self.others.len() + 1).unwrap_or(u8::MAX)
    }

    /// Fails the devices that can be read with this error.
    pub(crate) fn or_failed(self, error: &RowError) -> RowDevices {
        let failed = |device: Result<IdentifiedRow, RowError>| device.and(Err(error.clone()));
        RowDevices { first: failed(self.first), others: self.others.into_iter().map(failed).collect() }
    }

    /// Returns the devices, each with its number within the row.
    pub(crate) fn into_slots(self) -> impl Iterator<Item = (u8, Result<IdentifiedRow, RowError>)> {
        (0..=u8::MAX).zip(std::iter::once(self.first).chain(self.others))
    }

    /// Returns the device with this number. Returns `None` if the row has fewer.
    pub(crate) fn into_slot(self, slot: u8) -> Option<Result<IdentifiedRow, RowError>> {
        self.into_slots().nth(usize::from(slot)).map(|(_, device)| device)
    }

    /// Returns the identifiers of each device, or the reason why it can't be read.
    pub fn identifiers(&self) -> impl Iterator<Item = Result<Vec<String>, RowError>> {
        std::iter::once(&self.first).chain(&self.others).map(|device| match device {
            Ok(device) => match &device.several {
                Some(error) => Err(error.clone()),
                None => Ok(device.identifiers().map(str::to_owned).collect()),
            },
            Err(error) => Err(error.clone()),
        })
    }
}

/// Reads the devices of a row.
pub fn read(layout: &Layout, row: &Row) -> RowDevices {
    if layout.row_holds == RowHolds::OneDevice {
        return RowDevices::one(single::read(layout, row));
    }
    match parts(layout, row) {
        Err(error) => RowDevices::one(Err(error)),
        Ok(parts) => {
            let mut devices = parts.into_iter().map(|part| part.device);
            match devices.next() {
                Some(first) => RowDevices { first, others: devices.collect() },
                None => RowDevices::one(Err(single::no_identifier(layout, row))),
            }
        }
    }
}

/// Reads the devices of a row that is known to be well formed.
pub(crate) fn read_well_formed(layout: &Layout, row: &Row) -> RowDevices {
    match layout.row_holds {
        RowHolds::OneDevice if !layout.is_pasted => RowDevices::one(single::device(layout, row)),
        RowHolds::OneDevice | RowHolds::Devices => read(layout, row),
    }
}

/// Returns the number of devices in a row, including those that fail.
pub fn count(layout: &Layout, row: &Row) -> usize {
    match layout.row_holds {
        RowHolds::OneDevice => 1,
        RowHolds::Devices => parts(layout, row).map_or(1, |parts| parts.len().max(1)),
    }
}

/// Returns the original text of a device's identifier, which failed rows show. Control characters become U+FFFD.
pub(crate) fn value(layout: &Layout, row: &Row, slot: u8) -> String {
    if layout.row_holds == RowHolds::Devices
        && let Ok(parts) = parts(layout, row)
        && let Some(part) = parts.get(usize::from(slot))
    {
        return single::visible_text(&part.text);
    }
    single::value(layout, row)
}

/// A part of a row that names one device.
pub(super) struct Part {
    /// Index of the column.
    pub(super) index: usize,
    pub(super) text: String,
    pub(super) device: Result<IdentifiedRow, RowError>,
}

/// Returns the parts of a row, or the reason why the row is malformed.
pub(super) fn parts(layout: &Layout, row: &Row) -> Result<Vec<Part>, RowError> {
    single::well_formed(layout, row)?;
    let mut parts: Vec<Part> = Vec::new();
    let mut seen: Vec<DeviceId> = Vec::new();
    for column in sources(layout, row) {
        if row.bytes(column.index).is_empty() {
            continue;
        }
        let cell = row.cell(column.index);
        let kind = single::label_before(layout, row, column.index).unwrap_or(column.kind);
        for (text, read) in device_id::read_devices(&cell, kind, column.weak) {
            let device = match read {
                Err(_) if single::is_zero(&text) => continue,
                Err(error) => Err(single::unless_elsewhere(layout, row, error)),
                Ok(ids) => in_cell(layout, row, &ids),
            };
            // A device that stands in two cells is one device.
            if let Ok(device) = &device {
                if device.ids().all(|id| seen.contains(&id)) {
                    continue;
                }
                seen.extend(device.ids());
            }
            parts.push(Part { index: column.index, text, device });
        }
    }
    if parts.len() > MAX_DEVICES {
        let detail = format!("It has {} devices, and the limit is {MAX_DEVICES}.", parts.len());
        return Err(RowError::new(Reason::RowMalformed, detail));
    }
    Ok(parts)
}

/// Returns the device that a part of a cell names.
fn in_cell(layout: &Layout, row: &Row, ids: &CellIds) -> Result<IdentifiedRow, RowError> {
    let mut found = FoundIds::default();
    found.add(ids);
    found.into_row(layout, row).unwrap_or_else(|| Err(single::no_identifier(layout, row)))
}

/// Returns the columns whose cells are read: those with identifiers, or in a pasted list without a header all cells of
/// the line.
fn sources<'a>(layout: &'a Layout, row: &Row) -> impl Iterator<Item = IdentifierColumn> + 'a {
    let whole = layout.columns.identifiers.first().filter(|_| layout.takes_whole_lines()).copied();
    let cells = whole.map_or(0, |_| row.width());
    let of_line = (0..cells).filter_map(move |index| Some(IdentifierColumn { index, ..whole? }));
    let mut columns: Vec<IdentifierColumn> = match whole {
        Some(_) => Vec::new(),
        None => layout.columns.identifiers.clone(),
    };
    columns.sort_by_key(|column| column.index);
    columns.into_iter().chain(of_line)
}
