//! Accepting an upload for one customer. The response is sent only after the commit.

use super::check;
use super::commit::{self, Accepting, INACTIVE};
use super::form;
use super::incoming_file::Received;
use super::persist::{self, About};
use super::refusal::{self, Told};
use crate::domain::actor::Actor;
use crate::domain::customer::CustomerStatus;
use crate::domain::submission::SubmissionKind;
use crate::store::submissions::duplicate_files;
use crate::store::{self, Conn, customers, uploads};
use crate::uploads::services::Services;

pub use super::commit::Accepted;
pub use super::form::Form;
pub use super::refusal::{Problem, Refused};

/// Accepts an upload for one customer. It blocks, because it reads the whole file.
///
/// The same form key with the same file and fields returns the first upload again.
pub fn accept(
    services: &Services,
    actor: &Actor,
    customer_id: &str,
    mut received: Received,
    form: &Form,
) -> Result<Accepted, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let customer =
        services.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(Refused::not_found)?;
    let fields = services.db.read(|conn| form::read(conn, services, scope, actor, form))?;
    let description =
        Told { kind: SubmissionKind::Upload, customer_id, file_name: &form.file_name, bytes: received.bytes };
    if customer.status == CustomerStatus::Inactive {
        return Err(refusal::file(services, actor, description, INACTIVE)?);
    }
    let survey = refusal::survey(services, actor, &mut received, description)?;
    let about = About {
        kind: SubmissionKind::Upload,
        customer: Some(customer.id),
        file_name: &form.file_name,
        form_key: form.form_key.as_deref(),
        fields: &[&form.sold_to_code, &form.order_number, &form.order_date],
        groups: String::new(),
    };
    let new = persist::submission(services, actor, scope, &received, &survey, about)?;
    let first = || match persist::first_of(services, actor, scope, &new)? {
        Some(submission) => {
            services.db.read(|conn| uploads::of_submission(conn, scope, submission)).map(Some)
        }
        None => Ok(None),
    };
    if let Some(upload) = first()? {
        return Ok(Accepted::Taken(upload));
    }
    let fields = fields.map_err(Refused::Form)?;
    let known = |conn: &mut Conn| duplicate_files::find(conn, scope, new.customer_key, &received.sha256);
    if form.asks_if_known && services.db.read(known)?.is_some() {
        return check::keep_one(services, actor, new, received, fields, form).map(Accepted::Known);
    }
    let taken = persist::write(services, &mut received, &new, |conn, submission| {
        let file = Accepting { submission, file_name: &new.file_name, rows: new.rows_total };
        Ok((submission, commit::upload(conn, services, actor, customer_id, file, &fields)?))
    });
    services.wake.ring();
    match taken {
        Ok((submission, upload)) => {
            persist::log(new.kind, submission, new.rows_total);
            Ok(Accepted::Taken(upload))
        }
        // The same form arrived twice at once, and the other request was first.
        Err(Refused::Store(store::Error::Conflict)) => {
            first()?.map(Accepted::Taken).ok_or_else(persist::gone_again)
        }
        Err(Refused::Form(problems)) => {
            // The customer became inactive while the file was being received.
            for problem in &problems {
                refusal::record(services, actor, description, &problem.sentence)?;
            }
            Err(Refused::Form(problems))
        }
        Err(other) => Err(other),
    }
}
