//! Submissions: one file or selection submitted to the portal, which creates uploads or deletes devices.

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
    /// Devices of one customer to delete: a file or a selection.
    Deletion,
    /// Devices of many customers to delete: a file.
    BulkDeletion,
}

impl SubmissionKind {
    /// Returns whether it deletes devices.
    pub(crate) fn is_deletion(self) -> bool {
        matches!(self, SubmissionKind::Deletion | SubmissionKind::BulkDeletion)
    }

    /// Returns whether its rows name their customers.
    pub(crate) fn is_bulk(self) -> bool {
        matches!(self, SubmissionKind::BulkUpload | SubmissionKind::BulkDeletion)
    }

    /// Returns how its file is read.
    pub(crate) fn purpose(self) -> ListPurpose {
        match self {
            SubmissionKind::Upload | SubmissionKind::Deletion => ListPurpose::OneCustomer,
            SubmissionKind::BulkUpload => ListPurpose::BulkUpload,
            SubmissionKind::BulkDeletion => ListPurpose::BulkDeletion,
        }
    }

    /// Returns the name shown to people: `D-18` for a deletion, `B-17` for a bulk action.
    ///
    /// An upload for one customer is known by its upload ID instead.
    pub(crate) fn name(self, id: SubmissionId) -> String {
        format!("{}-{id}", if self == SubmissionKind::Deletion { "D" } else { "B" })
    }
}

/// Returns the number in such a name, in upper or lower case. Returns `None` for any other text.
pub(crate) fn number_of_name(text: &str) -> Option<SubmissionId> {
    let rest = text.trim().strip_prefix(['B', 'b', 'D', 'd'])?.strip_prefix('-')?;
    rest.parse().ok()
}

/// The phase of a submission, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// Its bytes are being stored. Not accepted yet.
    Receiving,
    /// Its bytes are stored and wait for a confirmation. Not accepted yet.
    Draft,
    /// A check whose rows are being read. Not accepted, and it registers nothing.
    Checking,
    /// A check whose rows are all planned. It ends as a draft.
    CheckResolved,
    /// Accepted. Its rows have not been read.
    Waiting,
    /// Every row is planned.
    Resolved,
    /// Every row is processed.
    Finished,
}

impl Phase {
    /// Phases before acceptance. No list shows these submissions.
    pub(crate) const NOT_ACCEPTED: [Phase; 4] =
        [Phase::Receiving, Phase::Draft, Phase::Checking, Phase::CheckResolved];
    /// Phases of a check that is running or waits for its confirmation.
    pub(crate) const OF_CHECKS: [Phase; 3] = [Phase::Checking, Phase::CheckResolved, Phase::Draft];
    /// Phases in which a worker has something to do.
    pub(crate) const TO_DO: [Phase; 4] =
        [Phase::Waiting, Phase::Resolved, Phase::Checking, Phase::CheckResolved];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn words_stay_as_they_are_stored() {
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
    fn names_lead_back_to_their_number() {
        for kind in SubmissionKind::VARIANTS {
            assert_eq!(number_of_name(&kind.name(SubmissionId::new(17))), Some(SubmissionId::new(17)));
        }
        assert_eq!(number_of_name(" b-5 "), Some(SubmissionId::new(5)));
        for text in ["17", "B17", "B-", "B--1", "C-4", ""] {
            assert_eq!(number_of_name(text), None, "{text}");
        }
    }
}
