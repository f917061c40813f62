//! Creates the plan from the file. Every row is read, every identifier is looked up in sorted order, and every row is
//! assigned a step. Nothing is registered or deleted until the plan is stored.

use std::collections::BTreeMap;
use std::fs::File;

use super::attempt_error::AttemptError;
use super::job::Job;
use super::known_identifiers;
use super::plan::{self, PART_ROWS, PlanEntry, pack};
use super::read_rows::{LOOKUP_BATCH, ReadRows};
use super::rules::mark_repeats;
use super::task::Task;
use crate::domain::device_id::PackedId;
use crate::domain::device_id::Repair;
use crate::fail_points::Step;
use crate::parallel::in_halves;
use crate::store;
use crate::store::failed_rows::repairs::{self, NewRepair};
use crate::store::registrations::{self, Owner};
use crate::store::submissions::{plans, queue, row_index};

/// Number of plan parts stored in one transaction. Together they are 2.5 MB, which takes a few milliseconds to write.
const PARTS_PER_TRANSACTION: usize = 8;

/// Resolves a waiting submission. Afterwards, its plan is stored, and its phase is `resolved`.
pub(crate) fn resolve(job: &Job<'_>, task: &dyn Task, file: &File) -> Result<(), AttemptError> {
    task.before_reading(job, file)?;
    let mut read = task.read_rows(job, file)?;
    if read.entries.len() as i64 != job.work.rows_total {
        let problem = format!("planned {} of {} accepted rows", read.entries.len(), job.work.rows_total);
        return Err(store::Error::inconsistent(problem).into());
    }
    assign_steps(job, task, &mut read)?;
    store_plan(job, task, &read)
}

/// Assigns a step to every row, and sorts the rows into processing order.
fn assign_steps(job: &Job<'_>, task: &dyn Task, read: &mut ReadRows) -> Result<(), AttemptError> {
    let has_several = !read.identifiers.is_empty();
    if has_several {
        known_identifiers::assign(job, read)?;
        read.identifiers = Vec::new();
    }
    let entries = &mut read.entries;
    entries.sort_unstable_by_key(|entry| (entry.device(), entry.position()));
    if !has_several {
        let with_identifier = entries.partition_point(|entry| matches!(entry.step(), plan::RowStep::New(_)));
        in_halves(&mut entries[..with_identifier], |half| find_devices(job, half))?;
        mark_repeats(job, entries)?;
    }
    task.apply_rules(job, entries)?;
    entries.sort_unstable_by_key(PlanEntry::order);
    Ok(())
}

/// Looks up the devices with these new identifiers, which must be sorted like the table.
fn find_devices(job: &Job<'_>, entries: &mut [PlanEntry]) -> Result<(), AttemptError> {
    for batch in entries.chunks_mut(LOOKUP_BATCH) {
        job.check_stop()?;
        let values: Vec<String> =
            batch.iter().filter_map(PlanEntry::identifier).map(PackedId::text).collect();
        let owners = job.services.db.read(|conn| registrations::find_owners(conn, &values))?;
        for (entry, owner) in batch.iter_mut().zip(owners) {
            let Some(Owner { device, is_further }) = owner else { continue };
            entry.set(plan::RowStep::Device(device));
            if is_further {
                // The device may lose this identifier before the row is written.
                entry.set_by_all_identifiers();
            }
        }
    }
    Ok(())
}

/// Stores the plan and the repairs. Each transaction renews the lease first, so that nothing is written after the lease
/// is lost.
fn store_plan(job: &Job<'_>, task: &dyn Task, read: &ReadRows) -> Result<(), AttemptError> {
    let id = job.work.id;
    let renew = |conn: &mut store::Conn| match queue::renew(conn, job.lease)? {
        true => Ok(()),
        false => Err(AttemptError::LeaseLost),
    };
    job.services.db.step(Step::PlanBegin, |conn| {
        renew(conn)?;
        plans::delete(conn, id)?;
        row_index::delete(conn, id)?;
        row_index::delete_counts(conn, id).map_err(AttemptError::from)
    })?;
    for (number, parts) in read.entries.chunks(PART_ROWS * PARTS_PER_TRANSACTION).enumerate() {
        let packed: Vec<Vec<u8>> = parts.chunks(PART_ROWS).map(pack).collect();
        job.services.db.step(Step::PlanPart, |conn| {
            renew(conn)?;
            for (bytes, part) in packed.iter().zip(number * PARTS_PER_TRANSACTION..) {
                plans::put(conn, id, part as i64, bytes)?;
            }
            Ok::<_, AttemptError>(())
        })?;
    }
    if task.shows_rows() {
        store_index(job, read, &renew)?;
    }
    let upload =
        |position: u16| Ok::<_, AttemptError>(job.destination(position)?.and_then(|found| found.upload));
    let mut counts = Vec::new();
    let mut by_kind: BTreeMap<Repair, i64> = BTreeMap::new();
    for ((position, kind), count) in &read.repair_counts {
        counts.extend(upload(*position)?.map(|upload| (upload, *kind, *count)));
        *by_kind.entry(*kind).or_default() += count;
    }
    let mut lines = Vec::with_capacity(read.repairs.len());
    for (line, kind, position) in &read.repairs {
        lines.push(NewRepair { submission_id: id, line: *line, kind: *kind, upload_id: upload(*position)? });
    }
    job.services.db.step(Step::Plan, |conn| {
        if !queue::mark_resolved(conn, job.lease, job.services.clock.now())? {
            return Err(AttemptError::LeaseLost);
        }
        repairs::write(conn, &lines, &counts)?;
        if task.shows_rows() {
            row_index::put_counts(conn, id, &read.index.counts())?;
        }
        task.store_repairs(conn, job, &by_kind)
    })
}

/// Stores the index of the rows with devices.
fn store_index(
    job: &Job<'_>,
    read: &ReadRows,
    renew: &dyn Fn(&mut store::Conn) -> Result<(), AttemptError>,
) -> Result<(), AttemptError> {
    let parts: Vec<_> = read.index.parts().collect();
    for parts in parts.chunks(PARTS_PER_TRANSACTION) {
        job.services.db.step(Step::PlanPart, |conn| {
            renew(conn)?;
            for (part, bytes) in parts {
                row_index::put(conn, job.work.id, *part, bytes)?;
            }
            Ok::<_, AttemptError>(())
        })?;
    }
    Ok(())
}
