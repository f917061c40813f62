//! Who works on which submission. A claim is a mark with an end (a lease); its token fences off whoever lost it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::phase::{self, is_open};
use crate::store::db::connection::database_now;
use crate::store::db::stable_filters::is_one_of;
use crate::store::schema::{resellers, submissions};
use crate::store::{Conn, Error};

/// How long a claim lasts without being renewed, in microseconds of the database's clock.
pub const LEASE: i64 = 12_000_000;

/// Submissions up to so many rows may be taken by the lane that keeps small ones moving.
pub const SMALL: i64 = 10_000;

/// Which submissions a lane takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Any.
    Any,
    /// Only those up to [`SMALL`] rows, so that a million rows never stop ten; and none that went down twice: the other lane
    /// works on these one at a time, so that what ends the process does not use up the attempts of what was beside it.
    Small,
}

/// A claim: this token may work on this submission until the lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Key of the submission.
    pub submission: i64,
    /// Names the claim in every write.
    pub token: String,
}

fn is_free(
    now: i64,
) -> diesel::dsl::Or<
    diesel::dsl::Nullable<diesel::dsl::IsNull<submissions::lease_until>>,
    diesel::dsl::Lt<submissions::lease_until, i64>,
> {
    submissions::lease_until.is_null().nullable().or(submissions::lease_until.lt(now))
}

/// Claims the next submission: of the reseller served longest ago, then the oldest; what has failed before comes
/// last. None where there is nothing to do.
pub fn claim(conn: &mut Conn, instance: &str, lane: Lane, at: NaiveDateTime) -> Result<Option<Claim>, Error> {
    let now = database_now(conn)?;
    let (most, attempts) = if lane == Lane::Small { (SMALL, 2) } else { (i64::MAX, i64::MAX) };
    let next: Vec<(i64, i64)> = submissions::table
        .inner_join(resellers::table.on(resellers::id.eq(submissions::reseller_id)))
        .filter(is_open())
        .filter(is_one_of(submissions::phase, &phase::TO_DO))
        .filter(is_free(now))
        .filter(submissions::rows_total.le(most))
        .filter(submissions::attempts.lt(attempts))
        .order((
            submissions::attempts.asc(),
            resellers::served_at.is_not_null().asc(),
            resellers::served_at.asc(),
            submissions::id.asc(),
        ))
        .limit(8)
        .select((submissions::id, submissions::reseller_id))
        .load(conn)?;
    for (submission, reseller) in next {
        let token = uuid::Uuid::new_v4().simple().to_string();
        let marked = diesel::update(
            submissions::table
                .find(submission)
                .filter(is_free(now))
                .filter(is_one_of(submissions::phase, &phase::TO_DO)),
        )
        .set((
            submissions::lease_token.eq(&token),
            submissions::lease_until.eq(now + LEASE),
            submissions::instance.eq(instance),
            submissions::attempts.eq(submissions::attempts + 1),
        ))
        .execute(conn)?;
        if marked == 1 {
            diesel::update(resellers::table.find(reseller)).set(resellers::served_at.eq(at)).execute(conn)?;
            return Ok(Some(Claim { submission, token }));
        }
    }
    Ok(None)
}

/// Makes a claim last longer; false where it is lost.
pub fn renew(conn: &mut Conn, claim: &Claim) -> Result<bool, Error> {
    let now = database_now(conn)?;
    let renewed = diesel::update(held(claim)).set(submissions::lease_until.eq(now + LEASE)).execute(conn)?;
    Ok(renewed == 1)
}

/// Gives a claim back before its work is done. `counts` tells whether the attempt was a fruitless one.
pub fn give_back(conn: &mut Conn, claim: &Claim, counts: bool) -> Result<(), Error> {
    let back = if counts { 0 } else { 1 };
    diesel::update(held(claim))
        .set((
            submissions::lease_until.eq(None::<i64>),
            submissions::lease_token.eq(None::<String>),
            submissions::attempts.eq(submissions::attempts - back),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the claims of an instance that starts anew: nobody else can hold them under its name.
pub fn end_claims_of(conn: &mut Conn, instance: &str) -> Result<usize, Error> {
    let claimed = submissions::table
        .filter(submissions::phase.ne(phase::FINISHED))
        .filter(submissions::instance.eq(instance))
        .filter(submissions::lease_until.is_not_null());
    Ok(diesel::update(claimed)
        .set((submissions::lease_until.eq(None::<i64>), submissions::lease_token.eq(None::<String>)))
        .execute(conn)?)
}

/// Moves the cursor of a claimed submission, which also makes its attempts fruitful. False where the claim is lost
/// or somebody else moved it: then nothing of this step may stay.
pub fn move_cursor(
    conn: &mut Conn,
    claim: &Claim,
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
        diesel::update(held(claim).filter(submissions::plan_cursor.eq(from))).set(to).execute(conn)?;
    Ok(moved == 1)
}

/// Takes a claimed submission to `resolved`, one that is checked to `check_resolved`: its plan is whole. False where the
/// claim is lost.
pub fn resolved(conn: &mut Conn, claim: &Claim, at: NaiveDateTime) -> Result<bool, Error> {
    for (from, to) in [(phase::WAITING, phase::RESOLVED), (phase::CHECKING, phase::CHECK_RESOLVED)] {
        let moved = diesel::update(held(claim).filter(submissions::phase.eq(from)))
            .set((submissions::phase.eq(to), submissions::progressed_at.eq(at)))
            .execute(conn)?;
        if moved == 1 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes a draft of a claimed submission that was checked. False where the claim is lost.
pub fn checked(conn: &mut Conn, claim: &Claim, at: NaiveDateTime) -> Result<bool, Error> {
    let moved = diesel::update(held(claim).filter(submissions::phase.eq(phase::CHECK_RESOLVED)))
        .set((
            submissions::phase.eq(phase::DRAFT),
            submissions::progressed_at.eq(at),
            submissions::attempts.eq(0),
            submissions::lease_until.eq(None::<i64>),
            submissions::lease_token.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(moved == 1)
}

/// Finishes a claimed submission. False where the claim is lost.
pub fn finished(conn: &mut Conn, claim: &Claim, at: NaiveDateTime) -> Result<bool, Error> {
    let moved = diesel::update(held(claim))
        .set((
            submissions::phase.eq(phase::FINISHED),
            submissions::finished_at.eq(at),
            submissions::lease_until.eq(None::<i64>),
            submissions::lease_token.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(moved == 1)
}

/// Puts a submission that has not gone forward since `stalled_since` (UTC) back into the queue, as if it were new there:
/// whoever still holds it has lost it. False where it is finished or has gone forward.
pub fn requeue(
    conn: &mut Conn,
    submission: i64,
    stalled_since: NaiveDateTime,
    at: NaiveDateTime,
) -> Result<bool, Error> {
    let stalled = submissions::table
        .find(submission)
        .filter(submissions::phase.eq(phase::WAITING).or(submissions::phase.eq(phase::RESOLVED)))
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

/// How many submissions a worker has something to do with.
pub fn open(conn: &mut Conn) -> Result<i64, Error> {
    let open = submissions::table.filter(is_open()).filter(is_one_of(submissions::phase, &phase::TO_DO));
    Ok(open.count().get_result(conn)?)
}

type Held<'a> = diesel::helper_types::Filter<
    diesel::helper_types::Find<submissions::table, i64>,
    diesel::dsl::Eq<submissions::lease_token, &'a str>,
>;

fn held(claim: &Claim) -> Held<'_> {
    submissions::table.find(claim.submission).filter(submissions::lease_token.eq(claim.token.as_str()))
}
