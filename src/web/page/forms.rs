//! Form values and errors. A rejected form is shown again with both.

use crate::uploads::intake::rejection::FieldProblem;

/// An error in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// The field's name. Empty if the error concerns the whole form.
    pub(crate) field: &'static str,
    /// What happened and what to do.
    pub(crate) sentence: String,
}

/// The values and errors of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormState {
    values: Vec<(&'static str, String)>,
    errors: Vec<FieldError>,
}

impl FormState {
    /// Creates an empty form.
    pub(crate) fn new() -> FormState {
        FormState::default()
    }

    /// Adds a value. Passwords and files are never added.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> FormState {
        self.values.push((name, value.into()));
        self
    }

    /// Adds an error to a field. An empty field name stands for the whole form.
    pub(crate) fn reject(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.errors.push(FieldError { field, sentence: sentence.into() });
    }

    /// Adds the problems that the upload service found.
    pub(crate) fn reject_all(&mut self, problems: Vec<FieldProblem>) {
        for FieldProblem { field, sentence } in problems {
            self.reject(field, sentence);
        }
    }

    /// Returns the value of a field, or an empty string.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// Returns the error of a field, if there is one.
    pub(crate) fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == name).map(|error| error.sentence.as_str())
    }

    /// Returns all errors, in the order of the form.
    pub(crate) fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Returns whether there are errors.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}
