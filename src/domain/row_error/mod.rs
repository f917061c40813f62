//! The reasons why a row fails. Pages, downloads and counts group failed rows by reason.

mod marks;
mod origin;
mod other_texts;
mod reason;
mod texts;

pub(crate) use marks::{Segment, segments};
pub(crate) use origin::ListOrigin;
pub use reason::Reason;

/// The failure of one row: its reason, and a detail that is specific to the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// The reason, by which pages and counts group failed rows.
    pub reason: Reason,
    /// The numbers or characters found in this row: a sentence, a phrase such as `12 digits`, or an empty string.
    pub(crate) detail: String,
}

impl RowError {
    /// Creates a failure with a detail, which becomes part of the message.
    pub(crate) fn new(reason: Reason, detail: impl Into<String>) -> RowError {
        RowError { reason, detail: detail.into() }
    }

    /// Creates the failure for a row whose device is already on an earlier line of the same file.
    pub(crate) fn repeated(first_line: u64) -> RowError {
        RowError::new(Reason::Repeated, first_line.to_string())
    }

    /// Creates the failure for a row that the portal gave up on. Support can find the log entries by the reference.
    pub(crate) fn internal(reference: &str) -> RowError {
        RowError::new(Reason::Internal, reference)
    }

    /// Returns the message with the detail.
    ///
    /// A detail that is a sentence follows the message, so that official messages are never reworded. A phrase is
    /// inserted into the message instead.
    pub fn full_message(&self) -> String {
        let (message, detail) = (self.reason.message(), self.detail.as_str());
        match self.reason {
            _ if detail.is_empty() => message.to_owned(),
            Reason::ImeiLength => format!("This IMEI has {detail}. An IMEI has 15."),
            Reason::SerialLength => format!("This serial number has {detail}. {message}"),
            Reason::RowMalformed => format!("We couldn’t read this line. {detail}"),
            _ if detail.ends_with('.') => format!("{message} {detail}"),
            Reason::Repeated => format!("Same device as line {detail}."),
            Reason::Internal => format!("Not processed; reference {detail}; upload these rows again."),
            _ => format!("{}: {detail}.", message.trim_end_matches('.')),
        }
    }
}

impl From<Reason> for RowError {
    fn from(reason: Reason) -> RowError {
        RowError::new(reason, "")
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::domain::word::{Word, tests::assert_words};

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<Reason>(&[
            "duplicate_same_customer",
            "duplicate_other_customer",
            "duplicate_other_reseller",
            "imei_check_digit",
            "imei_length",
            "imei_lost_zero",
            "imei_letter",
            "imei_all_equal",
            "meid_check_digit",
            "meid_range",
            "serial_length",
            "id_empty",
            "id_excel_digits",
            "id_several",
            "id_other",
            "id_different_devices",
            "not_in_catalog",
            "repeated",
            "customer_conflict",
            "stc_required",
            "stc_not_found",
            "customer_unknown",
            "customer_inactive",
            "order_number_invalid",
            "order_date_invalid",
            "row_malformed",
            "device_not_found",
            "internal",
            "imei_unassigned",
            "number_sim",
            "number_sim_letter",
            "number_esim",
            "number_mac",
            "number_article",
            "number_pallet",
            "number_telephone",
            "serial_other_number",
            "serial_only_digits",
            "serial_separator",
            "serial_in_imei_column",
            "serial_with_text",
            "id_range",
            "no_identifier",
            "formula_not_calculated",
            "scanner_keyboard",
            "customer_missing",
            "id_elsewhere",
        ]);
        assert_eq!(Reason::from_word("DEVICE_DUPLICATE"), None);
    }

    #[test]
    fn messages_are_sentences_and_short_names_are_not() {
        for reason in Reason::VARIANTS {
            assert!(reason.message().ends_with('.'), "{reason:?}");
            assert!(reason.what_to_do().ends_with('.'), "{reason:?}");
            assert!(!reason.short_name().ends_with('.'), "{reason:?}");
            let texts = [reason.message(), reason.what_to_do(), reason.short_name()].join(" ").to_lowercase();
            for word in ["please", "invalid", "oops", "!"] {
                assert!(!texts.contains(word), "{reason:?} contains {word}");
            }
        }
    }

    #[test]
    fn full_messages_include_the_detail() {
        let message = |reason, detail: &str| RowError::new(reason, detail).full_message();
        let messages = [
            message(Reason::ImeiLength, "12 digits"),
            message(Reason::IdOther, "It has no digits."),
            message(Reason::ImeiLetter, "O at position 3"),
            message(Reason::RowMalformed, "It has 4 cells instead of 2."),
        ];
        insta::assert_snapshot!(messages.join("\n"), @"
        This IMEI has 12 digits. An IMEI has 15.
        This is not an IMEI, MEID or serial number. It has no digits.
        This IMEI has a letter where a digit belongs: O at position 3.
        We couldn’t read this line. It has 4 cells instead of 2.
        ");
        assert_eq!(RowError::repeated(12).full_message(), "Same device as line 12.");
        assert_eq!(
            RowError::internal("K7Q2").full_message(),
            "Not processed; reference K7Q2; upload these rows again."
        );
        assert_eq!(
            RowError::from(Reason::DuplicateSameCustomer).full_message(),
            "The same device(s) has/have been uploaded by the same reseller to the same customer."
        );
    }
}
