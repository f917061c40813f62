//! The devices of a chunk: found, made where nobody knew them, claimed for the customer, or refused because somebody
//! has them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::job::{Job, Trouble};
use super::plan;
use crate::domain::device_id::Kind;
use crate::domain::row_error::{Reason, RowError};
use crate::store::registrations::{self, Holder, Registering};
use crate::store::{self, Conn, customers, devices, uploads};

/// The device of each row of a chunk: that of the plan, or one that somebody made since of what was new.
fn known_devices(conn: &mut Conn, chunk: &[plan::Entry]) -> Result<Vec<Option<i64>>, store::Error> {
    let mut devices: Vec<Option<i64>> = chunk.iter().map(plan::Entry::known_device).collect();
    let new: Vec<(usize, String)> = chunk
        .iter()
        .enumerate()
        .filter_map(|(place, entry)| Some((place, entry.identifier()?.text())))
        .collect();
    if !new.is_empty() {
        let (places, values): (Vec<usize>, Vec<String>) = new.into_iter().unzip();
        for (place, owner) in places.into_iter().zip(registrations::owners(conn, &values)?) {
            devices[place] = owner;
        }
    }
    Ok(devices)
}

/// Makes devices of what nobody knew when the file was read; what somebody made since is found.
fn report(conn: &mut Conn, chunk: &[plan::Entry], devices: &mut [Option<i64>]) -> Result<(), store::Error> {
    for kind in [Kind::Imei, Kind::Meid, Kind::Serial] {
        let of_kind = |(place, entry): (usize, &plan::Entry)| {
            let id = entry.identifier()?.id().filter(|id| id.kind() == kind)?;
            Some((place, id.as_str().to_owned()))
        };
        let (places, values): (Vec<usize>, Vec<String>) =
            chunk.iter().enumerate().filter_map(of_kind).unzip();
        if values.is_empty() {
            continue;
        }
        for (place, device) in places.into_iter().zip(registrations::report(conn, kind, &values)?) {
            devices[place] = Some(device);
        }
    }
    Ok(())
}

fn each_once(devices: &[Option<i64>]) -> Vec<i64> {
    let mut ids: Vec<i64> = devices.iter().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The devices of a chunk that somebody has already, where the database wants to know it beforehand and has a connection
/// to spare. They are asked for without those that the plan does not know: nobody had these when it was made.
pub(crate) fn likely_held(
    job: &Job<'_>,
    chunk: &[plan::Entry],
) -> Result<Option<HashSet<i64>>, store::Error> {
    if job.services.db.is_sqlite() {
        return Ok(None);
    }
    let devices: Vec<i64> = chunk.iter().filter_map(plan::Entry::known_device).collect();
    job.services.db.read_at_leisure(|conn| registrations::held(conn, &devices))
}

/// What became of a row that has a device.
pub(crate) enum Outcome {
    /// Registered out of this upload; or deleted.
    Done,
    /// Refused, with the upload that has the device.
    Refused(RowError, Option<i64>),
}

/// Registers the devices of a chunk; gives what became of each row that has one.
pub(crate) fn register(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    chunk: &[plan::Entry],
    held: Option<&HashSet<i64>>,
) -> Result<Vec<Option<Outcome>>, Trouble> {
    let mut devices: Vec<Option<i64>> = chunk.iter().map(plan::Entry::known_device).collect();
    report(conn, chunk, &mut devices)?;
    let mut left = each_once(&devices);
    let mut holders: HashMap<i64, Holder> = HashMap::new();
    // A device refused because somebody had it, and free when we ask who: it is ours after all.
    for time in 0..5 {
        if left.is_empty() {
            break;
        }
        let registering = Registering {
            devices: &left,
            submission: job.work.id,
            customer: batch.customer,
            upload: batch.id,
            at: job.services.clock.now(),
        };
        left = registrations::register(conn, registering, held.filter(|_| time == 0))?;
        if !left.is_empty() {
            left.sort_unstable();
            holders.extend(
                registrations::holders(conn, &left)?.into_iter().map(|holder| (holder.device, holder)),
            );
            left.retain(|device| !holders.contains_key(device));
        }
    }
    if !left.is_empty() {
        return Err(Trouble::Taken);
    }
    outcomes(conn, job, batch, chunk, &devices, &holders)
}

/// What would become of each row that has a device, or an identifier that nobody knows, if it were registered now.
pub(crate) fn check(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    chunk: &[plan::Entry],
) -> Result<Vec<Option<Outcome>>, Trouble> {
    let devices = known_devices(conn, chunk)?;
    let holders: HashMap<i64, Holder> = registrations::holders(conn, &each_once(&devices))?
        .into_iter()
        .map(|holder| (holder.device, holder))
        .collect();
    let mut outcomes = outcomes(conn, job, batch, chunk, &devices, &holders)?;
    for (outcome, entry) in outcomes.iter_mut().zip(chunk) {
        if outcome.is_none() && entry.identifier().is_some() {
            *outcome = Some(Outcome::Done);
        }
    }
    Ok(outcomes)
}

/// Done is the first row of each device that nobody has.
fn outcomes(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    chunk: &[plan::Entry],
    devices: &[Option<i64>],
    holders: &HashMap<i64, Holder>,
) -> Result<Vec<Option<Outcome>>, Trouble> {
    let mut outcomes = Vec::with_capacity(chunk.len());
    let mut first_line: HashMap<i64, u32> = HashMap::with_capacity(chunk.len());
    let mut names = HashMap::new();
    for (entry, device) in chunk.iter().zip(devices) {
        let Some(device) = device else {
            outcomes.push(None);
            continue;
        };
        outcomes.push(Some(match (first_line.entry(*device), holders.get(device)) {
            (Entry::Occupied(first), _) => {
                Outcome::Refused(RowError::repeated(u64::from(*first.get())), None)
            }
            (Entry::Vacant(place), None) => {
                place.insert(entry.line);
                Outcome::Done
            }
            (Entry::Vacant(place), Some(holder)) => {
                place.insert(entry.line);
                let error = refusal(conn, job, batch, holder, &mut names)?;
                Outcome::Refused(error, Some(holder.upload))
            }
        }));
    }
    Ok(outcomes)
}

/// Deletes the devices of a chunk; gives what became of each row that has one.
pub(crate) fn delete(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    chunk: &[plan::Entry],
) -> Result<Vec<Option<Outcome>>, Trouble> {
    let devices = known_devices(conn, chunk)?;
    let at = job.services.clock.now();
    let ids = each_once(&devices);
    let deleting =
        registrations::Deleting { devices: &ids, submission: job.work.id, customer: batch.customer, at };
    let mut deleted: HashSet<i64> = registrations::delete(conn, deleting)?.into_iter().collect();
    // The first row of a device is done; a second identifier of it finds nothing any more.
    let outcome = |device: Option<i64>| match deleted.remove(&device?) {
        true => Some(Outcome::Done),
        false => Some(Outcome::Refused(Reason::DeviceNotFound.into(), None)),
    };
    Ok(devices.into_iter().map(outcome).collect())
}

/// Why a device that somebody has is refused. Another reseller is never named.
fn refusal(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    holder: &Holder,
    names: &mut HashMap<i64, String>,
) -> Result<RowError, Trouble> {
    if holder.reseller != job.work.reseller {
        return Ok(RowError::new(Reason::DuplicateOtherReseller, ""));
    }
    if holder.upload == batch.id {
        // Two identifiers that were unknown turned out to be of one device: a catalog came in between.
        let others = devices::by_ids(conn, &[holder.device])?;
        let values = others.into_iter().flat_map(|d| [d.imei1, d.imei2, d.meid, d.serial]).flatten();
        return Ok(RowError::new(
            Reason::Repeated,
            format!("Identifiers: {}.", values.collect::<Vec<_>>().join(", ")),
        ));
    }
    if holder.customer == batch.customer {
        let detail = format!("Registered by upload {}.", holder.upload);
        return Ok(RowError::new(Reason::DuplicateSameCustomer, detail));
    }
    let name = match names.entry(holder.customer) {
        Entry::Occupied(there) => there.into_mut(),
        Entry::Vacant(place) => place.insert(customers::name(conn, holder.customer)?),
    };
    let detail = format!("Registered for {name} by upload {}.", holder.upload);
    Ok(RowError::new(Reason::DuplicateOtherCustomer, detail))
}
