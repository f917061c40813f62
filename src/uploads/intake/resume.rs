//! Submits an undecided list once a person has decided how to read it.

use super::bulk_upload;
use super::check;
use super::commit::{AcceptOutcome, UploadOutcome};
use super::deletion::{self, DeletionSource};
use super::incoming_file::ReceivedFile;
use super::rejection::IntakeError;
use super::undecided;
use super::upload;
use crate::domain::actor::Actor;
use crate::domain::ids::{CustomerId, SubmissionId, UploadId};
use crate::domain::submission::SubmissionKind;
use crate::store::customers;
use crate::store::undecided_lists::UndecidedList;
use crate::uploads::services::Services;

/// The submission that a list became.
pub(crate) enum ResumedSubmission {
    /// An upload: customer ID and upload ID.
    Upload(CustomerId, UploadId),
    /// A bulk upload, by its number.
    Bulk(SubmissionId),
    /// A check, by its number.
    Check(SubmissionId),
    /// A deletion that is waiting for confirmation, by the token of its draft.
    Deletion(String),
}

/// Submits a list in the same way as the form, with the decisions in `received`. Returns [`IntakeError::Undecided`] if
/// the decisions leave questions open.
pub(crate) fn resume(
    services: &Services,
    actor: &Actor,
    list: &UndecidedList,
    received: ReceivedFile,
    is_check: bool,
) -> Result<ResumedSubmission, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let form = undecided::form(list)?;
    let name = &list.file_name;
    let customer = match list.customer {
        Some(key) => Some(services.db.read(|conn| customers::find_by_key(conn, scope, key))?.customer_id),
        None => None,
    };
    match (list.kind, customer) {
        (SubmissionKind::Upload, Some(customer)) if is_check => {
            check::check_upload(services, actor, customer.as_str(), received, &form)
                .map(ResumedSubmission::Check)
        }
        (SubmissionKind::Upload, Some(customer)) => {
            match upload::accept(services, actor, customer.as_str(), received, &form)? {
                AcceptOutcome::Accepted(UploadOutcome::Upload(customer, upload)) => {
                    Ok(ResumedSubmission::Upload(customer, upload))
                }
                AcceptOutcome::Accepted(UploadOutcome::Bulk(number)) => Ok(ResumedSubmission::Bulk(number)),
                AcceptOutcome::CheckStarted(check) => Ok(ResumedSubmission::Check(check)),
            }
        }
        (SubmissionKind::BulkUpload, _) if is_check => {
            check::check_bulk_upload(services, actor, received, name).map(ResumedSubmission::Check)
        }
        (SubmissionKind::BulkUpload, _) => {
            let (key, is_asked) = (form.form_key.as_deref(), form.is_check_required_if_duplicate);
            match bulk_upload::accept(services, actor, received, name, key, is_asked)? {
                AcceptOutcome::Accepted(number) => Ok(ResumedSubmission::Bulk(number)),
                AcceptOutcome::CheckStarted(check) => Ok(ResumedSubmission::Check(check)),
            }
        }
        (SubmissionKind::Deletion, Some(customer)) => {
            let source = DeletionSource::File(received, name.clone());
            deletion::create_draft(services, actor, customer.as_str(), source)
                .map(ResumedSubmission::Deletion)
        }
        (SubmissionKind::BulkDeletion, _) => {
            deletion::create_bulk_draft(services, actor, received, name).map(ResumedSubmission::Deletion)
        }
        (SubmissionKind::Upload | SubmissionKind::Deletion, None) => Err(IntakeError::NotFound),
    }
}
