//! Lists of failed rows, in line order.

use diesel::prelude::*;

use super::resolution::is_resolved;
use super::{FailedRow, Source, count_by_reason};
use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::row_error::Reason;
use crate::domain::row_position::RowPosition;
use crate::store::db::connection::on_each;
use crate::store::db::paging::Cursor;
use crate::store::db::stable_filters::{is_none_of, is_one_of};
use crate::store::schema::{corrected_rows, failed_rows};
use crate::store::{Conn, Error};

/// The cursor of a list page, by position in the file.
pub type RowCursor = Cursor<RowPosition>;

/// The failed rows to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RowState {
    /// All rows.
    #[default]
    All,
    /// Rows that no correction has resolved.
    Open,
    /// Rows that a correction has resolved.
    Resolved,
}

/// The reasons of the failed rows to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ReasonFilter {
    /// All reasons.
    #[default]
    All,
    /// One reason.
    Only(Reason),
    /// Reasons that a person can do something about by editing the line.
    Correctable,
    /// The device is registered already, so editing the line doesn't help.
    Registered,
}

impl ReasonFilter {
    fn includes(self, reason: Reason) -> bool {
        match self {
            ReasonFilter::All => true,
            ReasonFilter::Only(only) => reason == only,
            ReasonFilter::Correctable => !reason.is_registered(),
            ReasonFilter::Registered => reason.is_registered(),
        }
    }
}

/// Selects failed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct RowFilter {
    /// Whether the rows are open or resolved.
    pub state: RowState,
    /// Their reasons.
    pub reasons: ReasonFilter,
}

impl RowFilter {
    /// The rows that no correction has resolved.
    pub(crate) const OPEN: RowFilter = RowFilter { state: RowState::Open, reasons: ReasonFilter::All };
}

/// Returns at most `limit` failed rows, starting at the cursor, in line order.
///
/// # Errors
///
/// Returns [`Error`] if the database fails.
pub fn list(
    conn: &mut Conn,
    source: &Source,
    filter: RowFilter,
    cursor: RowCursor,
    limit: i64,
) -> Result<Vec<FailedRow>, Error> {
    let mut rows = Vec::new();
    for range in index_ranges(conn, source, filter.reasons)? {
        rows.extend(load(conn, range, filter.state, cursor, limit)?);
    }
    rows.sort_by_key(FailedRow::position);
    let surplus = rows.len().saturating_sub(limit as usize);
    if cursor.is_backwards() {
        rows.drain(..surplus);
    } else {
        rows.truncate(limit as usize);
    }
    Ok(rows)
}

macro_rules! columns {
    () => {
        (
            failed_rows::line,
            failed_rows::slot,
            failed_rows::customer_id,
            failed_rows::value,
            failed_rows::order_number,
            failed_rows::order_date,
            failed_rows::stc_alias,
            failed_rows::canonical,
            failed_rows::reason,
            failed_rows::detail,
            failed_rows::collides_with,
        )
    };
}

/// A range of failed rows that are consecutive in an index.
#[derive(Clone, Copy)]
enum IndexRange {
    /// A submission's rows in line order, for some reasons or for all.
    OfSubmission(SubmissionId, ReasonFilter),
    /// An upload's rows for one reason, in line order.
    OfUpload(UploadId, Reason),
}

/// Returns the index ranges to read. A submission's rows are indexed in line order, so they form one range. An upload
/// from a bulk action has one range for each reason.
fn index_ranges(conn: &mut Conn, source: &Source, reasons: ReasonFilter) -> Result<Vec<IndexRange>, Error> {
    let Some(upload) = source.upload else {
        return Ok(vec![IndexRange::OfSubmission(source.submission, reasons)]);
    };
    let all = count_by_reason(conn, source)?.into_iter().map(|(reason, _)| reason);
    let found = all.filter(|reason| reasons.includes(*reason));
    Ok(found.map(|reason| IndexRange::OfUpload(upload, reason)).collect())
}

fn load(
    conn: &mut Conn,
    range: IndexRange,
    state: RowState,
    cursor: RowCursor,
    limit: i64,
) -> Result<Vec<FailedRow>, Error> {
    let mut rows: Vec<FailedRow> = on_each!(conn, |c| {
        let query = failed_rows::table.select(columns!()).limit(limit).into_boxed();
        let query = match range {
            IndexRange::OfSubmission(submission, reasons) => {
                let query = query.filter(failed_rows::submission_id.eq(submission));
                match reasons {
                    ReasonFilter::All => query,
                    ReasonFilter::Only(reason) => query.filter(failed_rows::reason.eq(reason)),
                    ReasonFilter::Correctable => {
                        query.filter(is_none_of(failed_rows::reason, &Reason::REGISTERED))
                    }
                    ReasonFilter::Registered => {
                        query.filter(is_one_of(failed_rows::reason, &Reason::REGISTERED))
                    }
                }
            }
            IndexRange::OfUpload(upload, reason) => {
                query.filter(failed_rows::upload_id.eq(upload)).filter(failed_rows::reason.eq(reason))
            }
        };
        let query = match state {
            RowState::All => query,
            RowState::Open => query.filter(diesel::dsl::not(is_resolved!())),
            RowState::Resolved => query.filter(is_resolved!()),
        };
        match cursor {
            RowCursor::First => query.order((failed_rows::line.asc(), failed_rows::slot.asc())),
            // The first condition lets the database begin at the line.
            RowCursor::After(RowPosition { line, slot }) => query
                .filter(failed_rows::line.ge(line))
                .filter(failed_rows::line.gt(line).or(failed_rows::slot.gt(slot)))
                .order((failed_rows::line.asc(), failed_rows::slot.asc())),
            RowCursor::Before(RowPosition { line, slot }) => query
                .filter(failed_rows::line.le(line))
                .filter(failed_rows::line.lt(line).or(failed_rows::slot.lt(slot)))
                .order((failed_rows::line.desc(), failed_rows::slot.desc())),
        }
        .load(c)
    })?;
    for row in &mut rows {
        // A reseller must not learn which other reseller holds the device, or through which upload.
        row.collides_with.take_if(|_| row.reason == Reason::DuplicateOtherReseller);
    }
    Ok(rows)
}
