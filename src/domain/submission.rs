//! Submissions: files and selections submitted to the portal to create uploads or to delete devices.

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::manifest::ListPurpose;
use crate::domain::ids::SubmissionId;

/// The kind of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum SubmissionKind {
    /// A file for one customer. It creates one upload.
    Upload,
    /// A file for many customers. It creates many uploads.
    BulkUpload,
    /// A file or a selection of one customer's devices to delete.
    Deletion,
    /// A file that lists the devices to delete from many customers.
    BulkDeletion,
}

impl SubmissionKind {
    /// Returns whether the submission deletes devices.
    pub(crate) fn is_deletion(self) -> bool {
        matches!(self, SubmissionKind::Deletion | SubmissionKind::BulkDeletion)
    }

    /// Returns whether each row names its customer.
    pub(crate) fn is_bulk(self) -> bool {
        matches!(self, SubmissionKind::BulkUpload | SubmissionKind::BulkDeletion)
    }

    /// Returns the purpose for which the file is read.
    pub(crate) fn purpose(self) -> ListPurpose {
        match self {
            SubmissionKind::Upload => ListPurpose::OneCustomer,
            SubmissionKind::Deletion => ListPurpose::Deletion,
            SubmissionKind::BulkUpload => ListPurpose::BulkUpload,
            SubmissionKind::BulkDeletion => ListPurpose::BulkDeletion,
        }
    }

    /// Returns the name shown to people: `D-18` for a deletion, `B-17` for a bulk action.
    ///
    /// Pages show an upload for one customer with its upload ID instead.
    pub(crate) fn name(self, id: SubmissionId) -> String {
        format!("{}-{id}", if self == SubmissionKind::Deletion { "D" } else { "B" })
    }
}

/// Parses a name such as `B-17` or `d-18`, in upper or lower case, and returns its number. Returns `None` for any other
/// text.
pub(crate) fn parse_submission_name(text: &str) -> Option<SubmissionId> {
    let rest = text.trim().strip_prefix(['B', 'b', 'D', 'd'])?.strip_prefix('-')?;
    rest.parse().ok()
}

/// The phase of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// The bytes are being stored. Not accepted yet.
    Receiving,
    /// The bytes are stored, and the submission is waiting for confirmation. Not accepted yet.
    Draft,
    /// A check whose rows are being read. It isn't accepted and doesn't register anything.
    Checking,
    /// A check whose rows have all been planned. It becomes a draft.
    CheckResolved,
    /// Accepted. The rows haven't been planned yet.
    Waiting,
    /// Every row has been planned.
    Resolved,
    /// Every row has been processed.
    Finished,
}

impl Phase {
    /// Phases before acceptance. Lists don't show submissions in these phases.
    pub(crate) const NOT_ACCEPTED: [Phase; 4] =
        [Phase::Receiving, Phase::Draft, Phase::Checking, Phase::CheckResolved];
    /// Phases of a check that is running or waiting for confirmation.
    pub(crate) const CHECKS: [Phase; 3] = [Phase::Checking, Phase::CheckResolved, Phase::Draft];
    /// Phases in which a worker has work to do.
    pub(crate) const NEEDS_WORKER: [Phase; 4] =
        [Phase::Waiting, Phase::Resolved, Phase::Checking, Phase::CheckResolved];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<SubmissionKind>(&["upload", "bulk_upload", "deletion", "bulk_deletion"]);
        assert_words::<Phase>(&[
            "receiving",
            "draft",
            "checking",
            "check_resolved",
            "waiting",
            "resolved",
            "finished",
        ]);
    }

    #[test]
    fn a_name_is_parsed_back_to_its_number() {
        for kind in SubmissionKind::VARIANTS {
            assert_eq!(parse_submission_name(&kind.name(SubmissionId::new(17))), Some(SubmissionId::new(17)));
        }
        assert_eq!(parse_submission_name(" b-5 "), Some(SubmissionId::new(5)));
        for text in ["17", "B17", "B-", "B--1", "C-4", ""] {
            assert_eq!(parse_submission_name(text), None, "{text}");
        }
    }
}
