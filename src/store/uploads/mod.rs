//! Uploads: batches of devices, each for one customer.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::db::connection::on_each;
use super::schema::{actors, customers, people, submissions, uploads};
use super::{Conn, Error};
use crate::domain::actor::Scope;
use crate::domain::ids::{CustomerKey, SubmissionId, UploadId};
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::upload::UploadStatus;
use crate::store::db::stable_filters::is_within;

pub mod list;
pub(crate) mod of_bulk_action;

/// An upload to store.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = uploads, treat_none_as_default_value = false)]
pub(crate) struct NewUpload {
    /// Key of the submission.
    pub(crate) submission_id: SubmissionId,
    /// Position in the submission, starting at 0.
    pub(crate) position: i64,
    /// Key of the customer's row.
    pub(crate) customer_key: CustomerKey,
    /// Copy of the sold-to code.
    pub(crate) stc: Option<String>,
    /// Copy of the sold-to code's alias.
    pub(crate) stc_alias: Option<String>,
    /// Order number.
    pub(crate) order_number: Option<String>,
    /// Order date.
    pub(crate) order_date: Option<NaiveDate>,
    /// Number of rows.
    pub(crate) total: i64,
    /// Time of acceptance, UTC.
    pub(crate) accepted_at: NaiveDateTime,
}

/// Stores an upload and adds it to its customer's count. Returns the upload ID.
pub(crate) fn create(conn: &mut Conn, new: &NewUpload) -> Result<UploadId, Error> {
    let id = diesel::insert_into(uploads::table).values(new).returning(uploads::id).get_result(conn)?;
    diesel::update(customers::table.find(new.customer_key))
        .set((customers::uploads.eq(customers::uploads + 1), customers::last_uploaded_at.eq(new.accepted_at)))
        .execute(conn)?;
    Ok(id)
}

/// Stores the uploads of a bulk action and adds them to their customers' counts.
pub(crate) fn create_all(conn: &mut Conn, new: &[NewUpload]) -> Result<(), Error> {
    let mut counts: std::collections::BTreeMap<CustomerKey, (i64, NaiveDateTime)> = Default::default();
    // Each upload has 9 values. Both databases accept 9,000 values in one statement.
    for batch in new.chunks(1_000) {
        on_each!(conn, |c| diesel::insert_into(uploads::table).values(batch).execute(c))?;
        for upload in batch {
            counts.entry(upload.customer_key).or_insert((0, upload.accepted_at)).0 += 1;
        }
    }
    // Updates the customers in key order, so that two transactions can't deadlock.
    for (customer, (uploads, at)) in counts {
        diesel::update(customers::table.find(customer))
            .set((customers::uploads.eq(customers::uploads + uploads), customers::last_uploaded_at.eq(at)))
            .execute(conn)?;
    }
    Ok(())
}

/// Returns the ID of a submission's upload. The submission must be for one customer, so that it has only one upload.
pub(crate) fn find_of_submission(
    conn: &mut Conn,
    scope: Scope,
    submission: SubmissionId,
) -> Result<UploadId, Error> {
    Ok(uploads::table
        .inner_join(submissions::table)
        .filter(uploads::submission_id.eq(submission))
        .filter(is_within(submissions::reseller_key, scope))
        .select(uploads::id)
        .first(conn)?)
}

/// Returns the position of an upload in its submission.
pub(crate) fn find_position(conn: &mut Conn, upload: &UploadRow) -> Result<i64, Error> {
    Ok(uploads::table.find(upload.id).select(uploads::position).first(conn)?)
}

/// An upload, as shown on pages and in downloads.
#[derive(Queryable, Clone, Debug)]
pub struct UploadRow {
    /// Upload ID. The first one is 1000001.
    pub(crate) id: UploadId,
    /// Key of the submission.
    pub(crate) submission: SubmissionId,
    /// Kind of the submission.
    pub(crate) kind: SubmissionKind,
    /// Key of the customer's row.
    pub(crate) customer: CustomerKey,
    /// Number of rows.
    pub(crate) total: i64,
    /// Number of registered rows.
    pub(crate) verified: i64,
    /// Number of failed rows.
    pub(crate) failed: i64,
    /// Time at which it was accepted, UTC.
    pub(crate) accepted_at: NaiveDateTime,
    /// Time at which its last row was processed, UTC. `None` if it is still in progress.
    pub(crate) finished_at: Option<NaiveDateTime>,
    /// Order number.
    pub(crate) order_number: Option<String>,
    /// Order date.
    pub(crate) order_date: Option<NaiveDate>,
    /// The sold-to code at the time of the upload.
    pub(crate) stc: Option<String>,
    /// Its alias at the time of the upload.
    pub(crate) stc_alias: Option<String>,
    /// Phase of the submission.
    pub(crate) phase: Phase,
    /// Number of attempts since the last progress. More than one means that there were problems.
    pub(crate) attempts: i64,
    /// The file's name, as the browser sent it.
    pub(crate) file_name: String,
    /// A description of how the file was read.
    pub(crate) reading_description: String,
    /// E-mail address of the uploader.
    pub(crate) uploaded_by: String,
    /// Account ID of the uploader. `None` if they didn't sign in through single sign-on.
    pub(crate) sso_account: Option<String>,
    /// Key of the submission whose failed rows the file corrects.
    pub(crate) correction_of: Option<SubmissionId>,
    /// Why the file counts as a correction, and what was copied to it. Empty if it isn't one.
    pub(crate) correction_note: String,
    /// Whether the file was checked before it was uploaded.
    pub(crate) was_checked: bool,
    /// Number of failed lines that are left after corrections. `None` if no line has been corrected.
    pub(crate) lines_left: Option<i64>,
}

impl UploadRow {
    /// Returns the status, computed from the counts.
    pub(crate) fn status(&self) -> UploadStatus {
        UploadStatus::of(self.finished_at.is_some(), self.verified, self.failed)
    }

    /// Returns the number of processed rows.
    pub(crate) fn done(&self) -> i64 {
        self.verified + self.failed
    }
}

macro_rules! columns {
    () => {
        (
            uploads::id,
            uploads::submission_id,
            submissions::kind,
            uploads::customer_key,
            uploads::total,
            uploads::verified,
            uploads::failed,
            uploads::accepted_at,
            uploads::finished_at,
            uploads::order_number,
            uploads::order_date,
            uploads::stc,
            uploads::stc_alias,
            submissions::phase,
            submissions::attempts,
            submissions::file_name,
            submissions::understood,
            actors::name,
            people::sso_account.nullable(),
            submissions::correction_of,
            submissions::correction_note,
            submissions::check_record.ne(""),
            uploads::lines_left,
        )
    };
}
pub(crate) use columns;

/// Returns the upload with this ID. Returns [`Error::NotFound`] if it isn't within the scope.
pub(crate) fn find(conn: &mut Conn, scope: Scope, id: UploadId) -> Result<UploadRow, Error> {
    Ok(on_each!(conn, |c| uploads::table
        .inner_join(submissions::table.inner_join(actors::table.left_join(people::table)))
        .filter(uploads::id.eq(id))
        .filter(is_within(submissions::reseller_key, scope))
        .select(columns!())
        .first(c))?)
}

/// A destination for a submission's rows: an upload, or the customer of a deletion.
#[derive(Queryable, Clone, Debug)]
pub(crate) struct Destination {
    /// Upload ID. `None` for a deletion or a check.
    pub(crate) upload: Option<UploadId>,
    /// Key of the customer's row.
    pub(crate) customer: CustomerKey,
    /// The sold-to code.
    pub(crate) stc: Option<String>,
    /// Its alias.
    pub(crate) stc_alias: Option<String>,
    /// Order number.
    pub(crate) order_number: Option<String>,
    /// Order date.
    pub(crate) order_date: Option<NaiveDate>,
    /// Number of rows with this destination. `i64::MAX` for a deletion, because the number is unknown.
    pub(crate) total: i64,
}

impl Destination {
    /// Creates a deletion's destination, which is its customer.
    pub(crate) fn of_customer(customer: CustomerKey) -> Destination {
        Destination {
            upload: None,
            customer,
            stc: None,
            stc_alias: None,
            order_number: None,
            order_date: None,
            total: i64::MAX,
        }
    }
}

/// Returns a submission's uploads as destinations, ordered by position.
pub(crate) fn list_destinations(
    conn: &mut Conn,
    submission: SubmissionId,
) -> Result<Vec<Destination>, Error> {
    Ok(uploads::table
        .filter(uploads::submission_id.eq(submission))
        .order(uploads::position.asc())
        .select((
            uploads::id.nullable(),
            uploads::customer_key,
            uploads::stc,
            uploads::stc_alias,
            uploads::order_number,
            uploads::order_date,
            uploads::total,
        ))
        .load(conn)?)
}

/// Returns the number of unprocessed rows in each upload of a submission, ordered by position.
pub(crate) fn count_unprocessed(conn: &mut Conn, submission: SubmissionId) -> Result<Vec<i64>, Error> {
    Ok(uploads::table
        .filter(uploads::submission_id.eq(submission))
        .order(uploads::position.asc())
        .select(uploads::total - uploads::verified - uploads::failed)
        .load(conn)?)
}

/// Adds processed rows to an upload's counts, and marks the upload as finished after its last row.
///
/// Returns the upload's numbers of verified and failed rows so far, and whether it is finished.
pub(crate) fn add_processed(
    conn: &mut Conn,
    id: UploadId,
    verified: i64,
    failed: i64,
    at: NaiveDateTime,
) -> Result<(i64, i64, bool), Error> {
    let (verified, failed, total): (i64, i64, i64) = diesel::update(uploads::table.find(id))
        .set((
            uploads::verified.eq(uploads::verified + verified),
            uploads::failed.eq(uploads::failed + failed),
        ))
        .returning((uploads::verified, uploads::failed, uploads::total))
        .get_result(conn)?;
    let is_finished = verified + failed == total;
    if is_finished {
        diesel::update(uploads::table.find(id)).set(uploads::finished_at.eq(at)).execute(conn)?;
    }
    Ok((verified, failed, is_finished))
}

/// Counts a submission's unfinished uploads.
pub(crate) fn count_unfinished(conn: &mut Conn, submission: SubmissionId) -> Result<i64, Error> {
    let unfinished =
        uploads::table.filter(uploads::submission_id.eq(submission)).filter(uploads::finished_at.is_null());
    Ok(unfinished.count().get_result(conn)?)
}
