//! The devices of a chunk: found, made where nobody knew them, claimed for the customer, or refused because somebody
//! has them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::plan::{self, Step};
use super::process::{Job, Trouble};
use crate::domain::device_id::{Key, Kind};
use crate::domain::row_error::{Reason, RowError};
use crate::fail_points::{Bug, is_planted};
use crate::store::ingest::{self, Holder, Registering, Reported};
use crate::store::{self, Conn, customers, devices, uploads};

/// The devices of a chunk by line: those of the plan, and those that somebody made since of what was new.
pub(super) fn known_devices(
    conn: &mut Conn,
    chunk: &[plan::Entry],
) -> Result<HashMap<u32, i64>, store::Error> {
    let values: Vec<String> = new_keys(chunk).map(|(_, key)| key.text()).collect();
    let known: HashMap<String, i64> =
        ingest::look_up(conn, &values)?.into_iter().map(|known| (known.value, known.device)).collect();
    let mut devices = HashMap::with_capacity(chunk.len());
    for entry in chunk {
        let device = match entry.step {
            Step::Device(id) => Some(id),
            Step::New(key) => known.get(&key.text()).copied(),
            _ => None,
        };
        devices.extend(device.map(|device| (entry.line, device)));
    }
    Ok(devices)
}

fn new_keys(chunk: &[plan::Entry]) -> impl Iterator<Item = (u32, Key)> {
    chunk.iter().filter_map(|entry| match entry.step {
        Step::New(key) => Some((entry.line, key)),
        _ => None,
    })
}

/// What became of a row that has a device.
pub(super) enum Outcome {
    /// Registered out of this upload; or deleted.
    Done,
    /// Refused, with the upload that has the device.
    Refused(RowError, Option<i64>),
}

/// Registers the devices of a chunk; gives what became of each line that has one.
pub(super) fn register(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    chunk: &[plan::Entry],
    held: &HashSet<i64>,
) -> Result<HashMap<u32, Outcome>, Trouble> {
    let mut device_of = known_devices(conn, chunk)?;
    let reported: Vec<(u32, Reported)> = new_keys(chunk)
        .filter(|(line, _)| !device_of.contains_key(line))
        .map(|(line, key)| (line, Reported { value: key.text(), kind: kind(key) }))
        .collect();
    if !reported.is_empty() {
        let values: Vec<Reported> = reported.iter().map(|(_, reported)| reported.clone()).collect();
        let made: HashMap<String, i64> =
            ingest::report(conn, &values)?.into_iter().map(|known| (known.value, known.device)).collect();
        for (line, reported) in &reported {
            let device =
                made.get(&reported.value).ok_or_else(|| store::Error::broken("a device was not made"))?;
            device_of.insert(*line, *device);
        }
    }
    let mut ids: Vec<i64> = device_of.values().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut registered = HashSet::new();
    let mut holders: HashMap<i64, Holder> = HashMap::new();
    // A device refused because somebody had it, and free when we ask who: it is ours after all.
    for _ in 0..5 {
        let left: Vec<i64> = ids
            .iter()
            .filter(|id| !registered.contains(*id) && !holders.contains_key(*id))
            .copied()
            .collect();
        if left.is_empty() {
            break;
        }
        let chunk = Registering {
            devices: &left,
            submission: job.work.id,
            customer: batch.customer,
            upload: batch.id,
            at: job.desk.clock.now(),
        };
        registered.extend(if is_planted(Bug::LookThenInsert) {
            ingest::register_as_looked_up(conn, chunk, held)?
        } else {
            ingest::register(conn, chunk)?
        });
        let refused: Vec<i64> = left.into_iter().filter(|id| !registered.contains(id)).collect();
        if !refused.is_empty() {
            holders
                .extend(ingest::holders(conn, &refused)?.into_iter().map(|holder| (holder.device, holder)));
        }
    }
    let mut outcomes = HashMap::with_capacity(device_of.len());
    let mut first_line: HashMap<i64, u32> = HashMap::new();
    let mut names = HashMap::new();
    for entry in chunk {
        let Some(device) = device_of.get(&entry.line) else { continue };
        let outcome = if let Some(line) = first_line.get(device) {
            Outcome::Refused(RowError::repeated(u64::from(*line)), None)
        } else if registered.contains(device) {
            Outcome::Done
        } else {
            let holder = holders.get(device).ok_or(Trouble::Taken)?;
            let error = refusal(conn, job, batch, holder, &mut names)?;
            Outcome::Refused(error, Some(holder.upload))
        };
        first_line.entry(*device).or_insert(entry.line);
        outcomes.insert(entry.line, outcome);
    }
    Ok(outcomes)
}

/// What would become of each line that has a device, if it were registered now.
pub(super) fn check(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    chunk: &[plan::Entry],
) -> Result<HashMap<u32, Outcome>, Trouble> {
    let device_of = known_devices(conn, chunk)?;
    let ids: Vec<i64> = device_of.values().copied().collect();
    let holders: HashMap<i64, Holder> =
        ingest::holders(conn, &ids)?.into_iter().map(|holder| (holder.device, holder)).collect();
    let (mut outcomes, mut names) = (HashMap::with_capacity(chunk.len()), HashMap::new());
    let mut first_line: HashMap<i64, u32> = HashMap::new();
    for entry in chunk {
        let outcome = match (device_of.get(&entry.line), entry.step) {
            (Some(device), _) => match (first_line.get(device), holders.get(device)) {
                (Some(line), _) => Outcome::Refused(RowError::repeated(u64::from(*line)), None),
                (None, Some(holder)) => {
                    let error = refusal(conn, job, batch, holder, &mut names)?;
                    Outcome::Refused(error, Some(holder.upload))
                }
                (None, None) => Outcome::Done,
            },
            (None, Step::New(_)) => Outcome::Done,
            (None, _) => continue,
        };
        first_line.extend(device_of.get(&entry.line).map(|device| (*device, entry.line)));
        outcomes.insert(entry.line, outcome);
    }
    Ok(outcomes)
}

/// Deletes the devices of a chunk; gives what became of each line that has one.
pub(super) fn delete(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    chunk: &[plan::Entry],
) -> Result<HashMap<u32, Outcome>, Trouble> {
    let device_of = known_devices(conn, chunk)?;
    let mut ids: Vec<i64> = device_of.values().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let at = job.desk.clock.now();
    let deleting = ingest::Deleting { devices: &ids, submission: job.work.id, customer: batch.customer, at };
    let deleted: HashSet<i64> = ingest::delete(conn, deleting)?.into_iter().collect();
    let outcome = |device: i64| match deleted.contains(&device) {
        true => Outcome::Done,
        false => Outcome::Refused(Reason::DeviceNotFound.into(), None),
    };
    Ok(device_of.into_iter().map(|(line, device)| (line, outcome(device))).collect())
}

fn kind(key: Key) -> &'static str {
    match key.id().map(|id| id.kind()) {
        Some(Kind::Imei) => "imei",
        Some(Kind::Meid) => "meid",
        _ => "serial",
    }
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
        let others = devices::any_by_ids(conn, &[holder.device])?;
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
        Entry::Vacant(place) => place.insert(customers::any_name(conn, holder.customer)?),
    };
    let detail = format!("Registered for {name} by upload {}.", holder.upload);
    Ok(RowError::new(Reason::DuplicateOtherCustomer, detail))
}
