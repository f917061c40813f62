//! Identifiers that rows report together with the one that names the device. Deleting the device frees them.

use std::collections::{HashMap, HashSet};

use diesel::dsl::exists;
use diesel::prelude::*;

use super::{DeviceRow, by_ids};
use crate::domain::device::DeviceSource;
use crate::domain::device_id::{DeviceId, identifier_key};
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::{DeviceKey, SubmissionId};
use crate::store::db::connection::on_each;
use crate::store::registrations::identifiers::{list_further, remove, update};
use crate::store::registrations::{FurtherIdentifier, reserve_device_ids};
use crate::store::schema::{device_events as events, device_identifiers as identifiers, devices};
use crate::store::{Conn, Error};

/// Maximum number of devices to change in one statement.
const MAX_DEVICES: usize = 5_000;

impl DeviceRow {
    /// Returns the device's identifiers as a set.
    pub(crate) fn identifier_set(&self) -> IdentifierSet {
        let id = |text: &Option<String>| text.as_deref().and_then(DeviceId::from_canonical);
        IdentifierSet {
            imei1: id(&self.imei1),
            imei2: id(&self.imei2),
            meid: id(&self.meid),
            serial: id(&self.serial),
        }
    }

    /// Replaces the device's identifiers.
    pub(crate) fn set_identifiers(&mut self, set: &IdentifierSet) {
        let text = |id: Option<DeviceId>| id.map(|id| id.as_str().to_owned());
        (self.imei1, self.imei2) = (text(set.imei1), text(set.imei2));
        (self.meid, self.serial) = (text(set.meid), text(set.serial));
    }

    /// Returns the device's identifiers without some of them. The second IMEI of a reported device may become its
    /// first.
    pub(crate) fn without(&self, freed: &HashSet<&str>) -> IdentifierSet {
        let mut set = self.identifier_set();
        for slot in [&mut set.imei1, &mut set.imei2, &mut set.meid, &mut set.serial] {
            if slot.is_some_and(|id| freed.contains(id.as_str())) {
                *slot = None;
            }
        }
        if set.imei1.is_none() && self.source == DeviceSource::Reported {
            set.imei1 = set.imei2.take();
        }
        set
    }
}

/// Frees the further identifiers of devices that have been deleted.
pub(crate) fn release(conn: &mut Conn, deleted: &[DeviceKey]) -> Result<(), Error> {
    let further = list_further(conn, deleted)?;
    if further.is_empty() { Ok(()) } else { free(conn, &further) }
}

/// Frees these identifiers.
pub(crate) fn free(conn: &mut Conn, freed: &[FurtherIdentifier]) -> Result<(), Error> {
    remove(conn, &freed.iter().map(|freed| freed.key.clone()).collect::<Vec<_>>())?;
    let mut of_device: HashMap<DeviceKey, HashSet<&str>> = HashMap::new();
    for FurtherIdentifier { key, device } in freed {
        of_device.entry(*device).or_default().insert(identifier_key::text(key));
    }
    let mut ids: Vec<DeviceKey> = of_device.keys().copied().collect();
    ids.sort_unstable();
    for ids in ids.chunks(MAX_DEVICES) {
        let rows = by_ids(conn, ids)?;
        let left: Vec<_> = rows
            .iter()
            .filter_map(|device| Some((device.id, device.without(of_device.get(&device.id)?))))
            .collect();
        update(conn, &left)?;
    }
    Ok(())
}

/// An identifier that moves from a deleted device to another one.
#[derive(Clone, Debug)]
pub(crate) struct MovedIdentifier {
    pub(crate) key: String,
    pub(crate) from: DeviceKey,
    pub(crate) to: DeviceKey,
}

/// Moves the only identifier of a deleted, reported device to another device, together with its history. Returns
/// `false` if the identifier has moved in the meantime.
///
/// Removes the row of the deleted device. If another transaction is registering this device, one of the two fails with
/// [`Error::Missing`].
pub(crate) fn absorb(conn: &mut Conn, moved: &MovedIdentifier) -> Result<bool, Error> {
    let MovedIdentifier { key, from, to } = moved;
    let owned =
        identifiers::table.filter(identifiers::value.eq(key)).filter(identifiers::device_key.eq(from));
    let count = diesel::update(owned)
        .set((identifiers::device_key.eq(to), identifiers::is_further.eq(true)))
        .execute(conn)?;
    if count == 0 {
        return Ok(false);
    }
    let of_both: Vec<SubmissionId> = on_each!(conn, |c| {
        let target = diesel::alias!(events as target);
        events::table
            .filter(events::device_key.eq(from))
            .filter(exists(
                target
                    .filter(target.field(events::device_key).eq(to))
                    .filter(target.field(events::submission_id).eq(events::submission_id)),
            ))
            .select(events::submission_id)
            .limit(1)
            .load(c)
    })?;
    let history = match of_both.is_empty() {
        true => *to,
        // The same submissions changed both devices, so the history stays with a device of its own.
        false => former_device(conn, *from)?,
    };
    diesel::update(events::table.filter(events::device_key.eq(from)))
        .set(events::device_key.eq(history))
        .execute(conn)?;
    diesel::delete(devices::table.find(from)).execute(conn)?;
    Ok(true)
}

/// Creates a device that has the same columns as another one, but doesn't own its identifiers.
fn former_device(conn: &mut Conn, of: DeviceKey) -> Result<DeviceKey, Error> {
    let id =
        reserve_device_ids(conn, 1)?.pop().ok_or_else(|| Error::inconsistent("no device ID was reserved"))?;
    let source = DeviceSource::Reported;
    diesel::insert_into(devices::table)
        .values((devices::id.eq(id), devices::source.eq(source)))
        .execute(conn)?;
    let set = by_ids(conn, &[of])?.first().map(DeviceRow::identifier_set).unwrap_or_default();
    update(conn, &[(id, set)])?;
    Ok(id)
}
