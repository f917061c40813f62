//! The devices and keys that the database has for the identifiers in a chunk.

use std::collections::{HashMap, HashSet};

use super::job::Job;
use super::row_ids::RowIds;
use crate::domain::device::DeviceSource;
use crate::domain::device_id::DeviceId;
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::{DeviceKey, ResellerKey};
use crate::domain::row_error::{Reason, RowError};
use crate::store::devices::further::MovedIdentifier;
use crate::store::devices::{self, DeviceRow};
use crate::store::registrations::{self, Holder, identifiers};
use crate::store::{self, Conn};

/// The decision about a row.
pub(crate) enum Verdict {
    /// Create a device.
    New,
    /// Use this device.
    Known(DeviceKey),
    /// Use this device, and add identifiers to it.
    Completed {
        device: DeviceKey,
        /// All its identifiers.
        identifiers: IdentifierSet,
        /// The identifiers that belong to no device yet.
        added: Vec<DeviceId>,
        /// The identifiers of deleted devices.
        moved: Vec<MovedIdentifier>,
    },
    /// Reject the row.
    Rejected(RowError),
}

/// The devices to which the identifiers in a chunk belong.
pub(crate) struct KnownDevices {
    reseller: ResellerKey,
    /// The devices to which a key leads. Only a serial number that isn't unique by itself can lead to several.
    owners: HashMap<String, Vec<DeviceKey>>,
    devices: HashMap<DeviceKey, DeviceRow>,
    holders: HashMap<DeviceKey, Holder>,
    /// The existing keys, among those of serial numbers that accompany other identifiers.
    taken: HashSet<String>,
}

impl KnownDevices {
    /// Loads the devices of these rows.
    pub(crate) fn load<'a>(
        conn: &mut Conn,
        job: &Job<'_>,
        rows: impl Iterator<Item = &'a RowIds> + Clone,
    ) -> Result<KnownDevices, store::Error> {
        let reseller = job.work.reseller;
        let (mut keys, mut weak) = (Vec::new(), HashMap::new());
        for row in rows {
            keys.extend(row.all().iter().map(|id| row.key(*id, reseller)));
            weak.extend(row.only_weak().map(|serial| (row.key(row.all()[0], reseller), serial)));
        }
        keys.sort_unstable();
        keys.dedup();
        let found = registrations::find_owners(conn, &keys)?;
        let taken = keys.iter().zip(&found).filter(|(_, owner)| owner.is_some()).map(|(key, _)| key.clone());
        let taken = taken.collect();
        let mut owners: HashMap<String, Vec<DeviceKey>> =
            keys.into_iter().zip(found).filter_map(|(key, owner)| Some((key, vec![owner?.device]))).collect();
        let (keys, serials): (Vec<String>, Vec<_>) = weak.into_iter().unzip();
        for (key, found) in keys.into_iter().zip(identifiers::find_weak(conn, reseller, &serials)?) {
            owners.insert(key, found.into_iter().map(|owner| owner.device).collect());
        }
        let mut ids: Vec<DeviceKey> = owners.values().flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut known = HashMap::new();
        for ids in ids.chunks(5_000) {
            known.extend(devices::by_ids(conn, ids)?.into_iter().map(|device| (device.id, device)));
        }
        let holders = registrations::find_holders(conn, &ids)?;
        let holders = holders.into_iter().map(|holder| (holder.device, holder)).collect();
        Ok(KnownDevices { reseller, owners, devices: known, holders, taken })
    }

    /// Returns whether a device already has this key.
    pub(crate) fn is_taken(&self, key: &str) -> bool {
        self.taken.contains(key)
    }

    /// Returns the verdict on a row that is to be registered.
    pub(crate) fn to_register(&self, row: &RowIds) -> Verdict {
        if let Some(error) = self.unproven(row) {
            return Verdict::Rejected(error);
        }
        let owned: Vec<(DeviceId, DeviceKey)> =
            row.finding().filter_map(|id| Some((id, self.owner(row, id)?))).collect();
        let claims: Vec<(DeviceId, DeviceKey)> = distinct(&owned, |device| !self.is_loose(device));
        if let [(one, _), (other, _), ..] = claims[..] {
            let is_elsewhere =
                |device| self.holder(device).is_some_and(|holder| holder.reseller != self.reseller);
            return Verdict::Rejected(match claims.iter().any(|(_, device)| is_elsewhere(*device)) {
                true => Reason::DuplicateOtherReseller.into(),
                false => different(format!("{one} and {other} are different devices.")),
            });
        }
        let Some((named_by, device)) = claims.first().or(owned.first()).copied() else { return Verdict::New };
        if self.holder(device).is_some_and(|holder| holder.reseller != self.reseller) {
            return Verdict::Known(device);
        }
        match self.completed(row, device) {
            Err(words) => {
                Verdict::Rejected(different(format!("{named_by} belongs to a device with {words}.")))
            }
            // A device that is registered already keeps its identifiers.
            Ok(_) if self.holder(device).is_some() => Verdict::Known(device),
            Ok(identifiers) => self.completion(row, device, identifiers),
        }
    }

    /// Returns the verdict on a row that is to be deleted.
    pub(crate) fn to_delete(&self, row: &RowIds) -> Verdict {
        if let Some(error) = self.unproven(row) {
            return Verdict::Rejected(error);
        }
        let all: HashSet<DeviceKey> = row.finding().flat_map(|id| self.owners(row, id)).copied().collect();
        let holder = |device: &DeviceKey| self.holder(*device).map(|holder| holder.reseller == self.reseller);
        let mut own: Vec<DeviceKey> = all.iter().copied().filter(|id| holder(id) == Some(true)).collect();
        own.sort_unstable();
        let is_elsewhere = all.iter().any(|id| holder(id) == Some(false));
        let is_other = all.iter().any(|id| holder(id).is_none() && !self.is_loose(*id));
        match own[..] {
            _ if is_elsewhere && row.all().len() > 1 => Verdict::Rejected(Reason::DeviceNotFound.into()),
            [] => Verdict::Rejected(Reason::DeviceNotFound.into()),
            [device] if !is_other => match self.completed(row, device) {
                Ok(_) => Verdict::Known(device),
                Err(words) => Verdict::Rejected(different(format!("The device has {words}."))),
            },
            _ if row.only_weak().is_some() => {
                Verdict::Rejected(different("Several of your devices have this serial number.".to_owned()))
            }
            _ => Verdict::Rejected(Reason::IdDifferentDevices.into()),
        }
    }

    /// Returns the error of a row whose identifiers must be known as those of one device, if they aren't any more.
    fn unproven(&self, row: &RowIds) -> Option<RowError> {
        let error = row.several()?;
        let mut devices = row.all().iter().map(|id| self.owner(row, *id));
        let first = devices.next().flatten();
        let is_one = first.is_some() && devices.all(|device| device == first);
        (!is_one).then(|| error.clone())
    }

    fn owners(&self, row: &RowIds, id: DeviceId) -> &[DeviceKey] {
        self.owners.get(&row.key(id, self.reseller)).map_or(&[], Vec::as_slice)
    }

    /// Returns the device to which an identifier belongs, preferably one that is held.
    fn owner(&self, row: &RowIds, id: DeviceId) -> Option<DeviceKey> {
        let owners = self.owners(row, id);
        owners.iter().find(|device| self.holder(**device).is_some()).or(owners.first()).copied()
    }

    fn holder(&self, device: DeviceKey) -> Option<&Holder> {
        self.holders.get(&device)
    }

    /// Returns whether a device that was only reported has been deleted, and keeps its only identifier for its history.
    /// Such an identifier may move to another device.
    fn is_loose(&self, device: DeviceKey) -> bool {
        let is_reported =
            |device: &DeviceRow| device.source == DeviceSource::Reported && device.identifiers().count() == 1;
        self.holder(device).is_none() && self.devices.get(&device).is_some_and(is_reported)
    }

    /// Returns the identifiers of a device together with those of a row. Returns `Err` with the device's other
    /// identifiers in words if it can't have them all.
    fn completed(&self, row: &RowIds, device: DeviceKey) -> Result<IdentifierSet, &'static str> {
        let mut set = self.devices.get(&device).map(DeviceRow::identifier_set).unwrap_or_default();
        let is_own = |id: &DeviceId| self.owners(row, *id).contains(&device);
        let others = row.all().iter().filter(|id| !is_own(id));
        others.into_iter().try_for_each(|id| set.add(*id)).map_err(|contradiction| contradiction.words())?;
        Ok(set)
    }

    fn completion(&self, row: &RowIds, device: DeviceKey, identifiers: IdentifierSet) -> Verdict {
        let before = self.devices.get(&device).map(DeviceRow::identifier_set).unwrap_or_default();
        let is_new =
            |id: &DeviceId| identifiers.ids().any(|new| new == *id) && !before.ids().any(|old| old == *id);
        let (mut added, mut moved) = (Vec::new(), Vec::new());
        for id in row.all().iter().copied().filter(is_new) {
            let key = row.key(id, self.reseller);
            match self.owner(row, id).filter(|_| !id.is_weak()) {
                Some(from) => moved.push(MovedIdentifier { key, from, to: device }),
                None => added.push(id),
            }
        }
        match added.is_empty() && moved.is_empty() {
            true => Verdict::Known(device),
            false => Verdict::Completed { device, identifiers, added, moved },
        }
    }
}

/// Returns the first identifier of each device that meets a condition.
fn distinct(
    owned: &[(DeviceId, DeviceKey)],
    is_included: impl Fn(DeviceKey) -> bool,
) -> Vec<(DeviceId, DeviceKey)> {
    let mut found: Vec<(DeviceId, DeviceKey)> = Vec::new();
    for (id, device) in owned {
        if is_included(*device) && found.iter().all(|(_, other)| other != device) {
            found.push((*id, *device));
        }
    }
    found
}

fn different(detail: String) -> RowError {
    RowError::new(Reason::IdDifferentDevices, detail)
}
