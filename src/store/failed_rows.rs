//! The rows that were not registered, and why.

use diesel::prelude::*;

use super::conn::on_each;
use super::schema::{
    failed_row_counts as counts, failed_rows, submission_reason_counts as of_submission, submissions, uploads,
};
use super::{Conn, Error};
use crate::domain::actor::Scope;
use crate::domain::row_error::Reason;

/// A failed row to write down.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = failed_rows, treat_none_as_default_value = false)]
pub struct NewFailedRow {
    /// Key of the submission.
    pub submission_id: i64,
    /// Physical line of the file, from 1.
    pub line: i64,
    /// The upload that counts it.
    pub upload_id: Option<i64>,
    /// Customer ID, as it stood.
    pub customer_id: Option<String>,
    /// Identifier, as it stood.
    pub value: String,
    /// Order number, as it stood.
    pub order_number: Option<String>,
    /// Order date, as it stood.
    pub order_date: Option<String>,
    /// STC alias, as it stood.
    pub stc_alias: Option<String>,
    /// What the identifier was understood as.
    pub canonical: Option<String>,
    /// The word of a [`Reason`].
    pub reason: &'static str,
    /// Numbers and characters, said after the message.
    pub detail: String,
    /// The upload that the device is registered by, where the reader may know it.
    pub collides_with: Option<i64>,
}

/// Writes failed rows, each with 12 values; both databases take so many in one statement.
const BATCH: usize = 1_000;

/// Writes failed rows of a submission, and counts them by reason for it and for the upload that they reached.
pub fn any_write(
    conn: &mut Conn,
    submission: i64,
    upload: Option<i64>,
    rows: &[NewFailedRow],
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    for batch in rows.chunks(BATCH) {
        on_each!(conn, |c| diesel::insert_into(failed_rows::table).values(batch).execute(c))?;
    }
    for reason in Reason::ALL {
        let failed = rows.iter().filter(|row| row.reason == reason.word()).count() as i64;
        if failed == 0 {
            continue;
        }
        let row = (
            of_submission::submission_id.eq(submission),
            of_submission::reason.eq(reason.word()),
            of_submission::failed.eq(failed),
        );
        on_each!(conn, |c| diesel::insert_into(of_submission::table)
            .values(row)
            .on_conflict((of_submission::submission_id, of_submission::reason))
            .do_update()
            .set(of_submission::failed.eq(of_submission::failed + failed))
            .execute(c))?;
        if let Some(upload) = upload {
            let row =
                (counts::upload_id.eq(upload), counts::reason.eq(reason.word()), counts::failed.eq(failed));
            on_each!(conn, |c| diesel::insert_into(counts::table)
                .values(row)
                .on_conflict((counts::upload_id, counts::reason))
                .do_update()
                .set(counts::failed.eq(counts::failed + failed))
                .execute(c))?;
        }
    }
    diesel::update(submissions::table.find(submission))
        .set(submissions::rows_failed.eq(submissions::rows_failed + rows.len() as i64))
        .execute(conn)?;
    Ok(())
}

/// A failed row, as pages and downloads show it.
#[derive(Clone, Debug)]
pub struct FailedRow {
    /// Physical line of the file, from 1.
    pub line: i64,
    /// Customer ID, as it stood.
    pub customer_id: Option<String>,
    /// Identifier, as it stood.
    pub value: String,
    /// Order number, as it stood.
    pub order_number: Option<String>,
    /// Order date, as it stood.
    pub order_date: Option<String>,
    /// STC alias, as it stood.
    pub stc_alias: Option<String>,
    /// What the identifier was understood as.
    pub understood_as: Option<String>,
    /// Why.
    pub reason: Reason,
    /// Numbers and characters, said after the message.
    pub detail: String,
    /// The upload that the device is registered by, where the reader may know it.
    pub collides_with: Option<i64>,
}

type Loaded = (
    i64,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    String,
    Option<i64>,
);

/// The reasons of an upload with their counts, the most frequent first.
pub fn tally(conn: &mut Conn, scope: Scope, upload: i64) -> Result<Vec<(Reason, i64)>, Error> {
    super::uploads::check_scope(conn, scope, upload)?;
    let counted: Vec<(String, i64)> = counts::table
        .filter(counts::upload_id.eq(upload))
        .select((counts::reason, counts::failed))
        .load(conn)?;
    let mut tally = Vec::with_capacity(counted.len());
    for (word, failed) in counted {
        tally.push((reason(&word)?, failed));
    }
    tally.sort_by_key(|(reason, failed)| (-failed, reason.word()));
    Ok(tally)
}

/// Failed rows of an upload after a line, in line order; of one reason, or of all.
pub fn after_line(
    conn: &mut Conn,
    scope: Scope,
    upload: i64,
    only: Option<Reason>,
    line: i64,
    limit: i64,
) -> Result<Vec<FailedRow>, Error> {
    let submission = submission_of(conn, scope, upload)?;
    let mut query = of_upload(submission, upload).filter(failed_rows::line.gt(line));
    if let Some(only) = only {
        query = query.filter(failed_rows::reason.eq(only.word()));
    }
    let loaded: Vec<Loaded> = query.order(failed_rows::line.asc()).limit(limit).load(conn)?;
    loaded.into_iter().map(row).collect()
}

/// Failed rows of an upload before a line, in line order, those nearest to it; of one reason, or of all.
pub fn before_line(
    conn: &mut Conn,
    scope: Scope,
    upload: i64,
    only: Option<Reason>,
    line: i64,
    limit: i64,
) -> Result<Vec<FailedRow>, Error> {
    let submission = submission_of(conn, scope, upload)?;
    let mut query = of_upload(submission, upload).filter(failed_rows::line.lt(line));
    if let Some(only) = only {
        query = query.filter(failed_rows::reason.eq(only.word()));
    }
    let mut loaded: Vec<Loaded> = query.order(failed_rows::line.desc()).limit(limit).load(conn)?;
    loaded.reverse();
    loaded.into_iter().map(row).collect()
}

macro_rules! columns {
    () => {
        (
            failed_rows::line,
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

type OfUpload<'a> = failed_rows::BoxedQuery<
    'a,
    <Conn as diesel::Connection>::Backend,
    (
        diesel::sql_types::BigInt,
        diesel::sql_types::Nullable<diesel::sql_types::Text>,
        diesel::sql_types::Text,
        diesel::sql_types::Nullable<diesel::sql_types::Text>,
        diesel::sql_types::Nullable<diesel::sql_types::Text>,
        diesel::sql_types::Nullable<diesel::sql_types::Text>,
        diesel::sql_types::Nullable<diesel::sql_types::Text>,
        diesel::sql_types::Text,
        diesel::sql_types::Text,
        diesel::sql_types::Nullable<diesel::sql_types::BigInt>,
    ),
>;

fn of_upload<'a>(submission: i64, upload: i64) -> OfUpload<'a> {
    failed_rows::table
        .select(columns!())
        .filter(failed_rows::submission_id.eq(submission))
        .filter(failed_rows::upload_id.eq(upload))
        .into_boxed()
}

fn submission_of(conn: &mut Conn, scope: Scope, upload: i64) -> Result<i64, Error> {
    super::uploads::check_scope(conn, scope, upload)?;
    Ok(uploads::table.find(upload).select(uploads::submission_id).first(conn)?)
}

fn reason(word: &str) -> Result<Reason, Error> {
    Reason::from_word(word).ok_or_else(|| Error::broken(format!("reason {word}")))
}

fn row(loaded: Loaded) -> Result<FailedRow, Error> {
    let (
        line,
        customer_id,
        value,
        order_number,
        order_date,
        stc_alias,
        understood_as,
        word,
        detail,
        collides_with,
    ) = loaded;
    let reason = reason(&word)?;
    // Whose the device is, and by which upload, is no business of another reseller.
    let collides_with = collides_with.filter(|_| reason != Reason::DuplicateOtherReseller);
    Ok(FailedRow {
        line,
        customer_id,
        value,
        order_number,
        order_date,
        stc_alias,
        understood_as,
        reason,
        detail,
        collides_with,
    })
}
