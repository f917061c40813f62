//! The status of an upload.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// The status of an upload or a deletion. Pages list the values in this order.
///
/// The status is computed and never stored, so that pages and downloads can't disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum UploadStatus {
    /// Some rows haven't been processed yet.
    InProgress,
    /// All rows succeeded.
    Completed,
    /// Some rows failed.
    CompletedWithError,
    /// All rows failed.
    Error,
}

impl UploadStatus {
    /// Returns the status for these row counts.
    pub(crate) fn of(is_finished: bool, verified: i64, failed: i64) -> UploadStatus {
        match (is_finished, verified, failed) {
            (false, _, _) => UploadStatus::InProgress,
            (true, _, 0) => UploadStatus::Completed,
            (true, 0, _) => UploadStatus::Error,
            (true, _, _) => UploadStatus::CompletedWithError,
        }
    }

    /// Returns the text shown on pages and in downloads.
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
    fn words_in_addresses_do_not_change() {
        assert_words::<UploadStatus>(&["in-progress", "completed", "completed-with-error", "error"]);
    }
}
