//! What speaks against a row that can be read: another line, another customer, the catalog.

use std::collections::{HashMap, HashSet};

use super::plan::{Entry, Step};
use super::process::{Job, Trouble};
use crate::config::Verification;
use crate::domain::device_id::Key;
use crate::store::ingest;

fn rule(job: &Job<'_>) -> Verification {
    Verification::from_word(&job.work.verification)
}

/// What the catalog says against registering devices of the file.
#[derive(Default)]
pub(super) struct Catalog {
    missing: HashSet<i64>,
    enterprise: HashSet<i64>,
}

impl Catalog {
    /// The device of an identifier; what the catalog says of it is noted.
    pub(super) fn step_of(
        &mut self,
        job: &Job<'_>,
        key: Key,
        known: &HashMap<String, ingest::Known>,
    ) -> Step {
        let Some(known) = known.get(&key.text()) else { return Step::New(key) };
        if rule(job) == Verification::Catalog && known.source != "catalog" {
            self.missing.insert(known.device);
        }
        if known.edition.as_deref().is_some_and(is_enterprise) {
            self.enterprise.insert(known.device);
        }
        Step::Device(known.device)
    }

    /// The step of a row that nothing else speaks against. Deleting asks nothing of the catalog.
    pub(super) fn judge(&self, job: &Job<'_>, entry: &Entry) -> Result<Step, Trouble> {
        let is_deletion = job.kind.is_deletion();
        Ok(match entry.step {
            Step::New(_) if is_deletion => Step::NotFound,
            Step::New(_) if rule(job) == Verification::Catalog => Step::NotInCatalog,
            Step::Device(id) if !is_deletion && self.missing.contains(&id) => Step::NotInCatalog,
            Step::Device(id) if !is_deletion && self.enterprise.contains(&id) => {
                let has_code = job.batch(entry.upload)?.is_some_and(|upload| upload.stc.is_some());
                if has_code { entry.step } else { Step::StcRequired }
            }
            step => step,
        })
    }
}

/// Whether an edition is Enterprise Edition: `EE`, `Enterprise` or `Enterprise Edition`, in any case.
fn is_enterprise(edition: &str) -> bool {
    ["ee", "enterprise", "enterprise edition"].iter().any(|name| edition.trim().eq_ignore_ascii_case(name))
}

/// A device for several customers fails on every line. Otherwise the first line of a device wins; later ones fail,
/// whatever becomes of the first.
pub(super) fn mark_repeats(job: &Job<'_>, entries: &mut [Entry]) -> Result<(), Trouble> {
    entries.sort_unstable_by_key(|entry| (entry.device(), entry.line));
    for same in entries.chunk_by_mut(|one, other| one.device() == other.device()) {
        if same.len() == 1 || !matches!(same[0].step, Step::Device(_) | Step::New(_)) {
            continue;
        }
        let mut customers = HashSet::new();
        for entry in same.iter() {
            customers.insert(job.batch(entry.upload)?.map(|upload| upload.customer));
        }
        let first = same[0].line;
        let conflict = customers.len() > 1;
        for entry in same.iter_mut().skip(if conflict { 0 } else { 1 }) {
            entry.step = if conflict { Step::CustomerConflict } else { Step::Repeated(first) };
        }
    }
    Ok(())
}
