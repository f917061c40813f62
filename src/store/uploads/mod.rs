//! Uploads: one batch of devices for one customer.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::db::connection::on_each;
use super::schema::{actors, customers, people, submissions, uploads};
use super::{Conn, Error};
use crate::domain::actor::Scope;
use crate::domain::submission::Phase;
use crate::domain::upload::UploadStatus;

pub mod list;
pub mod of_bulk_action;

/// An upload to write down.
#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = uploads, treat_none_as_default_value = false)]
pub struct NewUpload {
    /// Key of the submission.
    pub submission_id: i64,
    /// Its place in the submission, from 0.
    pub position: i64,
    /// Key of the customer's row.
    pub customer_key: i64,
    /// The sold-to code, a copy.
    pub stc: Option<String>,
    /// Its alias, a copy.
    pub stc_alias: Option<String>,
    /// Order number.
    pub order_number: Option<String>,
    /// Order date.
    pub order_date: Option<NaiveDate>,
    /// Rows in all.
    pub total: i64,
    /// When, UTC.
    pub accepted_at: NaiveDateTime,
}

/// Writes an upload down, counts it for its customer, and gives its upload ID.
pub fn create(conn: &mut Conn, new: &NewUpload) -> Result<i64, Error> {
    let id = diesel::insert_into(uploads::table).values(new).returning(uploads::id).get_result(conn)?;
    diesel::update(customers::table.find(new.customer_key))
        .set((customers::uploads.eq(customers::uploads + 1), customers::last_uploaded_at.eq(new.accepted_at)))
        .execute(conn)?;
    Ok(id)
}

/// Writes the uploads of a bulk action down, and counts them for their customers.
pub fn create_all(conn: &mut Conn, new: &[NewUpload]) -> Result<(), Error> {
    let mut counts: std::collections::BTreeMap<i64, (i64, NaiveDateTime)> = Default::default();
    // Each has 9 values; both databases take so many in one statement.
    for batch in new.chunks(1_000) {
        on_each!(conn, |c| diesel::insert_into(uploads::table).values(batch).execute(c))?;
        for upload in batch {
            counts.entry(upload.customer_key).or_insert((0, upload.accepted_at)).0 += 1;
        }
    }
    // In key order, so that two of them cannot wait for each other.
    for (customer, (uploads, at)) in counts {
        diesel::update(customers::table.find(customer))
            .set((customers::uploads.eq(customers::uploads + uploads), customers::last_uploaded_at.eq(at)))
            .execute(conn)?;
    }
    Ok(())
}

/// The one upload of a submission for one customer.
pub fn of_submission(conn: &mut Conn, scope: Scope, submission: i64) -> Result<i64, Error> {
    Ok(uploads::table
        .inner_join(submissions::table)
        .filter(uploads::submission_id.eq(submission))
        .filter(submissions::reseller_key.eq(scope.reseller()))
        .select(uploads::id)
        .first(conn)?)
}

/// An upload, as pages and downloads show it.
#[derive(Queryable, Clone, Debug)]
pub struct UploadRow {
    /// UPLOAD ID, from 1000001.
    pub id: i64,
    /// Key of the submission.
    pub submission: i64,
    /// The word of its [`SubmissionKind`](crate::domain::submission::SubmissionKind).
    pub kind: String,
    /// Key of the customer's row.
    pub customer: i64,
    /// Rows in all.
    pub total: i64,
    /// Rows that were registered.
    pub verified: i64,
    /// Rows that failed.
    pub failed: i64,
    /// When it was accepted, UTC.
    pub accepted_at: NaiveDateTime,
    /// When its last row was done, UTC.
    pub finished_at: Option<NaiveDateTime>,
    /// Order number.
    pub order_number: Option<String>,
    /// Order date.
    pub order_date: Option<NaiveDate>,
    /// The sold-to code, as it was.
    pub stc: Option<String>,
    /// Its alias, as it was.
    pub stc_alias: Option<String>,
    /// The phase of the submission, see [`Phase`].
    pub phase: Phase,
    /// Attempts to go on with the submission; more than one means that it had trouble.
    pub attempts: i64,
    /// The file's name, as the browser sent it.
    pub file_name: String,
    /// Size of the file in bytes.
    pub file_bytes: i64,
    /// What reading understood of the file, in words.
    pub understood: String,
    /// E-mail address of the person who uploaded.
    pub uploaded_by: String,
    /// Account ID of that person, who signed in through single sign-on.
    pub sso_account: Option<String>,
    /// Key of the submission whose failed rows the file corrects.
    pub correction_of: Option<i64>,
    /// Whether the file was checked before it was uploaded.
    pub was_checked: bool,
}

impl UploadRow {
    /// The status, computed.
    pub fn status(&self) -> UploadStatus {
        UploadStatus::of(self.finished_at.is_some(), self.verified, self.failed)
    }

    /// Rows that are done.
    pub fn done(&self) -> i64 {
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
            submissions::file_bytes,
            submissions::understood,
            actors::name,
            people::sso_account.nullable(),
            submissions::correction_of,
            submissions::check_record.ne(""),
        )
    };
}
pub(crate) use columns;

/// The upload with this ID.
pub fn find(conn: &mut Conn, scope: Scope, id: i64) -> Result<UploadRow, Error> {
    Ok(on_each!(conn, |c| uploads::table
        .inner_join(submissions::table.inner_join(actors::table.left_join(people::table)))
        .filter(uploads::id.eq(id))
        .filter(submissions::reseller_key.eq(scope.reseller()))
        .select(columns!())
        .first(c))?)
}

/// Where rows of a submission go: an upload, or the customer of a deletion.
#[derive(Queryable, Clone, Debug)]
pub struct Destination {
    /// UPLOAD ID. `None` in a deletion and in a check.
    pub upload: Option<i64>,
    /// Key of the customer's row.
    pub customer: i64,
    /// The sold-to code.
    pub stc: Option<String>,
    /// Its alias.
    pub stc_alias: Option<String>,
    /// Order number.
    pub order_number: Option<String>,
    /// Order date.
    pub order_date: Option<NaiveDate>,
    /// The number of rows that go there. `i64::MAX` in a deletion, where it is unknown.
    pub total: i64,
}

impl Destination {
    /// Creates the destination of a deletion: its customer.
    pub fn of_customer(customer: i64) -> Destination {
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

/// Returns the uploads of a submission, in the order of their positions.
pub fn destinations(conn: &mut Conn, submission: i64) -> Result<Vec<Destination>, Error> {
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

/// How many rows each upload of a submission still waits for, in their order.
pub fn waiting(conn: &mut Conn, submission: i64) -> Result<Vec<i64>, Error> {
    Ok(uploads::table
        .filter(uploads::submission_id.eq(submission))
        .order(uploads::position.asc())
        .select(uploads::total - uploads::verified - uploads::failed)
        .load(conn)?)
}

/// Adds rows that are done to an upload's counts, and finishes it when its last row is done.
/// Gives verified and failed rows so far, and whether it is finished.
pub fn count(
    conn: &mut Conn,
    id: i64,
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

/// How many uploads of a submission still have rows to do.
pub fn unfinished(conn: &mut Conn, submission: i64) -> Result<i64, Error> {
    let unfinished =
        uploads::table.filter(uploads::submission_id.eq(submission)).filter(uploads::finished_at.is_null());
    Ok(unfinished.count().get_result(conn)?)
}

/// Verified and failed rows of an upload so far.
pub fn counts(conn: &mut Conn, id: i64) -> Result<(i64, i64), Error> {
    Ok(uploads::table.find(id).select((uploads::verified, uploads::failed)).first(conn)?)
}

/// Devices that are registered out of an upload now: counted, not remembered.
pub fn registered(conn: &mut Conn, id: i64) -> Result<i64, Error> {
    use super::schema::registrations;
    Ok(registrations::table.filter(registrations::upload_id.eq(id)).count().get_result(conn)?)
}
