//! One chunk of the plan. What may fail is read from the file beforehand, because nothing slow happens inside the
//! transaction; a device that was taken in between makes the chunk be done again.

use std::collections::{HashMap, HashSet};
use std::fs::File;

use super::file;
use super::plan::{Entry, Step};
use super::process::{Job, Trouble};
use crate::domain::device_id::{Key, Kind};
use crate::domain::manifest::{Rows, single};
use crate::domain::row_error::{Reason, RowError};
use crate::store::failed_rows::{self, NewFailedRow};
use crate::store::ingest::{self, Holder, Registering, Reported};
use crate::store::{self, Conn, activity, customers, devices, plans, queue, uploads};

/// A row as it stands in the file.
struct Stood {
    value: String,
    canonical: Option<String>,
    error: Option<RowError>,
}

/// What a chunk needs before its transaction.
pub(super) struct Ready {
    /// Rows that fail, or will unless something is deleted meanwhile, by line.
    stood: HashMap<u32, Stood>,
}

/// Looks at what the chunk meets, and reads the rows that will probably fail.
pub(super) fn prepare(job: &Job<'_>, source: &File, chunk: &[Entry]) -> Result<Ready, Trouble> {
    let device_of = job.desk.db.read(|conn| known_devices(conn, chunk))?;
    let ids: Vec<i64> = device_of.values().copied().collect();
    let holders = job.desk.db.read(|conn| ingest::holders(conn, &ids))?;
    let held: HashSet<i64> = holders.iter().map(|holder| holder.device).collect();
    let mut seen = HashSet::new();
    let mut stood = HashMap::new();
    for entry in chunk {
        let goes_well = match device_of.get(&entry.line) {
            Some(device) => !held.contains(device) && seen.insert(*device),
            None => matches!(entry.step, Step::New(_)),
        };
        if !goes_well || job.is_given_up() {
            stood.insert(entry.line, read_again(job, source, entry)?);
        }
    }
    Ok(Ready { stood })
}

fn read_again(job: &Job<'_>, source: &File, entry: &Entry) -> Result<Stood, Trouble> {
    let mut rows = Rows::at(file::from(source, entry.offset)?, job.layout, entry.offset, entry.line)?;
    let Some(row) = rows.next_row()? else {
        return Err(store::Error::broken(format!("line {} is gone from the file", entry.line)).into());
    };
    let value = single::value(job.layout, row);
    if job.is_given_up() || entry.step == Step::Internal {
        return Ok(Stood { value, canonical: None, error: None });
    }
    Ok(match single::read_row(job.layout, row) {
        Ok(device) => Stood { value, canonical: Some(device.id.as_str().to_owned()), error: None },
        Err(error) => Stood { value, canonical: None, error: Some(error) },
    })
}

/// The devices of a chunk by line: those of the plan, and those that somebody made since of what was new.
fn known_devices(conn: &mut Conn, chunk: &[Entry]) -> Result<HashMap<u32, i64>, store::Error> {
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

fn new_keys(chunk: &[Entry]) -> impl Iterator<Item = (u32, Key)> {
    chunk.iter().filter_map(|entry| match entry.step {
        Step::New(key) => Some((entry.line, key)),
        _ => None,
    })
}

/// The transaction: cursor, devices, registrations, failed rows, counts. All of it, or nothing.
pub(super) fn write(
    job: &Job<'_>,
    chunk: &[Entry],
    ready: &Ready,
    cursor: usize,
    is_last: bool,
) -> Result<(), Trouble> {
    let batch = job.batch(chunk[0].upload)?;
    job.desk.db.write(|conn| {
        let at = job.desk.clock.now();
        let to = (cursor + chunk.len()) as i64;
        if !queue::any_move_cursor(conn, job.claim, cursor as i64, to, at)? {
            return Err(Trouble::Lost);
        }
        let mut failed = Vec::new();
        let mut verified = 0;
        if job.is_given_up() {
            for entry in chunk {
                failed.push(failed_row(
                    job,
                    batch,
                    entry,
                    ready,
                    RowError::internal(&job.reference()),
                    None,
                )?);
            }
        } else {
            let outcomes = register(conn, job, batch, chunk)?;
            for entry in chunk {
                match outcomes.get(&entry.line) {
                    Some(Outcome::Registered) => verified += 1,
                    Some(Outcome::Refused(error, holder)) => {
                        failed.push(failed_row(job, batch, entry, ready, error.clone(), *holder)?);
                    }
                    None => {
                        let error = planned_error(entry, ready)?;
                        failed.push(failed_row(job, batch, entry, ready, error, None)?);
                    }
                }
            }
        }
        failed.sort_unstable_by_key(|row| row.line);
        failed_rows::any_write(conn, batch.id, &failed)?;
        customers::any_registered(conn, batch.customer, verified)?;
        let failed = failed.len() as i64;
        let (verified, failed, is_finished) = uploads::any_count(conn, batch.id, verified, failed, at)?;
        if is_finished {
            tell(conn, job, batch, verified, failed)?;
        }
        if is_last {
            plans::any_delete(conn, job.work.id)?;
            if !is_finished || !queue::any_finished(conn, job.claim, at)? {
                return Err(
                    store::Error::broken(format!("counts of upload {} do not add up", batch.id)).into()
                );
            }
        }
        Ok(())
    })
}

fn tell(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    verified: i64,
    failed: i64,
) -> Result<(), Trouble> {
    let entry = activity::Entry {
        at: job.desk.clock.now(),
        person_id: None,
        reseller_id: Some(job.work.reseller),
        action: "upload.finished",
        object: &batch.id.to_string(),
        detail: &format!("{verified} verified, {failed} failed"),
    };
    Ok(activity::write(conn, entry)?)
}

enum Outcome {
    Registered,
    Refused(RowError, Option<i64>),
}

/// Registers the devices of a chunk; gives what became of each line that has one.
fn register(
    conn: &mut Conn,
    job: &Job<'_>,
    batch: &uploads::Batch,
    chunk: &[Entry],
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
        registered.extend(ingest::register(conn, chunk)?);
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
            Outcome::Registered
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
    if !names.contains_key(&holder.customer) {
        names.insert(holder.customer, customers::any_name(conn, holder.customer)?);
    }
    let name = &names[&holder.customer];
    let detail = format!("Registered for {name} by upload {}.", holder.upload);
    Ok(RowError::new(Reason::DuplicateOtherCustomer, detail))
}

/// Why a row fails that the plan has no device for.
fn planned_error(entry: &Entry, ready: &Ready) -> Result<RowError, Trouble> {
    Ok(match entry.step {
        Step::Repeated(line) => RowError::repeated(u64::from(line)),
        Step::DifferentDevices => RowError::new(Reason::IdDifferentDevices, ""),
        Step::NotInCatalog => RowError::new(Reason::NotInCatalog, ""),
        Step::StcRequired => RowError::new(Reason::StcRequired, ""),
        Step::Internal => RowError::new(Reason::Internal, ""),
        Step::Unreadable => ready
            .stood
            .get(&entry.line)
            .and_then(|stood| stood.error.clone())
            .ok_or_else(|| store::Error::broken(format!("line {} reads differently now", entry.line)))?,
        Step::Device(_) | Step::New(_) => return Err(Trouble::Taken),
    })
}

fn failed_row(
    job: &Job<'_>,
    batch: &uploads::Batch,
    entry: &Entry,
    ready: &Ready,
    error: RowError,
    collides_with: Option<i64>,
) -> Result<NewFailedRow, Trouble> {
    let stood = ready.stood.get(&entry.line).ok_or(Trouble::Taken)?;
    Ok(NewFailedRow {
        submission_id: job.work.id,
        line: i64::from(entry.line),
        upload_id: Some(batch.id),
        customer_id: None,
        value: stood.value.clone(),
        order_number: None,
        order_date: None,
        stc_alias: None,
        canonical: stood.canonical.clone(),
        reason: error.reason.word(),
        detail: error.detail,
        collides_with,
    })
}
