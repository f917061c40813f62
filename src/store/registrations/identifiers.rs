//! The identifiers that rows report together with the one that names the device.

use super::rows::{FurtherIdentifier, NewIdentifier, Owner, ScopedSerial};
use super::{find_owners, postgres, postgres_copy, postgres_identifiers as pg, sqlite_identifiers as lite};
use crate::domain::device_id::{ModelTag, identifier_key};
use crate::domain::identifier_set::IdentifierSet;
use crate::domain::ids::{DeviceKey, ResellerKey};
use crate::store::{Conn, Error};

/// Returns the devices with each of these serial numbers, which aren't unique by themselves, in the same order. They
/// are a device in the catalog, or the reseller's devices that may be of the model, those of exactly this model first.
pub(crate) fn find_weak(
    conn: &mut Conn,
    reseller: ResellerKey,
    serials: &[(String, ModelTag)],
) -> Result<Vec<Vec<Owner>>, Error> {
    if serials.is_empty() {
        return Ok(Vec::new());
    }
    let texts: Vec<String> = serials.iter().map(|(text, _)| text.clone()).collect();
    let mut owners: Vec<Vec<Owner>> =
        find_owners(conn, &texts)?.into_iter().map(|owner| owner.into_iter().collect()).collect();
    let prefixes: Vec<String> =
        texts.iter().map(|text| identifier_key::prefix(text, Some(reseller))).collect();
    let mut scoped = find_scoped(conn, &prefixes)?;
    let of = |found: &ScopedSerial| serials.get(found.position as usize).map(|(_, model)| *model);
    scoped.retain(|found| {
        let is_catalog = owners.get(found.position as usize).is_some_and(|owners| !owners.is_empty());
        let model = identifier_key::model(&found.key);
        !is_catalog && of(found).zip(model).is_some_and(|(wanted, model)| wanted.may_be(model))
    });
    scoped.sort_by_key(|found| (identifier_key::model(&found.key) != of(found), found.device));
    for found in scoped {
        if let Some(owners) = owners.get_mut(found.position as usize)
            && owners.iter().all(|owner| owner.device != found.device)
        {
            owners.push(Owner { device: found.device, is_further: false });
        }
    }
    Ok(owners)
}

/// Returns at most 100 identifiers for each of these prefixes of keys.
pub(crate) fn find_scoped(conn: &mut Conn, prefixes: &[String]) -> Result<Vec<ScopedSerial>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => lite::find_scoped(c, prefixes)?,
        Conn::Postgres(c) => pg::find_scoped(c, prefixes)?,
    })
}

/// Returns the identifiers that rows reported together with those that name these devices.
pub(crate) fn list_further(conn: &mut Conn, devices: &[DeviceKey]) -> Result<Vec<FurtherIdentifier>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => lite::list_further(c, devices)?,
        Conn::Postgres(c) => pg::list_further(c, devices)?,
    })
}

/// Stores identifiers and creates devices. Returns `false`, and changes nothing, if an identifier already exists.
///
/// The identifiers are stored in the order of their kinds and keys, like those of `create_reported`, so that two chunks
/// can't deadlock.
pub(crate) fn add(
    conn: &mut Conn,
    identifiers: &mut [NewIdentifier],
    created: &[(DeviceKey, IdentifierSet)],
) -> Result<bool, Error> {
    identifiers.sort_unstable_by(|one, other| (one.kind, &one.key).cmp(&(other.kind, &other.key)));
    Ok(match conn {
        Conn::Sqlite(c) => lite::add(c, identifiers, created).map(|()| true)?,
        Conn::Postgres(c) => postgres::try_insert(c, |c| postgres_copy::add(c, identifiers, created))?,
    })
}

/// Changes the identifiers that pages and downloads show for these devices.
pub(crate) fn update(conn: &mut Conn, devices: &[(DeviceKey, IdentifierSet)]) -> Result<(), Error> {
    if devices.is_empty() {
        return Ok(());
    }
    match conn {
        Conn::Sqlite(c) => lite::update(c, devices)?,
        Conn::Postgres(c) => pg::update(c, devices)?,
    };
    Ok(())
}

/// Frees identifiers, so that they belong to no device.
pub(crate) fn remove(conn: &mut Conn, keys: &[String]) -> Result<(), Error> {
    match conn {
        Conn::Sqlite(c) => lite::remove(c, keys)?,
        Conn::Postgres(c) => pg::remove(c, keys)?,
    };
    Ok(())
}
