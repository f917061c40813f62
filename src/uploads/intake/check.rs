//! Checks of files before they are uploaded. The same code reads and judges every row, but nothing is registered.
//!
//! A checked file waits as a draft. When it is accepted, its rows are judged again, because data may have changed.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json as json;

use super::commit::{self, Accepting, INACTIVE};
use super::form::{self, Form};
use super::grouping::{Grouped, group};
use super::incoming_file::Received;
use super::persist::{self, About};
use super::refusal::{self, Refused, Told};
use crate::domain::actor::Actor;
use crate::domain::customer::CustomerStatus;
use crate::domain::manifest::bulk::MAX_UPLOADS;
use crate::domain::manifest::{Layout, Refusal};
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::word::Word;
use crate::fail_points::Step;
use crate::store::failed_rows::{self, Of};
use crate::store::submissions::{self, NewSubmission, checks, drafts};
use crate::store::{self, customers, uploads};
use crate::uploads::check_record::{Planned, Said, ToCheck, written};
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Time for which a checked file can be uploaded.
pub const WAITS: Duration = Duration::hours(24);

/// The form fields that are stored with the file.
#[derive(Serialize, Deserialize, Default)]
struct Fields {
    sold_to_code: String,
    order_number: String,
    order_date: String,
}

/// Accepts a file for one customer to be checked, and returns the number of the check. It blocks, because it reads the
/// whole file.
pub fn one_customer(
    services: &Services,
    actor: &Actor,
    customer_id: &str,
    mut received: Received,
    form: &Form,
) -> Result<i64, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let customer =
        services.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(Refused::not_found)?;
    let read = services.db.read(|conn| form::read(conn, services, scope, actor, form))?;
    let kind = SubmissionKind::Upload;
    let description = Told { kind, customer_id, file_name: &form.file_name, bytes: received.bytes };
    if customer.status == CustomerStatus::Inactive {
        return Err(refusal::file(services, actor, description, INACTIVE)?);
    }
    let survey = refusal::survey(services, actor, &mut received, description)?;
    let read = read.map_err(Refused::Form)?;
    let groups = String::new();
    let customer = Some(customer.id);
    let about = About { kind, customer, file_name: &form.file_name, form_key: None, fields: &[], groups };
    let new = persist::submission(services, actor, scope, &received, &survey, about)?;
    keep_one(services, actor, new, received, read, form)
}

/// Stores a file for one customer that has been read, to be checked.
pub(crate) fn keep_one(
    services: &Services,
    actor: &Actor,
    new: NewSubmission,
    mut received: Received,
    read: form::Fields,
    form: &Form,
) -> Result<i64, Refused> {
    let (stc, stc_alias) = read.sold_to_code.map(|code| (code.code, code.alias)).unzip();
    let upload = Planned {
        customer: new.customer_key.ok_or(Refused::NotFound)?,
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
    let new = NewSubmission { row_routing: groups, form_key: None, ..new };
    keep(services, actor, &mut received, &new, &fields)
}

/// Accepts a file for many customers to be checked, and returns the number of the check. It blocks, because it reads
/// the whole file.
pub fn many_customers(
    services: &Services,
    actor: &Actor,
    mut received: Received,
    file_name: &str,
) -> Result<i64, Refused> {
    let kind = SubmissionKind::BulkUpload;
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let description = Told { kind, customer_id: "", file_name, bytes: received.bytes };
    let survey = refusal::survey(services, actor, &mut received, description)?;
    let Some(grouped) = group(services, scope, &received.file, &survey.layout)? else {
        let refusal = Refusal::TooManyUploads { limit: MAX_UPLOADS };
        return Err(refusal::file(services, actor, description, refusal.sentence())?);
    };
    let groups = String::new();
    let about = About { kind, customer: None, file_name, form_key: None, fields: &[], groups };
    let new = persist::submission(services, actor, scope, &received, &survey, about)?;
    keep_many(services, actor, new, received, grouped)
}

/// Stores a file for many customers that has been read, to be checked.
pub(crate) fn keep_many(
    services: &Services,
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
    let new = NewSubmission { row_routing: groups, form_key: None, ..new };
    keep(services, actor, &mut received, &new, "")
}

fn keep(
    services: &Services,
    actor: &Actor,
    received: &mut Received,
    new: &NewSubmission,
    fields: &str,
) -> Result<i64, Refused> {
    let token = uuid::Uuid::new_v4().simple().to_string();
    let number = persist::write(services, received, new, |conn, submission| {
        let at = services.clock.now();
        submissions::keep_as_check(conn, submission, at)?;
        drafts::create(conn, &token, submission, actor.key, "", fields, at + WAITS)?;
        Ok(submission)
    })?;
    services.wake.ring();
    persist::log("check", number, new.rows_total);
    Ok(number)
}

/// The result of uploading a checked file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uploaded {
    /// An upload: customer ID and upload ID.
    Upload(String, i64),
    /// A bulk upload, by its number.
    Bulk(i64),
}

/// Accepts a checked file without receiving it again. A second call returns the same result.
pub fn upload(services: &Services, actor: &Actor, number: i64) -> Result<Uploaded, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let at = services.clock.now();
    let row = match services.db.read(|conn| checks::find(conn, scope, number, at)) {
        Ok(row) => row,
        Err(store::Error::NotFound) => return uploaded_before(services, actor, number),
        Err(error) => return Err(error.into()),
    };
    if row.phase != Phase::Draft {
        return Err(Refused::field(
            "",
            "The file is still being checked. Upload it once the check has finished",
        ));
    }
    let tally = services.db.read(|conn| {
        let source = failed_rows::source(conn, scope, Of::Submission(number))?;
        failed_rows::tally(conn, &source)
    })?;
    let result = written(&Said {
        good: row.total - row.failed,
        failed: tally.into_iter().map(|(reason, count)| (reason.word().to_owned(), count)).collect(),
    })?;
    let verification = services.config.verification.word();
    let file = Accepting { submission: number, file_name: &row.file_name, rows: row.total };
    let done = match row.customer {
        Some(customer) => {
            let customer = services.db.read(|conn| customers::get(conn, scope, customer))?.customer_id;
            let Fields { sold_to_code, order_number, order_date } =
                json::from_str(&row.fields).map_err(|e| store::Error::broken(e.to_string()))?;
            let form = Form { sold_to_code, order_number, order_date, ..Form::default() };
            let fields = services.db.read(|conn| form::read(conn, services, scope, actor, &form))?;
            let fields = fields.map_err(Refused::Form)?;
            let upload = services.db.step(Step::Accept, |conn| {
                checks::begin_anew(conn, number, "", verification, &result)?;
                commit::upload(conn, services, actor, &customer, file, &fields)
            })?;
            Uploaded::Upload(customer, upload)
        }
        None => {
            let work = services.db.read(|conn| submissions::work(conn, number))?;
            let layout: Layout =
                json::from_str(&work.layout).map_err(|e| store::Error::broken(e.to_string()))?;
            let bytes = stored_file::fetch::<Refused>(services, number)?;
            // Customers and codes may have changed, so they are looked up again.
            let Some(grouped) = group(services, scope, &bytes, &layout)? else {
                return Err(Refused::field("", Refusal::TooManyUploads { limit: MAX_UPLOADS }.sentence()));
            };
            let groups = written(&grouped.named)?;
            let number = services.db.step(Step::Accept, |conn| {
                checks::begin_anew(conn, number, &groups, verification, &result)?;
                commit::bulk_upload(conn, services, actor, file, &grouped.groups)
            })?;
            Uploaded::Bulk(number)
        }
    };
    services.wake.ring();
    let kind = if row.customer.is_some() { SubmissionKind::Upload } else { SubmissionKind::BulkUpload };
    persist::log(kind.word(), number, row.total);
    Ok(done)
}

/// Returns the upload that a check became. It is needed after a double click, or when a person returns to the check.
pub fn uploaded_before(services: &Services, actor: &Actor, number: i64) -> Result<Uploaded, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let found = services.db.read(|conn| {
        let result = checks::checked(conn, number)?;
        if result.is_empty() {
            return Err(store::Error::NotFound);
        }
        match submissions::list::find(conn, scope, number) {
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
