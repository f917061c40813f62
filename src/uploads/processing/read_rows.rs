//! Reads the rows of a file, and creates a plan entry for each.

use std::collections::{HashMap, HashSet};
use std::fs::File;

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::{PlanEntry, RowStep};
use crate::domain::device::DeviceSource;
use crate::domain::device_id::{IdentifierKind, PackedId, Repair};
use crate::domain::manifest::{Rows, ValueKinds};
use crate::store::devices::{self, DeviceRow};
use crate::store::failed_rows::repairs;
use crate::store::registrations::{self, KnownIdentifier};
use crate::uploads::row_index::{IndexEntry, RowIndex};
use crate::uploads::row_routing::RoutedRow;
use crate::uploads::stored_file;

/// Number of identifiers to look up in one statement. Larger statements delay others, and smaller ones need more round
/// trips.
pub(crate) const LOOKUP_BATCH: usize = 5_000;

/// The offset of a row that can no longer be found in the file.
pub(crate) const LOST_OFFSET: u64 = u64::MAX;

/// All rows in a file, and the repairs made while reading them.
#[derive(Default)]
pub(crate) struct ReadRows {
    /// An entry for each row. Its step is `New`, or a failure if the row itself can't be processed.
    pub(crate) entries: Vec<PlanEntry>,
    /// Lines whose identifiers belong to different devices.
    pub(crate) different_devices: HashSet<u32>,
    /// Line, repair and destination of each of the first repaired rows.
    pub(crate) repairs: Vec<(i64, Repair, u16)>,
    /// The number of repairs by destination and kind.
    pub(crate) repair_counts: HashMap<(u16, Repair), i64>,
    /// The index of the rows with devices.
    pub(crate) index: RowIndex,
}

/// A further identifier of a row, to be compared with the first.
struct FurtherId {
    first: PackedId,
    other: PackedId,
    kind: IdentifierKind,
    line: u32,
}

/// Reads every row of the file.
pub(crate) fn read(job: &Job<'_>, file: &File) -> Result<ReadRows, AttemptError> {
    let mut read =
        ReadRows { entries: Vec::with_capacity(job.work.rows_total as usize), ..ReadRows::default() };
    let mut further = Vec::new();
    let mut rows = Rows::new(stored_file::rewind_buffered(file)?, job.layout)?;
    while let Some(row) = rows.next_row()? {
        let RoutedRow { destination, device } = job.routing.read(job.layout, row);
        match device {
            Err(_) => {
                read.entries.push(PlanEntry::new(destination, row.line, row.offset, RowStep::Unreadable))
            }
            Ok(device) => {
                let key = PackedId::of(&device.id);
                read.entries.push(PlanEntry::new(destination, row.line, row.offset, RowStep::New(key)));
                read.add_repair(row.line, destination, device.repair);
                let (line, offset, kinds) = (row.line, row.offset, ValueKinds::of(&device));
                read.index.add(IndexEntry { line, destination, kinds, offset });
                for other in &device.others {
                    let (other, kind) = (PackedId::of(other), other.kind());
                    further.push(FurtherId { first: key, other, kind, line: row.line });
                }
            }
        }
        if further.len() >= LOOKUP_BATCH {
            job.check_stop()?;
            compare(job, &mut further, &mut read.different_devices)?;
        }
    }
    compare(job, &mut further, &mut read.different_devices)?;
    Ok(read)
}

impl ReadRows {
    fn add_repair(&mut self, line: u32, destination: u16, repair: Option<Repair>) {
        if let Some(repair) = repair {
            if self.repairs.len() < repairs::MAX_STORED_LINES {
                self.repairs.push((i64::from(line), repair, destination));
            }
            *self.repair_counts.entry((destination, repair)).or_default() += 1;
        }
    }
}

/// Finds the rows whose further identifiers belong to a different device than the first one, according to the catalog.
fn compare(
    job: &Job<'_>,
    further: &mut Vec<FurtherId>,
    different_devices: &mut HashSet<u32>,
) -> Result<(), AttemptError> {
    let mut keys: Vec<PackedId> = further.iter().flat_map(|row| [row.first, row.other]).collect();
    keys.sort_unstable();
    keys.dedup();
    let known = look_up(job, &keys)?;
    let in_catalog =
        |key: PackedId| known.get(&key.text()).filter(|known| known.source == DeviceSource::Catalog);
    let mut ids: Vec<_> =
        further.iter().filter_map(|row| in_catalog(row.first).map(|known| known.device)).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = job.services.db.read(|conn| devices::by_ids(conn, &ids))?;
    let by_id: HashMap<_, DeviceRow> = rows.into_iter().map(|device| (device.id, device)).collect();
    for row in further.drain(..) {
        let differ = match (in_catalog(row.first), in_catalog(row.other)) {
            (Some(first), Some(other)) => first.device != other.device,
            (None, Some(_)) => true,
            (Some(first), None) => {
                by_id.get(&first.device).is_some_and(|device| !may_have_another(device, row.kind))
            }
            (None, None) => false,
        };
        if differ {
            different_devices.insert(row.line);
        }
    }
    Ok(())
}

/// Returns whether the device may have an identifier of this kind that isn't in the catalog.
fn may_have_another(device: &DeviceRow, kind: IdentifierKind) -> bool {
    match kind {
        IdentifierKind::Imei => device.imei1.is_none() || device.imei2.is_none(),
        IdentifierKind::Meid => device.meid.is_none(),
        IdentifierKind::Serial => device.serial.is_none(),
    }
}

fn look_up(job: &Job<'_>, keys: &[PackedId]) -> Result<HashMap<String, KnownIdentifier>, AttemptError> {
    let values: Vec<String> = keys.iter().map(|key| key.text()).collect();
    let known = job.services.db.read(|conn| registrations::find_known(conn, &values))?;
    Ok(known.into_iter().map(|known| (known.value.clone(), known)).collect())
}
