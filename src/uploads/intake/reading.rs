//! Reads a received file, with the decisions of the person who submitted it, if there are any.

use super::form::Form;
use super::incoming_file::{DecidedList, ReceivedFile};
use super::list_context::ResellerContext;
use super::rejection::{FileDescription, IntakeError, record_and_reject};
use super::undecided;
use crate::domain::actor::Actor;
use crate::domain::manifest::{
    self, CancellableSource, Cancellation, Decisions, Examination, Limits, ManifestError, Rejection, Survey,
    SurveyRequest,
};
use crate::domain::submission::SubmissionKind;
use crate::uploads::services::Services;

/// Surveys a whole file or rejects it. If a person submits a file that can be read in several ways, it becomes an
/// undecided list.
///
/// A workbook is replaced with its sheet, which is stored instead and from which the rows are read later.
pub(super) fn survey_file(
    services: &Services,
    actor: &Actor,
    received: &mut ReceivedFile,
    description: FileDescription<'_>,
    form: &Form,
) -> Result<Survey, IntakeError> {
    // An undecided list keeps the file as it was received, but unpacking replaces a workbook.
    let mut original = received.file.try_clone()?;
    let examined = examine(services, actor, received, description.kind, description.customer_id)?;
    let Examination { mut layout, rows, questions, .. } = match examined {
        Ok(examination) => examination,
        Err(rejection) => {
            return Err(record_and_reject(services, actor, description, rejection.sentence())?);
        }
    };
    if questions.is_empty() {
        layout.is_chosen = received.decided.as_ref().is_some_and(DecidedList::is_waiting);
        return Ok(Survey { layout, rows });
    }
    let waiting = received.decided.as_ref().filter(|decided| decided.is_waiting());
    match (waiting, actor.person()) {
        (None, _) if received.decided.is_some() => {
            let sentence = Rejection::Undecided(questions).sentence();
            Err(record_and_reject(services, actor, description, sentence)?)
        }
        (Some(decided), _) => Err(IntakeError::Undecided(decided.token.clone())),
        (None, Some(_)) => {
            let token = undecided::store(services, actor, (&mut original, received), description, form)?;
            Err(IntakeError::Undecided(token))
        }
        (None, None) => {
            let sentence = Rejection::Undecided(questions).sentence();
            Err(record_and_reject(services, actor, description, sentence)?)
        }
    }
}

/// Examines a whole file and returns its layout and open questions, or the reason why it is rejected. `customer_id` is
/// empty for a bulk action.
pub(crate) fn examine(
    services: &Services,
    actor: &Actor,
    received: &mut ReceivedFile,
    kind: SubmissionKind,
    customer_id: &str,
) -> Result<Result<Examination, Rejection>, IntakeError> {
    let limits = Limits {
        max_bytes: services.config.max_file_bytes,
        max_rows: services.config.max_rows,
        ..Limits::default()
    };
    let decisions = received.decided.as_ref().map_or_else(Decisions::default, |list| list.decisions.clone());
    let context = ResellerContext::new(services, actor.reseller_scope(), customer_id);
    let result = received.unpack(&services.config, &decisions).and_then(|workbook| {
        let request = SurveyRequest {
            purpose: kind.purpose(),
            decisions: &decisions,
            context: &context,
            is_pasted: received.is_pasted,
        };
        let mut source = CancellableSource::new(&mut received.file, &received.cancellation);
        match workbook {
            Some(workbook) => manifest::examine_sheet(&mut source, &limits, &request, workbook),
            None => manifest::examine_list(&mut source, &limits, &request),
        }
    });
    if let Some(error) = context.into_error() {
        return Err(error.into());
    }
    match result {
        Ok(examination) => Ok(Ok(examination)),
        Err(ManifestError::Io(error)) if Cancellation::caused(&error) => Err(IntakeError::Cancelled),
        Err(ManifestError::Io(error)) => Err(error.into()),
        Err(ManifestError::Rejected(Rejection::Undecided(questions))) => {
            Ok(Ok(Examination::unread(questions)))
        }
        Err(ManifestError::Rejected(rejection)) => Ok(Err(rejection)),
    }
}
