//! Rows that were read with a repair, by kind of repair.

use diesel::prelude::*;

use crate::domain::actor::Scope;
use crate::store::db::connection::on_each;
use crate::store::schema::{row_repair_counts as counts, row_repairs as notices, submissions};
use crate::store::uploads::UploadRow;
use crate::store::{Conn, Error};

/// So many lines with a notice are kept for a submission; the counts go on.
pub const KEPT: usize = 1_000;

/// Numbers by the word of a kind of notice.
pub type Notices = Vec<(String, i64)>;

/// A line that was read with a repair.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = notices, treat_none_as_default_value = false)]
pub struct NewNotice {
    /// Key of the submission.
    pub submission_id: i64,
    /// Physical line of the file, from 1.
    pub line: i64,
    /// The word of its kind.
    pub kind: &'static str,
    /// The upload that counts the row; none where it reaches none.
    pub upload_id: Option<i64>,
}

/// Writes notices of a submission, and counts by upload and kind.
pub fn write(
    conn: &mut Conn,
    lines: &[NewNotice],
    counted: &[(i64, &'static str, i64)],
) -> Result<(), Error> {
    on_each!(conn, |c| diesel::insert_into(notices::table).values(lines).execute(c))?;
    for (upload, kind, noticed) in counted {
        diesel::insert_into(counts::table)
            .values((counts::upload_id.eq(*upload), counts::kind.eq(*kind), counts::repaired.eq(*noticed)))
            .execute(conn)?;
    }
    Ok(())
}

/// Counts of an upload's notices by the word of their kind, and their lines likewise, in line order: those that were kept.
pub fn of_upload(conn: &mut Conn, upload: &UploadRow) -> Result<(Notices, Notices), Error> {
    let counts: Notices = on_each!(conn, |c| counts::table
        .filter(counts::upload_id.eq(upload.id))
        .order(counts::repaired.desc())
        .select((counts::kind, counts::repaired))
        .load(c))?;
    if counts.is_empty() {
        return Ok((counts, Vec::new()));
    }
    let lines = on_each!(conn, |c| notices::table
        .filter(notices::submission_id.eq(upload.submission))
        .filter(notices::upload_id.eq(upload.id))
        .order(notices::line.asc())
        .select((notices::kind, notices::line))
        .load(c))?;
    Ok((counts, lines))
}

/// Lines of a submission's notices by the word of their kind, in line order: those that were kept.
pub fn lines_of_submission(
    conn: &mut Conn,
    scope: Scope,
    submission: i64,
) -> Result<Vec<(String, i64)>, Error> {
    Ok(notices::table
        .inner_join(submissions::table.on(submissions::id.eq(notices::submission_id)))
        .filter(notices::submission_id.eq(submission))
        .filter(submissions::reseller_key.eq(scope.reseller()))
        .order(notices::line.asc())
        .select((notices::kind, notices::line))
        .load(conn)?)
}
