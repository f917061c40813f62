//! Removing single identifiers from devices.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::further::free;
use super::{DeviceRow, by_ids, find_all, history};
use crate::domain::activity::Activity;
use crate::domain::actor::Scope;
use crate::domain::device::DeviceSource;
use crate::domain::device_id::identifier_key;
use crate::domain::ids::{ActorKey, DeviceKey, ResellerKey};
use crate::store::activity::{self, ActivityEntry, Author, Personal};
use crate::store::db::advisory_lock;
use crate::store::db::connection::on_each;
use crate::store::registrations::identifiers::{find_scoped, list_further};
use crate::store::registrations::{FurtherIdentifier, find_holders};
use crate::store::schema::{device_identifiers as identifiers, removed_identifiers as removed};
use crate::store::{Conn, Error};

#[derive(Insertable)]
#[diesel(table_name = removed)]
struct NewRemoval<'a> {
    device_key: DeviceKey,
    value: &'a str,
    reseller_key: Option<ResellerKey>,
    actor_key: ActorKey,
    at: NaiveDateTime,
}

/// The outcome of an operator's request to release an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReleaseOutcome {
    /// The identifier no longer belongs to any device.
    Released,
    /// It names a device that isn't registered, so it is free anyway.
    AlreadyFree,
    /// The catalog says that it belongs to the device.
    FromCatalog,
    /// It is the only identifier of a registered device.
    Only,
    /// Several devices have this serial number, which isn't unique by itself.
    Several,
}

/// Removes a reported identifier from a device that is registered with the scope's reseller. Returns an identifier that
/// the device keeps. Returns [`Error::NotFound`] if the reseller has no such device, or can't remove the identifier.
pub(crate) fn remove(conn: &mut Conn, scope: Scope, by: Author, identifier: &str) -> Result<String, Error> {
    let device = history::find(conn, scope, identifier)?.device;
    lock(conn, device.id)?;
    let history = history::find(conn, scope, identifier)?;
    if history.now.is_none() || !history.removable.iter().any(|removable| removable == identifier) {
        return Err(Error::NotFound);
    }
    detach(conn, &history.device, identifier, scope.reseller(), by)?;
    let left = by_ids(conn, &[history.device.id])?;
    let name = left.first().and_then(|device| device.identifiers().next().cloned()).unwrap_or_default();
    by.log(conn, scope, Activity::IdentifierRemoved, identifier, (&format!("from {name}"), ""))?;
    Ok(name)
}

/// Frees a reported identifier for the operator, whichever reseller within the scope has its device.
pub(crate) fn release(
    conn: &mut Conn,
    scope: Scope,
    by: Author,
    identifier: &str,
) -> Result<ReleaseOutcome, Error> {
    let ids: Vec<DeviceKey> =
        find_all(conn, scope, identifier)?.into_iter().map(|device| device.id).collect();
    let id = match ids[..] {
        [] => return Err(Error::NotFound),
        [id] => id,
        _ => return Ok(ReleaseOutcome::Several),
    };
    lock(conn, id)?;
    let Some(device) = by_ids(conn, &[id])?.pop() else { return Err(Error::NotFound) };
    let further = list_further(conn, &[id])?;
    let is_further = further.iter().any(|further| identifier_key::text(&further.key) == identifier);
    let holder = find_holders(conn, &[id])?.first().map(|holder| holder.reseller);
    if device.source == DeviceSource::Catalog && !is_further {
        return Ok(ReleaseOutcome::FromCatalog);
    }
    if device.identifiers().count() == 1 {
        return Ok(if holder.is_some() { ReleaseOutcome::Only } else { ReleaseOutcome::AlreadyFree });
    }
    detach(conn, &device, identifier, holder, by)?;
    let entry = ActivityEntry {
        at: by.at,
        actor_key: by.actor,
        reseller_key: holder,
        action: Activity::IdentifierRemoved,
        object: identifier,
        detail: "",
        personal: Personal::NONE,
    };
    activity::write(conn, entry)?;
    Ok(ReleaseOutcome::Released)
}

/// Locks a device, so that two requests can't remove its last two identifiers at the same time.
fn lock(conn: &mut Conn, device: DeviceKey) -> Result<(), Error> {
    advisory_lock::lock(conn, &[("device", device.get().to_string().as_bytes())])
}

/// Removes an identifier from a device. A device that was only reported keeps at least one that names it.
fn detach(
    conn: &mut Conn,
    device: &DeviceRow,
    identifier: &str,
    reseller: Option<ResellerKey>,
    by: Author,
) -> Result<(), Error> {
    let scoped = find_scoped(conn, &[identifier_key::prefix(identifier, reseller)])?;
    let scoped = scoped.into_iter().filter(|serial| serial.device == device.id).map(|serial| serial.key);
    let keys = std::iter::once(identifier.to_owned()).chain(scoped);
    let freed: Vec<FurtherIdentifier> =
        keys.map(|key| FurtherIdentifier { key, device: device.id }).collect();
    free(conn, &freed)?;
    if device.source == DeviceSource::Reported {
        name_again(conn, device.id)?;
    }
    let row = NewRemoval {
        device_key: device.id,
        value: identifier,
        reseller_key: reseller,
        actor_key: by.actor,
        at: by.at,
    };
    on_each!(conn, |c| diesel::insert_into(removed::table).values(&row).execute(c))?;
    Ok(())
}

/// Lets the first identifier of a reported device name it, if the one that did has been removed.
fn name_again(conn: &mut Conn, device: DeviceKey) -> Result<(), Error> {
    let Some(left) = by_ids(conn, &[device])?.pop() else { return Ok(()) };
    let further = list_further(conn, &[device])?;
    if further.len() < left.identifiers().count() {
        return Ok(());
    }
    let first = left.identifiers().next().map_or("", String::as_str);
    for further in further.iter().filter(|further| identifier_key::text(&further.key) == first) {
        diesel::update(identifiers::table.find(&further.key))
            .set(identifiers::is_further.eq(false))
            .execute(conn)?;
    }
    Ok(())
}
