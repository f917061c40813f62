//! Errors that end a request, independent of the response format. Pages and APIs render them.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

use crate::auth::hash_queue::QueueFull;
use crate::store;
use crate::uploads::intake::rejection::IntakeError;

/// An error that ends a request.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The page or the record doesn't exist or belongs to another reseller. Both cases get the same message.
    #[error("not found")]
    NotFound,
    /// The person lacks the permission.
    #[error("forbidden")]
    Forbidden,
    /// Another site sent the request.
    #[error("sent by another site")]
    Foreign,
    /// The request is for another host.
    #[error("for another host")]
    OtherHost,
    /// The request doesn't name a valid host.
    #[error("no valid host")]
    NoHost,
    /// The route doesn't support the request's method. Holds the methods that it supports.
    #[error("method not allowed")]
    MethodNotAllowed(String),
    /// The form is unreadable.
    #[error("unreadable form: {0}")]
    Unreadable(String),
    /// The body is larger than the form can be.
    #[error("too large")]
    TooLarge,
    /// The body arrived too slowly.
    #[error("timeout")]
    TooSlow,
    /// A limit has been reached. It applies to the person or their reseller, not to the portal as a whole.
    #[error("too many: {message}")]
    TooMany {
        /// Number of seconds after which another attempt makes sense.
        retry_after: u32,
        /// Sentences for the page that say what happened and what to do.
        message: String,
    },
    /// Too many passwords are being checked. This says nothing about the portal's health, so it isn't logged as a
    /// failure.
    #[error("the queue for password hashes is full")]
    QueueFull,
    /// Too many workbooks are being read. Like a full queue for passwords, this isn't logged as a failure.
    #[error("too many workbooks are being read")]
    ReadersBusy,
    /// The portal is shutting down, and the request wasn't accepted yet.
    #[error("the portal is shutting down")]
    Stopping,
    /// The database is busy or unreachable.
    #[error("busy: {0}")]
    Busy(String),
    /// The connection was lost during the commit, so the change may or may not have been saved.
    #[error("unsure: {0}")]
    Unsure(String),
    /// The disk is full.
    #[error("no space left: {0}")]
    Full(String),
    /// Anything else, with the cause for the log.
    #[error("{0}")]
    Failed(String),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        match error {
            store::Error::NotFound => Error::NotFound,
            store::Error::Busy(cause) => Error::Busy(cause),
            store::Error::Unsure(cause) => Error::Unsure(cause),
            store::Error::Full(cause) => Error::Full(cause),
            store::Error::Conflict
            | store::Error::Missing
            | store::Error::Unusable(_)
            | store::Error::Database(_) => Error::Failed(error.to_string()),
        }
    }
}

impl From<QueueFull> for Error {
    fn from(_: QueueFull) -> Error {
        Error::QueueFull
    }
}

impl From<IntakeError> for Error {
    fn from(error: IntakeError) -> Error {
        match error {
            IntakeError::NotFound => Error::NotFound,
            IntakeError::Forbidden => Error::Forbidden,
            // If the client has left, the response isn't sent.
            IntakeError::Cancelled => Error::Stopping,
            IntakeError::TooMany(reached) => {
                Error::TooMany { retry_after: reached.retry_after, message: reached.message }
            }
            IntakeError::Store(error) => error.into(),
            IntakeError::Io(error) => error.into(),
            // Handlers that have a form show these messages in it.
            IntakeError::Form(problems) => Error::Unreadable(format!("{problems:?}")),
            // Handlers of forms show the page on which the person decides.
            IntakeError::Undecided(_)
            | IntakeError::Reviewable { .. }
            | IntakeError::ForManyCustomers { .. } => Error::Unreadable(error.to_string()),
        }
    }
}

/// Converts an error from a temporary file. A full disk is an infrastructure failure, not a bug. A timeout occurs only
/// while waiting for a turn to read a workbook.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        let cause = format!("temporary file: {error}");
        match error.kind() {
            std::io::ErrorKind::StorageFull => Error::Full(cause),
            std::io::ErrorKind::TimedOut => Error::ReadersBusy,
            _ => Error::Failed(cause),
        }
    }
}

impl From<actix_web::error::BlockingError> for Error {
    fn from(error: actix_web::error::BlockingError) -> Error {
        Error::Failed(error.to_string())
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Forbidden | Error::Foreign => StatusCode::FORBIDDEN,
            Error::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Error::NoHost => StatusCode::BAD_REQUEST,
            Error::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Error::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Error::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::QueueFull
            | Error::ReadersBusy
            | Error::Stopping
            | Error::Busy(_)
            | Error::Unsure(_)
            | Error::Full(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Error::MethodNotAllowed(allowed) => response.insert_header((header::ALLOW, allowed.as_str())),
            Error::TooMany { retry_after, .. } => response.insert_header((header::RETRY_AFTER, *retry_after)),
            Error::QueueFull | Error::Stopping | Error::Busy(_) => {
                response.insert_header((header::RETRY_AFTER, "5"))
            }
            Error::ReadersBusy => response.insert_header((header::RETRY_AFTER, "10")),
            Error::Full(_) => response.insert_header((header::RETRY_AFTER, "60")),
            _ => &mut response,
        };
        response.finish()
    }
}
