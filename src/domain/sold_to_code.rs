//! Sold-to codes (STC): resellers' sales account numbers, and the aliases that people choose them by.

use unicode_normalization::UnicodeNormalization;

/// Maximum number of sold-to codes for a reseller. Attempts to add more are rejected.
pub(crate) const MAX_SOLD_TO_CODES: usize = 20;

/// Maximum length of an alias in characters.
pub(crate) const MAX_ALIAS_LENGTH: usize = 50;

/// A sold-to code as stored: 8 to 10 characters from `A-Z 0-9 -`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SoldToCode(String);

/// The alias of a sold-to code: 1 to 50 characters, trimmed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Alias(String);

/// The reason why a sold-to code or an alias is rejected. The form shows its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SoldToCodeError {
    /// The code doesn't have 7 to 10 allowed characters.
    #[error("Enter a sold-to code of 7 to 10 characters: letters A-Z, digits and hyphens")]
    Code,
    /// The alias is empty.
    #[error("Enter an alias")]
    AliasEmpty,
    /// The alias has more than 50 characters.
    #[error("The alias must have 50 characters or fewer")]
    AliasLong,
    /// The alias contains a line break, a tab or another control character.
    #[error("The alias must be one line of text without tabs")]
    AliasControl,
}

impl SoldToCode {
    /// Parses a code as typed, and converts it to upper case. Adds `000` before a code of 7 characters.
    ///
    /// # Errors
    ///
    /// Returns [`SoldToCodeError::Code`] if the code has another length or other characters.
    pub(crate) fn read(text: &str) -> Result<SoldToCode, SoldToCodeError> {
        let code = text.trim().to_ascii_uppercase();
        let is_allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        match code.len() {
            7..=10 if !code.bytes().all(is_allowed) => Err(SoldToCodeError::Code),
            7 => Ok(SoldToCode(format!("000{code}"))),
            8..=10 => Ok(SoldToCode(code)),
            _ => Err(SoldToCodeError::Code),
        }
    }

    /// Returns the code as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Alias {
    /// Parses an alias as typed, and normalizes it to NFC.
    ///
    /// # Errors
    ///
    /// Returns why the alias is rejected.
    pub(crate) fn read(text: &str) -> Result<Alias, SoldToCodeError> {
        let alias: String = text.trim().nfc().collect();
        match alias.chars().count() {
            0 => Err(SoldToCodeError::AliasEmpty),
            _ if alias.chars().any(char::is_control) => Err(SoldToCodeError::AliasControl),
            1..=MAX_ALIAS_LENGTH => Ok(Alias(alias)),
            _ => Err(SoldToCodeError::AliasLong),
        }
    }

    /// Returns the alias as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_converted_to_upper_case_and_padded() {
        let code = |text| SoldToCode::read(text).map(|code| code.0);
        assert_eq!(code("1234567"), Ok("0001234567".to_owned()));
        assert_eq!(code(" ab-45678 "), Ok("AB-45678".to_owned()));
        assert_eq!(code("1234567890"), Ok("1234567890".to_owned()));
        for invalid in ["", "123456", "12345678901", "12345_78", "1234567ä", "123 4567"] {
            assert_eq!(code(invalid), Err(SoldToCodeError::Code), "{invalid}");
        }
    }

    #[test]
    fn aliases_are_trimmed_and_normalized() {
        let alias = |text: &str| Alias::read(text).map(|alias| alias.0);
        assert_eq!(alias(" Zu\u{308}rich "), Ok("Zürich".to_owned()));
        assert_eq!(alias(&"ü".repeat(50)), Ok("ü".repeat(50)));
        assert_eq!(alias(&"ü".repeat(51)), Err(SoldToCodeError::AliasLong));
        assert_eq!(alias(" "), Err(SoldToCodeError::AliasEmpty));
        assert_eq!(alias("a\tb"), Err(SoldToCodeError::AliasControl));
    }
}
