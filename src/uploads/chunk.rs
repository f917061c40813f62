//! One chunk of the plan. What may fail is read from the file beforehand, because nothing slow happens inside the
//! transaction; a device that was taken in between makes the chunk be done again.

use std::collections::{HashMap, HashSet};
use std::fs::File;

use super::claimed::{Outcome, known_devices, register};
use super::file;
use super::plan::{Entry, Step};
use super::process::{Job, Trouble};
use crate::domain::manifest::{Rows, single};
use crate::domain::row_error::{Reason, RowError};
use crate::store::failed_rows::{self, NewFailedRow};
use crate::store::ingest;
use crate::store::{self, Conn, activity, customers, plans, queue, uploads};

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
    if job.is_given_up() || entry.step == Step::Internal {
        // It fails whatever it says: even where the file does not say it any more.
        let value = value_of(job, source, entry).unwrap_or_default();
        return Ok(Stood { value, canonical: None, error: None });
    }
    let mut rows = Rows::at(file::from(source, entry.offset)?, job.layout, entry.offset, entry.line)?;
    let Some(row) = rows.next_row()? else {
        return Err(store::Error::broken(format!("line {} is gone from the file", entry.line)).into());
    };
    let value = single::value(job.layout, row);
    Ok(match single::read_row(job.layout, row) {
        Ok(device) => Stood { value, canonical: Some(device.id.as_str().to_owned()), error: None },
        Err(error) => Stood { value, canonical: None, error: Some(error) },
    })
}

/// What stands in a row, as far as the file still tells.
fn value_of(job: &Job<'_>, source: &File, entry: &Entry) -> Option<String> {
    let at = file::from(source, entry.offset).ok()?;
    let mut rows = Rows::at(at, job.layout, entry.offset, entry.line).ok()?;
    let row = rows.next_row().ok()??;
    Some(single::value(job.layout, row))
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
                        let error = planned_error(job, entry, ready)?;
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

/// Why a row fails that the plan has no device for.
fn planned_error(job: &Job<'_>, entry: &Entry, ready: &Ready) -> Result<RowError, Trouble> {
    Ok(match entry.step {
        Step::Repeated(line) => RowError::repeated(u64::from(line)),
        Step::DifferentDevices => RowError::new(Reason::IdDifferentDevices, ""),
        Step::NotInCatalog => RowError::new(Reason::NotInCatalog, ""),
        Step::StcRequired => RowError::new(Reason::StcRequired, ""),
        Step::Internal => RowError::internal(&job.reference()),
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
