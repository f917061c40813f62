//! Indexes the suffixes of new identifiers, so that people can search by them. They are written in sorted order before
//! the last chunk. Writing them with each chunk, at random positions among ten million, would take as long as
//! everything else combined.

use std::time::Instant;

use super::attempt_error::AttemptError;
use super::job::Job;
use super::pacing::{FIRST_ROWS, next_size};
use super::plan::{PART_ROWS, PlanEntry, unpack};
use super::task::Task;
use crate::domain::device_id::PackedId;
use crate::store::devices::identifier_suffixes;
use crate::store::submissions::{plans, queue};
use crate::store::{self, Conn};

/// Writes the suffixes of new identifiers among the first `rows_done` entries of the plan. Suffixes that already exist,
/// for example after a crash, are kept.
pub(crate) fn write(job: &Job<'_>, task: &dyn Task, rows_done: usize) -> Result<(), AttemptError> {
    let mut keys: Vec<PackedId> = Vec::new();
    for part in 0..rows_done.div_ceil(PART_ROWS) {
        let bytes = job.services.db.read(|conn| plans::get(conn, job.work.id, part as i64))?;
        let entries = match bytes.and_then(|bytes| unpack(&bytes)) {
            Some(entries) => entries,
            None if task.tolerates_damage() => continue,
            None => return Err(job.inconsistent("a part of the plan is missing")),
        };
        let done = entries.iter().take(rows_done - part * PART_ROWS);
        keys.extend(done.filter_map(PlanEntry::identifier).map(PackedId::reversed));
    }
    keys.sort_unstable();
    let (mut rest, mut rows) = (&keys[..], FIRST_ROWS);
    while !rest.is_empty() {
        job.check_stop()?;
        let (batch, later) = rest.split_at(rows.min(rest.len()));
        let reversed: Vec<String> = batch.iter().map(|key| key.text()).collect();
        let start = Instant::now();
        job.services.db.write(|conn| match queue::renew(conn, job.lease)? {
            true => identifier_suffixes::insert(conn, &reversed).map_err(AttemptError::from),
            false => Err(AttemptError::LeaseLost),
        })?;
        rows = next_size(job, rows, start.elapsed());
        rest = later;
    }
    Ok(())
}

/// Writes the suffixes of new identifiers in the last chunk, within its transaction.
pub(crate) fn write_last(conn: &mut Conn, chunk: &[PlanEntry]) -> Result<(), store::Error> {
    let mut keys: Vec<PackedId> =
        chunk.iter().filter_map(PlanEntry::identifier).map(PackedId::reversed).collect();
    if keys.is_empty() {
        return Ok(());
    }
    keys.sort_unstable();
    identifier_suffixes::insert(conn, &keys.into_iter().map(PackedId::text).collect::<Vec<_>>())
}
