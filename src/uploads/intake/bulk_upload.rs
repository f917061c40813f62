//! Accepts bulk uploads: files that list devices for many customers. All uploads from a file are accepted in one
//! transaction.

use super::check;
use super::commit::{self, AcceptOutcome, PendingSubmission};
use super::form::Form;
use super::grouping::{UploadGroups, group};
use super::incoming_file::ReceivedFile;
use super::persist::{self, SubmissionDetails};
use super::reading;
use super::rejection::{self, FileDescription, IntakeError};
use crate::domain::actor::{Actor, Scope};
use crate::domain::ids::SubmissionId;
use crate::domain::manifest::bulk::MAX_UPLOADS;
use crate::domain::manifest::{Rejection, Survey};
use crate::domain::submission::SubmissionKind;
use crate::domain::word::Word;
use crate::store::submissions::duplicate_files;
use crate::store::{self, Conn};
use crate::uploads::check_record::to_json;
use crate::uploads::services::Services;

/// Accepts a bulk upload and returns its number. Blocks while reading the whole file.
///
/// If the same file was submitted before with the same form key, returns the existing bulk upload.
pub(crate) fn accept(
    services: &Services,
    actor: &Actor,
    mut received: ReceivedFile,
    file_name: &str,
    form_key: Option<&str>,
    is_check_required_if_duplicate: bool,
) -> Result<AcceptOutcome<SubmissionId>, IntakeError> {
    let kind = SubmissionKind::BulkUpload;
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let description =
        FileDescription { kind, is_check: false, customer_id: "", file_name, bytes: received.bytes };
    let form = Form {
        file_name: file_name.to_owned(),
        form_key: form_key.map(str::to_owned),
        is_check_required_if_duplicate,
        ..Form::default()
    };
    let survey = reading::survey_file(services, actor, &mut received, description, &form)?;
    let Some(grouped) = group(services, scope, &received.file, &survey.layout)? else {
        let rejection = Rejection::TooManyUploads { limit: MAX_UPLOADS };
        return Err(rejection::record_and_reject(services, actor, description, rejection.sentence())?);
    };
    let file = BulkFile { received, survey, customer_id: "", form: &form };
    accept_grouped(services, actor, scope, file, grouped)
}

/// A surveyed file whose rows become several uploads.
pub(super) struct BulkFile<'a> {
    pub(super) received: ReceivedFile,
    pub(super) survey: Survey,
    /// The customer of a list for one customer. Empty if the rows name their customers.
    pub(super) customer_id: &'a str,
    pub(super) form: &'a Form,
}

/// Accepts a file whose rows have been grouped into uploads, and returns the number of the bulk upload.
pub(super) fn accept_grouped(
    services: &Services,
    actor: &Actor,
    scope: Scope,
    BulkFile { mut received, survey, customer_id, form }: BulkFile<'_>,
    grouped: UploadGroups,
) -> Result<AcceptOutcome<SubmissionId>, IntakeError> {
    let fields =
        [customer_id, form.sold_to_code.as_str(), form.order_number.as_str(), form.order_date.as_str()];
    let details = SubmissionDetails {
        kind: SubmissionKind::BulkUpload,
        customer: None,
        file_name: &form.file_name,
        form_key: form.form_key.as_deref(),
        fields: if customer_id.is_empty() { &[] } else { &fields },
        groups: to_json(&grouped.named)?,
    };
    let new = persist::new_submission(services, actor, scope, &received, &survey, details)?;
    if let Some(first) = persist::find_first(services, actor, scope, &new)? {
        return Ok(AcceptOutcome::Accepted(first));
    }
    let duplicate = |conn: &mut Conn| duplicate_files::find(conn, scope, None, &received.sha256);
    if form.is_check_required_if_duplicate && services.db.read(duplicate)?.is_some() {
        return check::store_bulk_upload(services, actor, new, received, grouped)
            .map(AcceptOutcome::CheckStarted);
    }
    let accepted = persist::store_file(services, &mut received, &new, |conn, submission| {
        let file = PendingSubmission { submission, file_name: &new.file_name, rows: new.rows_total };
        commit::accept_bulk_upload(conn, services, actor, file, &grouped.groups)
    });
    services.wake.ring();
    match accepted {
        Ok(submission) => {
            persist::log(new.kind.word(), submission, new.rows_total);
            Ok(AcceptOutcome::Accepted(submission))
        }
        // The same form was submitted twice at the same time, and the other request was committed first.
        Err(IntakeError::Store(store::Error::Conflict)) => persist::find_first(services, actor, scope, &new)?
            .map(AcceptOutcome::Accepted)
            .ok_or_else(persist::discarded_error),
        Err(other) => Err(other),
    }
}
