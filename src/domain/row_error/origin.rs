//! Where a failed row comes from, so that the advice fits it.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::reason::Reason;

/// The kind of list that a row comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ListOrigin {
    /// A text file, which may have been saved by a spreadsheet program.
    #[default]
    File,
    /// A workbook.
    Workbook,
    /// Lines that a person pasted or typed.
    Typed,
}

impl ListOrigin {
    /// Returns the origin of a list, from its layout as JSON. Returns [`ListOrigin::File`] if the layout is damaged.
    pub(crate) fn of_stored_layout(layout: &str) -> ListOrigin {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct StoredOrigin {
            workbook: Option<IgnoredAny>,
            is_pasted: bool,
        }
        let stored: StoredOrigin = serde_json::from_str(layout).unwrap_or_default();
        match stored {
            StoredOrigin { is_pasted: true, .. } => ListOrigin::Typed,
            StoredOrigin { workbook: Some(_), .. } => ListOrigin::Workbook,
            StoredOrigin { .. } => ListOrigin::File,
        }
    }
}

impl Reason {
    /// Returns what the user can do about a row from this kind of list.
    pub(crate) fn advice(self, origin: ListOrigin) -> &'static str {
        match (self, origin) {
            (Reason::RowMalformed, ListOrigin::Workbook) => {
                "Make this row of the workbook look like the ones around it."
            }
            (Reason::RowMalformed, ListOrigin::Typed) => "Make this line look like the ones around it.",
            (Reason::ImeiLostZero, ListOrigin::Typed) => "Put the 0 back at the beginning.",
            (Reason::IdExcelDigits, ListOrigin::Typed) => {
                "Copy the numbers again from where they came from. Each number must be shown with all its digits."
            }
            (Reason::SerialOnlyDigits, ListOrigin::Typed) => "Compare the serial number with the box.",
            (Reason::OrderDateInvalid, ListOrigin::Workbook | ListOrigin::Typed) => {
                "Write the date as YYYY-MM-DD, such as 2025-11-19."
            }
            _ => self.what_to_do(),
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn typed_lines_get_no_advice_about_files() {
        for reason in Reason::VARIANTS {
            let advice = reason.advice(ListOrigin::Typed);
            let is_about_files =
                ["text editor", "Format Cells", ".xlsx"].iter().any(|word| advice.contains(word));
            assert!(!is_about_files, "{reason:?}: {advice}");
        }
        assert!(!Reason::RowMalformed.advice(ListOrigin::Workbook).contains("text editor"));
        assert!(Reason::RowMalformed.advice(ListOrigin::File).contains("text editor"));
    }

    #[test]
    fn the_origin_is_read_from_the_layout() {
        let origin = ListOrigin::of_stored_layout;
        assert_eq!(origin(r#"{"workbook":null,"is_pasted":true}"#), ListOrigin::Typed);
        assert_eq!(origin(r#"{"workbook":{"sheet":"A"},"header":true}"#), ListOrigin::Workbook);
        assert_eq!(origin(r#"{"header":true}"#), ListOrigin::File);
        assert_eq!(origin("damaged"), ListOrigin::File);
    }
}
