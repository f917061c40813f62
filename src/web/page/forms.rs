//! A form goes out and comes back: what was sent, and what is wrong with it. A refused form is the same page again.

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name; empty where no single field is to blame.
    pub field: &'static str,
    /// What happened and what to do.
    pub sentence: String,
}

/// The values of a form and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: Vec<(&'static str, String)>,
    errors: Vec<FieldError>,
}

impl Form {
    /// An empty form.
    pub fn new() -> Form {
        Form::default()
    }

    /// The same form with a value in it. Passwords and files are never put in.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Form {
        self.values.push((name, value.into()));
        self
    }

    /// Says what is wrong with a field; an empty name blames the whole form.
    pub fn refuse(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.errors.push(FieldError { field, sentence: sentence.into() });
    }

    /// The value of a field, or nothing.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value)
    }

    /// What is wrong with a field, if something is.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == name).map(|error| error.sentence.as_str())
    }

    /// Everything that is wrong, in the order of the form.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Whether something is wrong.
    pub fn failed(&self) -> bool {
        !self.errors.is_empty()
    }
}
