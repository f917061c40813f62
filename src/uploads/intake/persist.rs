//! Stores the bytes of a file. A file that has only one part is stored in the transaction that accepts it.
//!
//! A larger file is stored part by part. Its submission takes effect only with the last transaction.

use std::fs::File;
use std::io::{Read, Seek};

use sha2::{Digest, Sha256};

use super::correction::{self, CorrectingFile};
use super::incoming_file::{ReadingChoices, ReceivedFile};
use super::rejection::IntakeError;
use super::undecided;
use crate::domain::actor::{Actor, Scope};
use crate::domain::customer::fold;
use crate::domain::ids::{CustomerKey, SubmissionId};
use crate::domain::manifest::Survey;
use crate::domain::submission::{Phase, SubmissionKind};
use crate::domain::word::Word;
use crate::fail_points::Step;
use crate::store::activity::Author;
use crate::store::resellers::file_layouts;
use crate::store::submissions::{self, NewSubmission};
use crate::store::{Conn, Error};
use crate::uploads::services::Services;

/// The properties of a submission that don't come from reading the file.
pub(crate) struct SubmissionDetails<'a> {
    pub(crate) kind: SubmissionKind,
    /// Key of the customer's row.
    pub(crate) customer: Option<CustomerKey>,
    pub(crate) file_name: &'a str,
    pub(crate) form_key: Option<&'a str>,
    /// The form fields other than the file. They distinguish two forms with the same key.
    pub(crate) fields: &'a [&'a str],
    /// The customers that the file names, as JSON.
    pub(crate) groups: String,
}

/// Returns the error for a form that conflicts with an earlier submission that has been discarded in the meantime. If
/// the client retries, the form is treated as new.
pub(crate) fn discarded_error() -> IntakeError {
    IntakeError::Store(Error::Busy("the first submission of this form was discarded".to_owned()))
}

/// Creates a submission that is ready to be stored.
pub(crate) fn new_submission(
    services: &Services,
    actor: &Actor,
    scope: Scope,
    received: &ReceivedFile,
    survey: &Survey,
    details: SubmissionDetails<'_>,
) -> Result<NewSubmission, IntakeError> {
    let file = CorrectingFile {
        source: &received.file,
        layout: &survey.layout,
        rows: survey.rows as i64,
        sha256: &received.sha256,
        name: details.file_name,
        kind: details.kind,
        customer: details.customer,
    };
    let (correction_of, correction_note) = correction::find_target(services, scope, &file)?.unzip();
    let mut form_hash = Sha256::new();
    form_hash.update(&received.sha256);
    let customer = details.customer.map(|customer| customer.to_string()).unwrap_or_default();
    for field in [customer.as_str(), details.file_name, details.kind.word()].iter().chain(details.fields) {
        form_hash.update((field.len() as u64).to_le_bytes());
        form_hash.update(field);
    }
    let is_of_form = received.reading.list.is_none() && received.reading.applied.is_none();
    if is_of_form && !received.reading.decisions.is_empty() {
        form_hash.update(to_json(&received.reading.decisions)?);
    }
    Ok(NewSubmission {
        kind: details.kind,
        reseller_key: scope.reseller().ok_or(IntakeError::Forbidden)?,
        customer_key: details.customer,
        actor_key: actor.key,
        file_name: details.file_name.to_owned(),
        folded_name: fold(details.file_name),
        file_bytes: received.bytes as i64,
        file_sha256: received.sha256.clone(),
        form_key: details.form_key.map(str::to_owned),
        form_sha256: form_hash.finalize().to_vec(),
        layout: to_json(&survey.layout)?,
        row_routing: details.groups,
        reading_description: survey.layout.describe(),
        verification: services.config.verification,
        phase: Phase::Receiving,
        rows_total: survey.rows as i64,
        correction_of,
        correction_note: correction_note.unwrap_or_default(),
        created_at: services.clock.now(),
        progressed_at: services.clock.now(),
    })
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::inconsistent(error.to_string()))
}

/// Stores the bytes. The last transaction runs `finish`, which accepts the submission or saves it as a draft. It also
/// closes the undecided list that the file comes from.
pub(crate) fn store_file<T>(
    services: &Services,
    received: &mut ReceivedFile,
    new: &NewSubmission,
    finish: impl FnOnce(&mut Conn, SubmissionId) -> Result<T, IntakeError>,
) -> Result<T, IntakeError> {
    let ReadingChoices { list, decisions, is_own, applied, to_remember, .. } =
        *std::mem::take(&mut received.reading);
    let by = Author { actor: new.actor_key, at: services.clock.now() };
    let finish = |conn: &mut Conn, submission| {
        let finished = finish(conn, submission)?;
        if let Some(token) = &list {
            undecided::close(conn, token)?;
        }
        if let Some(layout) = applied {
            file_layouts::count_use(conn, layout, by.at)?;
        } else if list.is_some() || !(is_own || decisions.is_empty()) {
            undecided::log(conn, services, &decisions, new, submission)?;
        }
        if let Some(layout) = &to_remember {
            file_layouts::remember(conn, by, layout)?;
        }
        Ok(finished)
    };
    received.file.rewind()?;
    let mut part = next_part(&mut received.file)?;
    if received.bytes <= submissions::files::PART_BYTES as u64 {
        return services.db.step(Step::Accept, |conn| {
            let submission = submissions::create(conn, new)?;
            submissions::files::put(conn, submission, 0, &part)?;
            finish(conn, submission)
        });
    }
    let submission = services.db.step(Step::Receive, |conn| submissions::create(conn, new))?;
    let result = (|| {
        for number in 0.. {
            if part.is_empty() {
                break;
            }
            services.db.step(Step::Part, |conn| submissions::files::put(conn, submission, number, &part))?;
            part = next_part(&mut received.file)?;
        }
        services.db.step(Step::Accept, |conn| finish(conn, submission))
    })();
    if result.is_err() {
        // Best effort: if this fails, housekeeping deletes the submission.
        let _ = services.db.write(|conn| submissions::discard::delete_unaccepted(conn, submission));
    }
    result
}

fn next_part(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut part = Vec::new();
    file.take(submissions::files::PART_BYTES as u64).read_to_end(&mut part)?;
    Ok(part)
}

/// Returns the submission that was created when the same form was first sent, so that a double click creates only one.
/// Returns `None` if there isn't one.
pub(crate) fn find_first(
    services: &Services,
    actor: &Actor,
    scope: Scope,
    new: &NewSubmission,
) -> Result<Option<SubmissionId>, Error> {
    let Some(key) = &new.form_key else { return Ok(None) };
    services.db.read(|conn| submissions::find_by_form(conn, scope, actor.key, key, &new.form_sha256))
}

/// Logs a committed submission with its kind and number of rows.
pub(crate) fn log(kind: &str, submission: SubmissionId, rows: i64) {
    tracing::info!(submission = submission.get(), kind, rows, "submission accepted");
}
