//! Filters by submission phase.

use crate::domain::submission::Phase;
use crate::store::db::stable_filters::{Condition, Words, is_none_of, is_not};
use crate::store::schema::submissions;

/// Matches unfinished submissions. Repeats the condition of the partial index literally, because the index isn't used
/// for a bound value.
pub(crate) fn is_open() -> Condition<submissions::phase, Words> {
    is_not(submissions::phase, Phase::Finished)
}

/// Matches accepted submissions.
pub(crate) fn is_accepted() -> Condition<submissions::phase, Words> {
    is_none_of(submissions::phase, &Phase::NOT_ACCEPTED)
}
