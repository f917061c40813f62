//! Form values and errors. A rejected form is shown again with both.

use crate::domain::actor::Actor;
use crate::domain::manifest::ListPurpose;
use crate::domain::submission::SubmissionKind;
use crate::http::multipart::ReceivedForm;
use crate::http::{Error, State};
use crate::uploads::intake::form_decisions;
use crate::uploads::intake::incoming_file::{ReadingChoices, ReceivedFile};
use crate::uploads::intake::rejection::{FieldProblem, IntakeError};
use crate::web::urls;

/// An error in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// The field's name. Empty if the error concerns the whole form.
    pub(crate) field: &'static str,
    /// What happened and what to do.
    pub(crate) message: String,
}

/// The values and errors of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormState {
    values: Vec<(&'static str, String)>,
    errors: Vec<FieldError>,
    retry_after: Option<u32>,
    undecided: Option<String>,
    review: Option<String>,
    bulk_list: Option<String>,
}

impl FormState {
    /// Creates an empty form.
    pub(crate) fn new() -> FormState {
        FormState::default()
    }

    /// Adds a value. Passwords and files must never be added.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> FormState {
        self.values.push((name, value.into()));
        self
    }

    /// Adds an error to a field. An empty field name stands for the whole form.
    pub(crate) fn reject(&mut self, field: &'static str, message: impl Into<String>) {
        self.errors.push(FieldError { field, message: message.into() });
    }

    /// Adds the problems that the upload service found.
    pub(crate) fn reject_all(&mut self, problems: Vec<FieldProblem>) {
        for FieldProblem { field, message } in problems {
            self.reject(field, message);
        }
    }

    /// Adds the reasons why the upload service rejected the form. Returns `Err` for errors that aren't about the form.
    pub(crate) fn reject_intake(&mut self, error: IntakeError) -> Result<(), Error> {
        match error {
            IntakeError::Form(problems) => self.reject_all(problems),
            IntakeError::Undecided(token) => self.undecided = Some(token),
            IntakeError::Reviewable { sentence, list } => {
                self.reject("file", sentence);
                self.review = Some(urls::undecided_list(&list));
            }
            IntakeError::ForManyCustomers { sentence, list } => {
                self.reject("file", sentence);
                self.bulk_list = Some(urls::undecided_list(&list));
            }
            IntakeError::TooMany(reached) => {
                self.retry_after = Some(reached.retry_after);
                self.reject("", reached.message);
            }
            other => return Err(other.into()),
        }
        Ok(())
    }

    /// Takes the submitted file, and reads the fields that decide how it is read. Returns `None` if no file was chosen,
    /// or if it is over the size limit. In the latter case, adds an error and logs the rejection. `customer_id` is
    /// empty for a bulk action.
    pub(crate) async fn take_file(
        &mut self,
        state: &State,
        actor: &Actor,
        submitted: &mut ReceivedForm,
        (kind, customer_id): (SubmissionKind, &str),
    ) -> Result<Option<ReceivedFile>, Error> {
        if let Some(message) = submitted.too_large.take() {
            submitted.record_too_large(state, actor, kind, customer_id, &message).await?;
            self.reject("file", message);
            return Ok(None);
        }
        let choices = self.read_choices(submitted, kind.purpose());
        Ok(submitted.file.take().map(|file| ReceivedFile { reading: Box::new(choices), ..file }))
    }

    /// Reads the fields that decide how the file is read. Adds an error for each invalid value.
    fn read_choices(&mut self, submitted: &ReceivedForm, purpose: ListPurpose) -> ReadingChoices {
        if let Some(field) = submitted.too_long.filter(|field| form_decisions::FIELDS.contains(field)) {
            self.reject("", format!("The field “{field}” is too long. Shorten it."));
        }
        form_decisions::read(&submitted.fields(), purpose).unwrap_or_else(|problems| {
            self.reject_all(problems);
            ReadingChoices::default()
        })
    }

    /// Returns the number of seconds to wait before another attempt. Returns `None` if no quota has been reached.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// Returns the token of the undecided list that the form's file has become. Returns `None` for any other form.
    pub(crate) fn undecided(&self) -> Option<&str> {
        self.undecided.as_deref()
    }

    /// Returns the address of the page on which a person can choose how the rejected file is read. Returns `None` if no
    /// choice would help.
    pub(crate) fn review(&self) -> Option<&str> {
        self.review.as_deref()
    }

    /// Returns the address at which the form's file waits because it is for many customers. Returns `None` for any other
    /// form.
    pub(crate) fn bulk_list(&self) -> Option<&str> {
        self.bulk_list.as_deref()
    }

    /// Returns the value of a field, or an empty string.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// Returns a field's error, if it has one.
    pub(crate) fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == name).map(|error| error.message.as_str())
    }

    /// Returns all errors, in the order in which they were added.
    pub(crate) fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Returns whether there are errors.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}
