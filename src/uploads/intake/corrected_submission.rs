//! Submits lines that a person corrected in the browser, in the same way as a file.

use super::bulk_upload;
use super::commit::{AcceptOutcome, UploadOutcome};
use super::corrected_list::{self, CorrectedLine};
use super::deletion::{self, DeletionSource};
use super::form::Form;
use super::open_lines::OpenLines;
use super::rejection::IntakeError;
use super::upload;
use crate::domain::actor::Actor;
use crate::domain::submission::SubmissionKind;
use crate::store::submissions::drafts::Draft;
use crate::uploads::services::Services;

/// The submission that the corrected lines became.
pub(crate) enum CorrectedSubmission {
    /// An upload or a bulk upload.
    Upload(UploadOutcome),
    /// A deletion that waits for confirmation.
    Deletion(Draft),
}

/// The form's fields other than the lines.
pub(crate) struct Fields {
    /// Alias of a sold-to code. Empty for none.
    pub(crate) sold_to_code: String,
    /// Key that distinguishes a double click from a second submission.
    pub(crate) form_key: Option<String>,
}

/// Submits corrected lines of `open`.
pub(crate) fn submit(
    services: &Services,
    actor: &Actor,
    open: &OpenLines,
    lines: &[CorrectedLine],
    fields: Fields,
) -> Result<CorrectedSubmission, IntakeError> {
    let received = corrected_list::write(services, open, lines)?;
    let name = &open.list_name;
    let customer = open.customer.as_ref().map(|customer| customer.customer_id);
    match (open.kind, customer) {
        (SubmissionKind::Upload, Some(customer)) => {
            let form = Form {
                file_name: name.clone(),
                sold_to_code: fields.sold_to_code,
                form_key: fields.form_key,
                ..Form::default()
            };
            match upload::accept(services, actor, customer.as_str(), received, &form)? {
                AcceptOutcome::Accepted(outcome) => Ok(CorrectedSubmission::Upload(outcome)),
                // The form doesn't ask for a check of a file that was uploaded before.
                AcceptOutcome::CheckStarted(_) => Err(IntakeError::NotFound),
            }
        }
        (SubmissionKind::BulkUpload, _) => {
            let key = fields.form_key.as_deref();
            match bulk_upload::accept(services, actor, received, name, key, false)? {
                AcceptOutcome::Accepted(number) => {
                    Ok(CorrectedSubmission::Upload(UploadOutcome::Bulk(number)))
                }
                AcceptOutcome::CheckStarted(_) => Err(IntakeError::NotFound),
            }
        }
        (SubmissionKind::Deletion, Some(customer)) => {
            let source = DeletionSource::File(received, name.clone());
            let token = deletion::create_draft(services, actor, customer.as_str(), source)?;
            deletion::find(services, actor, &token).map(CorrectedSubmission::Deletion)
        }
        (SubmissionKind::BulkDeletion, _) => {
            let token = deletion::create_bulk_draft(services, actor, received, name)?;
            deletion::find(services, actor, &token).map(CorrectedSubmission::Deletion)
        }
        (SubmissionKind::Upload | SubmissionKind::Deletion, None) => Err(IntakeError::NotFound),
    }
}
