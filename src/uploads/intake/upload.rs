//! Accepts uploads for one customer. The response is sent only after the commit.

use super::bulk_upload::{self, BulkFile};
use super::check;
use super::commit::{self, INACTIVE_CUSTOMER, PendingSubmission, UploadOutcome};
use super::form;
use super::incoming_file::ReceivedFile;
use super::list_orders::{self, ListOrders};
use super::order_takeover;
use super::persist::{self, SubmissionDetails};
use super::reading;
use super::rejection::{self, FileDescription};
use crate::domain::actor::Actor;
use crate::domain::customer::CustomerStatus;
use crate::domain::submission::SubmissionKind;
use crate::domain::word::Word;
use crate::store::submissions::duplicate_files;
use crate::store::{self, Conn, customers, uploads};
use crate::uploads::check_record::to_json;
use crate::uploads::services::Services;

pub(crate) use super::commit::AcceptOutcome;
pub(crate) use super::form::Form;
pub(crate) use super::rejection::IntakeError;

/// Accepts an upload for one customer. Blocks while reading the whole file.
///
/// If the same file and fields were submitted before with the same form key, returns the existing upload.
pub(crate) fn accept(
    services: &Services,
    actor: &Actor,
    customer_id: &str,
    mut received: ReceivedFile,
    form: &Form,
) -> Result<AcceptOutcome<UploadOutcome>, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let customer =
        services.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(IntakeError::not_found)?;
    let fields = services.db.read(|conn| form::validate(conn, services, scope, actor, form))?;
    let description = FileDescription {
        kind: SubmissionKind::Upload,
        is_check: false,
        customer_id,
        file_name: &form.file_name,
        bytes: received.bytes,
    };
    if customer.status == CustomerStatus::Inactive {
        return Err(rejection::record_and_reject(services, actor, description, INACTIVE_CUSTOMER)?);
    }
    let survey = reading::survey_file(services, actor, &mut received, description, form)?;
    let source = (&received.file, &survey.layout);
    let orders = fields
        .map(|fields| list_orders::resolve(services, scope, (customer.id, customer_id), source, fields));
    let fields = match orders {
        Ok(orders) => match orders? {
            ListOrders::One(fields, named) => Ok((fields, named)),
            ListOrders::Several(grouped) => {
                list_orders::require_split(services, actor, description, form)?;
                let file = BulkFile { received, survey, customer_id, form };
                let accepted = bulk_upload::accept_grouped(services, actor, scope, file, grouped)?;
                return Ok(accepted.map(UploadOutcome::Bulk));
            }
        },
        Err(problems) => Err(problems),
    };
    let details = SubmissionDetails {
        kind: SubmissionKind::Upload,
        customer: Some(customer.id),
        file_name: &form.file_name,
        form_key: form.form_key.as_deref(),
        fields: &[&form.sold_to_code, &form.order_number, &form.order_date],
        groups: String::new(),
    };
    let mut new = persist::new_submission(services, actor, scope, &received, &survey, details)?;
    let unsent = new.clone();
    let first = || match persist::find_first(services, actor, scope, &unsent)? {
        Some(submission) => {
            let upload = services.db.read(|conn| uploads::find_of_submission(conn, scope, submission))?;
            Ok::<_, IntakeError>(Some(UploadOutcome::Upload(customer.customer_id, upload)))
        }
        None => Ok(None),
    };
    if let Some(upload) = first()? {
        return Ok(AcceptOutcome::Accepted(upload));
    }
    let mut form = form.clone();
    let (fields, named) = fields.map_err(IntakeError::Form)?;
    let fields = order_takeover::complete(services, actor, &mut new, &mut form, fields)?;
    let named = named.map(|named| named.with_defaults(list_orders::of_fields(&fields)));
    new.row_routing = named.as_ref().map_or_else(|| Ok(String::new()), to_json)?;
    let duplicate = |conn: &mut Conn| duplicate_files::find(conn, scope, new.customer_key, &received.sha256);
    if form.is_check_required_if_duplicate && services.db.read(duplicate)?.is_some() {
        return check::store_upload(services, actor, new, received, (fields, named), &form)
            .map(AcceptOutcome::CheckStarted);
    }
    let accepted = persist::store_file(services, &mut received, &new, |conn, submission| {
        let file = PendingSubmission { submission, file_name: &new.file_name, rows: new.rows_total };
        Ok((submission, commit::accept_upload(conn, services, actor, customer_id, file, &fields)?))
    });
    services.wake.ring();
    match accepted {
        Ok((submission, upload)) => {
            persist::log(new.kind.word(), submission, new.rows_total);
            Ok(AcceptOutcome::Accepted(UploadOutcome::Upload(customer.customer_id, upload)))
        }
        // The same form was submitted twice at the same time, and the other request was committed first.
        Err(IntakeError::Store(store::Error::Conflict)) => {
            first()?.map(AcceptOutcome::Accepted).ok_or_else(persist::discarded_error)
        }
        Err(IntakeError::Form(problems)) => {
            // The customer became inactive while the file was being received.
            for problem in &problems {
                rejection::record(services, actor, description, &problem.message)?;
            }
            Err(IntakeError::Form(problems))
        }
        Err(other) => Err(other),
    }
}
