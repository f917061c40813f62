//! The page that asks for confirmation before devices are deleted. It shows how many devices will be deleted, which
//! customer they belong to, and the number to type.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::http::{Error, State, run_blocking};
use crate::store::customers::CustomerRow;
use crate::store::submissions::drafts::Draft;
use crate::uploads::intake::deletion;
use crate::web::page::flash::Flash;
use crate::web::page::format::{counted, number};
use crate::web::page::forms::FormState;
use crate::web::page::frame::Frame;
use crate::web::page::respond::{self, RejectedForm};
use crate::web::parts::submission_line;
use crate::web::urls;

#[derive(Template)]
#[template(path = "deletions/confirm.html")]
struct ConfirmPage {
    /// The title and the label of the button, such as "Delete 412 devices".
    what: String,
    /// The customer's name and ID, or a phrase for many customers.
    context: String,
    /// The sentence that explains what deleting the devices does.
    effect: String,
    is_file: bool,
    source: String,
    lines: String,
    label: String,
    is_one: bool,
    action: String,
    back_url: String,
    back_label: String,
    form: FormState,
    frame: Frame,
}

/// The customers whose devices are deleted.
pub(crate) enum DeletionTarget<'a> {
    /// One customer.
    Customer(&'a CustomerRow),
    /// The customers named in the file of a bulk action.
    Many,
}

/// Asks for confirmation, or accepts the deletion if the number has been typed. If the number is wrong, asks again with
/// status 422, or with 429 if a quota has been reached.
pub(crate) async fn respond(
    state: &web::Data<State>,
    frame: Frame,
    target: DeletionTarget<'_>,
    draft: Draft,
    typed: &str,
) -> Result<HttpResponse, Error> {
    let mut form = FormState::new().with("draft", &draft.token).with("confirm", typed);
    if typed.is_empty() {
        return respond::page(&page(frame, target, &draft, form));
    }
    let (actor, services) = (frame.actor()?.clone(), state.services.clone());
    let (confirmed, typed) = (draft.clone(), typed.to_owned());
    match run_blocking(move || deletion::confirm(&services, &actor, &confirmed, &typed)).await? {
        Ok(id) => {
            let kind = draft.kind;
            let flash = if kind.is_bulk() { Flash::BulkStarted(id) } else { Flash::DeletionStarted(id) };
            Ok(respond::see_other_with(&submission_line::url(kind, id), flash))
        }
        Err(error) => {
            form.reject_intake(error)?;
            RejectedForm::default().with(&form).respond(&page(frame, target, &draft, form))
        }
    }
}

fn page(frame: Frame, target: DeletionTarget<'_>, draft: &Draft, form: FormState) -> ConfirmPage {
    let is_file = !draft.file_name.is_empty();
    let owner = match target {
        DeletionTarget::Customer(customer) => customer.company_name.as_str(),
        DeletionTarget::Many => "their customers",
    };
    let effect = if draft.rows == 1 && !is_file {
        format!("The device will be removed from {owner} and its configuration erased.")
    } else {
        format!("The devices will be removed from {owner} and their configuration erased.")
    };
    let (context, action, back_url, back_label) = match target {
        DeletionTarget::Customer(customer) => (
            format!("From {} · {}", customer.company_name, customer.customer_id),
            urls::deletions(customer.customer_id),
            urls::customer_uploads(customer.customer_id),
            customer.company_name.clone(),
        ),
        DeletionTarget::Many => (
            "From the customers named in the file".to_owned(),
            urls::BULK_DELETIONS.to_owned(),
            urls::BULK_DELETE.to_owned(),
            "Bulk actions".to_owned(),
        ),
    };
    ConfirmPage {
        what: format!("Delete {}", counted(draft.rows, "device", "devices")),
        context,
        effect,
        is_file,
        source: if is_file { draft.file_name.clone() } else { draft.reading_description.clone() },
        lines: counted(draft.rows, "line", "lines"),
        label: format!("Type {} to confirm", number(draft.rows)),
        is_one: draft.rows == 1 && !is_file,
        action,
        back_url,
        back_label,
        form,
        frame,
    }
}

/// The message for a draft that has expired.
pub(crate) const EXPIRED: &str = "This page has expired. Select the devices again.";
