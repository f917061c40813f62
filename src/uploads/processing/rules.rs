//! Business rules for well-formed rows: duplicates, customer conflicts, catalog and sold-to-code requirements.

use std::collections::{HashMap, HashSet};

use super::attempt_error::AttemptError;
use super::job::Job;
use super::plan::{PlanEntry, RowStep};
use super::read_rows::LOOKUP_BATCH;
use crate::config::Verification;
use crate::domain::ids::DeviceKey;
use crate::parallel::in_halves;
use crate::store::registrations::{self, CatalogRemark};

/// Sets the step of all rows whose identifiers don't belong to known devices.
pub(crate) fn mark_unknown(entries: &mut [PlanEntry], step: RowStep) {
    for entry in entries.iter_mut().filter(|entry| entry.identifier().is_some()) {
        entry.set(step);
    }
}

/// Applies the submission's verification rule and the sold-to-code requirement. The entries must be sorted by device.
pub(crate) fn check_registration(job: &Job<'_>, entries: &mut [PlanEntry]) -> Result<(), AttemptError> {
    let only_catalog = job.work.verification != Verification::Format;
    if only_catalog {
        mark_unknown(entries, RowStep::NotInCatalog);
    } else if job.destinations.iter().all(|destination| destination.stc.is_some()) {
        return Ok(());
    }
    in_halves(entries, |half| check_known(job, half, only_catalog))
}

/// Checks rows of known devices against the catalog.
fn check_known(job: &Job<'_>, entries: &mut [PlanEntry], only_catalog: bool) -> Result<(), AttemptError> {
    for batch in entries.chunks_mut(LOOKUP_BATCH) {
        job.check_stop()?;
        let devices: Vec<_> = batch.iter().filter_map(PlanEntry::known_device).collect();
        let remarks =
            job.services.db.read(|conn| registrations::find_remarks(conn, &devices, only_catalog))?;
        let remarks: HashMap<_, CatalogRemark> =
            remarks.into_iter().map(|remark| (remark.device, remark)).collect();
        if remarks.is_empty() {
            continue;
        }
        for entry in batch {
            let Some(remark) = entry.known_device().and_then(|device| remarks.get(&device)) else { continue };
            if only_catalog && remark.is_reported {
                entry.set(RowStep::NotInCatalog);
            } else if remark.edition.as_deref().is_some_and(is_enterprise) {
                let destination = job.destination(entry.destination)?;
                if destination.is_none_or(|destination| destination.stc.is_none()) {
                    entry.set(RowStep::StcRequired);
                }
            }
        }
    }
    Ok(())
}

/// Returns whether an edition is Enterprise Edition: `EE`, `Enterprise` or `Enterprise Edition`, regardless of case.
pub(crate) fn is_enterprise(edition: &str) -> bool {
    ["ee", "enterprise", "enterprise edition"].iter().any(|name| edition.trim().eq_ignore_ascii_case(name))
}

/// Returns the devices of other resellers that several rows name, at least one of them with an identifier that was
/// reported together with another. No message may say that these rows name the same device. The entries must be sorted
/// by device.
fn find_hidden(job: &Job<'_>, entries: &[PlanEntry]) -> Result<HashSet<DeviceKey>, AttemptError> {
    let same_device = entries.chunk_by(|one, other| one.device() == other.device());
    let several = same_device
        .filter(|same| same.len() > 1 && same.iter().any(PlanEntry::is_by_all_identifiers))
        .filter_map(|same| same[0].known_device());
    let devices: Vec<DeviceKey> = several.collect();
    held_elsewhere(job, &devices)
}

/// Returns the devices that other resellers hold.
pub(crate) fn held_elsewhere(
    job: &Job<'_>,
    devices: &[DeviceKey],
) -> Result<HashSet<DeviceKey>, AttemptError> {
    let mut elsewhere = HashSet::new();
    for devices in devices.chunks(LOOKUP_BATCH) {
        let holders = job.services.db.read(|conn| registrations::find_holders(conn, devices))?;
        let others = holders.into_iter().filter(|holder| holder.reseller != job.work.reseller);
        elsewhere.extend(others.map(|holder| holder.device));
    }
    Ok(elsewhere)
}

/// Fails every line of a device that the file lists for several customers. For other devices, only the first line
/// counts, and later ones fail whatever the outcome of the first.
pub(crate) fn mark_repeats(job: &Job<'_>, entries: &mut [PlanEntry]) -> Result<(), AttemptError> {
    entries.sort_unstable_by_key(|entry| (entry.device(), entry.position()));
    let hidden = find_hidden(job, entries)?;
    for same in entries.chunk_by_mut(|one, other| one.device() == other.device()) {
        let is_hidden = same[0].known_device().is_some_and(|device| hidden.contains(&device));
        if same.len() == 1 || same[0].step().fails() || is_hidden {
            continue;
        }
        let mut customers = HashSet::new();
        for entry in same.iter() {
            customers.insert(job.destination(entry.destination)?.map(|destination| destination.customer));
        }
        let first = same[0].line;
        let has_conflict = customers.len() > 1;
        for entry in same.iter_mut().skip(if has_conflict { 0 } else { 1 }) {
            entry.set(if has_conflict { RowStep::CustomerConflict } else { RowStep::Repeated(first) });
        }
    }
    Ok(())
}
