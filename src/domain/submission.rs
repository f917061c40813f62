//! What was handed in: one file or selection, which becomes uploads or deletes devices.

use super::manifest::Purpose;

/// What a submission is. Stored by its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubmissionKind {
    /// A file for one customer: one upload.
    Upload,
    /// A file for many customers: many uploads.
    BulkUpload,
    /// Devices of one customer to delete: a file or a selection.
    Deletion,
    /// Devices of many customers to delete: a file.
    BulkDeletion,
}

impl SubmissionKind {
    /// All kinds.
    pub const ALL: [SubmissionKind; 4] = [
        SubmissionKind::Upload,
        SubmissionKind::BulkUpload,
        SubmissionKind::Deletion,
        SubmissionKind::BulkDeletion,
    ];

    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            SubmissionKind::Upload => "upload",
            SubmissionKind::BulkUpload => "bulk_upload",
            SubmissionKind::Deletion => "deletion",
            SubmissionKind::BulkDeletion => "bulk_deletion",
        }
    }

    /// The kind of a word, if there is one.
    pub fn from_word(word: &str) -> Option<SubmissionKind> {
        SubmissionKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it deletes.
    pub fn is_deletion(self) -> bool {
        matches!(self, SubmissionKind::Deletion | SubmissionKind::BulkDeletion)
    }

    /// Whether its rows name their customers.
    pub fn is_bulk(self) -> bool {
        matches!(self, SubmissionKind::BulkUpload | SubmissionKind::BulkDeletion)
    }

    /// How its file is read.
    pub fn purpose(self) -> Purpose {
        match self {
            SubmissionKind::Upload | SubmissionKind::Deletion => Purpose::OneCustomer,
            SubmissionKind::BulkUpload => Purpose::BulkUpload,
            SubmissionKind::BulkDeletion => Purpose::BulkDeletion,
        }
    }

    /// The name by which people speak of it: `B-17` for a bulk action, `D-18` for a deletion. An upload for one
    /// customer is spoken of by its upload ID.
    pub fn name(self, id: i64) -> String {
        format!("{}-{id}", if self == SubmissionKind::Deletion { "D" } else { "B" })
    }
}

/// The number in such a name, in any case.
pub fn number_of_name(text: &str) -> Option<i64> {
    let rest = text.trim().strip_prefix(['B', 'b', 'D', 'd'])?.strip_prefix('-')?;
    rest.parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_names_lead_back() {
        for kind in SubmissionKind::ALL {
            assert_eq!(SubmissionKind::from_word(kind.word()), Some(kind));
            assert_eq!(number_of_name(&kind.name(17)), Some(17));
        }
        assert_eq!(number_of_name(" b-5 "), Some(5));
        for text in ["17", "B17", "B-", "B--1", "C-4", ""] {
            assert_eq!(number_of_name(text), None, "{text}");
        }
    }
}
