//! Corrections: links from corrected rows to the lines that failed, and to the submissions that resolved them.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{RowOwner, Source, find_source};
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::row_error::Reason;
use crate::domain::row_position::RowPosition;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::{is_among, is_within};
use crate::store::schema::{corrected_rows, failed_rows, submissions};
use crate::store::submissions::item::{Item, to_items};
use crate::store::submissions::phase::is_accepted;
use crate::store::submissions::{checks, duplicate_files};
use crate::store::{Conn, Error};

/// A row in a corrected file, and the failed line that it corrects.
#[derive(Insertable, Clone, Copy, Debug)]
#[diesel(table_name = corrected_rows, treat_none_as_default_value = false)]
pub(crate) struct NewCorrectedRow {
    /// Key of the submission in which the line failed.
    pub(crate) submission_id: SubmissionId,
    /// The line that failed.
    pub(crate) line: i64,
    /// The device within the line, counted from 0.
    pub(crate) slot: i64,
    /// Key of the submission with the corrected file.
    pub(crate) correction_id: SubmissionId,
    /// The line in the corrected file.
    pub(crate) correction_line: i64,
    /// The device within that line, counted from 0.
    pub(crate) correction_slot: i64,
}

/// A submission that corrects failed rows from another submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CorrectingItem {
    /// The correcting upload or submission.
    pub(crate) item: Item,
    /// Number of failed rows that it resolved.
    pub(crate) resolved: i64,
    /// Whether it resolved a device that isn't the first on its line.
    pub(crate) has_further: bool,
    /// Whether it is older than the submission whose lines it resolved, and so had already processed their devices.
    pub(crate) is_earlier: bool,
}

/// The target of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CorrectionTarget {
    /// Rows that failed in an upload or a bulk action.
    Item(Item),
    /// Rows that would fail in a checked file that hasn't been uploaded yet.
    Check {
        /// Number of the check.
        number: SubmissionId,
        /// Number of rows in the check that can be uploaded.
        good: i64,
    },
}

/// Returns whether a submission exists. A check is discarded when it expires, possibly while it is being corrected.
pub(crate) fn exists(conn: &mut Conn, submission: SubmissionId) -> Result<bool, Error> {
    let found =
        submissions::table.find(submission).select(submissions::id).first::<SubmissionId>(conn).optional()?;
    Ok(found.is_some())
}

/// Stores rows from a corrected file. If two rows correct the same device, keeps only the first one.
pub(crate) fn insert(conn: &mut Conn, rows: &[NewCorrectedRow]) -> Result<(), Error> {
    on_each!(conn, |c| diesel::insert_into(corrected_rows::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Returns the latest submissions of this kind with failed rows, newest first. `customer` is `None` for bulk actions.
///
/// Includes waiting checks unless the same file has also been uploaded.
pub(crate) fn list_candidates(
    conn: &mut Conn,
    scope: Scope,
    kind: SubmissionKind,
    customer: Option<CustomerKey>,
    at: NaiveDateTime,
    limit: i64,
) -> Result<Vec<SubmissionId>, Error> {
    let mut all = Vec::new();
    let checks = match kind.is_deletion() {
        true => Vec::new(),
        false => checks::list_waiting(conn, scope, customer, at, limit)?,
    };
    for check in checks {
        if check.phase == Phase::Draft
            && check.failed > 0
            && duplicate_files::find_of_check(conn, scope, check.id)?.is_none()
        {
            all.push(check.id);
        }
    }
    let mut query = submissions::table.filter(submissions::kind.eq(kind)).into_boxed();
    if let Some(customer) = customer {
        query = query.filter(submissions::customer_key.eq(customer));
    }
    let accepted = query
        .filter(is_within(submissions::reseller_key, scope))
        .filter(submissions::rows_failed.gt(0))
        .filter(is_accepted())
        .order(submissions::id.desc())
        .limit(limit)
        .select(submissions::id)
        .load::<SubmissionId>(conn)?;
    all.extend(accepted);
    all.sort_unstable_by(|a, b| b.cmp(a));
    Ok(all)
}

/// Returns whether each of these devices failed in the submission with the given code.
pub(crate) fn has_all(
    conn: &mut Conn,
    scope: Scope,
    submission: SubmissionId,
    rows: &[(RowPosition, String)],
) -> Result<bool, Error> {
    let source = find_source(conn, scope, RowOwner::Submission(submission))?;
    let numbers: Vec<i64> = rows.iter().map(|(position, _)| position.line).collect();
    let found: Vec<(i64, i64, Reason)> = on_each!(conn, |c| failed_rows::table
        .filter(failed_rows::submission_id.eq(source.submission))
        .filter(is_among(failed_rows::line, &numbers))
        .select((failed_rows::line, failed_rows::slot, failed_rows::reason))
        .load(c))?;
    let found = found.into_iter().map(|(line, slot, reason)| (RowPosition { line, slot }, reason));
    let found: HashMap<RowPosition, Reason> = found.collect();
    let has_failed = |(position, code): &(RowPosition, String)| {
        found.get(position).is_some_and(|reason| reason.code().eq_ignore_ascii_case(code))
    };
    Ok(rows.iter().all(has_failed))
}

/// Returns the target of a correction, or `None` if the submission isn't a correction.
pub(crate) fn find_target(
    conn: &mut Conn,
    scope: Scope,
    submission: SubmissionId,
    at: NaiveDateTime,
) -> Result<Option<CorrectionTarget>, Error> {
    let corrected: Option<SubmissionId> = submissions::table
        .find(submission)
        .filter(is_within(submissions::reseller_key, scope))
        .select(submissions::correction_of)
        .first(conn)?;
    load_target(conn, scope, corrected, at)
}

/// Returns the correction target with this submission key. Returns `None` if there is no key, or if the target no
/// longer exists.
pub(crate) fn load_target(
    conn: &mut Conn,
    scope: Scope,
    corrected: Option<SubmissionId>,
    at: NaiveDateTime,
) -> Result<Option<CorrectionTarget>, Error> {
    let Some(corrected) = corrected else { return Ok(None) };
    match checks::find(conn, scope, corrected, at) {
        Ok(check) => {
            let row = check.submission;
            return Ok(Some(CorrectionTarget::Check { number: row.id, good: row.total - row.failed }));
        }
        Err(Error::NotFound) => {}
        Err(error) => return Err(error),
    }
    let accepted = find_accepted(conn, scope, corrected)?;
    Ok(to_items(conn, accepted.as_slice())?.first().map(|item| CorrectionTarget::Item(*item)))
}

/// Returns the key of a submission if it was accepted, or `None` otherwise.
pub(crate) fn find_accepted(
    conn: &mut Conn,
    scope: Scope,
    submission: SubmissionId,
) -> Result<Option<SubmissionId>, Error> {
    Ok(submissions::table
        .find(submission)
        .filter(is_within(submissions::reseller_key, scope))
        .filter(is_accepted())
        .select(submissions::id)
        .first(conn)
        .optional()?)
}

/// Builds the query for a submission's resolved failed rows.
#[diesel::dsl::auto_type(no_type_alias)]
fn resolved_query(submission: SubmissionId) -> _ {
    let same_row = failed_rows::submission_id
        .eq(corrected_rows::submission_id)
        .and(failed_rows::line.eq(corrected_rows::line))
        .and(failed_rows::slot.eq(corrected_rows::slot));
    corrected_rows::table
        .inner_join(failed_rows::table.on(same_row))
        .filter(corrected_rows::submission_id.eq(submission))
        .filter(corrected_rows::resolved_by.is_not_null())
}

/// Returns the ten latest submissions that resolved failed rows, newest first, each with the number of rows that it
/// resolved.
pub(crate) fn list_resolving(conn: &mut Conn, source: &Source) -> Result<Vec<CorrectingItem>, Error> {
    let mut found: Vec<(SubmissionId, i64, Option<i64>)> = on_each!(conn, |c| {
        let own = resolved_query(source.submission).group_by(corrected_rows::resolved_by).select((
            corrected_rows::resolved_by.assume_not_null(),
            diesel::dsl::count_star(),
            diesel::dsl::max(corrected_rows::slot),
        ));
        match source.upload {
            Some(upload) => own.filter(failed_rows::upload_id.eq(upload)).load(c),
            None => own.load(c),
        }
    })?;
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(10);
    let all: Vec<SubmissionId> = found.iter().map(|(id, ..)| *id).collect();
    let items = to_items(conn, &all)?;
    let correcting_item = |((id, resolved, slot), item): ((SubmissionId, i64, Option<i64>), Item)| {
        let is_earlier = id < source.submission;
        CorrectingItem { item, resolved, has_further: slot > Some(0), is_earlier }
    };
    Ok(found.into_iter().zip(items).map(correcting_item).collect())
}

/// Removes the corrections of a discarded submission and those that it would have made, and the references from
/// submissions that correct it.
pub(crate) fn delete_of(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    let own = corrected_rows::submission_id.eq(submission).or(corrected_rows::correction_id.eq(submission));
    diesel::delete(corrected_rows::table.filter(own)).execute(conn)?;
    diesel::update(submissions::table.filter(submissions::correction_of.eq(submission)))
        .set(submissions::correction_of.eq(None::<SubmissionId>))
        .execute(conn)?;
    Ok(())
}

/// Returns which failed rows on the given lines are resolved, each with the item that resolved it.
pub(crate) fn find_resolving(
    conn: &mut Conn,
    source: &Source,
    lines: &[i64],
) -> Result<HashMap<RowPosition, Item>, Error> {
    let found: Vec<(i64, i64, SubmissionId)> = on_each!(conn, |c| corrected_rows::table
        .filter(corrected_rows::submission_id.eq(source.submission))
        .filter(is_among(corrected_rows::line, lines))
        .filter(corrected_rows::resolved_by.is_not_null())
        .order(corrected_rows::resolved_by.asc())
        .select((corrected_rows::line, corrected_rows::slot, corrected_rows::resolved_by.assume_not_null(),))
        .load(c))?;
    let resolving: Vec<SubmissionId> = found.iter().map(|(.., submission)| *submission).collect();
    let items = to_items(conn, &resolving)?;
    let found = found.into_iter().zip(items);
    Ok(found.map(|((line, slot, _), item)| (RowPosition { line, slot }, item)).collect())
}
