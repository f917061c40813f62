use crate::domain::submission::SubmissionKind;

/// Returns the kind of list, as the pages show it.
pub(super) fn kind(kind: SubmissionKind) -> &'static str {
    match kind {
        SubmissionKind::Upload => "Upload",
        SubmissionKind::BulkUpload => "Bulk upload",
        SubmissionKind::Deletion => "Deletion",
        SubmissionKind::BulkDeletion => "Bulk deletion",
    }
}
