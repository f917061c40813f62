use super::{clean::clean, id::MAX_LENGTH};

/// Minimum length of a suffix to search for, in characters. A shorter one would match too many devices.
pub(crate) const MIN_SUFFIX_LENGTH: usize = 4;

/// Returns the suffix of an identifier in canonical form, as typed for a search.
///
/// Returns `None` if an identifier can't end with this text, or if the text is too short to search for.
pub(crate) fn suffix(typed: &str) -> Option<String> {
    let text = clean(typed).text;
    let has_valid_length = (MIN_SUFFIX_LENGTH..=MAX_LENGTH).contains(&text.len());
    (has_valid_length && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_is_cleaned_like_a_cell_in_a_file() {
        assert_eq!(suffix(" 043 217-6 ").as_deref(), Some("0432176"));
        assert_eq!(suffix("srvd").as_deref(), Some("SRVD"));
        for invalid in ["", "123", "12_34", "äöüß", &"1".repeat(21)] {
            assert_eq!(suffix(invalid), None, "{invalid}");
        }
    }
}
