//! Failed lines that corrections have resolved, and the number of lines that are left.

use std::collections::BTreeMap;

use diesel::dsl::{count, count_star, not};
use diesel::prelude::*;

use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::row_error::Reason;
use crate::domain::row_position::RowPosition;
use crate::store::db::connection::on_each;
use crate::store::schema::{
    corrected_rows, failed_row_counts as counts, failed_rows, submission_reason_counts as of_submission,
    submissions, uploads,
};
use crate::store::{Conn, Error};

/// Maximum number of corrections of corrections that are followed back to the first submission.
const MAX_CHAIN: usize = 1_000;

/// Builds the condition that a failed row is resolved.
macro_rules! is_resolved {
    () => {
        diesel::dsl::exists(
            corrected_rows::table
                .filter(corrected_rows::submission_id.eq(failed_rows::submission_id))
                .filter(corrected_rows::line.eq(failed_rows::line))
                .filter(corrected_rows::slot.eq(failed_rows::slot))
                .filter(corrected_rows::resolved_by.is_not_null()),
        )
    };
}
pub(super) use is_resolved;

/// Resolves failed lines after the last row of a submission has been processed.
///
/// If the submission is a correction, its registered rows resolve the lines that they correct, in this and in earlier
/// submissions of the chain. Its own lines are resolved if they were registered by the submission that it corrects, or
/// if they were corrected before the submission was accepted, which is possible for checks.
pub(crate) fn finish(
    conn: &mut Conn,
    submission: SubmissionId,
    correction_of: Option<SubmissionId>,
) -> Result<(), Error> {
    if let Some(corrected) = correction_of {
        mark_resolved(conn, submission)?;
        mark_done_before(conn, submission)?;
        let mut next = Some(corrected);
        for _ in 0..MAX_CHAIN {
            let Some(earlier) = next else { break };
            recount(conn, earlier)?;
            next = submissions::table
                .find(earlier)
                .select(submissions::correction_of)
                .first::<Option<SubmissionId>>(conn)
                .optional()?
                .flatten();
        }
    }
    recount(conn, submission)
}

/// Marks the lines whose corrected rows were processed. Then follows the chain to earlier files in which the same rows
/// had failed.
fn mark_resolved(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    use diesel::sql_types::BigInt;
    let own = "UPDATE corrected_rows SET resolved_by = $1 WHERE correction_id = $2 AND NOT EXISTS \
        (SELECT 1 FROM failed_rows WHERE failed_rows.submission_id = corrected_rows.correction_id \
        AND failed_rows.line = corrected_rows.correction_line \
        AND failed_rows.slot = corrected_rows.correction_slot)";
    let earlier = "UPDATE corrected_rows SET resolved_by = $1 WHERE resolved_by IS NULL AND EXISTS \
        (SELECT 1 FROM corrected_rows AS later WHERE later.submission_id = corrected_rows.correction_id \
        AND later.line = corrected_rows.correction_line AND later.slot = corrected_rows.correction_slot \
        AND later.resolved_by = $2)";
    let run = |conn: &mut Conn, text: &str| -> QueryResult<usize> {
        let query =
            diesel::sql_query(text.to_owned()).bind::<BigInt, _>(submission).bind::<BigInt, _>(submission);
        on_each!(conn, |c| query.execute(c))
    };
    let mut changed = run(conn, own)?;
    while changed > 0 {
        changed = run(conn, earlier)?;
    }
    Ok(())
}

/// Marks the failed lines of a correction whose devices an earlier submission had already processed: the corrected one,
/// or another correction. There is nothing left to correct in such a line.
pub(crate) fn mark_done_before(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    use diesel::sql_types::BigInt;
    let text = "INSERT INTO corrected_rows \
            (submission_id, line, slot, correction_id, correction_line, correction_slot, resolved_by) \
        SELECT failed.submission_id, failed.line, failed.slot, pair.submission_id, min(pair.line), \
            min(pair.slot), coalesce(min(earlier.resolved_by), pair.submission_id) \
        FROM corrected_rows AS pair \
        JOIN failed_rows AS failed ON failed.submission_id = pair.correction_id \
            AND failed.line = pair.correction_line AND failed.slot = pair.correction_slot \
        LEFT JOIN corrected_rows AS earlier ON earlier.submission_id = pair.submission_id \
            AND earlier.line = pair.line AND earlier.slot = pair.slot AND earlier.resolved_by IS NOT NULL \
        WHERE pair.correction_id = $1 \
            AND failed.reason IN ('duplicate_same_customer', 'device_not_found') \
            AND (earlier.resolved_by IS NOT NULL OR NOT EXISTS (SELECT 1 FROM failed_rows AS failure \
                WHERE failure.submission_id = pair.submission_id AND failure.line = pair.line \
                AND failure.slot = pair.slot)) \
        GROUP BY failed.submission_id, failed.line, failed.slot, pair.submission_id \
        ON CONFLICT DO NOTHING";
    let query = diesel::sql_query(text.to_owned()).bind::<BigInt, _>(submission);
    on_each!(conn, |c| query.execute(c))?;
    Ok(())
}

/// Counts the resolved rows of a submission by reason, and the lines that are left. Changes nothing if none of its
/// lines has been resolved.
pub(crate) fn recount(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    let has_corrections = corrected_rows::table
        .filter(corrected_rows::submission_id.eq(submission))
        .filter(corrected_rows::resolved_by.is_not_null())
        .select(corrected_rows::line)
        .first::<i64>(conn)
        .optional()?;
    if has_corrections.is_none() {
        return Ok(());
    }
    let resolved: Vec<(Option<UploadId>, Reason, i64)> = on_each!(conn, |c| failed_rows::table
        .filter(failed_rows::submission_id.eq(submission))
        .filter(is_resolved!())
        .group_by((failed_rows::upload_id, failed_rows::reason))
        .select((failed_rows::upload_id, failed_rows::reason, count_star()))
        .load(c))?;
    if resolved.is_empty() {
        return Ok(());
    }
    let left: Vec<(Option<UploadId>, i64)> = on_each!(conn, |c| failed_rows::table
        .filter(failed_rows::submission_id.eq(submission))
        .filter(not(is_resolved!()))
        .group_by(failed_rows::upload_id)
        .select((failed_rows::upload_id, count(failed_rows::line).aggregate_distinct()))
        .load(c))?;
    let mut by_reason: BTreeMap<Reason, i64> = BTreeMap::new();
    let mut by_upload: BTreeMap<UploadId, i64> = BTreeMap::new();
    for (upload, reason, resolved) in resolved {
        *by_reason.entry(reason).or_default() += resolved;
        if let Some(upload) = upload {
            let open = left.iter().find(|(other, _)| *other == Some(upload)).map_or(0, |(_, open)| *open);
            by_upload.insert(upload, open);
            diesel::update(counts::table.find((upload, reason)))
                .set(counts::resolved.eq(resolved))
                .execute(conn)?;
        }
    }
    for (reason, resolved) in by_reason {
        diesel::update(of_submission::table.find((submission, reason)))
            .set(of_submission::resolved.eq(resolved))
            .execute(conn)?;
    }
    for (upload, open) in by_upload {
        diesel::update(uploads::table.find(upload)).set(uploads::lines_left.eq(open)).execute(conn)?;
    }
    let all: i64 = left.iter().map(|(_, open)| open).sum();
    diesel::update(submissions::table.find(submission)).set(submissions::lines_left.eq(all)).execute(conn)?;
    Ok(())
}

/// Returns the positions of a submission's failed rows that no correction has resolved.
pub(crate) fn list_open(conn: &mut Conn, submission: SubmissionId) -> Result<Vec<RowPosition>, Error> {
    let found: Vec<(i64, i64)> = on_each!(conn, |c| failed_rows::table
        .filter(failed_rows::submission_id.eq(submission))
        .filter(not(is_resolved!()))
        .select((failed_rows::line, failed_rows::slot))
        .load(c))?;
    Ok(found.into_iter().map(|(line, slot)| RowPosition { line, slot }).collect())
}

/// Forgets which lines of a check earlier submissions had processed, because its rows are evaluated again.
pub(crate) fn reset(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    let by_earlier = corrected_rows::table
        .filter(corrected_rows::submission_id.eq(submission))
        .filter(corrected_rows::correction_id.lt(submission));
    diesel::delete(by_earlier).execute(conn)?;
    diesel::update(submissions::table.find(submission))
        .set(submissions::lines_left.eq(None::<i64>))
        .execute(conn)?;
    Ok(())
}
