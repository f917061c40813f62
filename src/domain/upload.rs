//! The status of an upload.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// The status of an upload or a deletion, in the order in which pages offer them. It is computed and never stored, so
/// that pages and downloads can't disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum UploadStatus {
    /// Some rows are not processed yet.
    InProgress,
    /// All rows succeeded.
    Completed,
    /// Some rows failed.
    CompletedWithError,
    /// All rows failed.
    Error,
}

impl UploadStatus {
    /// Returns the status for these counts of rows.
    pub(crate) fn of(is_finished: bool, verified: i64, failed: i64) -> UploadStatus {
        match (is_finished, verified, failed) {
            (false, _, _) => UploadStatus::InProgress,
            (true, _, 0) => UploadStatus::Completed,
            (true, 0, _) => UploadStatus::Error,
            (true, _, _) => UploadStatus::CompletedWithError,
        }
    }

    /// Returns the text that pages and downloads show.
    pub(crate) fn label(self) -> &'static str {
        match self {
            UploadStatus::InProgress => "In progress",
            UploadStatus::Completed => "Completed",
            UploadStatus::CompletedWithError => "Completed with error",
            UploadStatus::Error => "Error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn words_stay_as_they_are_in_addresses() {
        assert_words::<UploadStatus>(&["in-progress", "completed", "completed-with-error", "error"]);
    }
}
