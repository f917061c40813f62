//! Checking a file before it is uploaded: the same code reads and judges every row, and nothing is registered. What was
//! checked waits as a draft; accepted, its rows are judged anew, because the world may have changed.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json as json;

use super::accept::{self, Accepting, INACTIVE};
use super::bulk::Grouped;
use super::checked::{Planned, Said, ToCheck, written};
use super::form::{self, Form};
use super::hand_in::{self, About};
use super::process::Trouble;
use super::receive::Received;
use super::refused::{self, Refused, Told};
use super::{Desk, bulk, file};
use crate::domain::actor::Actor;
use crate::domain::customer::CustomerStatus;
use crate::domain::manifest::bulk::MOST_UPLOADS;
use crate::domain::manifest::{Layout, Refusal};
use crate::domain::submission::SubmissionKind;
use crate::fail_points::Step;
use crate::store::checks;
use crate::store::failed_rows::{self, Of};
use crate::store::submissions::{NewSubmission, phase};
use crate::store::{self, customers, drafts, submission_list, submissions, uploads};

/// What was checked can be uploaded for so long.
pub const WAITS: Duration = Duration::hours(24);

/// The fields of the form, as they wait with the file.
#[derive(Serialize, Deserialize, Default)]
struct Fields {
    sold_to_code: String,
    order_number: String,
    order_date: String,
}

/// Takes a file for one customer to be checked, and gives the number of the check. Blocking: it reads the whole file.
pub fn one_customer(
    desk: &Desk,
    actor: &Actor,
    customer_id: &str,
    mut received: Received,
    form: &Form,
) -> Result<i64, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let customer =
        desk.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(Refused::not_found)?;
    let read = desk.db.read(|conn| form::read(conn, desk, scope, actor, form))?;
    let kind = SubmissionKind::Upload;
    let told = Told { kind, customer_id, file_name: &form.file_name, bytes: received.bytes };
    if customer.status == CustomerStatus::Inactive {
        return Err(refused::file(desk, actor, told, INACTIVE)?);
    }
    let survey = refused::survey(desk, actor, &mut received, told)?;
    let read = read.map_err(Refused::Form)?;
    let groups = String::new();
    let customer = Some(customer.id);
    let about = About { kind, customer, file_name: &form.file_name, form_key: None, fields: &[], groups };
    let new = hand_in::submission(desk, actor, scope, &received, &survey, about)?;
    keep_one(desk, actor, new, received, read, form)
}

/// Keeps a file for one customer that was read, to be checked.
pub(super) fn keep_one(
    desk: &Desk,
    actor: &Actor,
    new: NewSubmission,
    mut received: Received,
    read: form::Fields,
    form: &Form,
) -> Result<i64, Refused> {
    let (stc, stc_alias) = read.sold_to_code.map(|code| (code.code, code.alias)).unzip();
    let upload = Planned {
        customer: new.customer_id.ok_or(Refused::NotFound)?,
        stc,
        stc_alias,
        order_number: read.order_number,
        order_date: read.order_date,
        rows: new.rows_total,
    };
    let groups = written(&ToCheck { named: None, uploads: vec![upload] })?;
    let fields = written(&Fields {
        sold_to_code: form.sold_to_code.clone(),
        order_number: form.order_number.clone(),
        order_date: form.order_date.clone(),
    })?;
    let new = NewSubmission { groups, form_key: None, ..new };
    keep(desk, actor, &mut received, &new, &fields)
}

/// Takes a file for many customers to be checked, and gives the number of the check. Blocking: it reads the whole file.
pub fn many_customers(
    desk: &Desk,
    actor: &Actor,
    mut received: Received,
    file_name: &str,
) -> Result<i64, Refused> {
    let kind = SubmissionKind::BulkUpload;
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let told = Told { kind, customer_id: "", file_name, bytes: received.bytes };
    let survey = refused::survey(desk, actor, &mut received, told)?;
    let Some(grouped) = bulk::group(desk, scope, &received.file, &survey.layout)? else {
        let refusal = Refusal::TooManyUploads { limit: MOST_UPLOADS };
        return Err(refused::file(desk, actor, told, refusal.sentence())?);
    };
    let groups = String::new();
    let about = About { kind, customer: None, file_name, form_key: None, fields: &[], groups };
    let new = hand_in::submission(desk, actor, scope, &received, &survey, about)?;
    keep_many(desk, actor, new, received, grouped)
}

/// Keeps a file for many customers that was read, to be checked.
pub(super) fn keep_many(
    desk: &Desk,
    actor: &Actor,
    new: NewSubmission,
    mut received: Received,
    grouped: Grouped,
) -> Result<i64, Refused> {
    let uploads = grouped.groups.into_iter().map(|group| Planned {
        customer: group.customer,
        stc: group.code,
        stc_alias: group.order.stc_alias,
        order_number: group.order.number,
        order_date: group.order.date,
        rows: group.rows,
    });
    let groups = written(&ToCheck { named: Some(grouped.named), uploads: uploads.collect() })?;
    let new = NewSubmission { groups, form_key: None, ..new };
    keep(desk, actor, &mut received, &new, "")
}

fn keep(
    desk: &Desk,
    actor: &Actor,
    received: &mut Received,
    new: &NewSubmission,
    fields: &str,
) -> Result<i64, Refused> {
    let token = uuid::Uuid::new_v4().simple().to_string();
    let number = hand_in::write(desk, received, new, |conn, submission| {
        let at = desk.clock.now();
        submissions::any_keep_as_check(conn, submission, at)?;
        drafts::any_create(conn, &token, submission, actor.person, "", fields, at + WAITS)?;
        Ok(submission)
    })?;
    desk.wake.ring();
    hand_in::log("check", number, new.rows_total);
    Ok(number)
}

/// What a checked file became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uploaded {
    /// An upload of this customer (customer ID, upload ID).
    Upload(String, i64),
    /// A bulk action, by its number.
    Bulk(i64),
}

/// Accepts what was checked, without the file being sent again. Twice is once.
pub fn upload(desk: &Desk, actor: &Actor, number: i64) -> Result<Uploaded, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let at = desk.clock.now();
    let row = match desk.db.read(|conn| checks::find(conn, scope, number, at)) {
        Ok(row) => row,
        Err(store::Error::NotFound) => return uploaded_before(desk, actor, number),
        Err(error) => return Err(error.into()),
    };
    if row.phase != phase::DRAFT {
        return Err(Refused::field("", "The file is still being checked. Wait for the end of the check"));
    }
    let tally = desk.db.read(|conn| {
        let source = failed_rows::source(conn, scope, Of::Submission(number))?;
        failed_rows::tally(conn, &source)
    })?;
    let said = written(&Said {
        good: row.total - row.failed,
        failed: tally.into_iter().map(|(reason, count)| (reason.word().to_owned(), count)).collect(),
    })?;
    let verification = desk.config.verification.word();
    let file = Accepting { submission: number, file_name: &row.file_name, rows: row.total };
    let done = match row.customer {
        Some(customer) => {
            let customer = desk.db.read(|conn| customers::get(conn, scope, customer))?.customer_id;
            let Fields { sold_to_code, order_number, order_date } =
                json::from_str(&row.fields).map_err(|e| store::Error::broken(e.to_string()))?;
            let form = Form { sold_to_code, order_number, order_date, ..Form::default() };
            let fields = desk.db.read(|conn| form::read(conn, desk, scope, actor, &form))?;
            let fields = fields.map_err(Refused::Form)?;
            let upload = desk.db.step(Step::Accept, |conn| {
                checks::any_begin_anew(conn, number, "", verification, &said)?;
                accept::take(conn, desk, actor, &customer, file, &fields)
            })?;
            Uploaded::Upload(customer, upload)
        }
        None => {
            let work = desk.db.read(|conn| submissions::any_work(conn, number))?;
            let layout: Layout =
                json::from_str(&work.layout).map_err(|e| store::Error::broken(e.to_string()))?;
            let bytes = file::fetch(desk, number).map_err(disk)?;
            // Customers and codes may be others by now: they are looked at again.
            let Some(grouped) = bulk::group(desk, scope, &bytes, &layout)? else {
                return Err(Refused::field("", Refusal::TooManyUploads { limit: MOST_UPLOADS }.sentence()));
            };
            let groups = written(&grouped.named)?;
            let number = desk.db.step(Step::Accept, |conn| {
                checks::any_begin_anew(conn, number, &groups, verification, &said)?;
                bulk::take(conn, desk, actor, file, &grouped.groups)
            })?;
            Uploaded::Bulk(number)
        }
    };
    desk.wake.ring();
    let kind = if row.customer.is_some() { SubmissionKind::Upload } else { SubmissionKind::BulkUpload };
    hand_in::log(kind.word(), number, row.total);
    Ok(done)
}

fn disk(trouble: Trouble) -> Refused {
    match trouble {
        Trouble::Store(error) => error.into(),
        Trouble::Io(error) => error.into(),
        other => store::Error::broken(other.to_string()).into(),
    }
}

/// What a check became that was uploaded: the button was pressed twice, or somebody goes back to the check.
pub fn uploaded_before(desk: &Desk, actor: &Actor, number: i64) -> Result<Uploaded, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let found = desk.db.read(|conn| {
        let said = checks::any_checked(conn, number)?;
        if said.is_empty() {
            return Err(store::Error::NotFound);
        }
        match submission_list::find(conn, scope, number) {
            Ok(row) => Ok(Uploaded::Bulk(row.id)),
            Err(store::Error::NotFound) => {
                let id = uploads::of_submission(conn, scope, number)?;
                let customer = uploads::find(conn, scope, id)?.customer;
                Ok(Uploaded::Upload(customers::get(conn, scope, customer)?.customer_id, id))
            }
            Err(error) => Err(error),
        }
    });
    found.map_err(Refused::not_found)
}
