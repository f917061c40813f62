//! Reads the rows of a file, and creates a plan entry for each.

use std::collections::HashMap;
use std::fs::File;

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::{MAX_IDENTIFIERS, PlanEntry, RowStep};
use crate::domain::device_id::{PackedId, Repair};
use crate::domain::ids::DeviceKey;
use crate::domain::manifest::single::IdentifiedRow;
use crate::domain::manifest::{Rows, ValueKinds};
use crate::store::failed_rows::repairs;
use crate::uploads::row_index::{IndexEntry, RowIndex};
use crate::uploads::row_routing::RoutedRow;
use crate::uploads::stored_file;

/// Number of identifiers to look up in one statement. Larger statements delay others, and smaller ones need more round
/// trips.
pub(crate) const LOOKUP_BATCH: usize = 5_000;

/// The offset that stands for a row that can no longer be found in the file.
pub(crate) const LOST_OFFSET: u64 = u64::MAX;

/// All rows of a file, and the repairs made while reading them.
#[derive(Default)]
pub(crate) struct ReadRows {
    /// An entry for each row. Its step is `New`, or a failure if the row itself can't be processed.
    pub(crate) entries: Vec<PlanEntry>,
    /// The identifiers of all rows that have an entry with the step `New`. Empty if the entries themselves have all of
    /// them, as in most files.
    pub(crate) identifiers: Vec<RowIdentifier>,
    /// Indexes of the entries whose identifiers must all be known as those of one device.
    pub(crate) unproven: Vec<u32>,
    /// Line, repair and destination of each of the first repaired rows.
    pub(crate) repairs: Vec<(i64, Repair, u16)>,
    /// The number of repairs by destination and kind.
    pub(crate) repair_counts: HashMap<(u16, Repair), i64>,
    /// The index of the rows with devices.
    pub(crate) index: RowIndex,
}

/// A key that no device has.
const NO_DEVICE: DeviceKey = DeviceKey::new(0);

/// An identifier of a row. It is compact, because all identifiers of a file are in memory at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowIdentifier {
    pub(crate) key: PackedId,
    /// The device to which it belongs, once it has been looked up. 0 stands for none, which saves a word.
    device: DeviceKey,
    /// Index of the row's entry.
    pub(crate) row: u32,
    /// Position among the row's identifiers, counted from 0.
    pub(crate) position: u8,
    /// Whether it was reported together with the identifier that names the device.
    pub(crate) is_further: bool,
}

impl RowIdentifier {
    fn new(key: PackedId, row: usize, position: usize) -> RowIdentifier {
        RowIdentifier { key, device: NO_DEVICE, row: row as u32, position: position as u8, is_further: false }
    }

    /// Returns the device to which it belongs. Returns `None` if there is none, or if it hasn't been looked up.
    pub(crate) fn device(&self) -> Option<DeviceKey> {
        Some(self.device).filter(|device| *device != NO_DEVICE)
    }

    /// Sets the device to which it belongs.
    pub(crate) fn set_device(&mut self, device: Option<DeviceKey>) {
        self.device = device.unwrap_or(NO_DEVICE);
    }
}

/// Returns the identifiers of a row. `ids` must be sorted by row.
pub(crate) fn of_row(ids: &[RowIdentifier], row: u32) -> &[RowIdentifier] {
    let first = ids.partition_point(|id| id.row < row);
    let count = ids[first..].iter().take(MAX_IDENTIFIERS).take_while(|id| id.row == row).count();
    &ids[first..first + count]
}

/// Reads every row of the file.
pub(crate) fn read(job: &Job<'_>, file: &File) -> Result<ReadRows, AttemptError> {
    let mut read =
        ReadRows { entries: Vec::with_capacity(job.work.rows_total as usize), ..ReadRows::default() };
    let mut rows = Rows::new(stored_file::rewind_buffered(file)?, job.layout)?;
    while let Some(row) = rows.next_row()? {
        let RoutedRow { destination, devices } = job.routing.read(job.layout, row);
        let count = devices.count();
        for (slot, device) in devices.into_slots() {
            let entry = |step| PlanEntry::new(destination, row.line, row.offset, step).at_slot(slot);
            match device {
                // Only unique identifiers can be known as those of one device.
                Ok(device) if device.several.is_some() && device.ids().any(|id| id.is_weak()) => {
                    read.entries.push(entry(RowStep::Unreadable));
                }
                Err(_) => read.entries.push(entry(RowStep::Unreadable)),
                Ok(device) => {
                    let key = PackedId::of_model(&device.id, device.model);
                    read.entries.push(entry(RowStep::New(key)));
                    read.add_repair(row.line, destination, device.repair);
                    let (line, offset, kinds) = (row.line, row.offset, ValueKinds::of(&device));
                    read.index.add(IndexEntry { line, destination, kinds, devices: count, offset });
                    read.add_identifiers(&device);
                }
            }
        }
    }
    if !read.identifiers.is_empty() {
        let plain = read.entries.iter().enumerate().filter(|(_, entry)| !entry.is_by_all_identifiers());
        let plain = plain.filter_map(|(row, entry)| Some(RowIdentifier::new(entry.identifier()?, row, 0)));
        read.identifiers.extend(plain);
    }
    Ok(read)
}

impl ReadRows {
    /// Adds the identifiers of the last row, unless it has only one, which is unique by itself.
    fn add_identifiers(&mut self, device: &IdentifiedRow) {
        let Some((row, entry)) = self.entries.iter_mut().enumerate().next_back() else { return };
        if device.others.is_empty() && !device.id.is_weak() {
            return;
        }
        entry.set_by_all_identifiers();
        self.unproven.extend(device.several.is_some().then_some(row as u32));
        for (position, id) in device.ids().enumerate() {
            // Together with other identifiers, a serial number that isn't unique by itself says nothing about the
            // device.
            if position == 0 || !id.is_weak() {
                self.identifiers.push(RowIdentifier::new(
                    PackedId::of_model(&id, device.model),
                    row,
                    position,
                ));
            }
        }
    }

    fn add_repair(&mut self, line: u32, destination: u16, repair: Option<Repair>) {
        if let Some(repair) = repair {
            // A line is listed once, even if several of its devices were repaired.
            let is_listed = self.repairs.last().is_some_and(|(last, ..)| *last == i64::from(line));
            if !is_listed && self.repairs.len() < repairs::MAX_STORED_LINES {
                self.repairs.push((i64::from(line), repair, destination));
            }
            *self.repair_counts.entry((destination, repair)).or_default() += 1;
        }
    }
}
