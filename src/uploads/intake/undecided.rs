//! Undecided lists: files that can be read in several ways. Each waits until the person who submitted it decides how to
//! read it.

use std::fs::File;
use std::io::{Read, Seek};

use chrono::Duration;
use serde_json as json;

use super::form::Form;
use super::incoming_file::{IncomingFile, ReadingChoices, ReceiveError, ReceivedFile};
use super::quota::{self, Demand};
use super::rejection::{FileDescription, IntakeError, recheck_permission};
use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission};
use crate::domain::ids::SubmissionId;
use crate::domain::manifest::{Decisions, decision_text};
use crate::domain::submission::SubmissionKind;
use crate::domain::word::Word;
use crate::store::activity::{self, Personal};
use crate::store::submissions::NewSubmission;
use crate::store::submissions::files::PART_BYTES;
use crate::store::undecided_lists::{self, NewUndecidedList, UndecidedList};
use crate::store::{self, Conn, customers};
use crate::uploads::services::Services;

/// Period during which a person can decide how to read a list.
const LIFETIME: Duration = Duration::hours(24);

/// Maximum time for storing a list's parts. After that, housekeeping removes them.
const STORING_TIME: Duration = Duration::minutes(10);

/// Returns the permission that a person needs to submit a list.
pub(crate) fn permission(kind: SubmissionKind) -> Permission {
    if kind.is_deletion() { Permission::DeleteDevices } else { Permission::UploadDevices }
}

/// Stores a file until the person decides how to read it. Returns the list's token. If the same file is already
/// waiting, returns the token of that list. The page shows the notice above the questions.
pub(super) fn store(
    services: &Services,
    actor: &Actor,
    (original, received): (&mut File, &ReceivedFile),
    description: FileDescription<'_>,
    form: &Form,
    notice: &str,
) -> Result<String, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let customer = match description.customer_id {
        "" => None,
        id => Some(
            services.db.read(|conn| customers::find(conn, scope, id)).map_err(IntakeError::not_found)?.id,
        ),
    };
    let (at, token) = (services.clock.now(), uuid::Uuid::new_v4().simple().to_string());
    // With this key, a double click on the page creates only one upload.
    let form_key = form.form_key.clone().unwrap_or_else(|| token.clone());
    let is_single = description.bytes <= PART_BYTES as u64;
    let mut new = NewUndecidedList {
        token: token.clone(),
        reseller_key: scope.reseller().ok_or(IntakeError::Forbidden)?,
        actor_key: actor.key,
        customer_key: customer,
        kind: description.kind,
        file_name: description.file_name.to_owned(),
        file_bytes: description.bytes as i64,
        file_sha256: received.sha256.clone(),
        is_pasted: received.is_pasted,
        fields: to_json(&Form { form_key: Some(form_key), ..form.clone() })?,
        decisions: to_json(&received.reading.decisions)?,
        is_complete: is_single,
        expires_at: at + if is_single { LIFETIME } else { STORING_TIME },
        notice: notice.to_owned(),
        workbook: received.unpacked.as_ref().map(to_json).transpose()?.unwrap_or_default(),
    };
    original.rewind()?;
    let mut part = next_part(original)?;
    let same = services.db.write(|conn| {
        recheck_permission(conn, actor, permission(description.kind))?;
        if let Some(same) = undecided_lists::find_same(conn, &new, at)? {
            undecided_lists::renew(conn, &same, &new, at + LIFETIME)?;
            return Ok(Some(same));
        }
        quota::reserve(conn, services, scope, Demand::Draft)?;
        quota::require_list_room(&undecided_lists::list_expiries(conn, actor.key, at)?, at)?;
        undecided_lists::create(conn, &new)?;
        undecided_lists::put_part(conn, &token, 0, &part)?;
        Ok::<_, IntakeError>(None)
    })?;
    if let Some(same) = same {
        return Ok(same);
    }
    if !is_single {
        new.expires_at = at + LIFETIME;
        let stored = (|| {
            for number in 1.. {
                part = next_part(original)?;
                if part.is_empty() {
                    break;
                }
                services.db.write(|conn| undecided_lists::put_part(conn, &token, number, &part))?;
            }
            services.db.write(|conn| undecided_lists::complete(conn, &token, new.expires_at))?;
            Ok::<_, IntakeError>(())
        })();
        if stored.is_err() {
            // Best effort: if this fails, housekeeping deletes the list.
            let _ = services.db.write(|conn| undecided_lists::delete(conn, &token));
        }
        stored?;
    }
    tracing::info!(
        kind = description.kind.word(),
        bytes = description.bytes,
        "list is waiting for a decision"
    );
    Ok(token)
}

fn next_part(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut part = Vec::new();
    file.take(PART_BYTES as u64).read_to_end(&mut part)?;
    Ok(part)
}

fn to_json(value: &impl serde::Serialize) -> Result<String, store::Error> {
    json::to_string(value).map_err(|error| store::Error::inconsistent(error.to_string()))
}

/// Returns the actor's list with this token. Returns [`IntakeError::NotFound`] if there is none or it has expired, and
/// [`IntakeError::Forbidden`] if the actor is no longer allowed to submit it.
pub(crate) fn find(services: &Services, actor: &Actor, token: &str) -> Result<UndecidedList, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let at = services.clock.now();
    let found = services.db.read(|conn| undecided_lists::find(conn, scope, actor.key, token, at));
    let list = found.map_err(IntakeError::not_found)?;
    if actor.may(permission(list.kind)) { Ok(list) } else { Err(IntakeError::Forbidden) }
}

/// Returns the decisions about a list so far.
pub(crate) fn decisions(list: &UndecidedList) -> Result<Decisions, store::Error> {
    json::from_str(&list.decisions).map_err(|error| store::Error::inconsistent(error.to_string()))
}

/// Returns the other fields of the form with which a list was submitted.
pub(crate) fn form(list: &UndecidedList) -> Result<Form, store::Error> {
    json::from_str(&list.fields).map_err(|error| store::Error::inconsistent(error.to_string()))
}

/// Stores the decisions about a list, so that the person can return to it.
pub(crate) fn save(
    services: &Services,
    list: &UndecidedList,
    decisions: &Decisions,
) -> Result<(), store::Error> {
    let decisions = to_json(decisions)?;
    services.db.write(|conn| undecided_lists::set_decisions(conn, &list.token, &decisions))
}

/// Deletes a list and its file.
pub(crate) fn discard(services: &Services, list: &UndecidedList) -> Result<(), IntakeError> {
    services.db.write(|conn| undecided_lists::delete(conn, &list.token)).map_err(IntakeError::not_found)
}

/// Copies the bytes of a list to a temporary file.
pub(crate) fn load(services: &Services, list: &UndecidedList) -> Result<ReceivedFile, IntakeError> {
    let mut incoming = IncomingFile::unlimited(&services.config)?;
    for part in 0.. {
        match services.db.read(|conn| undecided_lists::get_part(conn, &list.token, part))? {
            Some(bytes) => match incoming.push(&bytes) {
                Ok(()) => {}
                Err(ReceiveError::Io(error)) => return Err(error.into()),
                Err(too_large) => return Err(IntakeError::field("", too_large.to_string())),
            },
            None => break,
        }
    }
    let mut received = incoming.finish()?;
    received.is_pasted = list.is_pasted;
    if !list.workbook.is_empty() {
        let inconsistent = |error: json::Error| store::Error::inconsistent(error.to_string());
        received.unpacked = Some(json::from_str(&list.workbook).map_err(inconsistent)?);
    }
    Ok(received)
}

/// Returns another handle to the received bytes, which are to be read with these decisions.
pub(crate) fn with_decisions(
    received: &ReceivedFile,
    list: &UndecidedList,
    decisions: &Decisions,
) -> Result<ReceivedFile, IntakeError> {
    Ok(ReceivedFile {
        file: received.file.try_clone()?,
        bytes: received.bytes,
        sha256: received.sha256.clone(),
        is_pasted: received.is_pasted,
        unpacked: received.unpacked.clone(),
        sheets: received.sheets.clone(),
        reading: Box::new(ReadingChoices {
            list: Some(list.token.clone()),
            decisions: decisions.clone(),
            ..ReadingChoices::default()
        }),
        cancellation: received.cancellation.clone(),
    })
}

/// Deletes a list that becomes a submission, in the transaction that stores the submission. Returns
/// [`IntakeError::NotFound`] if another request has already submitted or cancelled the list.
pub(super) fn close(conn: &mut Conn, token: &str) -> Result<(), IntakeError> {
    undecided_lists::delete(conn, token).map_err(IntakeError::not_found)
}

/// Logs the decisions with which a submission is read.
pub(super) fn log(
    conn: &mut Conn,
    services: &Services,
    decisions: &Decisions,
    new: &NewSubmission,
    submission: SubmissionId,
) -> Result<(), store::Error> {
    let entry = activity::ActivityEntry {
        at: services.clock.now(),
        actor_key: new.actor_key,
        reseller_key: Some(new.reseller_key),
        action: Activity::ListDecided,
        object: &submission.to_string(),
        detail: &format!("{}, {}", new.kind.word(), decision_text(decisions)),
        personal: Personal::text(&new.file_name),
    };
    activity::write(conn, entry)
}
