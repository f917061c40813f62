//! The tasks, one for each kind of work. Everything else in an attempt is the same for all kinds.

use super::job::MAX_ATTEMPTS;
use crate::domain::submission::Phase;
use crate::store::submissions::Work;

mod contract;
mod delete;
mod dry_run;
mod give_up;
mod register;

pub(crate) use contract::{Routes, Task};

/// Returns the task for a submission.
pub(crate) fn of(work: &Work) -> Box<dyn Task> {
    let task: Box<dyn Task> = if [Phase::Checking, Phase::CheckResolved].contains(&work.phase) {
        Box::new(dry_run::DryRun)
    } else if work.kind.is_deletion() {
        Box::new(delete::Delete)
    } else {
        Box::new(register::Register)
    };
    if work.attempts > MAX_ATTEMPTS { Box::new(give_up::GiveUp(task)) } else { task }
}
