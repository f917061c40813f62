//! The four statuses of an upload, computed from what is stored.

/// What became of an upload. Never stored: computed, so that a page and a download cannot disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadStatus {
    /// Rows are still waiting.
    InProgress,
    /// All rows were registered.
    Completed,
    /// Some rows failed.
    CompletedWithError,
    /// No row was registered.
    Error,
}

impl UploadStatus {
    /// All statuses, in the order in which they are offered.
    pub const ALL: [UploadStatus; 4] = [
        UploadStatus::InProgress,
        UploadStatus::Completed,
        UploadStatus::CompletedWithError,
        UploadStatus::Error,
    ];

    /// The status of an upload with these counts of rows.
    pub fn of(finished: bool, verified: i64, failed: i64) -> UploadStatus {
        match (finished, verified, failed) {
            (false, _, _) => UploadStatus::InProgress,
            (true, _, 0) => UploadStatus::Completed,
            (true, 0, _) => UploadStatus::Error,
            (true, _, _) => UploadStatus::CompletedWithError,
        }
    }

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            UploadStatus::InProgress => "in-progress",
            UploadStatus::Completed => "completed",
            UploadStatus::CompletedWithError => "completed-with-error",
            UploadStatus::Error => "error",
        }
    }

    /// The status of a word, if there is one.
    pub fn from_word(word: &str) -> Option<UploadStatus> {
        UploadStatus::ALL.into_iter().find(|status| status.word() == word)
    }

    /// The words that pages and downloads show.
    pub fn label(self) -> &'static str {
        match self {
            UploadStatus::InProgress => "In progress",
            UploadStatus::Completed => "Completed",
            UploadStatus::CompletedWithError => "Completed with error",
            UploadStatus::Error => "Error",
        }
    }
}
