//! Reads a received file, with the decisions of the person who submitted it, if there are any.

use std::fs::File;

use super::file_layouts;
use super::form::{self, Form};
use super::incoming_file::ReceivedFile;
use super::list_context::ResellerContext;
use super::list_orders::NamedOrders;
use super::rejection::{FileDescription, IntakeError, record, record_and_reject};
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
    let list = match examine(services, actor, received, (description.kind, description.customer_id), form)? {
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
    if may_wait && list.rejection == Some(Rejection::BulkLayout) {
        return Err(keep_for_bulk(services, actor, (&mut original, received), description)?);
    }
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

/// Keeps a person's file for many customers as an undecided list under *Bulk actions*. Returns the error for the form,
/// which is for one customer.
fn keep_for_bulk(
    services: &Services,
    actor: &Actor,
    file: (&mut File, &ReceivedFile),
    description: FileDescription<'_>,
) -> Result<IntakeError, IntakeError> {
    let sentence = Rejection::BulkLayout.sentence();
    record(services, actor, description, &sentence)?;
    let kind = match description.kind.is_deletion() {
        true => SubmissionKind::BulkDeletion,
        false => SubmissionKind::BulkUpload,
    };
    let form = Form::of_file(description.file_name);
    let bulk = FileDescription { kind, customer_id: "", ..description };
    // Without room for another list, the file is only rejected.
    Ok(match undecided::store(services, actor, file, bulk, &form, "") {
        Ok(list) => IntakeError::ForManyCustomers { sentence, list },
        Err(IntakeError::TooMany(_)) => IntakeError::field("file", sentence),
        Err(error) => return Err(error),
    })
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
    (kind, customer_id): (SubmissionKind, &str),
    form: &Form,
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
        Ok(mut list) => {
            let is_open = decisions.order_columns.is_none() && !received.reading.is_own;
            let is_read = list.questions.is_empty() && list.rejection.is_none();
            if kind == SubmissionKind::Upload && is_open && is_read {
                list.questions.extend(ask_about_orders(services, actor, &received.file, &list, form)?);
            }
            Ok(Ok(list))
        }
        Err(ManifestError::Io(error)) if Cancellation::caused(&error) => Err(IntakeError::Cancelled),
        Err(ManifestError::Io(error)) => Err(error.into()),
        Err(ManifestError::Rejected(Rejection::Undecided(questions))) => {
            Ok(Ok(Examination::unread(questions)))
        }
        Err(ManifestError::Rejected(rejection)) => Ok(Err(rejection)),
    }
}

/// Returns the question whether the order columns of a list for one customer are meant. Returns `None` if that is clear, or
/// if the form has errors anyway.
fn ask_about_orders(
    services: &Services,
    actor: &Actor,
    file: &File,
    list: &Examination,
    form: &Form,
) -> Result<Option<Question>, IntakeError> {
    let scope = actor.reseller_scope().ok_or(IntakeError::Forbidden)?;
    let Some(orders) = NamedOrders::read(services, scope, file, &list.layout, None)? else { return Ok(None) };
    let Ok(fields) = services.db.read(|conn| form::validate(conn, services, scope, actor, form))? else {
        return Ok(None);
    };
    let doubt = orders.doubt(&fields);
    Ok(doubt.map(|doubt| Question::OrderColumns { columns: list.order_labels(), doubt }))
}
