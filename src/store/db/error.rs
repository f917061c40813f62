//! The store's errors.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::telemetry::without_values;

/// Parts of error messages that indicate a transient failure: lock contention, a server that is restarting or
/// unreachable, or a disk error. A retry can succeed.
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

/// Parts of error messages that indicate a full disk. PostgreSQL doesn't report the cause of a partial write.
const DISK_FULL_MESSAGES: [&str; 3] =
    ["database or disk is full", "No space left on device", "could not extend file"];

/// The transient messages that indicate a lost connection.
const CONNECTION_LOST_MESSAGES: [&str; 5] = [
    "terminating connection",
    "server closed the connection",
    "no connection to the server",
    "could not receive data",
    "could not send data",
];

/// An error from the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The row doesn't exist or belongs to another reseller. Callers can't distinguish the two.
    #[error("not found")]
    NotFound,
    /// The row violates a unique key. SQLite doesn't name the key, so the error doesn't either.
    #[error("a row with this key already exists")]
    Conflict,
    /// The row refers to one that has been deleted.
    #[error("a foreign key refers to a row that doesn't exist")]
    Missing,
    /// The database is busy or unreachable, or no connection became free in time. A later attempt can succeed.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The connection was lost while committing. The change may or may not have been saved.
    #[error("connection lost during the commit: {0}")]
    Unsure(String),
    /// The disk is full. A later attempt can succeed once there is space.
    #[error("no space left: {0}")]
    Full(String),
    /// The database or this build can't be used. Holds a message that says what to do.
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
            DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Error::Missing,
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, info) => {
                Error::busy(info.message())
            }
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, info) => {
                Error::busy(info.message())
            }
            // The rollback failed too, because the server was already gone. The commit's error is the cause.
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
            // Diesel's own message names the column, and its source describes what is wrong with the value.
            DieselError::DeserializationError(error) => Error::inconsistent(with_sources(&*error)),
            other => Error::inconsistent(other.to_string()),
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
    /// Returns whether the error is a transient infrastructure failure (lock contention, unreachable database, full
    /// disk). Such an error isn't caused by the request.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, Error::Busy(_) | Error::Unsure(_) | Error::Full(_))
    }

    /// Converts an error from a commit. A lost connection becomes [`Error::Unsure`].
    pub(crate) fn from_commit(error: DieselError) -> Error {
        match Error::from(error) {
            Error::Busy(message) if CONNECTION_LOST_MESSAGES.iter().any(|words| message.contains(words)) => {
                Error::Unsure(message)
            }
            other => other,
        }
    }

    /// Creates an error for inconsistent data. The message is logged without values, and the request gets a 500.
    pub(crate) fn inconsistent(message: impl AsRef<str>) -> Error {
        Error::Database(without_values(message.as_ref()))
    }

    fn busy(message: &str) -> Error {
        Error::Busy(without_values(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_lost_during_a_commit_leaves_the_outcome_unknown() {
        let database_error =
            |kind, message: &str| DieselError::DatabaseError(kind, Box::new(message.to_owned()));
        let connection_lost = || {
            database_error(DatabaseErrorKind::ClosedConnection, "server closed the connection unexpectedly")
        };
        assert!(matches!(Error::from_commit(connection_lost()), Error::Unsure(_)));
        assert!(
            matches!(Error::from(connection_lost()), Error::Busy(_)),
            "nothing was saved before the commit"
        );
        let deadlock = database_error(DatabaseErrorKind::Unknown, "deadlock detected");
        assert!(matches!(Error::from_commit(deadlock), Error::Busy(_)), "the server rolled it back");
    }
}
