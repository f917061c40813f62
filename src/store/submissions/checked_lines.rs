//! Counts of the lines that resellers have checked within the last 24 hours.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::ids::{ResellerKey, SubmissionId};
use crate::domain::row_error::Reason;
use crate::store::schema::{checked_lines, submission_reason_counts as reasons};
use crate::store::{Conn, Error};

/// Period after which the counts are deleted. Neither quotas nor the support pages look back further.
pub(crate) const RETENTION: Duration = Duration::hours(24);

/// Records the number of lines in a check that is being accepted.
pub(crate) fn add(
    conn: &mut Conn,
    check: SubmissionId,
    reseller: ResellerKey,
    lines: i64,
    at: NaiveDateTime,
) -> Result<(), Error> {
    diesel::insert_into(checked_lines::table)
        .values((
            checked_lines::submission_id.eq(check),
            checked_lines::reseller_key.eq(reseller),
            checked_lines::accepted_at.eq(at),
            checked_lines::lines.eq(lines),
        ))
        .execute(conn)?;
    Ok(())
}

/// Returns the times (UTC) and line counts of a reseller's checks that were accepted after `since`, oldest first.
pub(crate) fn list_since(
    conn: &mut Conn,
    reseller: ResellerKey,
    since: NaiveDateTime,
) -> Result<Vec<(NaiveDateTime, i64)>, Error> {
    Ok(checked_lines::table
        .filter(checked_lines::reseller_key.eq(reseller))
        .filter(checked_lines::accepted_at.gt(since))
        .order(checked_lines::accepted_at.asc())
        .select((checked_lines::accepted_at, checked_lines::lines))
        .load(conn)?)
}

/// Stores how many lines in a finished check contain devices that other resellers have registered.
pub(crate) fn finish(conn: &mut Conn, check: SubmissionId) -> Result<(), Error> {
    let elsewhere: Option<i64> = reasons::table
        .find((check, Reason::DuplicateOtherReseller))
        .select(reasons::failed)
        .first(conn)
        .optional()?;
    diesel::update(checked_lines::table.find(check))
        .set(checked_lines::registered_elsewhere.eq(elsewhere.unwrap_or(0)))
        .execute(conn)?;
    Ok(())
}

/// Deletes the counts for checks that were accepted before the given time (UTC).
pub(crate) fn delete_before(conn: &mut Conn, before: NaiveDateTime) -> Result<(), Error> {
    diesel::delete(checked_lines::table.filter(checked_lines::accepted_at.lt(before))).execute(conn)?;
    Ok(())
}
