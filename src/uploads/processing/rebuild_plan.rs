//! What is left of a submission whose plan is lost from the tables: after enough attempts each row that was not done
//! before fails, once.

use std::collections::HashSet;
use std::fs::File;

use super::job::{Job, MOST_ATTEMPTS, Trouble};
use super::plan::{Entry, PART_ROWS, Step, pack};
use super::resolve::{GONE, LOOK_UP};
use super::row_quota::Room;
use crate::domain::device_id::Key;
use crate::domain::manifest::Rows;
use crate::store::devices::{self, identifier_suffixes};
use crate::store::submissions::{plans, queue};
use crate::store::{self, failed_rows, registrations, uploads};
use crate::uploads::stored_file;

/// A row that may have been done.
struct Row {
    offset: u64,
    line: u32,
    upload: u16,
    key: Option<Key>,
}

/// Stores a plan anew whose rows up to the cursor mean nothing: they are done. The rows behind it fail.
pub(crate) fn remake(job: &Job<'_>, source: &File, cursor: usize) -> Result<(), Trouble> {
    let left = job.work.rows_total as usize - cursor;
    let failed = job.services.db.read(|conn| failed_rows::lines(conn, job.work.id))?;
    let mut done: HashSet<u32> = failed.into_iter().filter_map(|line| u32::try_from(line).ok()).collect();
    let mut open = Vec::new();
    // Reading identifiers may be what brings every attempt down: then even that is left out.
    if job.work.attempts <= 2 * MOST_ATTEMPTS {
        open = open_rows(job, source, &mut done)?;
        open.truncate(left);
    }
    done.extend(open.iter().map(|row| row.line));
    let numbered = (job.layout.first_row_line..).filter(|line| !done.contains(line)).take(left - open.len());
    let gone = |line| Row { offset: GONE, line, upload: 0, key: None };
    let gone: Vec<Row> = numbered.map(gone).collect();

    let waiting = match job.kind.is_deletion() || job.is_check {
        true => job.batches.iter().map(|batch| batch.total).collect(),
        false => job.services.db.read(|conn| uploads::waiting(conn, job.work.id))?,
    };
    let mut room = Room::new(waiting.into_iter());
    let mut entries = vec![Entry::new(0, 0, GONE, Step::Internal); cursor];
    entries.extend(
        open.iter().map(|row| Entry::new(room.take(row.upload), row.line, row.offset, Step::Internal)),
    );
    entries.extend(gone.iter().map(|row| Entry::new(room.any(), row.line, row.offset, Step::Internal)));
    entries[cursor..].sort_unstable_by_key(Entry::order);
    tracing::warn!(left, "the plan is lost; the rows left fail");
    job.services.db.write(|conn| {
        if !queue::renew(conn, job.claim)? {
            return Err(Trouble::Lost);
        }
        plans::delete(conn, job.work.id)?;
        for (part, entries) in (0..).zip(entries.chunks(PART_ROWS)) {
            plans::put(conn, job.work.id, part, &pack(entries))?;
        }
        Ok(())
    })
}

/// The rows of the file, as far as it can be read, that are neither failed nor told of in the history of their device.
fn open_rows(job: &Job<'_>, source: &File, done: &mut HashSet<u32>) -> Result<Vec<Row>, Trouble> {
    let (mut open, mut some) = (Vec::new(), Vec::with_capacity(LOOK_UP));
    let Ok(mut rows) = Rows::new(stored_file::buffered(source)?, job.layout) else { return Ok(open) };
    while let Ok(Some(row)) = rows.next_row() {
        if done.contains(&row.line) {
            continue;
        }
        let read = job.groups.read(job.layout, row);
        let key = read.device.ok().map(|device| Key::of(&device.id));
        some.push(Row { offset: row.offset, line: row.line, upload: job.groups.place(job.layout, row), key });
        if some.len() == LOOK_UP {
            job.check_stop()?;
            sort_out(job, &mut some, &mut open, done)?;
        }
    }
    sort_out(job, &mut some, &mut open, done)?;
    Ok(open)
}

fn sort_out(
    job: &Job<'_>,
    some: &mut Vec<Row>,
    open: &mut Vec<Row>,
    done: &mut HashSet<u32>,
) -> Result<(), store::Error> {
    let values: Vec<String> = some.iter().map(|row| row.key.map(Key::text).unwrap_or_default()).collect();
    let (devices, mut told) = job.services.db.read(|conn| {
        let devices = registrations::owners(conn, &values)?;
        let known: Vec<i64> = devices.iter().flatten().copied().collect();
        let told = devices::history::told(conn, job.work.id, &known)?;
        Ok::<_, store::Error>((devices, told.into_iter().collect::<HashSet<i64>>()))
    })?;
    let mut reported = Vec::new();
    for (row, device) in some.drain(..).zip(devices) {
        // The first row of a device is the one that was done; a later one was refused, or is still to be.
        if device.is_some_and(|device| told.remove(&device)) {
            done.insert(row.line);
            reported.extend(row.key.map(|key| identifier_suffixes::reversed(&key.text())));
        } else {
            open.push(row);
        }
    }
    // They would have been written down by the plan.
    reported.sort_unstable();
    job.services.db.write(|conn| identifier_suffixes::put(conn, &reported))
}
