//! Phases of a submission, in order. Stored by these words.

use crate::store::db::stable_filters::{Condition, Words, is_none_of, is_not};
use crate::store::schema::submissions;

/// Its bytes are being written; not accepted yet.
pub const RECEIVING: &str = "receiving";
/// Its bytes are there and wait for a confirmation; not accepted yet.
pub const DRAFT: &str = "draft";
/// Its bytes are there to be checked; not accepted, and nothing of it will be registered.
pub const CHECKING: &str = "checking";
/// The same, and every row has its place in the plan. What was checked becomes a draft.
pub const CHECK_RESOLVED: &str = "check_resolved";
/// Accepted; its rows have not been looked at.
pub const WAITING: &str = "waiting";
/// Every row has its place in the plan.
pub const RESOLVED: &str = "resolved";
/// Every row is done.
pub const FINISHED: &str = "finished";

/// Phases in which it is not accepted: no list shows it.
pub const NOT_ACCEPTED: [&str; 4] = [RECEIVING, DRAFT, CHECKING, CHECK_RESOLVED];
/// Phases in which a worker has something to do.
pub const TO_DO: [&str; 4] = [WAITING, RESOLVED, CHECKING, CHECK_RESOLVED];

/// What is not finished, in the very words of the partial index: bound as a value it would not be used.
pub(crate) fn is_open() -> Condition<submissions::phase, Words> {
    is_not(submissions::phase, FINISHED)
}

/// What was accepted.
pub(crate) fn is_accepted() -> Condition<submissions::phase, Words> {
    is_none_of(submissions::phase, &NOT_ACCEPTED)
}
