//! What can go wrong in the store.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::telemetry::without_values;

/// What SQLite and PostgreSQL say where trying again later helps: somebody holds the lock, the server is restarting or
/// cannot be reached, or the disk does not answer.
const PASSES: [&str; 12] = [
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

/// What they say where there is no room left;
/// PostgreSQL does not say why a page went in by half only.
const FULL: [&str; 3] = ["database or disk is full", "No space left on device", "could not extend file"];

/// What they say, of these, where the connection itself is gone.
const GONE: [&str; 5] = [
    "terminating connection",
    "server closed the connection",
    "no connection to the server",
    "could not receive data",
    "could not send data",
];

/// An answer of the store that is not the one hoped for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such row, or it belongs to another reseller: the same to whoever asks.
    #[error("not found")]
    NotFound,
    /// A unique key refused the row. Which one is never asked: SQLite does not name it.
    #[error("a row with this key already exists")]
    Conflict,
    /// No connection or no turn to write within five seconds; trying again later helps.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The connection was lost while the server was to commit: it may have been done or not.
    #[error("connection lost during the commit: {0}")]
    Unsure(String),
    /// The disk is full; trying again helps once somebody has made room.
    #[error("no space left: {0}")]
    Full(String),
    /// The database or this build can't be used: a sentence that says what to do.
    #[error("{0}")]
    Unusable(String),
    /// Everything else.
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
            // What could not be committed could not be undone either: the server was gone by then.
            DieselError::RollbackErrorOnCommit { commit_error, .. } => Error::from(*commit_error),
            DieselError::BrokenTransactionManager => Error::busy("the connection is broken"),
            DieselError::DatabaseError(_, info)
                if FULL.iter().any(|words| info.message().contains(words)) =>
            {
                Error::Full(without_values(info.message()))
            }
            DieselError::DatabaseError(_, info)
                if PASSES.iter().any(|words| info.message().contains(words)) =>
            {
                Error::busy(info.message())
            }
            other => Error::broken(other.to_string()),
        }
    }
}

impl From<diesel::r2d2::PoolError> for Error {
    fn from(error: diesel::r2d2::PoolError) -> Error {
        Error::busy(&error.to_string())
    }
}

impl Error {
    /// Whether it passes by itself or when somebody mends the machine: nothing is wrong with what was asked for.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Busy(_) | Error::Unsure(_) | Error::Full(_))
    }

    /// What an error of a commit means.
    pub(crate) fn of_commit(error: DieselError) -> Error {
        match Error::from(error) {
            Error::Busy(why) if GONE.iter().any(|words| why.contains(words)) => Error::Unsure(why),
            other => other,
        }
    }

    /// What should not be as it is: told in the log, without values, and a 500 to whoever asked.
    pub fn broken(what: impl AsRef<str>) -> Error {
        Error::Database(without_values(what.as_ref()))
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
