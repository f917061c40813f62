//! Rows that were read with a repair, by kind of repair.

use diesel::prelude::*;

use super::conn::on_each;
use super::schema::{row_notice_counts as counts, row_notices as notices};
use super::{Conn, Error};
use crate::domain::actor::Scope;

/// So many lines with a notice are kept for a submission; the counts go on.
pub const KEPT: usize = 1_000;

/// Writes the notices of a submission with one upload: lines with the word of their kind, and counts by kind.
pub fn any_write(
    conn: &mut Conn,
    submission: i64,
    upload: i64,
    lines: &[(i64, &'static str)],
    counted: &[(&'static str, i64)],
) -> Result<(), Error> {
    let rows: Vec<_> = lines
        .iter()
        .map(|(line, kind)| {
            (notices::submission_id.eq(submission), notices::line.eq(*line), notices::kind.eq(*kind))
        })
        .collect();
    on_each!(conn, |c| diesel::insert_into(notices::table).values(&rows).execute(c))?;
    for (kind, noticed) in counted {
        diesel::insert_into(counts::table)
            .values((counts::upload_id.eq(upload), counts::kind.eq(*kind), counts::noticed.eq(*noticed)))
            .execute(conn)?;
    }
    Ok(())
}

/// Counts of an upload's notices by the word of their kind.
pub fn tally(conn: &mut Conn, scope: Scope, upload: i64) -> Result<Vec<(String, i64)>, Error> {
    super::uploads::check_scope(conn, scope, upload)?;
    let of_upload = counts::table.filter(counts::upload_id.eq(upload));
    Ok(of_upload.order(counts::noticed.desc()).select((counts::kind, counts::noticed)).load(conn)?)
}
