//! Stores failed rows and their counts for the worker.

use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;
use strum::VariantArray;

use crate::domain::ids::{SubmissionId, UploadId};
use crate::domain::row_error::Reason;
use crate::store::db::connection::on_each;
use crate::store::schema::{
    failed_row_counts as counts, failed_rows, submission_reason_counts as of_submission, submissions,
};
use crate::store::{Conn, Error};

/// A failed row to store.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = failed_rows, treat_none_as_default_value = false)]
pub(crate) struct NewFailedRow {
    /// Key of the submission.
    pub(crate) submission_id: SubmissionId,
    /// Physical line number in the file, starting at 1.
    pub(crate) line: i64,
    /// The device within the line, counted from 0.
    pub(crate) slot: i64,
    /// The upload to which the row belongs. `None` if it belongs to no upload.
    pub(crate) upload_id: Option<UploadId>,
    /// Customer ID, as it appears in the file.
    pub(crate) customer_id: Option<String>,
    /// Identifier, as it appears in the file.
    pub(crate) value: String,
    /// Order number, as it appears in the file.
    pub(crate) order_number: Option<String>,
    /// Order date, as it appears in the file.
    pub(crate) order_date: Option<String>,
    /// STC alias, as it appears in the file.
    pub(crate) stc_alias: Option<String>,
    /// Canonical identifier, as read from the value.
    pub(crate) canonical: Option<String>,
    /// Reason for the failure.
    pub(crate) reason: Reason,
    /// Details that are appended to the message, such as numbers and characters.
    pub(crate) detail: String,
    /// The upload through which the device is registered.
    pub(crate) collides_with: Option<UploadId>,
}

/// Stores a submission's failed rows. Counts them by reason, for the submission and, if they have one, for their
/// upload.
pub(crate) fn write(
    conn: &mut Conn,
    submission: SubmissionId,
    upload: Option<UploadId>,
    rows: &[NewFailedRow],
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    match conn {
        Conn::Sqlite(c) => {
            // Inserts one row at a time, because this statement is prepared only once. A statement with many rows would
            // be prepared each time.
            for row in rows {
                diesel::insert_into(failed_rows::table).values(row).execute(c)?;
            }
        }
        Conn::Postgres(c) => {
            diesel::copy_from(failed_rows::table).from_insertable(rows).execute(c)?;
        }
    }
    for &reason in Reason::VARIANTS {
        let failed = rows.iter().filter(|row| row.reason == reason).count() as i64;
        if failed == 0 {
            continue;
        }
        let row = (
            of_submission::submission_id.eq(submission),
            of_submission::reason.eq(reason),
            of_submission::failed.eq(failed),
        );
        on_each!(conn, |c| diesel::insert_into(of_submission::table)
            .values(row)
            .on_conflict((of_submission::submission_id, of_submission::reason))
            .do_update()
            .set(of_submission::failed.eq(of_submission::failed + failed))
            .execute(c))?;
        if let Some(upload) = upload {
            let row = (counts::upload_id.eq(upload), counts::reason.eq(reason), counts::failed.eq(failed));
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
