use super::{clean::clean, id::MAX_LENGTH};

/// Minimum number of characters to search for devices by their last characters. Fewer would match too many devices.
pub(crate) const MIN_SUFFIX_LENGTH: usize = 4;

/// Returns the typed last characters of an identifier in canonical form.
///
/// Returns `None` if no identifier ends in them, or if they are too short to search for.
pub(crate) fn suffix(typed: &str) -> Option<String> {
    let text = clean(typed).text;
    let has_length = (MIN_SUFFIX_LENGTH..=MAX_LENGTH).contains(&text.len());
    (has_length && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_is_cleaned_like_a_cell_of_a_file() {
        assert_eq!(suffix(" 043 217-6 ").as_deref(), Some("0432176"));
        assert_eq!(suffix("srvd").as_deref(), Some("SRVD"));
        for none in ["", "123", "12_34", "äöüß", &"1".repeat(21)] {
            assert_eq!(suffix(none), None, "{none}");
        }
    }
}
