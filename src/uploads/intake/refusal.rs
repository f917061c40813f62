//! Why nothing was accepted. Nothing of a refused file is stored, but one entry tells that it was there.

use super::incoming_file::Received;
use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, Permission, Role, Scope};
use crate::domain::manifest::{self, Limits, ListPurpose, ManifestError, Survey};
use crate::domain::quantity::file_size;
use crate::domain::submission::SubmissionKind;
use crate::domain::word::Word;
use crate::store::{self, Conn, activity, people};
use crate::uploads::services::Services;

/// A field of a form and the sentence about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the field.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub sentence: String,
}

/// Why nothing was accepted.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The form has to be mended.
    #[error("the form has problems: {0:?}")]
    Form(Vec<Problem>),
    /// The customer is not there.
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

impl Refused {
    /// One sentence about one field.
    pub(crate) fn field(field: &'static str, sentence: impl Into<String>) -> Refused {
        Refused::Form(vec![Problem { field, sentence: sentence.into() }])
    }

    /// A thing that was looked for is not there; anything else is the store's failure.
    pub(crate) fn not_found(error: store::Error) -> Refused {
        match error {
            store::Error::NotFound => Refused::NotFound,
            other => Refused::Store(other),
        }
    }
}

/// A file as the activity log tells of it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// What it was handed in for.
    pub kind: SubmissionKind,
    /// The customer or MSP ID; empty of a bulk action.
    pub customer_id: &'a str,
    /// The file's name, as the browser sent it.
    pub file_name: &'a str,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Writes down that a file was refused as a whole: who, which customer, file name, size in bytes, why.
pub fn record(
    services: &Services,
    actor: &Actor,
    told: Told<'_>,
    sentence: &str,
) -> Result<(), store::Error> {
    let detail = format!("{} ({}): {sentence}", told.file_name, file_size(told.bytes));
    services.db.write(|conn| {
        let entry = activity::Entry {
            at: services.clock.now(),
            actor_key: actor.key,
            reseller_key: actor.scope().map(Scope::reseller),
            action: Activity::refused(told.kind),
            object: told.customer_id,
            detail: &detail,
        };
        activity::write(conn, entry)
    })
}

/// Writes the refusal of a file down, and gives it for the form.
pub(crate) fn file(
    services: &Services,
    actor: &Actor,
    told: Told<'_>,
    sentence: impl Into<String>,
) -> Result<Refused, store::Error> {
    let sentence = sentence.into();
    record(services, actor, told, &sentence)?;
    Ok(Refused::field("file", sentence))
}

/// Reads a whole file and decides everything about it, or refuses it. Of a workbook its sheet takes the place of the
/// file: that is what is kept, and what its rows are read from afterwards.
pub(crate) fn survey(
    services: &Services,
    actor: &Actor,
    received: &mut Received,
    told: Told<'_>,
) -> Result<Survey, Refused> {
    let purpose: ListPurpose = told.kind.purpose();
    let limits = Limits {
        max_bytes: services.config.max_file_bytes,
        max_rows: services.config.max_rows,
        ..Limits::default()
    };
    let read = received.unpack(&services.config).and_then(|workbook| match workbook {
        Some(workbook) => manifest::survey_sheet(&mut received.file, &limits, purpose, workbook),
        None => manifest::survey(&mut received.file, &limits, purpose),
    });
    match read {
        Ok(mut survey) => {
            survey.layout.is_pasted = received.is_pasted;
            Ok(survey)
        }
        Err(ManifestError::Io(error)) => Err(error.into()),
        Err(ManifestError::Refused(refusal)) => Err(file(services, actor, told, refusal.sentence())?),
    }
}

/// Whether the person may still do it: asked again in the transaction that accepts. Gives whose rows it is about.
pub(crate) fn still_may(conn: &mut Conn, actor: &Actor, permission: Permission) -> Result<Scope, Refused> {
    let person = match people::find(conn, actor.person) {
        Err(store::Error::NotFound) => return Err(Refused::Forbidden),
        found => found?,
    };
    match Role::from_word(&person.role) {
        Some(role) if role.may(permission) => actor.scope().ok_or(Refused::Forbidden),
        _ => Err(Refused::Forbidden),
    }
}
