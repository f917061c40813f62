//! Reads a received file, with the decisions of the person who submitted it, if there are any.

use super::file_layouts;
use super::form::Form;
use super::incoming_file::ReceivedFile;
use super::list_context::ResellerContext;
use super::rejection::{FileDescription, IntakeError, record_and_reject};
use super::undecided;
use crate::domain::actor::Actor;
use crate::domain::manifest::{
    self, CancellableSource, Cancellation, DecidedBy, DecisionRejection, Examination, Limits, ManifestError,
    Question, Rejection, Survey, SurveyRequest,
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
    let list = match examine(services, actor, received, description.kind, description.customer_id)? {
        Ok(list) => list,
        Err(rejection) => {
            return Err(record_and_reject(services, actor, description, rejection.sentence())?);
        }
    };
    let is_person = actor.person().is_some();
    let is_asked = received.reading.list.is_some();
    if let Some((_, decisions)) = &list.applied {
        received.reading.decisions.clone_from(decisions);
    }
    let may_wait = is_person && !is_asked && !received.reading.is_own;
    let mut keep = |received: &ReceivedFile, notice: &str| {
        undecided::store(services, actor, (&mut original, received), description, form, notice)
    };
    if let Some(rejection) = &list.rejection {
        let sentence = rejection.sentence();
        if may_wait && received.reading.is_review {
            return Err(IntakeError::Undecided(keep(received, &sentence)?));
        }
        let rejected = record_and_reject(services, actor, description, &sentence)?;
        return Err(match may_wait && rejection.may_be_decided() {
            // Without room for another list, the file is only rejected.
            true => {
                keep(received, &sentence).map_or(rejected, |list| IntakeError::Reviewable { sentence, list })
            }
            false => rejected,
        });
    }
    if list.questions.is_empty() && !(received.reading.is_review && may_wait) {
        return accepted(actor, received, description, list);
    }
    match &received.reading.list {
        Some(token) => Err(IntakeError::Undecided(token.clone())),
        None if may_wait => Err(IntakeError::Undecided(keep(received, &notice(&list.questions))?)),
        None => {
            let sentence = Rejection::Undecided(list.questions).sentence();
            Err(record_and_reject(services, actor, description, sentence)?)
        }
    }
}

/// Returns the survey of an accepted list, with who decided how to read it and what is remembered about it.
fn accepted(
    actor: &Actor,
    received: &mut ReceivedFile,
    description: FileDescription<'_>,
    list: Examination,
) -> Result<Survey, IntakeError> {
    let reading = &mut received.reading;
    if let (Some(name), Some(scope)) = (&reading.remember_as, actor.reseller_scope()) {
        let names = (name.as_str(), description.file_name);
        reading.to_remember =
            file_layouts::new_layout(scope, description.kind, &list, &reading.decisions, names)?;
    }
    reading.applied = list.applied.as_ref().map(|(id, _)| *id);
    let Examination { mut layout, rows, .. } = list;
    layout.decided_by = match reading.list.is_some() || !reading.decisions.is_empty() {
        _ if reading.applied.is_some() || reading.is_own => None,
        false => None,
        true if actor.person().is_some() => Some(DecidedBy::Person),
        true => Some(DecidedBy::Program),
    };
    layout.decisions = reading.decisions.clone();
    Ok(Survey { layout, rows })
}

/// Returns what the page says about a remembered layout that can't be applied.
fn notice(questions: &[Question]) -> String {
    let changed = questions.iter().find(|question| matches!(question, Question::ChangedLayout { .. }));
    changed.map_or_else(String::new, |question| {
        format!("{} Check the columns and rows below before you continue.", question.statement())
    })
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
    let decisions = received.reading.decisions.clone();
    let layouts = file_layouts::applicable(services, actor, received, kind)?;
    let context = ResellerContext::new(services, actor.reseller_scope(), customer_id).with_layouts(layouts);
    let folder = services.config.temporary_dir();
    let result = received.unpack(&folder, &decisions, actor.key).and_then(|workbook| {
        let request = SurveyRequest {
            purpose: kind.purpose(),
            decisions: &decisions,
            context: &context,
            is_pasted: received.is_pasted,
        };
        if workbook.is_none() && decisions.sheet.is_some() {
            return Err(DecisionRejection::NoWorkbook.into());
        }
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
        Ok(list) if list.applied.is_none() && received.reading.layout.is_some() => {
            let name = received.reading.layout.clone().unwrap_or_default();
            Ok(Err(DecisionRejection::OtherLayout { name }.into()))
        }
        Ok(list) => Ok(Ok(list)),
        Err(ManifestError::Io(error)) if Cancellation::caused(&error) => Err(IntakeError::Cancelled),
        Err(ManifestError::Io(error)) => Err(error.into()),
        Err(ManifestError::Rejected(Rejection::Undecided(questions))) => {
            Ok(Ok(Examination::unread(questions)))
        }
        Err(ManifestError::Rejected(rejection)) => Ok(Err(rejection)),
    }
}
