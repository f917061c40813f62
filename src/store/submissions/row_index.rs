//! The index of a submission's rows, and the counts of its devices by kind.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::ids::SubmissionId;
use crate::domain::manifest::ValueKind;
use crate::store::db::connection::on_each;
use crate::store::schema::{identifier_counts as counts, row_index};
use crate::store::{Conn, Error};

/// A part of the index, without its bytes.
#[derive(Queryable, Clone, Copy, Debug)]
pub(crate) struct IndexPart {
    /// Number of the part, counted from 0.
    pub(crate) part: i64,
    /// The first line in the part.
    pub(crate) first_line: i64,
    /// The kinds that occur in the part, as a bit set.
    pub(crate) kinds: i64,
}

/// Stores a part of the index.
pub(crate) fn put(
    conn: &mut Conn,
    submission: SubmissionId,
    part: IndexPart,
    bytes: &[u8],
) -> Result<(), Error> {
    diesel::insert_into(row_index::table)
        .values((
            row_index::submission_id.eq(submission),
            row_index::part.eq(part.part),
            row_index::first_line.eq(part.first_line),
            row_index::kinds.eq(part.kinds),
            row_index::bytes.eq(bytes),
        ))
        .execute(conn)?;
    Ok(())
}

/// Returns the parts of the index, in line order. Returns no parts if there is no index.
pub(crate) fn list(conn: &mut Conn, submission: SubmissionId) -> Result<Vec<IndexPart>, Error> {
    Ok(row_index::table
        .filter(row_index::submission_id.eq(submission))
        .order(row_index::part.asc())
        .select((row_index::part, row_index::first_line, row_index::kinds))
        .load(conn)?)
}

/// Returns the bytes of a part. Returns `None` if there is no such part.
pub(crate) fn get(conn: &mut Conn, submission: SubmissionId, part: i64) -> Result<Option<Vec<u8>>, Error> {
    Ok(row_index::table.find((submission, part)).select(row_index::bytes).first(conn).optional()?)
}

/// Removes the index.
pub(crate) fn delete(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    diesel::delete(row_index::table.filter(row_index::submission_id.eq(submission))).execute(conn)?;
    Ok(())
}

/// A number of devices of one kind in one upload, by its position.
pub(crate) type KindCount = (u16, ValueKind, i64);

/// Stores the counts of a submission.
pub(crate) fn put_counts(
    conn: &mut Conn,
    submission: SubmissionId,
    found: &[KindCount],
) -> Result<(), Error> {
    // Each count has 4 values. Both databases accept 8,000 values in one statement.
    for batch in found.chunks(2_000) {
        let rows: Vec<_> = batch
            .iter()
            .map(|(destination, kind, devices)| {
                (
                    counts::submission_id.eq(submission),
                    counts::destination.eq(i64::from(*destination)),
                    counts::kind.eq(*kind),
                    counts::devices.eq(*devices),
                )
            })
            .collect();
        on_each!(conn, |c| diesel::insert_into(counts::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Subtracts devices of one upload that failed.
pub(crate) fn subtract_counts(
    conn: &mut Conn,
    submission: SubmissionId,
    destination: u16,
    failed: &BTreeMap<ValueKind, i64>,
) -> Result<(), Error> {
    for (kind, devices) in failed {
        diesel::update(counts::table.find((submission, i64::from(destination), *kind)))
            .set(counts::devices.eq(counts::devices - *devices))
            .execute(conn)?;
    }
    Ok(())
}

/// Returns the counts of a submission, or of the upload at one position, in the order in which pages show the kinds.
pub(crate) fn load_counts(
    conn: &mut Conn,
    submission: SubmissionId,
    destination: Option<i64>,
) -> Result<Vec<(ValueKind, i64)>, Error> {
    let mut query = counts::table
        .filter(counts::submission_id.eq(submission))
        .select((counts::kind, counts::devices))
        .into_boxed();
    if let Some(destination) = destination {
        query = query.filter(counts::destination.eq(destination));
    }
    let found: Vec<(ValueKind, i64)> = query.load(conn)?;
    let mut sums = BTreeMap::new();
    for (kind, devices) in found {
        *sums.entry(kind).or_insert(0) += devices;
    }
    Ok(sums.into_iter().filter(|(_, devices)| *devices > 0).collect())
}

/// Removes the counts.
pub(crate) fn delete_counts(conn: &mut Conn, submission: SubmissionId) -> Result<(), Error> {
    diesel::delete(counts::table.filter(counts::submission_id.eq(submission))).execute(conn)?;
    Ok(())
}
