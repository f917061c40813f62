//! Rows that were repaired when they were read, by kind of repair.

use diesel::prelude::*;

use crate::domain::actor::Scope;
use crate::domain::device_id::Repair;
use crate::domain::ids::{SubmissionId, UploadId};
use crate::store::db::connection::on_each;
use crate::store::db::stable_filters::is_within;
use crate::store::schema::{row_repair_counts as counts, row_repairs, submissions};
use crate::store::uploads::UploadRow;
use crate::store::{Conn, Error};

/// Maximum number of repaired lines that are stored for a submission. The counts include all repaired lines.
pub(crate) const MAX_STORED_LINES: usize = 1_000;

/// Pairs of a repair kind and a number, which is a count or a line.
pub(crate) type RepairNumbers = Vec<(Repair, i64)>;

/// A line that was repaired when it was read.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = row_repairs, treat_none_as_default_value = false)]
pub(crate) struct NewRepair {
    /// Key of the submission.
    pub(crate) submission_id: SubmissionId,
    /// Physical line number in the file, starting at 1.
    pub(crate) line: i64,
    /// Kind of repair.
    pub(crate) kind: Repair,
    /// The upload to which the row belongs. `None` if it belongs to no upload.
    pub(crate) upload_id: Option<UploadId>,
}

/// Stores a submission's repaired lines, and the number of repairs by upload and kind.
pub(crate) fn write(
    conn: &mut Conn,
    lines: &[NewRepair],
    counted: &[(UploadId, Repair, i64)],
) -> Result<(), Error> {
    on_each!(conn, |c| diesel::insert_into(row_repairs::table).values(lines).execute(c))?;
    for (upload, kind, repaired) in counted {
        diesel::insert_into(counts::table)
            .values((counts::upload_id.eq(*upload), counts::kind.eq(*kind), counts::repaired.eq(*repaired)))
            .execute(conn)?;
    }
    Ok(())
}

/// Returns an upload's repairs by kind: their counts, and the stored lines in line order.
pub(crate) fn of_upload(
    conn: &mut Conn,
    upload: &UploadRow,
) -> Result<(RepairNumbers, RepairNumbers), Error> {
    let counts: RepairNumbers = on_each!(conn, |c| counts::table
        .filter(counts::upload_id.eq(upload.id))
        .order(counts::repaired.desc())
        .select((counts::kind, counts::repaired))
        .load(c))?;
    if counts.is_empty() {
        return Ok((counts, Vec::new()));
    }
    let lines = on_each!(conn, |c| row_repairs::table
        .filter(row_repairs::submission_id.eq(upload.submission))
        .filter(row_repairs::upload_id.eq(upload.id))
        .order(row_repairs::line.asc())
        .select((row_repairs::kind, row_repairs::line))
        .load(c))?;
    Ok((counts, lines))
}

/// Returns a submission's stored repairs as pairs of a kind and a line, in line order.
pub(crate) fn lines_of_submission(
    conn: &mut Conn,
    scope: Scope,
    submission: SubmissionId,
) -> Result<RepairNumbers, Error> {
    Ok(row_repairs::table
        .inner_join(submissions::table.on(submissions::id.eq(row_repairs::submission_id)))
        .filter(row_repairs::submission_id.eq(submission))
        .filter(is_within(submissions::reseller_key, scope))
        .order(row_repairs::line.asc())
        .select((row_repairs::kind, row_repairs::line))
        .load(conn)?)
}
