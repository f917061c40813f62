//! The set-based statements on the hot path. In this module only, the SQL deliberately differs between the two
//! databases.
//!
//! Keys are sorted so that neighbouring table rows are accessed together.

use std::collections::HashSet;

use super::db::connection::Conn;
use super::db::error::Error;
use crate::domain::device_id::IdentifierKind;
use crate::domain::ids::DeviceKey;

pub(crate) mod identifiers;
mod postgres;
mod postgres_copy;
mod postgres_identifiers;
mod rows;
mod sqlite;
mod sqlite_identifiers;

pub(crate) use postgres::try_insert;
pub(crate) use rows::{
    CatalogRemark, DeletionChunk, FurtherIdentifier, Holder, KnownIdentifier, NewIdentifier, Owner,
    RegistrationChunk,
};

use rows::IdentifierOwner;

/// Returns the devices with these canonical identifiers, in any order. Unknown identifiers are left out.
pub(crate) fn find_known(conn: &mut Conn, values: &[String]) -> Result<Vec<KnownIdentifier>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::look_up(c, values)?,
        Conn::Postgres(c) => postgres::look_up(c, values)?,
    })
}

/// Returns the device for each of these canonical identifiers, in the same order, or `None` for an unknown identifier.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn find_devices(conn: &mut Conn, values: &[String]) -> Result<Vec<Option<DeviceKey>>, Error> {
    Ok(find_owners(conn, values)?.into_iter().map(|owner| owner.map(|owner| owner.device)).collect())
}

/// Returns the owner of each of these identifiers, in the same order, or `None` for an unknown identifier.
pub(crate) fn find_owners(conn: &mut Conn, values: &[String]) -> Result<Vec<Option<Owner>>, Error> {
    let found = match conn {
        Conn::Sqlite(c) => sqlite::owners(c, values)?,
        Conn::Postgres(c) => postgres::owners(c, values)?,
    };
    let mut owners = vec![None; values.len()];
    for IdentifierOwner { position, device, is_further } in found {
        let owner = owners
            .get_mut(position as usize)
            .ok_or_else(|| Error::inconsistent("a position outside the list"))?;
        *owner = Some(Owner { device, is_further });
    }
    Ok(owners)
}

/// Returns remarks on the devices that have an edition. `devices` must be sorted. With `reported`, also returns remarks
/// on devices that aren't in the catalog.
pub(crate) fn find_remarks(
    conn: &mut Conn,
    devices: &[DeviceKey],
    reported: bool,
) -> Result<Vec<CatalogRemark>, Error> {
    let [first, .., last] = devices else { return remarks_of_each(conn, devices, reported) };
    if !reported {
        // Few devices have an edition. Usually the whole key range contains fewer of them than `devices` has entries.
        let limit = devices.len() as i64;
        let mut in_range = match conn {
            Conn::Sqlite(c) => sqlite::editions(c, *first, *last, limit)?,
            Conn::Postgres(c) => postgres::editions(c, *first, *last, limit)?,
        };
        if (in_range.len() as i64) < limit {
            in_range.retain(|remark| devices.binary_search(&remark.device).is_ok());
            return Ok(in_range);
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

/// Creates devices for these identifiers, which must be sorted and of the same kind. Returns the device for each
/// identifier, in the same order.
///
/// Doesn't change devices that have been created in the meantime. The suffixes of new devices aren't searchable yet:
/// see [`identifier_suffixes`](crate::store::devices::identifier_suffixes).
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
        .ok_or_else(|| Error::inconsistent("a device was not created"))
}

/// Returns which of the given devices have a holder.
pub(crate) fn filter_held(conn: &mut Conn, devices: &[DeviceKey]) -> Result<HashSet<DeviceKey>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::holders(c, devices)?.into_iter().map(|holder| holder.device).collect(),
        Conn::Postgres(c) => postgres::held(c, devices)?,
    })
}

/// Registers the devices that have no holder, and logs the events. Returns the keys of the rejected devices.
///
/// `held` is a hint: the devices that recently had a holder. They are reported as rejected even if they have been
/// released since.
pub(crate) fn register(
    conn: &mut Conn,
    chunk: RegistrationChunk<'_>,
    held: Option<&HashSet<DeviceKey>>,
) -> Result<Vec<DeviceKey>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::register(c, chunk)?,
        Conn::Postgres(c) => postgres::register(c, chunk, held)?,
    })
}

/// Removes devices from the customer who holds them, and logs the events. Returns the keys of the removed devices.
pub(crate) fn delete(conn: &mut Conn, chunk: DeletionChunk<'_>) -> Result<Vec<DeviceKey>, Error> {
    let deleted = match conn {
        Conn::Sqlite(c) => sqlite::delete(c, chunk)?,
        Conn::Postgres(c) => postgres::delete(c, chunk)?,
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
