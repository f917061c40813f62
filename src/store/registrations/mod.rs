//! The set-based statements of the hot path, and nothing else. This is the only module in which the two databases
//! differ on purpose.
//!
//! Keys are sorted, so that neighbouring rows of a table are touched together.

use std::collections::HashSet;

use super::db::connection::Conn;
use super::db::error::Error;
use crate::domain::device_id::IdentifierKind;
use crate::domain::ids::DeviceKey;

mod postgres;
mod postgres_copy;
mod rows;
mod sqlite;

pub(crate) use postgres::try_insert;
pub(crate) use rows::{CatalogRemark, DeletionChunk, Holder, KnownIdentifier, RegistrationChunk};

use rows::IdentifierOwner;

/// Returns the devices of these canonical identifiers in any order. Unknown identifiers are left out.
pub(crate) fn find_known(conn: &mut Conn, values: &[String]) -> Result<Vec<KnownIdentifier>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::look_up(c, values)?,
        Conn::Postgres(c) => postgres::look_up(c, values)?,
    })
}

/// Returns the device of each of these canonical identifiers, in the same order. `None` stands for an unknown
/// identifier.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn find_devices(conn: &mut Conn, values: &[String]) -> Result<Vec<Option<DeviceKey>>, Error> {
    let found = match conn {
        Conn::Sqlite(c) => sqlite::owners(c, values)?,
        Conn::Postgres(c) => postgres::owners(c, values)?,
    };
    let mut owners = vec![None; values.len()];
    for IdentifierOwner { place, device } in found {
        let owner =
            owners.get_mut(place as usize).ok_or_else(|| Error::broken("a place that was not asked for"))?;
        *owner = Some(device);
    }
    Ok(owners)
}

/// Returns those of the devices (sorted) that have an edition. With `reported`, devices that aren't in the catalog are
/// included too.
pub(crate) fn find_remarks(
    conn: &mut Conn,
    devices: &[DeviceKey],
    reported: bool,
) -> Result<Vec<CatalogRemark>, Error> {
    let [first, .., last] = devices else { return remarks_of_each(conn, devices, reported) };
    if !reported {
        // Usually few devices have an edition. Even between the first and the last key there are fewer than in
        // `devices`.
        let limit = devices.len() as i64;
        let mut between = match conn {
            Conn::Sqlite(c) => sqlite::editions(c, *first, *last, limit)?,
            Conn::Postgres(c) => postgres::editions(c, *first, *last, limit)?,
        };
        if (between.len() as i64) < limit {
            between.retain(|remark| devices.binary_search(&remark.device).is_ok());
            return Ok(between);
        }
    }
    remarks_of_each(conn, devices, reported)
}

fn remarks_of_each(
    conn: &mut Conn,
    devices: &[DeviceKey],
    reported: bool,
) -> Result<Vec<CatalogRemark>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::remarks(c, devices, reported)?,
        Conn::Postgres(c) => postgres::remarks(c, devices, reported)?,
    })
}

/// Returns `count` ascending keys for new devices.
pub(crate) fn reserve_device_ids(conn: &mut Conn, count: usize) -> Result<Vec<DeviceKey>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::new_device_ids(c, count)?,
        Conn::Postgres(c) => postgres::new_device_ids(c, count)?,
    })
}

/// Creates devices for these identifiers, which are sorted and of one kind. Returns the device of each, in the same
/// order.
///
/// Devices that were created in the meantime stay as they are. Their suffixes aren't searchable yet: see
/// [`identifier_suffixes`](crate::store::devices::identifier_suffixes).
pub(crate) fn create_reported(
    conn: &mut Conn,
    kind: IdentifierKind,
    values: &[String],
) -> Result<Vec<DeviceKey>, Error> {
    let ids = reserve_device_ids(conn, values.len())?;
    let are_all_new = match conn {
        Conn::Sqlite(c) => sqlite::report(c, kind, values, &ids)?,
        Conn::Postgres(c) => postgres::report(c, kind, values, &ids)?,
    };
    if are_all_new {
        return Ok(ids);
    }
    let owners = find_devices(conn, values)?;
    owners
        .into_iter()
        .collect::<Option<Vec<DeviceKey>>>()
        .ok_or_else(|| Error::broken("a device was not made"))
}

/// Returns those of the devices that have a holder.
pub(crate) fn filter_held(conn: &mut Conn, devices: &[DeviceKey]) -> Result<HashSet<DeviceKey>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::holders(c, devices)?.into_iter().map(|holder| holder.device).collect(),
        Conn::Postgres(c) => postgres::held(c, devices)?,
    })
}

/// Registers the devices that have no holder, with their events. Returns the keys of the refused ones.
///
/// `held` is a hint: the devices that had a holder shortly before. They are reported as refused even if they have been
/// released since.
pub(crate) fn register(
    conn: &mut Conn,
    registering: RegistrationChunk<'_>,
    held: Option<&HashSet<DeviceKey>>,
) -> Result<Vec<DeviceKey>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::register(c, registering)?,
        Conn::Postgres(c) => postgres::register(c, registering, held)?,
    })
}

/// Removes devices from the customer who holds them, with their events. Returns the keys of the deleted ones.
pub(crate) fn delete(conn: &mut Conn, deleting: DeletionChunk<'_>) -> Result<Vec<DeviceKey>, Error> {
    let deleted = match conn {
        Conn::Sqlite(c) => sqlite::delete(c, deleting)?,
        Conn::Postgres(c) => postgres::delete(c, deleting)?,
    };
    Ok(deleted.into_iter().map(|row| row.id).collect())
}

/// Returns the holders of these devices. Devices without a holder are left out.
pub(crate) fn find_holders(conn: &mut Conn, devices: &[DeviceKey]) -> Result<Vec<Holder>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::holders(c, devices)?,
        Conn::Postgres(c) => postgres::holders(c, devices)?,
    })
}
