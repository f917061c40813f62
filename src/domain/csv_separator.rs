//! The separator of the CSV files that a person downloads.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// The character between the cells of downloaded CSV files. The account page lists the separators in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum CsvSeparator {
    /// A comma, according to RFC 4180.
    #[default]
    Comma,
    /// A semicolon, which Excel expects where the comma separates decimals.
    Semicolon,
}

impl CsvSeparator {
    /// Returns the separator as a byte.
    pub(crate) fn byte(self) -> u8 {
        match self {
            CsvSeparator::Comma => b',',
            CsvSeparator::Semicolon => b';',
        }
    }

    /// Returns the plural name that pages show.
    pub(crate) fn label(self) -> &'static str {
        match self {
            CsvSeparator::Comma => "commas",
            CsvSeparator::Semicolon => "semicolons",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::tests::assert_words;

    #[test]
    fn stored_words_do_not_change() {
        assert_words::<CsvSeparator>(&["comma", "semicolon"]);
    }
}
