//! Errors of commands.

use crate::domain::ids::CustomerId;

/// The reason why a command failed, as a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A sentence that says what is wrong and what to do.
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

impl CliError {
    pub(crate) fn new(sentence: impl Into<String>) -> CliError {
        CliError::Sentence(sentence.into())
    }
}

/// Checks that an ID has ten digits.
pub(crate) fn parse_public_id(text: &str, what: &str) -> Result<String, CliError> {
    if text.parse::<CustomerId>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err(CliError::new(format!("The {what} must have 10 digits; '{text}' does not.")))
    }
}

/// Names the thing that already exists or does not exist in the error.
pub(crate) fn explain(error: crate::store::Error, thing: &str) -> CliError {
    match error {
        crate::store::Error::Conflict => CliError::new(format!("{thing} already exists.")),
        crate::store::Error::NotFound => CliError::new(format!("{thing} does not exist.")),
        other => CliError::Store(other),
    }
}
