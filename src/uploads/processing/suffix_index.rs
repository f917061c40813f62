//! Indexes the suffixes of identifiers that a submission reports, by which people search. They are written in sorted order
//! before the last chunk: chunk by chunk, at random places among ten million, they took as long as everything else.

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

/// Writes the suffixes of new identifiers in the plan before the last chunk. After a crash, suffixes that exist stay.
pub(crate) fn write(job: &Job<'_>, task: &dyn Task, before: usize) -> Result<(), AttemptError> {
    let mut keys: Vec<PackedId> = Vec::new();
    for part in 0..before.div_ceil(PART_ROWS) {
        let bytes = job.services.db.read(|conn| plans::get(conn, job.work.id, part as i64))?;
        let entries = match bytes.and_then(|bytes| unpack(&bytes)) {
            Some(entries) => entries,
            None if task.tolerates_damage() => continue,
            None => return Err(job.broken("a part of the plan is missing")),
        };
        let done = entries.iter().take(before - part * PART_ROWS);
        keys.extend(done.filter_map(PlanEntry::identifier).map(PackedId::reversed));
    }
    keys.sort_unstable();
    let (mut rest, mut rows) = (&keys[..], FIRST_ROWS);
    while !rest.is_empty() {
        job.check_stop()?;
        let (now, later) = rest.split_at(rows.min(rest.len()));
        let reversed: Vec<String> = now.iter().map(|key| key.text()).collect();
        let began = Instant::now();
        job.services.db.write(|conn| match queue::renew(conn, job.lease)? {
            true => identifier_suffixes::insert(conn, &reversed).map_err(AttemptError::from),
            false => Err(AttemptError::LeaseLost),
        })?;
        rows = next_size(job, rows, began.elapsed());
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
