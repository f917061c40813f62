//! Lets a person read the stored file of a finished submission or check in another way. The result is a separate
//! submission.

use std::io::{Seek, SeekFrom};

use serde_json as json;

use super::form::Form;
use super::incoming_file::{ReadingChoices, ReceivedFile};
use super::rejection::{FileDescription, IntakeError};
use super::sheet_cache::SheetCache;
use super::undecided;
use crate::domain::actor::{Actor, Scope};
use crate::domain::ids::SubmissionId;
use crate::domain::manifest::bulk::Order;
use crate::domain::manifest::{Cancellation, Decisions, Layout};
use crate::domain::submission::SubmissionKind;
use crate::store::submissions::{again, checks};
use crate::store::{self, customers, uploads};
use crate::uploads::check_record::one_customer;
use crate::uploads::services::Services;
use crate::uploads::stored_file;

/// Stores the file of a submission as an undecided list, and returns the list's token.
///
/// Returns [`IntakeError::NotFound`] if the file is no longer stored, and [`IntakeError::Forbidden`] if the actor may
/// not submit such lists.
pub(crate) fn start(services: &Services, actor: &Actor, number: SubmissionId) -> Result<String, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let stored = services.db.read(|conn| again::find(conn, scope, number)).map_err(IntakeError::not_found)?;
    if !actor.may(undecided::permission(stored.kind)) {
        return Err(IntakeError::Forbidden);
    }
    let layout: Layout = json::from_str(&stored.layout).map_err(inconsistent)?;
    // A list for one customer with several orders was stored as a bulk action.
    let one = one_customer(&stored.row_routing).filter(|_| stored.kind == SubmissionKind::BulkUpload);
    let kind = one.as_ref().map_or(stored.kind, |_| SubmissionKind::Upload);
    let customer_id = match (stored.customer, &one) {
        (Some(key), _) => {
            services.db.read(|conn| customers::find_by_key(conn, scope, key))?.customer_id.to_string()
        }
        (None, Some(one)) => one.id.clone(),
        (None, None) => String::new(),
    };
    let form = match one {
        Some(one) => of_order(one.defaults),
        None => form(services, scope, number, stored.kind)?,
    };
    let mut file = stored_file::fetch::<IntakeError>(services, number)?;
    let bytes = file.seek(SeekFrom::End(0))?;
    let description = FileDescription {
        kind,
        is_check: false,
        customer_id: &customer_id,
        file_name: &stored.file_name,
        bytes,
    };
    // A workbook is stored as the lines of its sheet, and names of columns have been looked up.
    let decisions = Decisions { sheet: None, named_columns: Vec::new(), ..layout.decisions };
    let received = ReceivedFile {
        file: file.try_clone()?,
        bytes,
        sha256: stored.file_sha256,
        is_pasted: layout.is_pasted,
        unpacked: layout.workbook,
        sheets: SheetCache::default(),
        reading: Box::new(ReadingChoices { decisions, ..ReadingChoices::default() }),
        cancellation: Cancellation::default(),
    };
    let form = Form { file_name: stored.file_name.clone(), ..form };
    undecided::store(services, actor, (&mut file, &received), description, &form, notice(kind))
}

/// Returns the form fields of the submission: its order and its sold-to code.
fn form(
    services: &Services,
    scope: Scope,
    number: SubmissionId,
    kind: SubmissionKind,
) -> Result<Form, IntakeError> {
    if kind != SubmissionKind::Upload {
        return Ok(Form::default());
    }
    let at = services.clock.now();
    match services.db.read(|conn| checks::find(conn, scope, number, at)) {
        Ok(check) => Ok(json::from_str(&check.fields).map_err(inconsistent)?),
        Err(store::Error::NotFound) => {
            let upload = services.db.read(|conn| {
                let id = uploads::find_of_submission(conn, scope, number)?;
                uploads::find(conn, scope, id)
            })?;
            let (number, date, stc_alias) = (upload.order_number, upload.order_date, upload.stc_alias);
            Ok(of_order(Order { number, date, stc_alias }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns the form fields of an order.
fn of_order(order: Order) -> Form {
    Form {
        sold_to_code: order.stc_alias.unwrap_or_default(),
        order_number: order.number.unwrap_or_default(),
        order_date: order.date.map(|date| date.to_string()).unwrap_or_default(),
        ..Form::default()
    }
}

fn notice(kind: SubmissionKind) -> &'static str {
    if kind.is_deletion() {
        "This is a new deletion with the same file. Devices that you’ve already deleted will be reported as not found."
    } else {
        "This is a new upload of the same file. Devices that you’ve already uploaded will be reported as already uploaded."
    }
}

fn inconsistent(error: json::Error) -> IntakeError {
    store::Error::inconsistent(error.to_string()).into()
}
