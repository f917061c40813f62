//! The last characters of identifiers that a submission reports, by which people search. Written in their own order and not
//! chunk by chunk: at random places among ten million, that took as long as everything else together.

use std::time::Instant;

use super::job::{Job, Trouble};
use super::plan::{Entry, PART_ROWS, unpack};
use super::run_plan::{FIRST, hold, next_size};
use crate::domain::device_id::Key;
use crate::store::devices::identifier_suffixes;
use crate::store::submissions::{plans, queue};
use crate::store::{self, Conn};

/// Writes the endings of what the rows of the plan before the last chunk report. Again after a crash: what is there stays.
pub(crate) fn write(job: &Job<'_>, before: usize) -> Result<(), Trouble> {
    let mut keys: Vec<Key> = Vec::new();
    for part in 0..before.div_ceil(PART_ROWS) {
        let bytes = job.services.db.read(|conn| plans::get(conn, job.work.id, part as i64))?;
        let entries = match bytes.and_then(|bytes| unpack(&bytes)) {
            Some(entries) => entries,
            // It does not come back, and the rows that are left are to end.
            None if job.is_given_up() => continue,
            None => return Err(store::Error::broken("a part of the plan is missing").into()),
        };
        let done = entries.iter().take(before - part * PART_ROWS);
        keys.extend(done.filter_map(Entry::identifier).map(Key::reversed));
    }
    keys.sort_unstable();
    let (mut rest, mut rows) = (&keys[..], FIRST);
    while !rest.is_empty() {
        job.check_stop()?;
        let (now, later) = rest.split_at(rows.min(rest.len()));
        let reversed: Vec<String> = now.iter().map(|key| key.text()).collect();
        let began = Instant::now();
        job.services.db.write(|conn| match queue::renew(conn, job.claim)? {
            true => identifier_suffixes::put(conn, &reversed).map_err(Trouble::from),
            false => Err(Trouble::Lost),
        })?;
        rows = next_size(rows, began.elapsed(), hold(job));
        rest = later;
    }
    Ok(())
}

/// Writes the endings of what a few rows report.
pub(crate) fn write_few(conn: &mut Conn, chunk: &[Entry]) -> Result<(), store::Error> {
    let mut keys: Vec<Key> = chunk.iter().filter_map(Entry::identifier).map(Key::reversed).collect();
    if keys.is_empty() {
        return Ok(());
    }
    keys.sort_unstable();
    identifier_suffixes::put(conn, &keys.into_iter().map(Key::text).collect::<Vec<_>>())
}
