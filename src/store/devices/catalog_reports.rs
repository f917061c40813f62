//! Compares a catalog with the devices and identifiers that uploads reported. The catalog takes precedence: an
//! import removes the reported identifiers that it contradicts.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::catalog_line::{CatalogLine, LineOutcome};
use super::further::{MovedIdentifier, absorb, free};
use super::{DeviceRow, by_ids, identifier_suffixes};
use crate::domain::device::DeviceSource;
use crate::domain::device_id::{DeviceId, identifier_key};
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::DeviceKey;
use crate::store::db::connection::on_each;
use crate::store::registrations::identifiers::{list_further, update};
use crate::store::registrations::{FurtherIdentifier, Owner, filter_held, find_owners};
use crate::store::schema::{device_identifiers as identifiers, devices};
use crate::store::{Conn, Error};

/// The device that a catalog line describes.
pub(super) enum Target {
    /// A new device.
    None,
    One {
        device: DeviceKey,
        /// Reported devices that aren't registered, and turn out to be the same device.
        absorbed: Vec<DeviceKey>,
    },
    /// Several devices, which can't be joined.
    Several,
}

/// The devices to which the identifiers on the lines belong.
pub(super) struct KnownDevices {
    owners: HashMap<String, Owner>,
    devices: HashMap<DeviceKey, DeviceRow>,
    /// The keys of the identifiers that rows reported together with those that name the devices.
    further: HashMap<DeviceKey, Vec<String>>,
    held: HashSet<DeviceKey>,
}

impl KnownDevices {
    pub(super) fn load(conn: &mut Conn, lines: &[CatalogLine]) -> Result<KnownDevices, Error> {
        let values: Vec<String> = lines.iter().flat_map(CatalogLine::identifiers).cloned().collect();
        let found = find_owners(conn, &values)?;
        let owners: HashMap<String, Owner> =
            values.into_iter().zip(found).filter_map(|(value, owner)| Some((value, owner?))).collect();
        let mut ids: Vec<DeviceKey> = owners.values().map(|owner| owner.device).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut further: HashMap<DeviceKey, Vec<String>> = HashMap::new();
        for FurtherIdentifier { key, device } in list_further(conn, &ids)? {
            further.entry(device).or_default().push(key);
        }
        let devices = by_ids(conn, &ids)?.into_iter().map(|device| (device.id, device)).collect();
        Ok(KnownDevices { owners, devices, further, held: filter_held(conn, &ids)? })
    }

    /// Returns the device that a line describes. A device that was only reported with an identifier on the line,
    /// in addition to the one that names it, isn't joined with others. It loses the identifier.
    pub(super) fn target(&self, line: &CatalogLine) -> Target {
        let owners: Vec<Owner> =
            line.identifiers().filter_map(|value| self.owners.get(value)).copied().collect();
        let named: Vec<DeviceKey> = distinct(owners.iter().filter(|owner| !owner.is_further));
        let (loose, firm): (Vec<DeviceKey>, Vec<DeviceKey>) =
            named.iter().partition(|id| self.is_loose(**id));
        match (&firm[..], &loose[..]) {
            ([], []) => match distinct(owners.iter())[..] {
                [device] if self.can_have(device, line) => Target::One { device, absorbed: Vec::new() },
                _ => Target::None,
            },
            ([device], _) => Target::One { device: *device, absorbed: loose },
            ([], [device, others @ ..]) => Target::One { device: *device, absorbed: others.to_vec() },
            _ => Target::Several,
        }
    }

    /// Returns whether a reported device can have the identifiers that name it and those on the line.
    fn can_have(&self, device: DeviceKey, line: &CatalogLine) -> bool {
        let Some(known) = self.devices.get(&device) else { return false };
        let mut set = line.identifier_set();
        let mut named_by = known.without(&self.reported(device)).ids().collect::<Vec<_>>().into_iter();
        known.source == DeviceSource::Reported && named_by.all(|id| set.add(id).is_ok())
    }

    fn is_loose(&self, id: DeviceKey) -> bool {
        let is_reported =
            |device: &DeviceRow| device.source == DeviceSource::Reported && device.identifiers().count() == 1;
        !self.held.contains(&id) && self.devices.get(&id).is_some_and(is_reported)
    }

    fn reported(&self, device: DeviceKey) -> HashSet<&str> {
        let keys = self.further.get(&device).map_or(&[][..], Vec::as_slice);
        keys.iter().map(|key| identifier_key::text(key)).collect()
    }

    /// Returns the outcome of a line about a device in the catalog. Returns `None` if the device was only reported.
    pub(super) fn compare(&self, device: DeviceKey, line: &CatalogLine) -> Option<LineOutcome> {
        let known = self.devices.get(&device).filter(|known| known.source == DeviceSource::Catalog)?;
        let is_same = known.without(&self.reported(device)) == line.identifier_set()
            && (&known.model, &known.edition) == (&line.model, &line.edition);
        Some(if is_same { LineOutcome::Unchanged } else { LineOutcome::Contradicts })
    }

    /// Adds a new device. Returns the identifiers on the line that belonged to no device.
    pub(super) fn add<'a>(&mut self, line: &'a CatalogLine, id: DeviceKey) -> Vec<&'a String> {
        let is_new = |value: &&String| self.owners.get(*value).is_none_or(|owner| owner.device != id);
        let new: Vec<&String> = line.identifiers().filter(is_new).collect();
        self.set_catalog_device(line, id);
        new
    }

    fn set_catalog_device(&mut self, line: &CatalogLine, id: DeviceKey) {
        let owner = Owner { device: id, is_further: false };
        self.owners.extend(line.identifiers().map(|value| (value.clone(), owner)));
        let mut device = DeviceRow {
            id,
            imei1: None,
            imei2: None,
            meid: None,
            serial: None,
            model: line.model.clone(),
            edition: line.edition.clone(),
            source: DeviceSource::Catalog,
        };
        device.set_identifiers(&line.identifier_set());
        self.devices.insert(id, device);
    }

    /// Takes the line's identifiers from devices that were only reported with them. Returns whether there were any.
    pub(super) fn take(&mut self, conn: &mut Conn, line: &CatalogLine, to: DeviceKey) -> Result<bool, Error> {
        let is_taken = |value: &&String| self.owners.get(*value).is_some_and(|owner| owner.device != to);
        let taken: Vec<String> = line.identifiers().filter(is_taken).cloned().collect();
        for value in &taken {
            let Some(owner) = self.owners.insert(value.clone(), Owner { device: to, is_further: false })
            else {
                continue;
            };
            self.set_owner(conn, value, to, false)?;
            if let Some(device) = self.devices.get_mut(&owner.device) {
                let left = device.without(&HashSet::from([value.as_str()]));
                device.set_identifiers(&left);
                update(conn, &[(owner.device, left)])?;
            }
            if let Some(keys) = self.further.get_mut(&owner.device) {
                keys.retain(|key| key != value);
            }
        }
        Ok(!taken.is_empty())
    }

    fn set_owner(&self, conn: &mut Conn, key: &str, to: DeviceKey, is_further: bool) -> Result<(), Error> {
        diesel::update(identifiers::table.find(key.to_owned()))
            .set((identifiers::device_key.eq(to), identifiers::is_further.eq(is_further)))
            .execute(conn)?;
        Ok(())
    }

    /// Completes a reported device with a line. It keeps the reported identifiers of kinds that the line leaves empty.
    /// Returns whether this or another device lost a reported identifier.
    pub(super) fn complete(
        &mut self,
        conn: &mut Conn,
        id: DeviceKey,
        line: &CatalogLine,
        absorbed: &[DeviceKey],
    ) -> Result<bool, Error> {
        for from in absorbed {
            let key = self.devices.get(from).and_then(|device| device.identifiers().next().cloned());
            let Some(key) = key else { continue };
            absorb(conn, &MovedIdentifier { key: key.clone(), from: *from, to: id })?;
            self.owners.insert(key, Owner { device: id, is_further: true });
        }
        let has_taken = self.take(conn, line, id)?;
        let before = self.devices.get(&id).map(DeviceRow::identifier_set).unwrap_or_default();
        let on_line: HashSet<&str> = line.identifiers().map(String::as_str).collect();
        let (mut set, mut lost) = (line.identifier_set(), HashSet::new());
        let mut kept = Vec::new();
        for other in before.ids().filter(|id| !on_line.contains(id.as_str())) {
            match set.add(other) {
                Ok(()) => kept.push(other),
                Err(_) => {
                    lost.insert(other.as_str().to_owned());
                }
            }
        }
        let keys = self.further.remove(&id).unwrap_or_default();
        let is_freed = |key: &String| {
            let text = identifier_key::text(key);
            // The catalog's own serial number needs no key that names the reseller.
            lost.contains(text) || (on_line.contains(text) && key.as_str() != text)
        };
        let others = lost.iter().filter(|key| !keys.contains(key));
        let freed: Vec<FurtherIdentifier> = keys
            .iter()
            .filter(|key| is_freed(key))
            .chain(others)
            .map(|key| FurtherIdentifier { key: key.clone(), device: id })
            .collect();
        free(conn, &freed)?;
        for value in line.identifiers().filter(|value| self.owners.contains_key(*value)) {
            self.set_owner(conn, value, id, false)?;
        }
        for other in kept.iter().filter(|id| !id.is_weak()) {
            self.set_owner(conn, other.as_str(), id, true)?;
        }
        let new = line.identifiers().filter(|value| !self.owners.contains_key(*value));
        insert_identifiers(conn, &mut new.map(|value| (value, id)).collect::<Vec<_>>())?;
        diesel::update(devices::table.find(id))
            .set((
                devices::model.eq(&line.model),
                devices::edition.eq(&line.edition),
                devices::source.eq(DeviceSource::Catalog),
            ))
            .execute(conn)?;
        update(conn, &[(id, set.clone())])?;
        self.set_catalog_device(line, id);
        if let Some(device) = self.devices.get_mut(&id) {
            device.set_identifiers(&set);
        }
        let kept: Vec<String> = kept.iter().map(|id| id.as_str().to_owned()).collect();
        self.further.insert(id, kept);
        Ok(has_taken || !lost.is_empty())
    }
}

impl CatalogLine {
    fn identifier_set(&self) -> IdentifierSet {
        let id = |text: &Option<String>| text.as_deref().and_then(DeviceId::from_canonical);
        IdentifierSet {
            imei1: id(&self.imei1),
            imei2: id(&self.imei2),
            meid: id(&self.meid),
            serial: id(&self.serial),
        }
    }
}

/// Stores identifiers with their devices, and makes them searchable by suffix.
pub(super) fn insert_identifiers(conn: &mut Conn, owned: &mut [(&String, DeviceKey)]) -> Result<(), Error> {
    owned.sort_unstable();
    let rows: Vec<_> = owned
        .iter()
        .map(|(value, id)| (identifiers::value.eq(*value), identifiers::device_key.eq(*id)))
        .collect();
    on_each!(conn, |c| diesel::insert_into(identifiers::table).values(&rows).execute(c))?;
    let mut reversed: Vec<String> = owned.iter().map(|(value, _)| identifier_key::reversed(value)).collect();
    reversed.sort_unstable();
    identifier_suffixes::insert(conn, &reversed)
}

fn distinct<'a>(owners: impl Iterator<Item = &'a Owner>) -> Vec<DeviceKey> {
    let mut devices = Vec::new();
    for owner in owners {
        if !devices.contains(&owner.device) {
            devices.push(owner.device);
        }
    }
    devices
}
