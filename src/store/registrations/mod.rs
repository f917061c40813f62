//! The set-based statements of the hot path, and nothing else: the one place where the two databases differ on
//! purpose. Keys come sorted, so that neighbouring rows of a table are touched together.

use std::collections::HashSet;

use super::db::connection::Conn;
use super::db::error::Error;
use crate::domain::device_id::IdentifierKind;

mod postgres;
mod postgres_copy;
mod rows;
mod sqlite;

pub(crate) use postgres::unless_taken;
pub use rows::{Deleting, Holder, Known, Registering, Remark};

use rows::Owner;

/// The devices that these canonical identifiers belong to, in any order; what nobody knows is left out.
pub fn look_up(conn: &mut Conn, values: &[String]) -> Result<Vec<Known>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::look_up(c, values)?,
        Conn::Postgres(c) => postgres::look_up(c, values)?,
    })
}

/// The device of each of these canonical identifiers, in their order; none where nobody knows one.
pub fn owners(conn: &mut Conn, values: &[String]) -> Result<Vec<Option<i64>>, Error> {
    let found = match conn {
        Conn::Sqlite(c) => sqlite::owners(c, values)?,
        Conn::Postgres(c) => postgres::owners(c, values)?,
    };
    let mut owners = vec![None; values.len()];
    for Owner { place, device } in found {
        let owner =
            owners.get_mut(place as usize).ok_or_else(|| Error::broken("a place that was not asked for"))?;
        *owner = Some(device);
    }
    Ok(owners)
}

/// Those of the devices, which come sorted, that have an edition; with `reported` also those that no catalog knows.
pub fn remarks(conn: &mut Conn, devices: &[i64], reported: bool) -> Result<Vec<Remark>, Error> {
    let [first, .., last] = devices else { return remarks_of_each(conn, devices, reported) };
    if !reported {
        // Few devices have an edition, as a rule: fewer than are asked for, even of all between the first and the last.
        let most = devices.len() as i64;
        let mut between = match conn {
            Conn::Sqlite(c) => sqlite::editions(c, *first, *last, most)?,
            Conn::Postgres(c) => postgres::editions(c, *first, *last, most)?,
        };
        if (between.len() as i64) < most {
            between.retain(|remark| devices.binary_search(&remark.device).is_ok());
            return Ok(between);
        }
    }
    remarks_of_each(conn, devices, reported)
}

fn remarks_of_each(conn: &mut Conn, devices: &[i64], reported: bool) -> Result<Vec<Remark>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::remarks(c, devices, reported)?,
        Conn::Postgres(c) => postgres::remarks(c, devices, reported)?,
    })
}

/// So many keys for new devices, rising.
pub fn new_device_ids(conn: &mut Conn, count: usize) -> Result<Vec<i64>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::new_device_ids(c, count)?,
        Conn::Postgres(c) => postgres::new_device_ids(c, count)?,
    })
}

/// Makes devices of these identifiers, which are of one kind and sorted; those that somebody made meanwhile are left as they
/// are. Gives the device of each, in their order. Nobody finds them by their last characters yet: see
/// [`endings`](crate::store::devices::identifier_suffixes).
pub fn report(conn: &mut Conn, kind: IdentifierKind, values: &[String]) -> Result<Vec<i64>, Error> {
    let ids = new_device_ids(conn, values.len())?;
    let are_all_new = match conn {
        Conn::Sqlite(c) => sqlite::report(c, kind, values, &ids)?,
        Conn::Postgres(c) => postgres::report(c, kind, values, &ids)?,
    };
    if are_all_new {
        return Ok(ids);
    }
    let owners = owners(conn, values)?;
    owners.into_iter().collect::<Option<Vec<i64>>>().ok_or_else(|| Error::broken("a device was not made"))
}

/// Those of the devices that somebody has.
pub fn held(conn: &mut Conn, devices: &[i64]) -> Result<HashSet<i64>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::holders(c, devices)?.into_iter().map(|holder| holder.device).collect(),
        Conn::Postgres(c) => postgres::held(c, devices)?,
    })
}

/// Registers devices that nobody has, with their events; gives the keys of those that somebody has. `held` are those that
/// somebody had shortly before, where that is known: what is so no more is given as refused all the same.
pub fn register(
    conn: &mut Conn,
    registering: Registering<'_>,
    held: Option<&HashSet<i64>>,
) -> Result<Vec<i64>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::register(c, registering)?,
        Conn::Postgres(c) => postgres::register(c, registering, held)?,
    })
}

/// Takes devices from the customer that has them, with their events; gives the keys of those that were deleted.
pub fn delete(conn: &mut Conn, deleting: Deleting<'_>) -> Result<Vec<i64>, Error> {
    let deleted = match conn {
        Conn::Sqlite(c) => sqlite::delete(c, deleting)?,
        Conn::Postgres(c) => postgres::delete(c, deleting)?,
    };
    Ok(deleted.into_iter().map(|row| row.id).collect())
}

/// Who has these devices; what nobody has is left out.
pub fn holders(conn: &mut Conn, devices: &[i64]) -> Result<Vec<Holder>, Error> {
    Ok(match conn {
        Conn::Sqlite(c) => sqlite::holders(c, devices)?,
        Conn::Postgres(c) => postgres::holders(c, devices)?,
    })
}
