//! Counts a reseller's unfinished submissions, which are limited by quotas.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::phase::is_open;
use crate::domain::ids::ResellerKey;
use crate::domain::submission::Phase;
use crate::store::schema::{drafts, submissions};
use crate::store::{Conn, Error, undecided_lists};

/// The number of a reseller's unfinished submissions in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OpenCounts {
    /// Checks whose rows are still being read.
    pub(crate) checks: i64,
    /// Checked files, deletions that haven't been confirmed yet, and undecided lists.
    pub(crate) waiting: i64,
    /// Accepted submissions.
    pub(crate) in_progress: i64,
}

/// Counts a reseller's unfinished submissions.
pub(crate) fn count(conn: &mut Conn, reseller: ResellerKey) -> Result<OpenCounts, Error> {
    let phases: Vec<(Phase, i64)> = submissions::table
        .filter(is_open())
        .filter(submissions::reseller_key.eq(reseller))
        .group_by(submissions::phase)
        .select((submissions::phase, diesel::dsl::count_star()))
        .load(conn)?;
    let waiting = undecided_lists::count(conn, reseller)?;
    let mut counts = OpenCounts { waiting, ..OpenCounts::default() };
    for (phase, count) in phases {
        match phase {
            Phase::Checking | Phase::CheckResolved => counts.checks += count,
            Phase::Draft => counts.waiting += count,
            Phase::Waiting | Phase::Resolved => counts.in_progress += count,
            Phase::Receiving | Phase::Finished => {}
        }
    }
    Ok(counts)
}

/// Returns the earliest time (UTC) at which one of a reseller's drafts or undecided lists expires.
/// Returns `None` if there are none.
pub(crate) fn first_expiry(conn: &mut Conn, reseller: ResellerKey) -> Result<Option<NaiveDateTime>, Error> {
    let draft: Option<NaiveDateTime> = drafts::table
        .inner_join(submissions::table)
        .filter(is_open())
        .filter(submissions::reseller_key.eq(reseller))
        .order(drafts::expires_at.asc())
        .select(drafts::expires_at)
        .first(conn)
        .optional()?;
    let list = undecided_lists::first_expiry(conn, reseller)?;
    Ok(draft.into_iter().chain(list).min())
}
