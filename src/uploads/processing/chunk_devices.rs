//! Looks up the devices of a chunk and their holders, and determines the outcome of each row.

use std::collections::hash_map::Entry as MapEntry;
use std::collections::{HashMap, HashSet};

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::PlanEntry;
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::domain::row_error::{Reason, RowError};
use crate::store::devices::further::MovedIdentifier;
use crate::store::registrations::{self, Holder};
use crate::store::uploads::Destination;
use crate::store::{self, Conn, customers, devices};

/// The outcome of a row that has a device.
pub(crate) enum RowOutcome {
    /// The device was registered or deleted.
    Done,
    /// The row was rejected. `holder` is the upload that holds the device.
    Rejected { error: RowError, holder: Option<UploadId> },
}

/// The device of a row, as known when its chunk is written.
#[derive(Clone, Debug)]
pub(crate) enum RowDevice {
    /// There is none, or the row is planned to fail.
    Unknown,
    Known(DeviceKey),
    /// A device that gets further identifiers with its registration.
    Completed(DeviceKey),
    Rejected(RowError),
}

impl RowDevice {
    /// Returns the device, if it is known.
    pub(crate) fn key(&self) -> Option<DeviceKey> {
        match self {
            RowDevice::Known(device) | RowDevice::Completed(device) => Some(*device),
            RowDevice::Unknown | RowDevice::Rejected(_) => None,
        }
    }
}

impl From<Option<DeviceKey>> for RowDevice {
    fn from(device: Option<DeviceKey>) -> RowDevice {
        device.map_or(RowDevice::Unknown, RowDevice::Known)
    }
}

/// The devices of a chunk, and the changes to them that follow their registration.
pub(crate) struct ChunkDevices {
    /// The device of each row.
    pub(crate) rows: Vec<RowDevice>,
    /// The devices that have got further identifiers, with all of them.
    pub(crate) changed: Vec<(DeviceKey, IdentifierSet)>,
    pub(crate) moved: Vec<MovedIdentifier>,
}

impl ChunkDevices {
    pub(crate) fn of(rows: Vec<RowDevice>) -> ChunkDevices {
        ChunkDevices { rows, changed: Vec::new(), moved: Vec::new() }
    }

    /// Writes the changes to devices.
    pub(crate) fn write_changes(&self, conn: &mut Conn) -> Result<(), AttemptError> {
        registrations::identifiers::update(conn, &self.changed)?;
        for moved in &self.moved {
            if !devices::further::absorb(conn, moved)? {
                return Err(AttemptError::DeviceTaken);
            }
        }
        Ok(())
    }
}

/// Returns the device of each row. An identifier that was new when the plan was created may belong to a device by now.
pub(crate) fn known_devices(
    conn: &mut Conn,
    chunk: &[PlanEntry],
) -> Result<Vec<Option<DeviceKey>>, store::Error> {
    let mut devices: Vec<Option<DeviceKey>> = chunk.iter().map(PlanEntry::known_device).collect();
    let new = chunk.iter().enumerate().filter(|(_, entry)| !entry.is_by_all_identifiers());
    let (indexes, values): (Vec<usize>, Vec<String>) =
        new.filter_map(|(index, entry)| Some((index, entry.identifier()?.text()))).unzip();
    if !values.is_empty() {
        for (index, owner) in indexes.into_iter().zip(registrations::find_devices(conn, &values)?) {
            devices[index] = owner;
        }
    }
    Ok(devices)
}

/// Returns the devices, sorted and without duplicates.
pub(crate) fn unique(devices: &[RowDevice]) -> Vec<DeviceKey> {
    let mut ids: Vec<DeviceKey> = devices.iter().filter_map(RowDevice::key).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Returns the devices of a chunk that are already held. Returns `None` on SQLite, where this doesn't help, or if no
/// connection is free. Only devices that the plan knows are looked up, because the others didn't exist when it was
/// created.
pub(crate) fn likely_held(
    job: &Job<'_>,
    chunk: &[PlanEntry],
) -> Result<Option<HashSet<DeviceKey>>, store::Error> {
    if job.services.db.is_sqlite() {
        return Ok(None);
    }
    let devices: Vec<DeviceKey> = chunk.iter().filter_map(PlanEntry::known_device).collect();
    job.services.db.try_read_if_idle(|conn| registrations::filter_held(conn, &devices))
}

/// Returns the holders of devices, by device.
pub(crate) fn holders(
    conn: &mut Conn,
    devices: &[DeviceKey],
) -> Result<HashMap<DeviceKey, Holder>, store::Error> {
    let holders = registrations::find_holders(conn, devices)?;
    Ok(holders.into_iter().map(|holder| (holder.device, holder)).collect())
}

/// Returns the outcome of each row that has a device. The first row of a device without a holder succeeds.
pub(crate) fn outcomes(
    conn: &mut Conn,
    job: &Job<'_>,
    destination: &Destination,
    chunk: &[PlanEntry],
    devices: &[RowDevice],
    holders: &HashMap<DeviceKey, Holder>,
) -> Result<Vec<Option<RowOutcome>>, AttemptError> {
    let mut outcomes = Vec::with_capacity(chunk.len());
    let mut first_line: HashMap<DeviceKey, u32> = HashMap::with_capacity(chunk.len());
    let mut names = HashMap::new();
    let is_elsewhere =
        |holder: Option<&Holder>| holder.is_some_and(|holder| holder.reseller != job.work.reseller);
    for (entry, device) in chunk.iter().zip(devices) {
        let device = match device {
            RowDevice::Known(device) | RowDevice::Completed(device) => *device,
            RowDevice::Rejected(error) => {
                outcomes.push(Some(RowOutcome::Rejected { error: error.clone(), holder: None }));
                continue;
            }
            RowDevice::Unknown => {
                outcomes.push(None);
                continue;
            }
        };
        outcomes.push(Some(match first_line.entry(device) {
            // People must not learn which identifiers belong to the same device of another reseller.
            MapEntry::Occupied(_) if is_elsewhere(holders.get(&device)) => RowOutcome::Rejected {
                error: RowError::new(Reason::DuplicateOtherReseller, ""),
                holder: holders.get(&device).map(|holder| holder.upload),
            },
            MapEntry::Occupied(first) => {
                RowOutcome::Rejected { error: RowError::repeated(u64::from(*first.get())), holder: None }
            }
            MapEntry::Vacant(vacant) => {
                vacant.insert(entry.line);
                match holders.get(&device) {
                    None => RowOutcome::Done,
                    Some(holder) => RowOutcome::Rejected {
                        error: rejection(conn, job, destination, holder, &mut names)?,
                        holder: Some(holder.upload),
                    },
                }
            }
        }));
    }
    Ok(outcomes)
}

/// Returns the error for a device that is held. The error never names another reseller.
fn rejection(
    conn: &mut Conn,
    job: &Job<'_>,
    destination: &Destination,
    holder: &Holder,
    names: &mut HashMap<CustomerKey, String>,
) -> Result<RowError, AttemptError> {
    if holder.reseller != job.work.reseller {
        return Ok(RowError::new(Reason::DuplicateOtherReseller, ""));
    }
    if Some(holder.upload) == destination.upload {
        // A catalog import has revealed in the meantime that two unknown identifiers belong to the same device.
        let found = devices::by_ids(conn, &[holder.device])?;
        let values = found
            .into_iter()
            .flat_map(|device| [device.imei1, device.imei2, device.meid, device.serial])
            .flatten();
        return Ok(RowError::new(
            Reason::Repeated,
            format!("Identifiers: {}.", values.collect::<Vec<_>>().join(", ")),
        ));
    }
    if holder.customer == destination.customer {
        let detail = format!("Registered by upload {}.", holder.upload);
        return Ok(RowError::new(Reason::DuplicateSameCustomer, detail));
    }
    let name = match names.entry(holder.customer) {
        MapEntry::Occupied(cached) => cached.into_mut(),
        MapEntry::Vacant(vacant) => vacant.insert(customers::find_name(conn, holder.customer)?),
    };
    let detail = format!("Already in upload {} for {name}.", holder.upload);
    Ok(RowError::new(Reason::DuplicateOtherCustomer, detail))
}
