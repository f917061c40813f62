//! The transactions that accept an upload or a bulk upload. The response is sent only after the commit.

use super::form::Fields;
use super::grouping::UploadGroup;
use super::quota::{self, Demand};
use super::rejection::{IntakeError, recheck_permission};
use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission};
use crate::domain::customer::CustomerStatus;
use crate::domain::ids::{CustomerId, SubmissionId, UploadId};
use crate::domain::quantity::counted;
use crate::domain::submission::SubmissionKind;
use crate::store::activity::{self, Personal};
use crate::store::uploads::NewUpload;
use crate::store::{Conn, customers, submissions, uploads};
use crate::uploads::services::Services;

/// The message for an upload to an inactive customer.
pub(crate) const INACTIVE_CUSTOMER: &str = "This customer removed you as a reseller, so you can’t upload devices. \
    Ask the customer to add you again.";

/// The result of submitting a form with a file.
///
/// The form may ask for a check if the file was uploaded before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AcceptOutcome<T> {
    /// The file was accepted. Holds the ID of the upload or the number of the bulk upload.
    Accepted(T),
    /// The file was uploaded before and is being checked. Holds the number of the check.
    CheckStarted(SubmissionId),
}

impl<T> AcceptOutcome<T> {
    /// Converts what the file has become, unless it is being checked.
    pub(crate) fn map<U>(self, convert: impl FnOnce(T) -> U) -> AcceptOutcome<U> {
        match self {
            AcceptOutcome::Accepted(accepted) => AcceptOutcome::Accepted(convert(accepted)),
            AcceptOutcome::CheckStarted(check) => AcceptOutcome::CheckStarted(check),
        }
    }
}

/// The uploads that a file for one customer, or a checked file, has become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UploadOutcome {
    /// An upload: customer ID and upload ID.
    Upload(CustomerId, UploadId),
    /// A bulk upload, by its number.
    Bulk(SubmissionId),
}

/// A submission that is being accepted.
#[derive(Clone, Copy)]
pub(crate) struct PendingSubmission<'a> {
    pub(crate) submission: SubmissionId,
    pub(crate) file_name: &'a str,
    pub(crate) rows: i64,
}

/// Accepts an upload within a transaction. Verifies the permission and the customer again, because both may have
/// changed since the form was shown.
pub(crate) fn accept_upload(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    customer_id: &str,
    file: PendingSubmission<'_>,
    fields: &Fields,
) -> Result<UploadId, IntakeError> {
    let scope = recheck_permission(conn, actor, Permission::UploadDevices)?;
    quota::reserve(conn, services, scope, Demand::Accepted)?;
    let customer = customers::find(conn, scope, customer_id).map_err(IntakeError::not_found)?;
    if customer.status == CustomerStatus::Inactive {
        return Err(IntakeError::field("file", INACTIVE_CUSTOMER));
    }
    let at = services.clock.now();
    submissions::accept(conn, file.submission, at)?;
    let upload = uploads::create(
        conn,
        &NewUpload {
            submission_id: file.submission,
            position: 0,
            customer_key: customer.id,
            stc: fields.sold_to_code.as_ref().map(|code| code.code.clone()),
            stc_alias: fields.sold_to_code.as_ref().map(|code| code.alias.clone()),
            order_number: fields.order_number.clone(),
            order_date: fields.order_date,
            total: file.rows,
            accepted_at: at,
        },
    )?;
    activity::write(
        conn,
        activity::ActivityEntry {
            at,
            actor_key: actor.key,
            reseller_key: scope.reseller(),
            action: Activity::UploadAccepted,
            object: &upload.to_string(),
            detail: &format!("{customer_id}, {}", counted(file.rows, "row", "rows")),
            personal: Personal::text(file.file_name),
        },
    )?;
    Ok(upload)
}

/// Accepts a bulk upload within a transaction. Verifies the permission again, because it may have changed since the
/// form was shown.
pub(crate) fn accept_bulk_upload(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    file: PendingSubmission<'_>,
    groups: &[UploadGroup],
) -> Result<SubmissionId, IntakeError> {
    let scope = recheck_permission(conn, actor, Permission::UploadDevices)?;
    quota::reserve(conn, services, scope, Demand::Accepted)?;
    let at = services.clock.now();
    let submission = file.submission;
    submissions::accept(conn, submission, at)?;
    let new_uploads: Vec<NewUpload> = groups
        .iter()
        .zip(0..)
        .map(|(group, position)| NewUpload {
            submission_id: submission,
            position,
            customer_key: group.customer,
            stc: group.code.clone(),
            stc_alias: group.order.stc_alias.clone(),
            order_number: group.order.number.clone(),
            order_date: group.order.date,
            total: group.rows,
            accepted_at: at,
        })
        .collect();
    uploads::create_all(conn, &new_uploads)?;
    activity::write(
        conn,
        activity::ActivityEntry {
            at,
            actor_key: actor.key,
            reseller_key: scope.reseller(),
            action: Activity::BulkUploadAccepted,
            object: &SubmissionKind::BulkUpload.name(submission),
            detail: &format!(
                "{}, {}",
                counted(file.rows, "row", "rows"),
                counted(new_uploads.len() as i64, "upload", "uploads")
            ),
            personal: Personal::text(file.file_name),
        },
    )?;
    Ok(submission)
}
