//! What can go wrong while a request is answered, in no particular format: pages and APIs render it themselves.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

use crate::store;
use crate::uploads::intake::refusal::Refused;

/// What can go wrong for whoever looks at a page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such page or thing, or it is somebody else's: in the same words.
    #[error("not found")]
    NotFound,
    /// The person may not do it.
    #[error("forbidden")]
    Forbidden,
    /// Another site sent it.
    #[error("sent by another site")]
    Foreign,
    /// The page knows other methods only, which are named.
    #[error("method not allowed")]
    MethodNotAllowed(String),
    /// The form cannot be read.
    #[error("unreadable form: {0}")]
    Unreadable(String),
    /// What was sent is larger than the form can be.
    #[error("too large")]
    TooLarge,
    /// The body stopped arriving.
    #[error("timeout")]
    TooSlow,
    /// The database has no time now.
    #[error("busy: {0}")]
    Busy(String),
    /// The database was lost just as something was to be kept: it may be done or not.
    #[error("unsure: {0}")]
    Unsure(String),
    /// The disk is full.
    #[error("no room: {0}")]
    Full(String),
    /// Everything else, with what the log should say.
    #[error("{0}")]
    Failed(String),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        match error {
            store::Error::NotFound => Error::NotFound,
            store::Error::Busy(why) => Error::Busy(why),
            store::Error::Unsure(why) => Error::Unsure(why),
            store::Error::Full(why) => Error::Full(why),
            store::Error::Conflict | store::Error::Database(_) => Error::Failed(error.to_string()),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        match refused {
            Refused::NotFound => Error::NotFound,
            Refused::Forbidden => Error::Forbidden,
            Refused::Store(error) => error.into(),
            Refused::Io(error) => error.into(),
            // Whoever has a form shows the sentences in it.
            Refused::Form(problems) => Error::Unreadable(format!("{problems:?}")),
        }
    }
}

/// Of a temporary file: a full disk is the machine's trouble, not ours.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        let why = format!("temporary file: {error}");
        if error.kind() == std::io::ErrorKind::StorageFull { Error::Full(why) } else { Error::Failed(why) }
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
            Error::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Error::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Error::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Error::Busy(_) | Error::Unsure(_) | Error::Full(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        match self {
            Error::MethodNotAllowed(known) => answer.insert_header((header::ALLOW, known.as_str())),
            Error::Busy(_) => answer.insert_header((header::RETRY_AFTER, "5")),
            Error::Full(_) => answer.insert_header((header::RETRY_AFTER, "60")),
            _ => &mut answer,
        };
        answer.finish()
    }
}
