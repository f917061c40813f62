//! From a file that has arrived to an upload that is acknowledged. The answer leaves only after the commit.

use std::io::{Read, Seek};

use sha2::{Digest, Sha256};

use super::Desk;
use super::form::{self, Fields};
pub use super::form::{Form, Problem};
use super::receive::Received;
use crate::domain::actor::{Actor, Permission, Role, Scope};
use crate::domain::customer::CustomerStatus;
use crate::domain::manifest::{self, Limits, Survey, Trouble};
use crate::store::submissions::{NewSubmission, phase};
use crate::store::{self, Conn, activity, customers, submission_files, submissions, uploads};

/// Why nothing was accepted.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The form has to be mended.
    #[error("the form has problems: {0:?}")]
    Form(Vec<Problem>),
    /// The person may not upload for this customer any more, or the customer is not there.
    #[error("not found")]
    NotFound,
    /// No permission.
    #[error("forbidden")]
    Forbidden,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Why uploads for an inactive customer are refused.
pub const INACTIVE: &str = "This customer removed you as a reseller, so devices cannot be uploaded. \
    Ask the customer to add you again.";

/// Accepts one upload for one customer and gives its upload ID. Blocking: it reads the whole file.
/// The same form key with the same file and fields gives the first upload again.
pub fn accept(
    desk: &Desk,
    actor: &Actor,
    customer_id: &str,
    received: Received,
    form: &Form,
) -> Result<i64, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let customer = desk.db.read(|conn| customers::find(conn, scope, customer_id)).map_err(not_found)?;
    let fields = desk.db.read(|conn| form::read(conn, desk, scope, actor, form))?;
    if customer.status == CustomerStatus::Inactive {
        return Err(refuse_file(desk, actor, customer_id, &received, form, INACTIVE.to_owned())?);
    }
    let mut received = received;
    let limits =
        Limits { max_bytes: desk.config.max_file_bytes, max_rows: desk.config.max_rows, ..Limits::default() };
    let survey = match manifest::survey(&mut received.file, &limits) {
        Ok(survey) => survey,
        Err(Trouble::Io(error)) => return Err(error.into()),
        Err(Trouble::Refused(refusal)) => {
            return Err(refuse_file(desk, actor, customer_id, &received, form, refusal.sentence())?);
        }
    };
    let new = new_submission(desk, actor, scope, customer.id, &received, form, &survey)?;
    let first = |conn: &mut Conn| match &form.form_key {
        Some(key) => submissions::of_form(conn, scope, actor.person, key, &new.form_sha256),
        None => Ok(None),
    };
    if let Some(upload) = desk.db.read(first)? {
        return Ok(upload);
    }
    let fields = fields.map_err(Refused::Form)?;
    let bytes = received.bytes;
    let written = write(desk, actor, customer_id, received, &new, &fields);
    desk.wake.ring();
    if let Err(Refused::Form(problems)) = &written {
        // The customer became inactive while the file arrived.
        for problem in problems {
            record_refusal(desk, actor, customer_id, &form.file_name, bytes, &problem.sentence)?;
        }
    }
    match written {
        // The same form came in twice at once; the other one was first.
        Err(Refused::Store(store::Error::Conflict)) => desk.db.read(first)?.ok_or(Refused::NotFound),
        other => other,
    }
}

fn not_found(error: store::Error) -> Refused {
    match error {
        store::Error::NotFound => Refused::NotFound,
        other => Refused::Store(other),
    }
}

/// Nothing of a refused file is stored, but one entry tells that it was there, so that support can answer.
fn refuse_file(
    desk: &Desk,
    actor: &Actor,
    customer_id: &str,
    received: &Received,
    form: &Form,
    sentence: String,
) -> Result<Refused, store::Error> {
    record_refusal(desk, actor, customer_id, &form.file_name, received.bytes, &sentence)?;
    Ok(Refused::Form(vec![Problem { field: "file", sentence }]))
}

/// Writes down that a file was refused as a whole: who, which customer, file name, size in bytes, why.
pub fn record_refusal(
    desk: &Desk,
    actor: &Actor,
    customer_id: &str,
    file_name: &str,
    bytes: u64,
    sentence: &str,
) -> Result<(), store::Error> {
    let detail = format!("{file_name} ({bytes} bytes): {sentence}");
    desk.db.write(|conn| {
        let entry = activity::Entry {
            at: desk.clock.now(),
            person_id: Some(actor.person),
            reseller_id: actor.scope().map(Scope::reseller),
            action: "upload.refused",
            object: customer_id,
            detail: &detail,
        };
        activity::write(conn, entry)
    })
}

fn new_submission(
    desk: &Desk,
    actor: &Actor,
    scope: Scope,
    customer: i64,
    received: &Received,
    form: &Form,
    survey: &Survey,
) -> Result<NewSubmission, Refused> {
    let mut form_hash = Sha256::new();
    form_hash.update(&received.sha256);
    for field in
        [&customer.to_string(), &form.sold_to_code, &form.order_number, &form.order_date, &form.file_name]
    {
        form_hash.update((field.len() as u64).to_le_bytes());
        form_hash.update(field);
    }
    let layout = serde_json::to_string(&survey.layout).map_err(|e| store::Error::Database(e.to_string()))?;
    Ok(NewSubmission {
        kind: submissions::UPLOAD,
        reseller_id: scope.reseller(),
        customer_id: Some(customer),
        person_id: actor.person,
        file_name: form.file_name.clone(),
        file_bytes: received.bytes as i64,
        file_sha256: received.sha256.clone(),
        form_key: form.form_key.clone(),
        form_sha256: form_hash.finalize().to_vec(),
        layout,
        understood: survey.layout.describe(),
        verification: desk.config.verification.word().to_owned(),
        phase: phase::RECEIVING,
        rows_total: survey.rows as i64,
        created_at: desk.clock.now(),
        progressed_at: desk.clock.now(),
    })
}

/// A file of one part goes in with its upload in one transaction; a larger one part by part, under a submission
/// that counts for nothing until the last transaction accepts it.
fn write(
    desk: &Desk,
    actor: &Actor,
    customer_id: &str,
    mut received: Received,
    new: &NewSubmission,
    fields: &Fields,
) -> Result<i64, Refused> {
    received.file.rewind()?;
    let mut part = next_part(&mut received.file)?;
    if received.bytes <= submission_files::PART as u64 {
        return desk.db.write(|conn| {
            let submission = submissions::create(conn, new)?;
            submission_files::any_put(conn, submission, 0, &part)?;
            take(conn, desk, actor, customer_id, submission, new, fields)
        });
    }
    let submission = desk.db.write(|conn| submissions::create(conn, new))?;
    let written = (|| {
        for number in 0.. {
            if part.is_empty() {
                break;
            }
            desk.db.write(|conn| submission_files::any_put(conn, submission, number, &part))?;
            part = next_part(&mut received.file)?;
        }
        desk.db.write(|conn| take(conn, desk, actor, customer_id, submission, new, fields))
    })();
    if written.is_err() {
        // Best effort: housekeeping removes what stays behind.
        let _ = desk.db.write(|conn| submissions::any_forget(conn, submission));
    }
    written
}

fn next_part(file: &mut std::fs::File) -> std::io::Result<Vec<u8>> {
    let mut part = Vec::new();
    file.take(submission_files::PART as u64).read_to_end(&mut part)?;
    Ok(part)
}

/// The transaction that accepts. Permission and customer are looked at again: both may have changed since the form.
fn take(
    conn: &mut Conn,
    desk: &Desk,
    actor: &Actor,
    customer_id: &str,
    submission: i64,
    new: &NewSubmission,
    fields: &Fields,
) -> Result<i64, Refused> {
    let scope = actor.scope().ok_or(Refused::Forbidden)?;
    let person = store::people::any_find(conn, actor.person).map_err(|_| Refused::Forbidden)?;
    if !Role::from_word(&person.role).is_some_and(|role| role.may(Permission::UploadDevices)) {
        return Err(Refused::Forbidden);
    }
    let customer = customers::find(conn, scope, customer_id).map_err(not_found)?;
    if customer.status == CustomerStatus::Inactive {
        return Err(Refused::Form(vec![Problem { field: "file", sentence: INACTIVE.to_owned() }]));
    }
    let at = desk.clock.now();
    submissions::any_accept(conn, submission, at)?;
    let upload = uploads::create(
        conn,
        &uploads::NewUpload {
            submission_id: submission,
            position: 0,
            customer_id: customer.id,
            stc: fields.sold_to_code.as_ref().map(|code| code.code.clone()),
            stc_alias: fields.sold_to_code.as_ref().map(|code| code.alias.clone()),
            order_number: fields.order_number.clone(),
            order_date: fields.order_date,
            total: new.rows_total,
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
            detail: &format!("{customer_id}: {} ({} rows)", new.file_name, new.rows_total),
        },
    )?;
    Ok(upload)
}
