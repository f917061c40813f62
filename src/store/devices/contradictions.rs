//! Compares rows with several identifiers with the devices that the portal knows.

use std::collections::{HashMap, HashSet};

use super::{DeviceRow, by_ids};
use crate::domain::device::DeviceSource;
use crate::domain::device_id::DeviceId;
use crate::domain::ids::DeviceKey;
use crate::store::registrations::{filter_held, find_devices};
use crate::store::{Conn, Error};

/// Maximum number of identifiers or devices to look up in one statement.
const LOOKUP_SIZE: usize = 5_000;

/// Returns how many of these rows have identifiers of different devices, or an identifier of a device that has another
/// one of this kind. Only devices that are registered or in the catalog count.
pub(crate) fn count(conn: &mut Conn, rows: &[Vec<String>]) -> Result<usize, Error> {
    let is_unique = |value: &&String| DeviceId::from_canonical(value).is_some_and(|id| !id.is_weak());
    let mut values: Vec<String> = rows.iter().flatten().filter(is_unique).cloned().collect();
    values.sort_unstable();
    values.dedup();
    let (mut owners, mut known) = (HashMap::new(), HashMap::new());
    for values in values.chunks(LOOKUP_SIZE) {
        let found = find_devices(conn, values)?;
        owners.extend(values.iter().zip(found).filter_map(|(value, device)| Some((value, device?))));
    }
    let mut ids: Vec<DeviceKey> = owners.values().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut held = HashSet::new();
    for ids in ids.chunks(LOOKUP_SIZE) {
        held.extend(filter_held(conn, ids)?);
        known.extend(by_ids(conn, ids)?.into_iter().map(|device| (device.id, device)));
    }
    known.retain(|id, device: &mut DeviceRow| device.source == DeviceSource::Catalog || held.contains(id));
    let contradicts = |row: &&Vec<String>| {
        let owner = |value: &String| owners.get(value).copied().filter(|id| known.contains_key(id));
        let devices: HashSet<DeviceKey> = row.iter().filter_map(owner).collect();
        let mut set = match devices.iter().next().and_then(|id| known.get(id)) {
            Some(device) if devices.len() == 1 => device.identifier_set(),
            _ => return devices.len() > 1,
        };
        let mut others = row.iter().filter(|value| owner(value).is_none());
        others.any(|value| DeviceId::from_canonical(value).is_some_and(|id| set.add(id).is_err()))
    };
    Ok(rows.iter().filter(contradicts).count())
}
