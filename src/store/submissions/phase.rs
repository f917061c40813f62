//! Filters by the phase of a submission.

use crate::domain::submission::Phase;
use crate::store::db::stable_filters::{Condition, Words, is_none_of, is_not};
use crate::store::schema::submissions;

/// Matches unfinished submissions in the exact words of the partial index, which a bound value would not use.
pub(crate) fn is_open() -> Condition<submissions::phase, Words> {
    is_not(submissions::phase, Phase::Finished)
}

/// Matches accepted submissions.
pub(crate) fn is_accepted() -> Condition<submissions::phase, Words> {
    is_none_of(submissions::phase, &Phase::NOT_ACCEPTED)
}
