//! What speaks against a row that can be read: another line, another customer, the catalog.

use std::collections::{HashMap, HashSet};

use super::job::{Job, Trouble};
use super::plan::{Entry, Step};
use super::resolve::LOOK_UP;
use crate::config::Verification;
use crate::store::registrations::{self, Remark};

fn rule(job: &Job<'_>) -> Verification {
    Verification::from_word(&job.work.verification)
}

/// Rows whose identifier nobody knows: a deletion finds nothing, and the rule in force may want devices of the catalog.
pub(crate) fn judge_new(job: &Job<'_>, entries: &mut [Entry]) {
    let step = match (job.kind.is_deletion(), rule(job)) {
        (true, _) => Step::NotFound,
        (false, Verification::Catalog) => Step::NotInCatalog,
        (false, Verification::Format) => return,
    };
    for entry in entries.iter_mut().filter(|entry| entry.identifier().is_some()) {
        entry.set(step);
    }
}

/// What the catalog says against rows whose device is known; they come sorted by device. Deleting asks nothing of it.
pub(crate) fn judge_known(job: &Job<'_>, entries: &mut [Entry]) -> Result<(), Trouble> {
    let only_catalog = rule(job) == Verification::Catalog;
    if !only_catalog && job.batches.iter().all(|upload| upload.stc.is_some()) {
        return Ok(());
    }
    for some in entries.chunks_mut(LOOK_UP) {
        job.check_stop()?;
        let devices: Vec<i64> = some.iter().filter_map(Entry::known_device).collect();
        let remarks = job.services.db.read(|conn| registrations::remarks(conn, &devices, only_catalog))?;
        let remarks: HashMap<i64, Remark> =
            remarks.into_iter().map(|remark| (remark.device, remark)).collect();
        if remarks.is_empty() {
            continue;
        }
        for entry in some {
            let Some(remark) = entry.known_device().and_then(|device| remarks.get(&device)) else { continue };
            if only_catalog && remark.is_reported {
                entry.set(Step::NotInCatalog);
            } else if remark.edition.as_deref().is_some_and(is_enterprise) {
                let has_code = job.batch(entry.upload)?.is_some_and(|upload| upload.stc.is_some());
                if !has_code {
                    entry.set(Step::StcRequired);
                }
            }
        }
    }
    Ok(())
}

/// Whether an edition is Enterprise Edition: `EE`, `Enterprise` or `Enterprise Edition`, in any case.
fn is_enterprise(edition: &str) -> bool {
    ["ee", "enterprise", "enterprise edition"].iter().any(|name| edition.trim().eq_ignore_ascii_case(name))
}

/// A device for several customers fails on every line. Otherwise the first line of a device wins; later ones fail,
/// whatever becomes of the first.
pub(crate) fn mark_repeats(job: &Job<'_>, entries: &mut [Entry]) -> Result<(), Trouble> {
    entries.sort_unstable_by_key(|entry| (entry.device(), entry.line));
    for same in entries.chunk_by_mut(|one, other| one.device() == other.device()) {
        if same.len() == 1 || !matches!(same[0].step(), Step::Device(_) | Step::New(_)) {
            continue;
        }
        let mut customers = HashSet::new();
        for entry in same.iter() {
            customers.insert(job.batch(entry.upload)?.map(|upload| upload.customer));
        }
        let first = same[0].line;
        let conflict = customers.len() > 1;
        for entry in same.iter_mut().skip(if conflict { 0 } else { 1 }) {
            entry.set(if conflict { Step::CustomerConflict } else { Step::Repeated(first) });
        }
    }
    Ok(())
}
