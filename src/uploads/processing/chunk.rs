//! One chunk of the plan. What fails by the plan is read from the file beforehand, because nothing slow happens inside the
//! transaction. Only what turns out there to be somebody's is read there: the file has just been written, so the kernel
//! has it in memory, and asking beforehand who has what would cost every row a look-up.

use std::collections::{HashMap, HashSet};
use std::fs::File;

use super::chunk_devices::{Outcome, check, delete, likely_held, register};
use super::chunk_result::Written;
use super::job::{Job, Trouble};
use super::plan::{Entry, Step};
use super::suffix_index;
use crate::domain::manifest::bulk::{self, Beside};
use crate::domain::manifest::{Rows, single};
use crate::domain::row_error::{Reason, RowError};
use crate::fail_points;
use crate::store::customers::counters;
use crate::store::failed_rows::write::NewFailedRow;
use crate::store::failed_rows::{self, corrections};
use crate::store::submissions::{self, plans, queue};
use crate::store::support::reviews;
use crate::store::uploads::{self, Batch};
use crate::store::{self, Conn, activity};
use crate::uploads::stored_file;

/// A row as it stands in the file.
struct Stood {
    value: String,
    canonical: Option<String>,
    error: Option<RowError>,
    /// The other cells, in a file for many customers.
    beside: Option<Beside>,
}

/// What a chunk needs before its transaction.
#[derive(Default)]
pub(crate) struct Ready {
    /// Rows that will fail, by line.
    stood: HashMap<u32, Stood>,
    /// Devices that somebody had, where that was looked up: a hint.
    held: Option<HashSet<i64>>,
}

/// Reads the rows of the chunk that fail by the plan, and looks who has what where that helps.
pub(crate) fn prepare(job: &Job<'_>, source: &File, chunk: &[Entry]) -> Result<Ready, Trouble> {
    let mut ready = Ready::default();
    for entry in chunk {
        if job.is_given_up() || !matches!(entry.step(), Step::Device(_) | Step::New(_)) {
            ready.stood.insert(entry.line, read_again(job, source, entry)?);
        }
    }
    if job.reports() && !job.is_given_up() {
        ready.held = likely_held(job, chunk)?;
    }
    Ok(ready)
}

fn read_again(job: &Job<'_>, source: &File, entry: &Entry) -> Result<Stood, Trouble> {
    if job.is_given_up() || entry.step() == Step::Internal {
        // It fails whatever it says: even where the file does not say it any more.
        let (value, beside) = cells_of(job, source, entry).unwrap_or_default();
        return Ok(Stood { value, canonical: None, error: None, beside });
    }
    let mut rows = Rows::at(stored_file::from(source, entry.offset), job.layout, entry.offset, entry.line)?;
    let Some(row) = rows.next_row()? else {
        return Err(store::Error::broken(format!("line {} is gone from the file", entry.line)).into());
    };
    let value = single::value(job.layout, row);
    let beside = job.kind.is_bulk().then(|| bulk::beside(job.layout, row));
    Ok(match job.groups.read(job.layout, row).device {
        Ok(device) => Stood { value, canonical: Some(device.id.as_str().to_owned()), error: None, beside },
        Err(error) => Stood { value, canonical: None, error: Some(error), beside },
    })
}

/// What stands in a row, as far as the file still tells.
fn cells_of(job: &Job<'_>, source: &File, entry: &Entry) -> Option<(String, Option<Beside>)> {
    let mut rows =
        Rows::at(stored_file::from(source, entry.offset), job.layout, entry.offset, entry.line).ok()?;
    let row = rows.next_row().ok()??;
    let beside = job.kind.is_bulk().then(|| bulk::beside(job.layout, row));
    Some((single::value(job.layout, row), beside))
}

/// The transaction: cursor, devices, registrations, failed rows, counts. All of it, or nothing. Gives what was written.
pub(crate) fn write(
    job: &Job<'_>,
    source: &File,
    chunk: &[Entry],
    ready: &Ready,
    cursor: usize,
    is_last: bool,
) -> Result<Written, Trouble> {
    let step = if is_last { fail_points::Step::Finish } else { fail_points::Step::Chunk };
    job.services.db.step(step, |conn| {
        let mut written = Written::default();
        let (from, to) = (cursor as i64, (cursor + chunk.len()) as i64);
        if !queue::move_cursor(conn, job.claim, from, to, job.services.clock.now())? {
            return Err(Trouble::Lost);
        }
        for rows in chunk.chunk_by(|one, other| one.upload == other.upload) {
            let done = write_rows(conn, job, source, rows, ready)?;
            written.done += done;
            written.failed += rows.len() as u64 - done;
        }
        if is_last {
            if job.reports() && !job.is_given_up() {
                suffix_index::write_few(conn, chunk)?;
            }
            written.ended = finish(conn, job)?;
        }
        Ok(written)
    })
}

/// Rows of one upload, or of none; in a deletion, of one customer. Gives how many went well.
fn write_rows(
    conn: &mut Conn,
    job: &Job<'_>,
    source: &File,
    rows: &[Entry],
    ready: &Ready,
) -> Result<u64, Trouble> {
    let batch = job.batch(rows[0].upload)?;
    let outcomes = match batch {
        None => Vec::new(),
        Some(_) if job.is_given_up() => Vec::new(),
        Some(batch) if job.is_check => check(conn, job, batch, rows)?,
        Some(batch) if job.kind.is_deletion() => delete(conn, job, batch, rows)?,
        Some(batch) => register(conn, job, batch, rows, ready.held.as_ref())?,
    };
    let mut done = 0;
    let mut failed = Vec::new();
    let mut outcomes = outcomes.into_iter();
    for entry in rows {
        let (error, holder) = match outcomes.next().flatten() {
            Some(Outcome::Done) => {
                done += 1;
                continue;
            }
            Some(Outcome::Refused(error, holder)) => (error, holder),
            None if job.is_given_up() => (RowError::internal(&job.reference()), None),
            None => (planned_error(job, entry, ready)?, None),
        };
        failed.push(failed_row(job, source, batch, entry, ready, error, holder)?);
    }
    failed.sort_unstable_by_key(|row| row.line);
    let upload = batch.filter(|_| !job.kind.is_deletion() && !job.is_check);
    failed_rows::write::write(conn, job.work.id, upload.map(|upload| upload.id), &failed)?;
    let at = job.services.clock.now();
    if let Some(upload) = upload {
        counters::registered(conn, upload.customer, done, at)?;
        let failed = failed.len() as i64;
        let (verified, failed, is_finished) = uploads::count(conn, upload.id, done, failed, at)?;
        if is_finished {
            if failed > 0 {
                reviews::due(conn, upload.id, job.work.reseller, at)?;
            }
            let detail = format!("{verified} verified, {failed} failed");
            tell(conn, job, "upload.finished", &upload.id.to_string(), &detail)?;
        }
    } else if let Some(of_customer) = batch.filter(|_| done > 0 && !job.is_check) {
        counters::deleted(conn, of_customer.customer, done)?;
    }
    Ok(done as u64)
}

/// The last row is done: every upload has all its rows. Gives the rows in all and the failed ones; of a check nothing.
fn finish(conn: &mut Conn, job: &Job<'_>) -> Result<Option<(i64, i64)>, Trouble> {
    plans::delete(conn, job.work.id)?;
    if job.is_check {
        let is_held = queue::checked(conn, job.claim, job.services.clock.now())?;
        return if is_held { Ok(None) } else { Err(Trouble::Lost) };
    }
    let unfinished = uploads::unfinished(conn, job.work.id)?;
    if unfinished > 0 || !queue::finished(conn, job.claim, job.services.clock.now())? {
        let what = format!("counts of submission {} do not add up", job.work.id);
        return Err(store::Error::broken(what).into());
    }
    if job.work.mends.is_some() {
        corrections::resolve(conn, job.work.id)?;
    }
    let (total, failed) = submissions::counts(conn, job.work.id)?;
    if job.kind.is_bulk() || job.kind.is_deletion() {
        let detail = format!("{} done, {failed} failed", total - failed);
        let action = format!("{}.finished", job.kind.word());
        tell(conn, job, &action, &job.kind.name(job.work.id), &detail)?;
    }
    Ok(Some((total, failed)))
}

fn tell(conn: &mut Conn, job: &Job<'_>, action: &str, object: &str, detail: &str) -> Result<(), Trouble> {
    let (at, reseller_id) = (job.services.clock.now(), Some(job.work.reseller));
    Ok(activity::write(conn, activity::Entry { at, person_id: None, reseller_id, action, object, detail })?)
}

/// Why a row fails that the plan has no device for.
fn planned_error(job: &Job<'_>, entry: &Entry, ready: &Ready) -> Result<RowError, Trouble> {
    Ok(match entry.step() {
        Step::Repeated(line) => RowError::repeated(u64::from(line)),
        Step::DifferentDevices => Reason::IdDifferentDevices.into(),
        Step::NotInCatalog => Reason::NotInCatalog.into(),
        Step::StcRequired => Reason::StcRequired.into(),
        Step::CustomerConflict => Reason::CustomerConflict.into(),
        Step::NotFound => Reason::DeviceNotFound.into(),
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
    source: &File,
    batch: Option<&Batch>,
    entry: &Entry,
    ready: &Ready,
    error: RowError,
    collides_with: Option<i64>,
) -> Result<NewFailedRow, Trouble> {
    let turned_out;
    let stood = match ready.stood.get(&entry.line) {
        Some(stood) => stood,
        None => {
            turned_out = read_again(job, source, entry)?;
            &turned_out
        }
    };
    let beside = |cell: fn(&Beside) -> &String| stood.beside.as_ref().map(|beside| cell(beside).clone());
    Ok(NewFailedRow {
        submission_id: job.work.id,
        line: i64::from(entry.line),
        upload_id: batch.map(|batch| batch.id).filter(|id| *id != 0),
        customer_id: beside(|beside| &beside.customer),
        value: stood.value.clone(),
        order_number: beside(|beside| &beside.order_number),
        order_date: beside(|beside| &beside.order_date),
        stc_alias: beside(|beside| &beside.stc_alias),
        canonical: stood.canonical.clone(),
        reason: error.reason.word(),
        detail: error.detail,
        collides_with,
    })
}
