//! Indexes the suffixes of new identifiers, so that people can search by them. They are written in sorted order before
//! the last chunk. Writing them with each chunk, at random positions among ten million, would take as long as
//! everything else combined.

use std::time::Instant;

use super::attempt_error::AttemptError;
use super::chunk_devices::{ChunkDevices, unique};
use super::job::Job;
use super::pacing::{FIRST_ROWS, next_size};
use super::plan::{PART_ROWS, PlanEntry, unpack};
use super::task::Task;
use crate::domain::device_id::{PackedId, identifier_key};
use crate::domain::ids::DeviceKey;
use crate::store::devices::{self, identifier_suffixes};
use crate::store::registrations::identifiers;
use crate::store::submissions::{plans, queue};
use crate::store::{self, Conn};

/// Number of devices whose further identifiers are read in one query.
const DEVICES_PER_PAGE: i64 = 10_000;

/// Writes the suffixes of new identifiers among the first `rows_done` entries of the plan. Suffixes that already exist,
/// for example after a crash, are kept.
pub(crate) fn write(job: &Job<'_>, task: &dyn Task, rows_done: usize) -> Result<(), AttemptError> {
    let mut keys: Vec<PackedId> = Vec::new();
    let mut has_further = false;
    for part in 0..rows_done.div_ceil(PART_ROWS) {
        let bytes = job.services.db.read(|conn| plans::get(conn, job.work.id, part as i64))?;
        let entries = match bytes.and_then(|bytes| unpack(&bytes)) {
            Some(entries) => entries,
            None if task.tolerates_damage() => continue,
            None => return Err(job.inconsistent("a part of the plan is missing")),
        };
        let done = entries.iter().take(rows_done - part * PART_ROWS);
        for entry in done {
            has_further |= entry.is_by_all_identifiers();
            keys.extend(entry.identifier().map(PackedId::reversed));
        }
    }
    keys.sort_unstable();
    insert(job, &keys, |key| key.key(job.work.reseller))?;
    drop(keys);
    if has_further {
        let mut keys = further_suffixes(job)?;
        keys.sort_unstable();
        insert(job, &keys, String::clone)?;
    }
    Ok(())
}

/// Inserts suffixes, which must be sorted, in transactions of suitable size.
fn insert<K>(job: &Job<'_>, keys: &[K], text: impl Fn(&K) -> String) -> Result<(), AttemptError> {
    let (mut rest, mut rows) = (keys, FIRST_ROWS);
    while !rest.is_empty() {
        job.check_stop()?;
        let (batch, later) = rest.split_at(rows.min(rest.len()));
        let reversed: Vec<String> = batch.iter().map(&text).collect();
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
pub(crate) fn write_last(
    conn: &mut Conn,
    job: &Job<'_>,
    chunk: &[PlanEntry],
    devices: &ChunkDevices,
) -> Result<(), store::Error> {
    let mut keys: Vec<String> = chunk
        .iter()
        .filter_map(PlanEntry::identifier)
        .map(|key| key.reversed().key(job.work.reseller))
        .collect();
    if chunk.iter().any(PlanEntry::is_by_all_identifiers) {
        let further = identifiers::list_further(conn, &unique(&devices.rows))?;
        keys.extend(further.into_iter().map(|further| identifier_key::reversed(&further.key)));
    }
    if keys.is_empty() {
        return Ok(());
    }
    keys.sort_unstable();
    identifier_suffixes::insert(conn, &keys)
}

/// Returns the suffixes of the identifiers that rows reported together with those that name their devices.
fn further_suffixes(job: &Job<'_>) -> Result<Vec<String>, AttemptError> {
    let mut keys = Vec::new();
    for destination in job.destinations {
        let Some(upload) = destination.upload else { continue };
        let mut after = DeviceKey::new(0);
        loop {
            job.check_stop()?;
            let (page, further) = job.services.db.read(|conn| {
                let page =
                    devices::list_of_upload(conn, destination.customer, upload, after, DEVICES_PER_PAGE)?;
                let further = identifiers::list_further(conn, &page)?;
                Ok::<_, AttemptError>((page, further))
            })?;
            keys.extend(further.into_iter().map(|further| identifier_key::reversed(&further.key)));
            let Some(last) = page.last() else { break };
            after = *last;
        }
    }
    Ok(keys)
}
