//! Rebuilds the plan of a submission whose stored plan is damaged. This happens only after [`MAX_ATTEMPTS`] attempts.
//! Each row that isn't done yet then fails exactly once.

use std::collections::HashSet;
use std::fs::File;

use super::attempt_error::AttemptError;
use super::job::{Job, MAX_ATTEMPTS};
use super::plan::{PART_ROWS, PlanEntry, RowStep, pack};
use super::read_rows::{LOOKUP_BATCH, LOST_OFFSET};
use super::row_quota::RowQuota;
use super::task::Task;
use crate::domain::device_id::{PackedId, identifier_key};
use crate::domain::ids::DeviceKey;
use crate::domain::manifest::{Rows, devices};
use crate::domain::row_position::RowPosition;
use crate::store::devices::{history, identifier_suffixes};
use crate::store::submissions::{plans, queue};
use crate::store::{self, failed_rows, registrations};
use crate::uploads::row_routing::RoutedRow;
use crate::uploads::stored_file;

/// A row that hasn't failed so far. It may or may not be done.
struct OpenRow {
    offset: u64,
    position: (u32, u8),
    destination: u16,
    /// The key of the identifier that names the device.
    key: Option<String>,
}

/// Stores a plan in which the rows after the cursor fail. The entries before it are placeholders, because those rows
/// are done.
pub(crate) fn rebuild(
    job: &Job<'_>,
    task: &dyn Task,
    source: &File,
    cursor: usize,
) -> Result<(), AttemptError> {
    let left = job.work.rows_total as usize - cursor;
    let failed = job.services.db.read(|conn| failed_rows::list_positions(conn, job.work.id))?;
    let stored = |failed: RowPosition| Some((failed.line.try_into().ok()?, failed.slot.try_into().ok()?));
    let mut done: HashSet<(u32, u8)> = failed.into_iter().filter_map(stored).collect();
    let mut open = Vec::new();
    // Reading identifiers may be what makes every attempt fail, so it is skipped after twice as many attempts.
    if job.work.attempts <= 2 * MAX_ATTEMPTS {
        open = open_rows(job, source, &mut done)?;
        open.truncate(left);
    }
    done.extend(open.iter().map(|row| row.position));
    let candidates =
        (job.layout.first_row_line..).filter(|line| !done.contains(&(*line, 0))).take(left - open.len());
    let lost: Vec<u32> = candidates.collect();

    let mut quota = RowQuota::new(task.rows_left(job)?);
    let mut entries = vec![PlanEntry::new(0, 0, LOST_OFFSET, RowStep::Internal); cursor];
    entries.extend(open.iter().map(|row| {
        let ((line, slot), destination) = (row.position, quota.take(row.destination));
        PlanEntry::new(destination, line, row.offset, RowStep::Internal).at_slot(slot)
    }));
    entries.extend(
        lost.iter().map(|line| PlanEntry::new(quota.take_any(), *line, LOST_OFFSET, RowStep::Internal)),
    );
    entries[cursor..].sort_unstable_by_key(PlanEntry::order);
    tracing::warn!(left, "the plan is damaged; the remaining rows will fail");
    job.services.db.write(|conn| {
        if !queue::renew(conn, job.lease)? {
            return Err(AttemptError::LeaseLost);
        }
        plans::delete(conn, job.work.id)?;
        for (part, entries) in (0..).zip(entries.chunks(PART_ROWS)) {
            plans::put(conn, job.work.id, part, &pack(entries))?;
        }
        Ok(())
    })
}

/// Returns the rows that haven't failed and don't appear in their device's history. Stops at the first unreadable row.
fn open_rows(
    job: &Job<'_>,
    source: &File,
    done: &mut HashSet<(u32, u8)>,
) -> Result<Vec<OpenRow>, AttemptError> {
    let (mut open, mut batch) = (Vec::new(), Vec::with_capacity(LOOKUP_BATCH));
    let Ok(mut rows) = Rows::new(stored_file::rewind_buffered(source)?, job.layout) else { return Ok(open) };
    while let Ok(Some(row)) = rows.next_row() {
        let mut slots = (0..=u8::MAX).take(devices::count(job.layout, row));
        if slots.all(|slot| done.contains(&(row.line, slot))) {
            continue;
        }
        let RoutedRow { devices, .. } = job.routing.read(job.layout, row);
        let destination = job.routing.destination(job.layout, row);
        for (slot, device) in devices.into_slots().filter(|(slot, _)| !done.contains(&(row.line, *slot))) {
            let packed = device.ok().map(|device| PackedId::of_model(&device.id, device.model));
            let key = packed.map(|packed| packed.key(job.work.reseller));
            let position = (row.line, slot);
            batch.push(OpenRow { offset: row.offset, position, destination, key });
        }
        if batch.len() >= LOOKUP_BATCH {
            job.check_stop()?;
            separate(job, &mut batch, &mut open, done)?;
        }
    }
    separate(job, &mut batch, &mut open, done)?;
    Ok(open)
}

/// Moves the rows that are done to `done`, and the others to `open`.
fn separate(
    job: &Job<'_>,
    batch: &mut Vec<OpenRow>,
    open: &mut Vec<OpenRow>,
    done: &mut HashSet<(u32, u8)>,
) -> Result<(), store::Error> {
    let values: Vec<String> = batch.iter().map(|row| row.key.clone().unwrap_or_default()).collect();
    let (devices, mut recorded) = job.services.db.read(|conn| {
        let devices = registrations::find_devices(conn, &values)?;
        let known: Vec<DeviceKey> = devices.iter().flatten().copied().collect();
        let recorded = history::filter_by_event(conn, job.work.id, &known)?;
        Ok::<_, store::Error>((devices, recorded.into_iter().collect::<HashSet<DeviceKey>>()))
    })?;
    let mut reported = Vec::new();
    for (row, device) in batch.drain(..).zip(devices) {
        // The first row of a device is done. Any later one has failed or will fail.
        if device.is_some_and(|device| recorded.remove(&device)) {
            done.insert(row.position);
            reported.extend(row.key.map(|key| identifier_key::reversed(&key)));
        } else {
            open.push(row);
        }
    }
    // The suffixes of these identifiers would have been indexed from the damaged plan.
    reported.sort_unstable();
    job.services.db.write(|conn| identifier_suffixes::insert(conn, &reported))
}
