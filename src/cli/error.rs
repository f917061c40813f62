//! Errors that commands return.

use crate::domain::ids::CustomerId;

/// The reason why a command failed, for the operator.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A message that says what is wrong and what to do.
    #[error("{0}")]
    Sentence(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// Input or output failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<crate::store::backup::Error> for CliError {
    fn from(error: crate::store::backup::Error) -> CliError {
        match error {
            crate::store::backup::Error::Sentence(sentence) => CliError::Sentence(sentence),
            crate::store::backup::Error::Store(error) => CliError::Store(error),
        }
    }
}

impl From<crate::keys::KeyFileError> for CliError {
    fn from(error: crate::keys::KeyFileError) -> CliError {
        CliError::Sentence(error.to_string())
    }
}

impl CliError {
    pub(crate) fn new(sentence: impl Into<String>) -> CliError {
        CliError::Sentence(sentence.into())
    }
}

/// Returns the ID if it has ten digits. Otherwise, returns an error that contains the name of the field.
pub(crate) fn parse_public_id(text: &str, name: &str) -> Result<String, CliError> {
    if text.parse::<CustomerId>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err(CliError::new(format!("The {name} must have 10 digits; '{text}' does not.")))
    }
}

/// Converts a store error. The message names the thing that already exists or doesn't exist.
pub(crate) fn explain(error: crate::store::Error, thing: &str) -> CliError {
    match error {
        crate::store::Error::Conflict => CliError::new(format!("{thing} already exists.")),
        crate::store::Error::NotFound => CliError::new(format!("{thing} does not exist.")),
        other => CliError::Store(other),
    }
}
