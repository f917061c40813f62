//! Why a command ended early.

use crate::domain::ids::CustomerId;

/// Why a command ended early: the sentence for whoever typed it.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// What is wrong and what to do.
    #[error("{0}")]
    Sentence(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
    /// The machine failed.
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

/// An ID of ten digits, or the sentence about it.
pub(crate) fn public_id(text: &str, what: &str) -> Result<String, CliError> {
    if text.parse::<CustomerId>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err(CliError::new(format!("The {what} must have 10 digits; '{text}' has not.")))
    }
}

/// Turns "is there already" and "is not there" into sentences about a thing.
pub(crate) fn explained(error: crate::store::Error, thing: &str) -> CliError {
    match error {
        crate::store::Error::Conflict => CliError::new(format!("{thing} is there already.")),
        crate::store::Error::NotFound => CliError::new(format!("{thing} is not there.")),
        other => CliError::Store(other),
    }
}
