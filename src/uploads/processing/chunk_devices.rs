//! Looks up the devices of a chunk and their holders, and determines the outcome of each row.

use std::collections::hash_map::Entry as MapEntry;
use std::collections::{HashMap, HashSet};

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::PlanEntry;
use crate::domain::ids::{CustomerKey, DeviceKey, UploadId};
use crate::domain::row_error::{Reason, RowError};
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

/// Returns the device of each row. An identifier that was new when the plan was created may belong to a device by now.
pub(crate) fn known_devices(
    conn: &mut Conn,
    chunk: &[PlanEntry],
) -> Result<Vec<Option<DeviceKey>>, store::Error> {
    let mut devices: Vec<Option<DeviceKey>> = chunk.iter().map(PlanEntry::known_device).collect();
    let new = chunk.iter().enumerate();
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
pub(crate) fn unique(devices: &[Option<DeviceKey>]) -> Vec<DeviceKey> {
    let mut ids: Vec<DeviceKey> = devices.iter().flatten().copied().collect();
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
    devices: &[Option<DeviceKey>],
    holders: &HashMap<DeviceKey, Holder>,
) -> Result<Vec<Option<RowOutcome>>, AttemptError> {
    let mut outcomes = Vec::with_capacity(chunk.len());
    let mut first_line: HashMap<DeviceKey, u32> = HashMap::with_capacity(chunk.len());
    let mut names = HashMap::new();
    for (entry, device) in chunk.iter().zip(devices) {
        let Some(device) = device else {
            outcomes.push(None);
            continue;
        };
        outcomes.push(Some(match first_line.entry(*device) {
            MapEntry::Occupied(first) => {
                RowOutcome::Rejected { error: RowError::repeated(u64::from(*first.get())), holder: None }
            }
            MapEntry::Vacant(vacant) => {
                vacant.insert(entry.line);
                match holders.get(device) {
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
