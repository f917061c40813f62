//! The submission queue and its leases. A lease expires unless it is renewed. Its token prevents a worker from writing
//! after its lease has expired.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::phase::is_open;
use crate::domain::ids::SubmissionId;
use crate::domain::submission::Phase;
use crate::store::db::connection::database_now;
use crate::store::db::stable_filters::is_one_of;
use crate::store::schema::{resellers, submissions};
use crate::store::{Conn, Error};

/// Lifetime of a lease that isn't renewed, in microseconds on the database's clock. If it is too short, workers lose
/// leases when the disk is slow. If it is too long, work resumes late after a crash.
pub(crate) const LEASE_MICROS: i64 = 12_000_000;

/// Maximum number of rows in a submission that the lane for small submissions accepts.
pub(crate) const MAX_SMALL_ROWS: i64 = 10_000;

/// A lane of the queue, which determines the submissions that a worker may lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// All submissions.
    Any,
    /// Submissions with at most [`MAX_SMALL_ROWS`] rows, so that large submissions never delay small ones.
    ///
    /// Excludes submissions that failed twice. Those run one at a time, so that one that kills the process can't use up
    /// its neighbours' attempts.
    Small,
}

/// A worker's right to process a submission until the lease expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Key of the submission.
    pub submission: SubmissionId,
    /// A random value that identifies the lease in every write.
    pub(crate) token: String,
}

fn is_free(
    now: i64,
) -> diesel::dsl::Or<
    diesel::dsl::Nullable<diesel::dsl::IsNull<submissions::lease_until>>,
    diesel::dsl::Lt<submissions::lease_until, i64>,
> {
    submissions::lease_until.is_null().nullable().or(submissions::lease_until.lt(now))
}

/// Leases the next submission, or returns `None` if there is none. Submissions with the fewest attempts come first,
/// then those of the reseller that was served longest ago, then the oldest.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn acquire(
    conn: &mut Conn,
    instance: &str,
    lane: Lane,
    at: NaiveDateTime,
) -> Result<Option<Lease>, Error> {
    let now = database_now(conn)?;
    let (max_rows, max_attempts) =
        if lane == Lane::Small { (MAX_SMALL_ROWS, 2) } else { (i64::MAX, i64::MAX) };
    let next: Vec<(SubmissionId, i64)> = submissions::table
        .inner_join(resellers::table.on(resellers::id.eq(submissions::reseller_key)))
        .filter(is_open())
        .filter(is_one_of(submissions::phase, &Phase::NEEDS_WORKER))
        .filter(is_free(now))
        .filter(submissions::rows_total.le(max_rows))
        .filter(submissions::attempts.lt(max_attempts))
        .order((
            submissions::attempts.asc(),
            resellers::served_at.is_not_null().asc(),
            resellers::served_at.asc(),
            submissions::id.asc(),
        ))
        .limit(8)
        .select((submissions::id, submissions::reseller_key))
        .load(conn)?;
    for (submission, reseller) in next {
        let token = uuid::Uuid::new_v4().simple().to_string();
        let marked = diesel::update(
            submissions::table
                .find(submission)
                .filter(is_free(now))
                .filter(is_one_of(submissions::phase, &Phase::NEEDS_WORKER)),
        )
        .set((
            submissions::lease_token.eq(&token),
            submissions::lease_until.eq(now + LEASE_MICROS),
            submissions::instance.eq(instance),
            submissions::attempts.eq(submissions::attempts + 1),
        ))
        .execute(conn)?;
        if marked == 1 {
            diesel::update(resellers::table.find(reseller)).set(resellers::served_at.eq(at)).execute(conn)?;
            return Ok(Some(Lease { submission, token }));
        }
    }
    Ok(None)
}

/// Renews a lease. Returns `false` if it has been lost.
pub(crate) fn renew(conn: &mut Conn, lease: &Lease) -> Result<bool, Error> {
    let now = database_now(conn)?;
    let renewed =
        diesel::update(held(lease)).set(submissions::lease_until.eq(now + LEASE_MICROS)).execute(conn)?;
    Ok(renewed == 1)
}

/// Returns whether a lease is still held. A lease also ends if its submission is deleted.
pub(crate) fn is_held(conn: &mut Conn, lease: &Lease) -> Result<bool, Error> {
    let found: Option<SubmissionId> = held(lease).select(submissions::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Releases a lease before its work is done. `is_counted` determines whether the attempt counts as one without
/// progress.
pub(crate) fn release(conn: &mut Conn, lease: &Lease, is_counted: bool) -> Result<(), Error> {
    let uncounted = if is_counted { 0 } else { 1 };
    diesel::update(held(lease))
        .set((
            submissions::lease_until.eq(None::<i64>),
            submissions::lease_token.eq(None::<String>),
            submissions::attempts.eq(submissions::attempts - uncounted),
        ))
        .execute(conn)?;
    Ok(())
}

/// Releases all leases of an instance that is restarting. No other process can hold leases under its name.
pub(crate) fn release_all_of(conn: &mut Conn, instance: &str) -> Result<usize, Error> {
    let leased = submissions::table
        .filter(submissions::phase.ne(Phase::Finished))
        .filter(submissions::instance.eq(instance))
        .filter(submissions::lease_until.is_not_null());
    Ok(diesel::update(leased)
        .set((submissions::lease_until.eq(None::<i64>), submissions::lease_token.eq(None::<String>)))
        .execute(conn)?)
}

/// Moves the cursor of a leased submission and resets its attempts. Returns `false` if the lease has been lost or
/// another worker has moved the cursor. The caller must then roll back the transaction.
pub(crate) fn move_cursor(
    conn: &mut Conn,
    lease: &Lease,
    from: i64,
    to: i64,
    at: NaiveDateTime,
) -> Result<bool, Error> {
    let to = (
        submissions::plan_cursor.eq(to),
        submissions::rows_done.eq(to),
        submissions::attempts.eq(1),
        submissions::progressed_at.eq(at),
    );
    let moved =
        diesel::update(held(lease).filter(submissions::plan_cursor.eq(from))).set(to).execute(conn)?;
    Ok(moved == 1)
}

/// Moves a leased submission to the phase in which its plan is complete. Returns `false` if the lease has been lost.
pub(crate) fn mark_resolved(conn: &mut Conn, lease: &Lease, at: NaiveDateTime) -> Result<bool, Error> {
    for (from, to) in [(Phase::Waiting, Phase::Resolved), (Phase::Checking, Phase::CheckResolved)] {
        let moved = diesel::update(held(lease).filter(submissions::phase.eq(from)))
            .set((submissions::phase.eq(to), submissions::progressed_at.eq(at)))
            .execute(conn)?;
        if moved == 1 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Turns a leased submission that has been checked into a draft. Returns `false` if the lease has been lost.
pub(crate) fn mark_checked(conn: &mut Conn, lease: &Lease, at: NaiveDateTime) -> Result<bool, Error> {
    let moved = diesel::update(held(lease).filter(submissions::phase.eq(Phase::CheckResolved)))
        .set((
            submissions::phase.eq(Phase::Draft),
            submissions::progressed_at.eq(at),
            submissions::attempts.eq(0),
            submissions::lease_until.eq(None::<i64>),
            submissions::lease_token.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(moved == 1)
}

/// Finishes a leased submission. Returns `false` if the lease has been lost.
pub(crate) fn mark_finished(conn: &mut Conn, lease: &Lease, at: NaiveDateTime) -> Result<bool, Error> {
    let moved = diesel::update(held(lease))
        .set((
            submissions::phase.eq(Phase::Finished),
            submissions::finished_at.eq(at),
            submissions::lease_until.eq(None::<i64>),
            submissions::lease_token.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(moved == 1)
}

/// Puts a submission that has made no progress since `stalled_since` (UTC) back into the queue. A worker that still
/// holds the lease loses it. Returns `false` if the submission is finished or has made progress.
pub(crate) fn requeue(
    conn: &mut Conn,
    submission: SubmissionId,
    stalled_since: NaiveDateTime,
    at: NaiveDateTime,
) -> Result<bool, Error> {
    let stalled = submissions::table
        .find(submission)
        .filter(submissions::phase.eq(Phase::Waiting).or(submissions::phase.eq(Phase::Resolved)))
        .filter(submissions::progressed_at.lt(stalled_since));
    let moved = diesel::update(stalled)
        .set((
            submissions::lease_until.eq(None::<i64>),
            submissions::lease_token.eq(None::<String>),
            submissions::attempts.eq(0),
            submissions::progressed_at.eq(at),
        ))
        .execute(conn)?;
    Ok(moved == 1)
}

/// Counts the submissions that still need a worker.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn count_open(conn: &mut Conn) -> Result<i64, Error> {
    let open =
        submissions::table.filter(is_open()).filter(is_one_of(submissions::phase, &Phase::NEEDS_WORKER));
    Ok(open.count().get_result(conn)?)
}

type Held<'a> = diesel::helper_types::Filter<
    diesel::helper_types::Find<submissions::table, SubmissionId>,
    diesel::dsl::Eq<submissions::lease_token, &'a str>,
>;

fn held(lease: &Lease) -> Held<'_> {
    submissions::table.find(lease.submission).filter(submissions::lease_token.eq(lease.token.as_str()))
}
