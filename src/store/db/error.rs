//! Errors of the store.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::telemetry::without_values;

/// Parts of error messages after which a retry can succeed. They are about lock contention, a server that restarts or
/// can't be reached, or a disk that fails to respond.
const TRANSIENT_MESSAGES: [&str; 12] = [
    "database is locked",
    "lock timeout",
    "deadlock detected",
    "terminating connection",
    "server closed the connection",
    "the database system is",
    "no connection to the server",
    "connection to server",
    "could not receive data",
    "could not send data",
    "too many clients",
    "disk I/O error",
];

/// Parts of error messages about a full disk. PostgreSQL doesn't report the cause of a partial write.
const DISK_FULL_MESSAGES: [&str; 3] =
    ["database or disk is full", "No space left on device", "could not extend file"];

/// Those of the messages that mean that the connection is gone.
const CONNECTION_LOST_MESSAGES: [&str; 5] = [
    "terminating connection",
    "server closed the connection",
    "no connection to the server",
    "could not receive data",
    "could not send data",
];

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The row doesn't exist or belongs to another reseller. Callers can't distinguish the two.
    #[error("not found")]
    NotFound,
    /// A unique key rejected the row. SQLite doesn't name the key, so the error doesn't either.
    #[error("a row with this key already exists")]
    Conflict,
    /// No connection or no turn to write within five seconds. A later attempt can succeed.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The connection was lost while committing. The change may or may not have been saved.
    #[error("connection lost during the commit: {0}")]
    Unsure(String),
    /// The disk is full. A later attempt can succeed once there is space.
    #[error("no space left: {0}")]
    Full(String),
    /// The database or this build can't be used: a sentence that says what to do.
    #[error("{0}")]
    Unusable(String),
    /// Any other error.
    #[error("database: {0}")]
    Database(String),
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Error {
        match error {
            DieselError::NotFound => Error::NotFound,
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::Conflict,
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, info) => {
                Error::busy(info.message())
            }
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, info) => {
                Error::busy(info.message())
            }
            // If the commit failed, so did the rollback, because the server was gone by then.
            DieselError::RollbackErrorOnCommit { commit_error, .. } => Error::from(*commit_error),
            DieselError::BrokenTransactionManager => Error::busy("the connection is broken"),
            DieselError::DatabaseError(_, info)
                if DISK_FULL_MESSAGES.iter().any(|words| info.message().contains(words)) =>
            {
                Error::Full(without_values(info.message()))
            }
            DieselError::DatabaseError(_, info)
                if TRANSIENT_MESSAGES.iter().any(|words| info.message().contains(words)) =>
            {
                Error::busy(info.message())
            }
            // Diesel's own message names the column, and its source says what is wrong with the value.
            DieselError::DeserializationError(error) => Error::broken(with_sources(&*error)),
            other => Error::broken(other.to_string()),
        }
    }
}

fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

impl From<diesel::r2d2::PoolError> for Error {
    fn from(error: diesel::r2d2::PoolError) -> Error {
        Error::busy(&error.to_string())
    }
}

impl Error {
    /// Returns whether the error comes from the infrastructure (lock contention, unreachable database, full disk) and
    /// not from the request.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Error::Busy(_) | Error::Unsure(_) | Error::Full(_))
    }

    /// Converts an error of a commit. A lost connection becomes [`Error::Unsure`].
    pub(crate) fn of_commit(error: DieselError) -> Error {
        match Error::from(error) {
            Error::Busy(why) if CONNECTION_LOST_MESSAGES.iter().any(|words| why.contains(words)) => {
                Error::Unsure(why)
            }
            other => other,
        }
    }

    /// Creates the error for an inconsistency. It is logged without values, and the request gets a 500.
    pub(crate) fn broken(message: impl AsRef<str>) -> Error {
        Error::Database(without_values(message.as_ref()))
    }

    fn busy(why: &str) -> Error {
        Error::Busy(without_values(why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_says_that_nothing_was_done_where_the_answer_to_a_commit_is_lost() {
        let failed = |kind, words: &str| DieselError::DatabaseError(kind, Box::new(words.to_owned()));
        let lost =
            || failed(DatabaseErrorKind::ClosedConnection, "server closed the connection unexpectedly");
        assert!(matches!(Error::of_commit(lost()), Error::Unsure(_)));
        assert!(matches!(Error::from(lost()), Error::Busy(_)), "before the commit nothing is done");
        let refused = failed(DatabaseErrorKind::Unknown, "deadlock detected");
        assert!(matches!(Error::of_commit(refused), Error::Busy(_)), "the server undid it");
    }
}
