//! The activities that are recorded in the activity log.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::submission::SubmissionKind;

/// An activity, stored as a word that never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
pub enum Activity {
    /// An operator added a reseller.
    #[strum(serialize = "reseller.added")]
    ResellerAdded,
    /// An operator added a customer account.
    #[strum(serialize = "account.added")]
    AccountAdded,
    /// An operator changed a customer account.
    #[strum(serialize = "account.changed")]
    AccountChanged,
    /// An operator imported a device catalog.
    #[strum(serialize = "catalog.imported")]
    CatalogImported,
    /// An operator added a person.
    #[strum(serialize = "person.added")]
    PersonAdded,
    /// An operator disabled a person.
    #[strum(serialize = "person.disabled")]
    PersonDisabled,
    /// An operator deleted a person's failed sign-in attempts.
    #[strum(serialize = "person.unlocked")]
    PersonUnlocked,
    /// A person signed in.
    #[strum(serialize = "person.signed_in")]
    PersonSignedIn,
    /// A person signed out.
    #[strum(serialize = "person.signed_out")]
    PersonSignedOut,
    /// A person's password was changed.
    #[strum(serialize = "person.password_changed")]
    PersonPasswordChanged,
    /// A person changed their time zone, theme or shortcuts.
    #[strum(serialize = "person.display_changed")]
    PersonDisplayChanged,
    /// A customer was added to a reseller.
    #[strum(serialize = "customer.added")]
    CustomerAdded,
    /// The internal reference of a customer was changed.
    #[strum(serialize = "customer.reference_changed")]
    CustomerReferenceChanged,
    /// The status of a customer was changed.
    #[strum(serialize = "customer.status_changed")]
    CustomerStatusChanged,
    /// A sold-to code was added.
    #[strum(serialize = "sold_to_code.added")]
    SoldToCodeAdded,
    /// A sold-to code was changed.
    #[strum(serialize = "sold_to_code.changed")]
    SoldToCodeChanged,
    /// A sold-to code was deleted.
    #[strum(serialize = "sold_to_code.deleted")]
    SoldToCodeDeleted,
    /// A person remembered a layout for lists of one kind.
    #[strum(serialize = "file_layout.added")]
    FileLayoutAdded,
    /// A remembered layout was renamed, or remembered again with other decisions.
    #[strum(serialize = "file_layout.changed")]
    FileLayoutChanged,
    /// A remembered layout was deleted.
    #[strum(serialize = "file_layout.deleted")]
    FileLayoutDeleted,
    /// Support marked an upload as reviewed.
    #[strum(serialize = "upload.reviewed")]
    UploadReviewed,
    /// Support removed the review mark from an upload.
    #[strum(serialize = "upload.review_undone")]
    UploadReviewUndone,
    /// Support changed the note on an upload.
    #[strum(serialize = "upload.noted")]
    UploadNoted,
    /// An upload was accepted.
    #[strum(serialize = "upload.accepted")]
    UploadAccepted,
    /// A bulk upload was accepted.
    #[strum(serialize = "bulk_upload.accepted")]
    BulkUploadAccepted,
    /// A deletion was accepted.
    #[strum(serialize = "deletion.accepted")]
    DeletionAccepted,
    /// A bulk deletion was accepted.
    #[strum(serialize = "bulk_deletion.accepted")]
    BulkDeletionAccepted,
    /// An upload was rejected.
    #[strum(serialize = "upload.refused")]
    UploadRejected,
    /// A bulk upload was rejected.
    #[strum(serialize = "bulk_upload.refused")]
    BulkUploadRejected,
    /// A deletion was rejected.
    #[strum(serialize = "deletion.refused")]
    DeletionRejected,
    /// A bulk deletion was rejected.
    #[strum(serialize = "bulk_deletion.refused")]
    BulkDeletionRejected,
    /// An upload finished.
    #[strum(serialize = "upload.finished")]
    UploadFinished,
    /// A bulk upload finished.
    #[strum(serialize = "bulk_upload.finished")]
    BulkUploadFinished,
    /// A deletion finished.
    #[strum(serialize = "deletion.finished")]
    DeletionFinished,
    /// A bulk deletion finished.
    #[strum(serialize = "bulk_deletion.finished")]
    BulkDeletionFinished,
    /// Support viewed an upload.
    #[strum(serialize = "upload.viewed")]
    UploadViewed,
    /// Support viewed a bulk upload.
    #[strum(serialize = "bulk_upload.viewed")]
    BulkUploadViewed,
    /// Support viewed a deletion.
    #[strum(serialize = "deletion.viewed")]
    DeletionViewed,
    /// Support viewed a bulk deletion.
    #[strum(serialize = "bulk_deletion.viewed")]
    BulkDeletionViewed,
    /// Support put an upload back into the queue.
    #[strum(serialize = "upload.requeued")]
    UploadRequeued,
    /// Support put a bulk upload back into the queue.
    #[strum(serialize = "bulk_upload.requeued")]
    BulkUploadRequeued,
    /// Support put a deletion back into the queue.
    #[strum(serialize = "deletion.requeued")]
    DeletionRequeued,
    /// Support put a bulk deletion back into the queue.
    #[strum(serialize = "bulk_deletion.requeued")]
    BulkDeletionRequeued,
    /// A file was accepted for checking.
    #[strum(serialize = "check.accepted")]
    CheckAccepted,
    /// A file that was submitted for checking was rejected.
    #[strum(serialize = "check.refused")]
    CheckRejected,
    /// A check finished.
    #[strum(serialize = "check.finished")]
    CheckFinished,
    /// A check was discarded before it was uploaded.
    #[strum(serialize = "check.discarded")]
    CheckDiscarded,
    /// A person or an operator removed an identifier from a device.
    #[strum(serialize = "identifier.removed")]
    IdentifierRemoved,
    /// A person decided how to read a list.
    #[strum(serialize = "list.decided")]
    ListDecided,
    /// Old entries were removed from the activity log.
    #[strum(serialize = "activity.removed")]
    ActivityRemoved,
    /// An operator erased personal data from the activity log.
    #[strum(serialize = "activity.erased")]
    ActivityErased,
    /// A sign-in was refused because no account had this e-mail address.
    #[strum(serialize = "sign_in.unknown_account")]
    SignInUnknownAccount,
    /// A sign-in was refused because the password was wrong.
    #[strum(serialize = "sign_in.wrong_password")]
    SignInWrongPassword,
    /// A sign-in was refused because the account was disabled.
    #[strum(serialize = "sign_in.disabled_account")]
    SignInDisabledAccount,
    /// A sign-in was refused after too many failures.
    #[strum(serialize = "sign_in.throttled")]
    SignInThrottled,
    /// A password change was refused because the current password was wrong.
    #[strum(serialize = "password_change.wrong_password")]
    PasswordChangeWrongPassword,
    /// A password change was refused after too many failures.
    #[strum(serialize = "password_change.throttled")]
    PasswordChangeThrottled,
    /// A request was refused because the person lacked the permission.
    #[strum(serialize = "request.forbidden")]
    RequestForbidden,
    /// A request was refused because another site sent it.
    #[strum(serialize = "request.foreign")]
    RequestForeign,
    /// A request was refused because it was for an unknown host name.
    #[strum(serialize = "request.unknown_host")]
    RequestUnknownHost,
    /// A request was refused because a limit for the person or the reseller had been reached.
    #[strum(serialize = "request.limited")]
    RequestLimited,
    /// A request was refused because the portal was busy.
    #[strum(serialize = "request.busy")]
    RequestBusy,
    /// A request was refused because its body arrived too slowly.
    #[strum(serialize = "request.too_slow")]
    RequestTooSlow,
    /// A request was refused because its body was too large.
    #[strum(serialize = "request.too_large")]
    RequestTooLarge,
    /// A connection was refused, or an idle one was closed to make room, because a limit had been reached.
    #[strum(serialize = "connection.limited")]
    ConnectionLimited,
    /// A connection was closed because the head of its first request arrived too slowly.
    #[strum(serialize = "connection.too_slow")]
    ConnectionTooSlow,
    /// A summary of one minute's refusals that have no entries of their own.
    #[strum(serialize = "refusals.summarized")]
    RefusalsSummarized,
}

/// The way in which an actor requested an action, stored as a word that never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Way {
    /// A page of the portal.
    Page,
    /// The operator's command line.
    CommandLine,
}

impl Activity {
    /// The activities that record refusals.
    pub(crate) const REFUSALS: [Activity; 16] = [
        Activity::SignInUnknownAccount,
        Activity::SignInWrongPassword,
        Activity::SignInDisabledAccount,
        Activity::SignInThrottled,
        Activity::PasswordChangeWrongPassword,
        Activity::PasswordChangeThrottled,
        Activity::RequestForbidden,
        Activity::RequestForeign,
        Activity::RequestUnknownHost,
        Activity::RequestLimited,
        Activity::RequestBusy,
        Activity::RequestTooSlow,
        Activity::RequestTooLarge,
        Activity::ConnectionLimited,
        Activity::ConnectionTooSlow,
        Activity::RefusalsSummarized,
    ];

    /// Returns the activity for accepting a submission of this kind.
    pub(crate) fn accepted(kind: SubmissionKind) -> Activity {
        match kind {
            SubmissionKind::Upload => Activity::UploadAccepted,
            SubmissionKind::BulkUpload => Activity::BulkUploadAccepted,
            SubmissionKind::Deletion => Activity::DeletionAccepted,
            SubmissionKind::BulkDeletion => Activity::BulkDeletionAccepted,
        }
    }

    /// Returns the activity for rejecting a submission of this kind.
    pub(crate) fn rejected(kind: SubmissionKind) -> Activity {
        match kind {
            SubmissionKind::Upload => Activity::UploadRejected,
            SubmissionKind::BulkUpload => Activity::BulkUploadRejected,
            SubmissionKind::Deletion => Activity::DeletionRejected,
            SubmissionKind::BulkDeletion => Activity::BulkDeletionRejected,
        }
    }

    /// Returns the activity for finishing a submission of this kind.
    pub(crate) fn finished(kind: SubmissionKind) -> Activity {
        match kind {
            SubmissionKind::Upload => Activity::UploadFinished,
            SubmissionKind::BulkUpload => Activity::BulkUploadFinished,
            SubmissionKind::Deletion => Activity::DeletionFinished,
            SubmissionKind::BulkDeletion => Activity::BulkDeletionFinished,
        }
    }

    /// Returns the activity for support viewing a submission of this kind.
    pub(crate) fn viewed(kind: SubmissionKind) -> Activity {
        match kind {
            SubmissionKind::Upload => Activity::UploadViewed,
            SubmissionKind::BulkUpload => Activity::BulkUploadViewed,
            SubmissionKind::Deletion => Activity::DeletionViewed,
            SubmissionKind::BulkDeletion => Activity::BulkDeletionViewed,
        }
    }

    /// Returns the activity for putting a submission of this kind back into the queue.
    pub(crate) fn requeued(kind: SubmissionKind) -> Activity {
        match kind {
            SubmissionKind::Upload => Activity::UploadRequeued,
            SubmissionKind::BulkUpload => Activity::BulkUploadRequeued,
            SubmissionKind::Deletion => Activity::DeletionRequeued,
            SubmissionKind::BulkDeletion => Activity::BulkDeletionRequeued,
        }
    }
}

#[cfg(test)]
mod tests;
