//! Writes one chunk of the plan. Rows that are planned to fail are read from the file beforehand, so that nothing slow
//! happens inside the transaction. Only rows whose device turns out to be held are read inside it. The file was just
//! written and is still in the page cache, while finding holders beforehand would cost a lookup for every row.

use std::collections::BTreeMap;
use std::fs::File;

use super::attempt_error::AttemptError;
use super::chunk_devices::{RowDevice, RowOutcome, likely_held};
use super::file_row::FileRow;
use super::job::{ChunkResult, Job};
use super::plan::PlanEntry;
use super::prepared_chunk::PreparedChunk;
use super::suffix_index;
use super::task::Task;
use crate::domain::ids::UploadId;
use crate::domain::manifest::bulk::OtherCells;
use crate::domain::row_error::RowError;
use crate::fail_points;
use crate::store::Conn;
use crate::store::failed_rows::write::{NewFailedRow, write as write_failed_rows};
use crate::store::submissions::{plans, queue, row_index};
use crate::store::uploads::Destination;

/// Reads the rows of a chunk that are planned to fail or whose device depends on all their identifiers, and looks up
/// held devices if that makes writing faster. With `all`, reads every row.
pub(crate) fn prepare(
    job: &Job<'_>,
    task: &dyn Task,
    source: &File,
    chunk: &[PlanEntry],
    all: bool,
) -> Result<PreparedChunk, AttemptError> {
    let mut prepared = PreparedChunk::default();
    for entry in chunk.iter().filter(|entry| all || task.fails(entry) || entry.is_by_all_identifiers()) {
        prepared.rows.insert(entry.position(), task.read_again(job, source, entry)?);
    }
    if task.creates_devices() {
        prepared.held = likely_held(job, chunk)?;
    }
    Ok(prepared)
}

/// Writes the cursor, devices, registrations, failed rows and counts in one transaction.
pub(crate) fn write(
    job: &Job<'_>,
    task: &dyn Task,
    source: &File,
    chunk: &[PlanEntry],
    prepared: &PreparedChunk,
    cursor: usize,
    is_last: bool,
) -> Result<ChunkResult, AttemptError> {
    let step = if is_last { fail_points::Step::Finish } else { fail_points::Step::Chunk };
    job.services.db.step(step, |conn| {
        let mut result = ChunkResult::default();
        let (from, to) = (cursor as i64, (cursor + chunk.len()) as i64);
        if !queue::move_cursor(conn, job.lease, from, to, job.services.clock.now())? {
            return Err(AttemptError::LeaseLost);
        }
        let devices = task.assign_devices(conn, job, chunk, prepared)?;
        let mut rest = &devices.rows[..];
        for rows in chunk.chunk_by(|one, other| one.destination == other.destination) {
            let (of_rows, others) = rest.split_at(rows.len());
            rest = others;
            let done = write_rows(conn, job, task, source, (rows, of_rows), prepared)?;
            result.done += done;
            result.failed += rows.len() as u64 - done;
        }
        devices.write_changes(conn)?;
        if is_last {
            if task.creates_devices() {
                suffix_index::write_last(conn, job, chunk, &devices)?;
            }
            plans::delete(conn, job.work.id)?;
            result.totals = task.finish(conn, job)?;
        }
        Ok(result)
    })
}

/// Writes rows that share a destination or have none. Returns the number of rows without an error.
fn write_rows(
    conn: &mut Conn,
    job: &Job<'_>,
    task: &dyn Task,
    source: &File,
    (rows, devices): (&[PlanEntry], &[RowDevice]),
    prepared: &PreparedChunk,
) -> Result<u64, AttemptError> {
    let destination = job.destination(rows[0].destination)?;
    let outcomes = match destination {
        Some(destination) => {
            task.write_devices(conn, job, destination, (rows, devices), prepared.held.as_ref())?
        }
        None => Vec::new(),
    };
    let mut done = 0;
    let mut failed = Vec::new();
    let mut failed_kinds = BTreeMap::new();
    let mut outcomes = outcomes.into_iter();
    for entry in rows {
        let row = prepared.row(entry);
        let (error, holder) = match outcomes.next().flatten() {
            Some(RowOutcome::Done) => {
                done += 1;
                continue;
            }
            Some(RowOutcome::Rejected { error, holder }) => (error, holder),
            None => (task.error(job, entry, row)?, None),
        };
        let reread;
        let row = match row {
            Some(row) => row,
            None => {
                reread = task.read_again(job, source, entry)?;
                &reread
            }
        };
        for kind in row.kinds.iter() {
            *failed_kinds.entry(kind).or_insert(0) += 1;
        }
        failed.push(failed_row(job, destination, entry, row, error, holder));
    }
    failed.sort_unstable_by_key(|row| (row.line, row.slot));
    let upload = destination.and_then(|destination| destination.upload);
    write_failed_rows(conn, job.work.id, upload, &failed)?;
    if task.shows_rows() {
        row_index::subtract_counts(conn, job.work.id, rows[0].destination, &failed_kinds)?;
    }
    if let Some(destination) = destination {
        task.record(conn, job, destination, done, failed.len() as i64)?;
    }
    Ok(done as u64)
}

fn failed_row(
    job: &Job<'_>,
    destination: Option<&Destination>,
    entry: &PlanEntry,
    row: &FileRow,
    error: RowError,
    holder: Option<UploadId>,
) -> NewFailedRow {
    let cell = |cell: fn(&OtherCells) -> &String| row.other_cells.as_ref().map(|cells| cell(cells).clone());
    NewFailedRow {
        submission_id: job.work.id,
        line: i64::from(entry.line),
        slot: i64::from(entry.slot),
        upload_id: destination.and_then(|destination| destination.upload),
        customer_id: cell(|cells| &cells.customer),
        value: row.value.clone(),
        order_number: cell(|cells| &cells.order_number),
        order_date: cell(|cells| &cells.order_date),
        stc_alias: cell(|cells| &cells.stc_alias),
        canonical: row.canonical.clone(),
        reason: error.reason,
        detail: error.detail,
        collides_with: holder,
    }
}
