//! Rejects files and forms. A rejected file isn't stored, but an activity entry records the rejection.

use crate::domain::activity::Activity;
use crate::domain::actor::{Actor, ActorKind, Permission, Scope};
use crate::domain::quantity::file_size;
use crate::domain::submission::SubmissionKind;
use crate::store::activity::{self, Personal};
use crate::store::{self, Conn, people};
use crate::uploads::services::Services;

/// A form field and the message for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    /// Name of the field.
    pub(crate) field: &'static str,
    /// What is wrong and what to do.
    pub(crate) message: String,
}

/// A quota that a reseller has reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QuotaReached {
    /// Number of seconds after which the client should try again.
    pub(crate) retry_after: u32,
    /// Message that says what happened and what to do.
    pub(crate) message: String,
}

/// The error for a request that wasn't accepted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntakeError {
    /// The form has errors that the person can correct.
    #[error("the form has errors: {0:?}")]
    Form(Vec<FieldProblem>),
    /// The customer or another object named in the request doesn't exist.
    #[error("not found")]
    NotFound,
    /// The person lacks the permission.
    #[error("forbidden")]
    Forbidden,
    /// The file can be read in several ways. Holds the token of the undecided list, which is waiting for a decision.
    #[error("the list {0} is undecided")]
    Undecided(String),
    /// The file is rejected, but other choices may help. Holds the message and the token of the undecided list, which
    /// waits for them.
    #[error("{sentence}")]
    Reviewable {
        /// Message that says what is wrong and what to do.
        sentence: String,
        /// Token of the undecided list.
        list: String,
    },
    /// The file is for many customers, but the form is for one.
    #[error("{sentence}")]
    ForManyCustomers {
        /// Message that says what is wrong and what to do.
        sentence: String,
        /// Token of the undecided list that the file has become, for a bulk action.
        list: String,
    },
    /// The reseller has reached a quota.
    #[error("{}", .0.message)]
    TooMany(QuotaReached),
    /// The client disconnected, or the portal is shutting down.
    #[error("reading was cancelled")]
    Cancelled,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl IntakeError {
    /// Creates an error with one message for one field.
    pub(crate) fn field(field: &'static str, message: impl Into<String>) -> IntakeError {
        IntakeError::Form(vec![FieldProblem { field, message: message.into() }])
    }

    /// Converts a lookup error, so that a missing object becomes [`IntakeError::NotFound`].
    pub(crate) fn not_found(error: store::Error) -> IntakeError {
        match error {
            store::Error::NotFound => IntakeError::NotFound,
            other => IntakeError::Store(other),
        }
    }
}

/// The description of a file for the activity log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileDescription<'a> {
    /// Kind of the submission.
    pub(crate) kind: SubmissionKind,
    /// Whether the file was submitted for checking only.
    pub(crate) is_check: bool,
    /// Customer or MSP ID. Empty for a bulk action.
    pub(crate) customer_id: &'a str,
    /// The file's name, as the browser sent it.
    pub(crate) file_name: &'a str,
    /// Size in bytes.
    pub(crate) bytes: u64,
}

impl FileDescription<'_> {
    /// Returns the activity for rejecting the file.
    fn rejected(self) -> Activity {
        if self.is_check { Activity::CheckRejected } else { Activity::rejected(self.kind) }
    }
}

/// Logs the rejection of a file, with the person, the customer, the file name, the size in bytes and the reason.
pub(crate) fn record(
    services: &Services,
    actor: &Actor,
    description: FileDescription<'_>,
    message: &str,
) -> Result<(), store::Error> {
    // The message may quote the file, so it is personal data too.
    let text = format!("{} ({}): {message}", description.file_name, file_size(description.bytes));
    services.db.write(|conn| {
        let entry = activity::ActivityEntry {
            at: services.clock.now(),
            actor_key: actor.key,
            reseller_key: actor.scope.reseller(),
            action: description.rejected(),
            object: description.customer_id,
            detail: "",
            personal: Personal::text(&text),
        };
        activity::write(conn, entry)
    })
}

/// Logs the rejection of a file and returns the error for the form.
pub(crate) fn record_and_reject(
    services: &Services,
    actor: &Actor,
    description: FileDescription<'_>,
    message: impl Into<String>,
) -> Result<IntakeError, store::Error> {
    let message = message.into();
    record(services, actor, description, &message)?;
    Ok(IntakeError::field("file", message))
}

/// Checks the actor's permission again, in the transaction that accepts a submission. Returns the actor's scope, or
/// [`IntakeError::Forbidden`] if the actor no longer has the permission.
pub(crate) fn recheck_permission(
    conn: &mut Conn,
    actor: &Actor,
    permission: Permission,
) -> Result<Scope, IntakeError> {
    let is_allowed = match &actor.kind {
        ActorKind::Person(person) => match people::find(conn, person.key) {
            Err(store::Error::NotFound) => false,
            row => row?.role.may(permission),
        },
        ActorKind::ApiClient | ActorKind::CommandLine => actor.may(permission),
    };
    if is_allowed { Ok(actor.scope) } else { Err(IntakeError::Forbidden) }
}
