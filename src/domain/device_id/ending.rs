use super::clean::clean;
use super::id::LONGEST;

/// So many characters are needed to look for devices by their last ones.
pub const SHORTEST_ENDING: usize = 4;

/// The last characters of an identifier as somebody typed them, in the form in which identifiers are kept; nothing for
/// a text that no identifier ends in, or that is too short to look for.
pub fn ending(typed: &str) -> Option<String> {
    let text = clean(typed).text;
    let fits = (SHORTEST_ENDING..=LONGEST).contains(&text.len());
    (fits && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_cleaned_as_a_cell_of_a_file_is() {
        assert_eq!(ending(" 043 217-6 ").as_deref(), Some("0432176"));
        assert_eq!(ending("srvd").as_deref(), Some("SRVD"));
        for none in ["", "123", "12_34", "äöüß", &"1".repeat(21)] {
            assert_eq!(ending(none), None, "{none}");
        }
    }
}
