//! Pairs of identifiers that the portal knows as those of one device.

use std::collections::HashSet;

use crate::domain::ids::{DeviceKey, ResellerKey};
use crate::store::registrations::{Owner, find_holders, find_owners};
use crate::store::{Conn, Error};

/// Returns how many of these pairs of canonical identifiers belong to one device each. Pairs that rows have reported
/// count only for the reseller who has registered the device, so that nothing says what others have reported.
pub(crate) fn count(
    conn: &mut Conn,
    reseller: ResellerKey,
    pairs: &[(String, String)],
) -> Result<usize, Error> {
    let values: Vec<String> = pairs.iter().flat_map(|(one, other)| [one, other]).cloned().collect();
    let owners = find_owners(conn, &values)?;
    let of_one = |pair: &[Option<Owner>]| match pair {
        [Some(one), Some(other)] if one.device == other.device => {
            Some((one.device, one.is_further || other.is_further))
        }
        _ => None,
    };
    let found: Vec<(DeviceKey, bool)> = owners.chunks_exact(2).filter_map(of_one).collect();
    let reported: Vec<DeviceKey> =
        found.iter().filter(|(_, is_reported)| *is_reported).map(|(device, _)| *device).collect();
    let holders = find_holders(conn, &reported)?;
    let own = holders.into_iter().filter(|holder| holder.reseller == reseller).map(|holder| holder.device);
    let own: HashSet<DeviceKey> = own.collect();
    Ok(found.iter().filter(|(device, is_reported)| !is_reported || own.contains(device)).count())
}
