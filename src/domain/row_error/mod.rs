//! Why a row fails: a closed list, so that pages, downloads and counts can group by it.

mod reason;
mod texts;

pub use reason::Reason;

/// Why one row failed: the reason, and what is particular to this row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// The reason; what pages and counts group by.
    pub reason: Reason,
    /// Numbers and characters of this row ("8 expected"), or nothing.
    pub detail: String,
}

impl RowError {
    /// A failure with something to add to its message.
    pub fn new(reason: Reason, detail: impl Into<String>) -> RowError {
        RowError { reason, detail: detail.into() }
    }

    /// The failure of a row whose device stands on an earlier line of the same file.
    pub fn repeated(first_line: u64) -> RowError {
        RowError::new(Reason::Repeated, first_line.to_string())
    }

    /// The failure of a row that was given up; the reference leads support to the log.
    pub fn internal(reference: &str) -> RowError {
        RowError::new(Reason::Internal, reference)
    }

    /// The message with the detail after it. A detail that is a sentence stands by itself, so that the message stays as
    /// it is, word for word; two messages carry the detail in their middle.
    pub fn full_message(&self) -> String {
        let (message, detail) = (self.reason.message(), self.detail.as_str());
        match self.reason {
            _ if detail.is_empty() => message.to_owned(),
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
    use super::*;

    #[test]
    fn words_lead_back_to_their_reason_and_are_unique() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_word(reason.word()), Some(reason));
            assert!(reason.word().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
        }
        assert_eq!(Reason::from_word("DEVICE_DUPLICATE"), None);
    }

    #[test]
    fn every_text_is_a_sentence() {
        for reason in Reason::ALL {
            assert!(reason.message().ends_with('.'), "{reason:?}");
            assert!(reason.what_to_do().ends_with('.'), "{reason:?}");
            assert!(!reason.short_name().ends_with('.'), "{reason:?}");
            let texts = [reason.message(), reason.what_to_do(), reason.short_name()].join(" ").to_lowercase();
            for word in ["please", "invalid", "oops", "!"] {
                assert!(!texts.contains(word), "{reason:?} says {word}");
            }
        }
    }

    #[test]
    fn the_detail_follows_the_message() {
        let error = RowError::new(Reason::ImeiCheckDigit, "8 expected");
        assert_eq!(error.full_message(), "The check digit of this IMEI is wrong: 8 expected.");
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
