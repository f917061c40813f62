//! Checks files before they are uploaded. Rows are processed by the same code as in an upload, but nothing is
//! registered.
//!
//! A checked file waits as a draft. When it is uploaded, its rows are evaluated again, because the data may have
//! changed.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json as json;

use super::checked_orders;
use super::commit::{self, INACTIVE_CUSTOMER, PendingSubmission, UploadOutcome};
use super::form::{self, Form};
use super::grouping::{UploadGroups, group};
use super::incoming_file::ReceivedFile;
use super::list_orders::{self, ListOrders};
use super::order_takeover;
use super::persist::{self, SubmissionDetails};
use super::quota::{self, Demand};
use super::reading;
use super::rejection::{self, FileDescription, IntakeError, recheck_permission};
use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission};
use crate::domain::customer::CustomerStatus;
use crate::domain::ids::SubmissionId;
use crate::domain::manifest::Rejection;
use crate::domain::manifest::bulk::MAX_UPLOADS;
use crate::domain::quantity::counted;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::word::Word;
use crate::fail_points::Step;
use crate::store::activity::Author;
use crate::store::failed_rows::{self, RowOwner};
use crate::store::submissions::{self, NewSubmission, checked_lines, checks, drafts};
use crate::store::{self, customers, uploads};
use crate::uploads::check_record::{CheckPlan, CheckResult, PlannedUpload, to_json};
use crate::uploads::row_routing::NamedCustomers;
use crate::uploads::services::Services;

/// Period during which a checked file can be uploaded.
pub(crate) const LIFETIME: Duration = Duration::hours(24);

/// The form fields that are stored with the file.
#[derive(Serialize, Deserialize, Default)]
struct Fields {
    sold_to_code: String,
    order_number: String,
    order_date: String,
}

/// Accepts a file for one customer in order to check it, and returns the number of the check. Blocks while reading the
/// whole file.
pub(crate) fn check_upload(
    services: &Services,
    actor: &Actor,
    customer_id: &str,
    mut received: ReceivedFile,
    form: &Form,
) -> Result<SubmissionId, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let customer =
        services.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(IntakeError::not_found)?;
    quota::check_early(services, scope, Demand::Check(0))?;
    let validated = services.db.read(|conn| form::validate(conn, services, scope, actor, form))?;
    let kind = SubmissionKind::Upload;
    let description = FileDescription {
        kind,
        is_check: true,
        customer_id,
        file_name: &form.file_name,
        bytes: received.bytes,
    };
    if customer.status == CustomerStatus::Inactive {
        return Err(rejection::record_and_reject(services, actor, description, INACTIVE_CUSTOMER)?);
    }
    let survey = reading::survey_file(services, actor, &mut received, description, form)?;
    let validated = validated.map_err(IntakeError::Form)?;
    let source = (&received.file, &survey.layout);
    let orders = list_orders::resolve(services, scope, (customer.id, customer_id), source, validated)?;
    let (kind, customer) = match &orders {
        ListOrders::One(..) => (kind, Some(customer.id)),
        ListOrders::Several(_) => {
            list_orders::require_split(services, actor, description, form)?;
            (SubmissionKind::BulkUpload, None)
        }
    };
    let (file_name, groups) = (&form.file_name, String::new());
    let details = SubmissionDetails { kind, customer, file_name, form_key: None, fields: &[], groups };
    let mut new = persist::new_submission(services, actor, scope, &received, &survey, details)?;
    match orders {
        ListOrders::One(fields, named) => {
            let mut form = form.clone();
            let fields = order_takeover::complete(services, actor, &mut new, &mut form, fields)?;
            let named = named.map(|named| named.with_defaults(list_orders::of_fields(&fields)));
            store_upload(services, actor, new, received, (fields, named), &form)
        }
        ListOrders::Several(grouped) => store_bulk_upload(services, actor, new, received, grouped),
    }
}

/// Stores a file for one customer so that a worker can check it. The file has already been surveyed.
pub(crate) fn store_upload(
    services: &Services,
    actor: &Actor,
    new: NewSubmission,
    mut received: ReceivedFile,
    (validated, named): (form::Fields, Option<NamedCustomers>),
    form: &Form,
) -> Result<SubmissionId, IntakeError> {
    let (stc, stc_alias) = validated.sold_to_code.map(|code| (code.code, code.alias)).unzip();
    let upload = PlannedUpload {
        customer: new.customer_key.ok_or(IntakeError::NotFound)?,
        stc,
        stc_alias,
        order_number: validated.order_number,
        order_date: validated.order_date,
        rows: new.rows_total,
    };
    let groups = to_json(&CheckPlan { named, uploads: vec![upload] })?;
    let fields = to_json(&Fields {
        sold_to_code: form.sold_to_code.clone(),
        order_number: form.order_number.clone(),
        order_date: form.order_date.clone(),
    })?;
    let new = NewSubmission { row_routing: groups, form_key: None, ..new };
    store_check(services, actor, &mut received, &new, &fields)
}

/// Accepts a file for many customers in order to check it, and returns the number of the check. Blocks while reading
/// the whole file.
pub(crate) fn check_bulk_upload(
    services: &Services,
    actor: &Actor,
    mut received: ReceivedFile,
    file_name: &str,
) -> Result<SubmissionId, IntakeError> {
    let kind = SubmissionKind::BulkUpload;
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    quota::check_early(services, scope, Demand::Check(0))?;
    let description =
        FileDescription { kind, is_check: true, customer_id: "", file_name, bytes: received.bytes };
    let form = Form::of_file(file_name);
    let survey = reading::survey_file(services, actor, &mut received, description, &form)?;
    let Some(grouped) = group(services, scope, &received.file, &survey.layout)? else {
        let rejection = Rejection::TooManyUploads { limit: MAX_UPLOADS };
        return Err(rejection::record_and_reject(services, actor, description, rejection.sentence())?);
    };
    let groups = String::new();
    let details = SubmissionDetails { kind, customer: None, file_name, form_key: None, fields: &[], groups };
    let new = persist::new_submission(services, actor, scope, &received, &survey, details)?;
    store_bulk_upload(services, actor, new, received, grouped)
}

/// Stores a file for many customers so that a worker can check it. The file has already been surveyed.
pub(crate) fn store_bulk_upload(
    services: &Services,
    actor: &Actor,
    new: NewSubmission,
    mut received: ReceivedFile,
    grouped: UploadGroups,
) -> Result<SubmissionId, IntakeError> {
    let uploads = grouped.groups.into_iter().map(|group| PlannedUpload {
        customer: group.customer,
        stc: group.code,
        stc_alias: group.order.stc_alias,
        order_number: group.order.number,
        order_date: group.order.date,
        rows: group.rows,
    });
    let groups = to_json(&CheckPlan { named: Some(grouped.named), uploads: uploads.collect() })?;
    let new = NewSubmission { row_routing: groups, form_key: None, ..new };
    store_check(services, actor, &mut received, &new, "")
}

fn store_check(
    services: &Services,
    actor: &Actor,
    received: &mut ReceivedFile,
    new: &NewSubmission,
    fields: &str,
) -> Result<SubmissionId, IntakeError> {
    let token = uuid::Uuid::new_v4().simple().to_string();
    let number = persist::store_file(services, received, new, |conn, submission| {
        let at = services.clock.now();
        let scope = recheck_permission(conn, actor, Permission::UploadDevices)?;
        quota::reserve(conn, services, scope, Demand::Check(new.rows_total))?;
        checked_lines::add(conn, submission, new.reseller_key, new.rows_total, at)?;
        submissions::save_as_check(conn, submission, at)?;
        drafts::create(conn, &token, submission, actor.key, "", fields, at + LIFETIME)?;
        let detail = counted(new.rows_total, "row", "rows");
        let author = Author { actor: actor.key, at };
        author.log(
            conn,
            scope,
            Activity::CheckAccepted,
            &submission.to_string(),
            (&detail, &new.file_name),
        )?;
        Ok(submission)
    })?;
    services.wake.ring();
    persist::log("check", number, new.rows_total);
    Ok(number)
}

/// Uploads a checked file without receiving it again. A second call returns the same result.
pub(crate) fn accept(
    services: &Services,
    actor: &Actor,
    number: SubmissionId,
) -> Result<UploadOutcome, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let at = services.clock.now();
    let checks::CheckRow { submission: row, fields, row_routing, .. } =
        match services.db.read(|conn| checks::find(conn, scope, number, at)) {
            Ok(check) => check,
            Err(store::Error::NotFound) => return find_accepted(services, actor, number),
            Err(error) => return Err(error.into()),
        };
    if row.phase != Phase::Draft {
        return Err(IntakeError::field(
            "",
            "The file is still being checked. Upload it once the check has finished",
        ));
    }
    let tally = services.db.read(|conn| {
        let source = failed_rows::find_source(conn, scope, RowOwner::Submission(number))?;
        failed_rows::count_by_reason(conn, &source)
    })?;
    let result = to_json(&CheckResult {
        good: row.total - row.failed,
        failed: tally.into_iter().map(|(reason, count)| (reason.word().to_owned(), count)).collect(),
    })?;
    let (verification, plan) = (services.config.verification, CheckPlan::read(&row_routing)?);
    let file = PendingSubmission { submission: number, file_name: &row.file_name, rows: row.total };
    let outcome = match row.customer {
        Some(customer) => {
            let customer =
                services.db.read(|conn| customers::find_by_key(conn, scope, customer))?.customer_id;
            let Fields { sold_to_code, order_number, order_date } =
                json::from_str(&fields).map_err(|error| store::Error::inconsistent(error.to_string()))?;
            let form = Form { sold_to_code, order_number, order_date, ..Form::default() };
            let fields = services.db.read(|conn| form::validate(conn, services, scope, actor, &form))?;
            let fields = fields.map_err(IntakeError::Form)?;
            let key = row.customer.ok_or(IntakeError::NotFound)?;
            let customer_of = (key, customer.as_str());
            let (fields, routing) =
                checked_orders::resolve_again(services, scope, number, &plan, customer_of, fields)?;
            let upload = services.db.step(Step::Accept, |conn| {
                checks::reset(conn, number, &routing, verification, &result)?;
                commit::accept_upload(conn, services, actor, customer.as_str(), file, &fields)
            })?;
            UploadOutcome::Upload(customer, upload)
        }
        None => {
            let grouped = checked_orders::group_again(services, scope, number, &plan)?;
            let groups = to_json(&grouped.named)?;
            let number = services.db.step(Step::Accept, |conn| {
                checks::reset(conn, number, &groups, verification, &result)?;
                commit::accept_bulk_upload(conn, services, actor, file, &grouped.groups)
            })?;
            UploadOutcome::Bulk(number)
        }
    };
    services.wake.ring();
    persist::log(row.kind.word(), number, row.total);
    Ok(outcome)
}

/// Returns the upload that was created from a check. Used after a double click, or if a person returns to the check.
pub(crate) fn find_accepted(
    services: &Services,
    actor: &Actor,
    number: SubmissionId,
) -> Result<UploadOutcome, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let found = services.db.read(|conn| {
        let result = checks::load_result(conn, number)?;
        if result.is_empty() {
            return Err(store::Error::NotFound);
        }
        match submissions::list::find(conn, scope, number) {
            Ok(row) => Ok(UploadOutcome::Bulk(row.id)),
            Err(store::Error::NotFound) => {
                let id = uploads::find_of_submission(conn, scope, number)?;
                let customer = uploads::find(conn, scope, id)?.customer;
                Ok(UploadOutcome::Upload(customers::find_by_key(conn, scope, customer)?.customer_id, id))
            }
            Err(error) => Err(error),
        }
    });
    found.map_err(IntakeError::not_found)
}
