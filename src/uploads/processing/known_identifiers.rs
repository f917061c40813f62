//! Finds the devices that rows with several identifiers name.

use std::collections::{HashMap, HashSet};

use super::attempt_error::AttemptError;
use super::file_groups;
use super::job::Job;
use super::plan::{MAX_IDENTIFIERS, PlanEntry, RowStep};
use super::read_rows::{LOOKUP_BATCH, ReadRows, RowIdentifier, of_row};
use super::rules::held_elsewhere;
use super::unproven_rows;
use crate::domain::device::DeviceSource;
use crate::domain::ids::DeviceKey;
use crate::parallel::in_halves;
use crate::store::devices::{self, DeviceRow};
use crate::store::registrations::{self, FurtherIdentifier, Owner, identifiers};

/// Sets the step of all rows whose devices are known, of rows that the catalog contradicts, and of rows whose device is
/// on an earlier line. The entries must be in the order of the file.
pub(crate) fn assign(job: &Job<'_>, read: &mut ReadRows) -> Result<(), AttemptError> {
    let ReadRows { entries, identifiers: ids, unproven, .. } = read;
    ids.sort_unstable_by_key(|id| (id.key, id.row));
    in_halves(ids, |half| look_up(job, half))?;
    let mut related = rows_with_shared_keys(ids);
    ids.sort_unstable_by_key(|id| (id.row, id.position));
    unproven_rows::fail(job, entries, ids, unproven)?;
    let (mut owned, mut incomplete, mut contested) = (Vec::new(), Vec::new(), Vec::new());
    for row in ids.chunk_by(|one, other| one.row == other.row) {
        let entry = &mut entries[row[0].row as usize];
        if entry.step().fails() {
            continue;
        }
        if row.iter().any(|id| id.is_further) {
            entry.set_by_all_identifiers();
        }
        match devices_of(row)[..] {
            [] => {}
            [device] => {
                entry.set(RowStep::Device(device));
                owned.push((device, row[0].row));
                if row.iter().any(|id| id.device().is_none()) {
                    incomplete.push((device, row[0].row));
                }
            }
            _ => contested.push(row[0].row),
        }
    }
    for batch in contested.chunks(LOOKUP_BATCH) {
        job.check_stop()?;
        owned.extend(decide_contested(job, entries, ids, batch)?);
    }
    incomplete.sort_unstable();
    for batch in incomplete.chunks(LOOKUP_BATCH) {
        job.check_stop()?;
        compare_with_catalog(job, entries, ids, batch)?;
    }
    owned.sort_unstable();
    let shared = owned.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1);
    let shared: Vec<DeviceKey> = shared.map(|same| same[0].0).collect();
    let elsewhere = held_elsewhere(job, &shared)?;
    // Rows that name another reseller's device are related only if they have an identifier in common.
    for id in ids.iter_mut().filter(|id| id.device().is_some_and(|device| elsewhere.contains(&device))) {
        id.set_device(None);
    }
    for same in owned.chunk_by(|one, other| one.0 == other.0).filter(|same| same.len() > 1) {
        related.extend(same.iter().map(|(_, row)| *row));
    }
    related.sort_unstable();
    related.dedup();
    file_groups::mark(job, entries, ids, &related)
}

/// Looks up the devices of identifiers, which are sorted as in the table.
fn look_up(job: &Job<'_>, ids: &mut [RowIdentifier]) -> Result<(), AttemptError> {
    for batch in ids.chunks_mut(LOOKUP_BATCH) {
        job.check_stop()?;
        let reseller = job.work.reseller;
        let values: Vec<String> = batch.iter().map(|id| id.key.key(reseller)).collect();
        let weak: Vec<_> = batch.iter().filter_map(|id| Some((id.key.text(), id.key.model()?))).collect();
        let (owners, weak) = job.services.db.read(|conn| {
            Ok::<_, AttemptError>((
                registrations::find_owners(conn, &values)?,
                identifiers::find_weak(conn, reseller, &weak)?,
            ))
        })?;
        let mut weak = weak.into_iter();
        for (id, owner) in batch.iter_mut().zip(owners) {
            let owner = match id.key.model() {
                Some(_) => weak.next().and_then(|owners| owners.first().copied()),
                None => owner,
            };
            id.set_device(owner.map(|Owner { device, .. }| device));
            id.is_further = owner.is_some_and(|owner| owner.is_further);
        }
    }
    Ok(())
}

/// Returns the rows that share an identifier that belongs to no device yet. The identifiers must be sorted.
fn rows_with_shared_keys(ids: &[RowIdentifier]) -> Vec<u32> {
    let same_key = ids.chunk_by(|one, other| one.key == other.key);
    let shared = same_key.filter(|same| same.len() > 1 && same[0].device().is_none());
    shared.flatten().map(|id| id.row).collect()
}

/// Returns the devices to which a row's identifiers belong, in the order of the identifiers.
fn devices_of(row: &[RowIdentifier]) -> Vec<DeviceKey> {
    let mut devices = Vec::new();
    for device in row.iter().filter_map(RowIdentifier::device) {
        if !devices.contains(&device) {
            devices.push(device);
        }
    }
    devices
}

/// Resolves rows whose identifiers belong to several devices. A deleted device that was only reported has no claim to
/// its identifier if another of the row's devices remains. Returns the remaining devices with their rows.
fn decide_contested(
    job: &Job<'_>,
    entries: &mut [PlanEntry],
    ids: &mut [RowIdentifier],
    rows: &[u32],
) -> Result<Vec<(DeviceKey, u32)>, AttemptError> {
    let mut all: Vec<DeviceKey> = rows.iter().flat_map(|row| devices_of(of_row(ids, *row))).collect();
    all.sort_unstable();
    all.dedup();
    let (known, held) = job.services.db.read(|conn| {
        let mut known: HashMap<DeviceKey, DeviceRow> = HashMap::new();
        for ids in all.chunks(LOOKUP_BATCH) {
            known.extend(devices::by_ids(conn, ids)?.into_iter().map(|device| (device.id, device)));
        }
        Ok::<_, AttemptError>((known, registrations::filter_held(conn, &all)?))
    })?;
    let is_catalog =
        |id: &DeviceKey| known.get(id).is_some_and(|device| device.source == DeviceSource::Catalog);
    let mut owned = Vec::new();
    for row in rows {
        let found = devices_of(of_row(ids, *row));
        let mut left: Vec<DeviceKey> =
            found.iter().copied().filter(|id| held.contains(id) || is_catalog(id)).collect();
        if left.is_empty() {
            left.extend(found.first());
        }
        let entry = &mut entries[*row as usize];
        entry.set_by_all_identifiers();
        if left.iter().filter(|id| is_catalog(id)).count() > 1 {
            entry.set(RowStep::DifferentDevices([0; MAX_IDENTIFIERS]));
            continue;
        }
        entry.set(left.first().map_or(entry.step(), |device| RowStep::Device(*device)));
        let first = ids.partition_point(|id| id.row < *row);
        for id in ids[first..].iter_mut().take_while(|id| id.row == *row) {
            if id.device().is_some_and(|device| !left.contains(&device)) {
                id.set_device(None);
            }
        }
        owned.extend(left.into_iter().map(|device| (device, *row)));
    }
    Ok(owned)
}

/// Fails the rows with an unknown identifier of a kind for which the catalog has another identifier of the device.
fn compare_with_catalog(
    job: &Job<'_>,
    entries: &mut [PlanEntry],
    ids: &[RowIdentifier],
    rows: &[(DeviceKey, u32)],
) -> Result<(), AttemptError> {
    let mut all: Vec<DeviceKey> = rows.iter().map(|(device, _)| *device).collect();
    all.dedup();
    let (known, further) = job.services.db.read(|conn| {
        Ok::<_, AttemptError>((devices::by_ids(conn, &all)?, identifiers::list_further(conn, &all)?))
    })?;
    let reported: HashSet<&str> = further.iter().map(|FurtherIdentifier { key, .. }| key.as_str()).collect();
    let known: HashMap<DeviceKey, &DeviceRow> = known
        .iter()
        .filter(|device| device.source == DeviceSource::Catalog)
        .map(|device| (device.id, device))
        .collect();
    for (device, row) in rows {
        let Some(device) = known.get(device) else { continue };
        let mut set = device.without(&reported);
        let unknown = of_row(ids, *row).iter().filter(|id| id.device().is_none());
        if unknown.filter_map(|id| id.key.id()).any(|id| set.add(id).is_err()) {
            entries[*row as usize].set(RowStep::DifferentDevices([0; MAX_IDENTIFIERS]));
        }
    }
    Ok(())
}
