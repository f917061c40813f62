//! From a file that has arrived to an upload that is acknowledged. The answer leaves only after the commit.

use super::form::Fields;
pub use super::form::{self, Form};
use super::hand_in::{self, About};
use super::receive::Received;
use super::refused::{self, Told, still_may};
pub use super::refused::{Problem, Refused};
use super::{Desk, check};
use crate::domain::actor::{Actor, Permission};
use crate::domain::customer::CustomerStatus;
use crate::domain::submission::SubmissionKind;
use crate::store::{self, Conn, activity, customers, known_files, submissions, uploads};

/// Why uploads for an inactive customer are refused.
pub const INACTIVE: &str = "This customer removed you as a reseller, so devices cannot be uploaded. \
    Ask the customer to add you again.";

/// What became of a form with a file: an upload (its ID) or bulk action (its number), or a check (its number) where the
/// form asked to be told of a file that was uploaded before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It was accepted.
    Taken(i64),
    /// It is known, and waits as a file that is checked.
    Known(i64),
}

/// Accepts one upload for one customer. Blocking: it reads the whole file.
/// The same form key with the same file and fields gives the first upload again.
pub fn accept(
    desk: &Desk,
    actor: &Actor,
    customer_id: &str,
    mut received: Received,
    form: &Form,
) -> Result<Accepted, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let customer =
        desk.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(Refused::not_found)?;
    let fields = desk.db.read(|conn| form::read(conn, desk, scope, actor, form))?;
    let told =
        Told { kind: SubmissionKind::Upload, customer_id, file_name: &form.file_name, bytes: received.bytes };
    if customer.status == CustomerStatus::Inactive {
        return Err(refused::file(desk, actor, told, INACTIVE)?);
    }
    let survey = refused::survey(desk, actor, &mut received, told)?;
    let about = About {
        kind: SubmissionKind::Upload,
        customer: Some(customer.id),
        file_name: &form.file_name,
        form_key: form.form_key.as_deref(),
        fields: &[&form.sold_to_code, &form.order_number, &form.order_date],
        groups: String::new(),
    };
    let new = hand_in::submission(desk, actor, scope, &received, &survey, about)?;
    let first = || match hand_in::first_of(desk, actor, scope, &new)? {
        Some(submission) => desk.db.read(|conn| uploads::of_submission(conn, scope, submission)).map(Some),
        None => Ok(None),
    };
    if let Some(upload) = first()? {
        return Ok(Accepted::Taken(upload));
    }
    let fields = fields.map_err(Refused::Form)?;
    let known = |conn: &mut Conn| known_files::find(conn, scope, new.customer_id, &received.sha256);
    if form.asks_if_known && desk.db.read(known)?.is_some() {
        return check::keep_one(desk, actor, new, received, fields, form).map(Accepted::Known);
    }
    let taken = hand_in::write(desk, &mut received, &new, |conn, submission| {
        let file = Accepting { submission, file_name: &new.file_name, rows: new.rows_total };
        Ok((submission, take(conn, desk, actor, customer_id, file, &fields)?))
    });
    desk.wake.ring();
    match taken {
        Ok((submission, upload)) => {
            hand_in::log(new.kind, submission, new.rows_total);
            Ok(Accepted::Taken(upload))
        }
        // The same form came in twice at once; the other one was first.
        Err(Refused::Store(store::Error::Conflict)) => {
            first()?.map(Accepted::Taken).ok_or_else(hand_in::gone_again)
        }
        Err(Refused::Form(problems)) => {
            // The customer became inactive while the file arrived.
            for problem in &problems {
                refused::record(desk, actor, told, &problem.sentence)?;
            }
            Err(Refused::Form(problems))
        }
        Err(other) => Err(other),
    }
}

/// A submission that becomes accepted.
#[derive(Clone, Copy)]
pub(super) struct Accepting<'a> {
    pub submission: i64,
    pub file_name: &'a str,
    pub rows: i64,
}

/// The transaction that accepts. Permission and customer are looked at again: both may have changed since the form.
pub(super) fn take(
    conn: &mut Conn,
    desk: &Desk,
    actor: &Actor,
    customer_id: &str,
    file: Accepting<'_>,
    fields: &Fields,
) -> Result<i64, Refused> {
    let scope = still_may(conn, actor, Permission::UploadDevices)?;
    let customer = customers::find(conn, scope, customer_id).map_err(Refused::not_found)?;
    if customer.status == CustomerStatus::Inactive {
        return Err(Refused::field("file", INACTIVE));
    }
    let at = desk.clock.now();
    submissions::any_accept(conn, file.submission, at)?;
    let upload = uploads::create(
        conn,
        &uploads::NewUpload {
            submission_id: file.submission,
            position: 0,
            customer_id: customer.id,
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
        activity::Entry {
            at,
            person_id: Some(actor.person),
            reseller_id: Some(scope.reseller()),
            action: "upload.accepted",
            object: &upload.to_string(),
            detail: &format!("{customer_id}: {} ({} rows)", file.file_name, file.rows),
        },
    )?;
    Ok(upload)
}
