//! The words that represent enum values in the database, in addresses and in forms.

use std::str::FromStr;

/// An enum whose values are represented by fixed words, which `strum` derives from the names of the variants.
///
/// Databases and bookmarks contain these words, so a renamed variant needs `#[strum(serialize = "…")]` with the old
/// word.
pub trait Word: Sized + Into<&'static str> + FromStr {
    /// Returns the word for this value.
    fn word(self) -> &'static str {
        self.into()
    }

    /// Returns the value for this word, or `None` if there is none.
    fn from_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}

impl<T: Into<&'static str> + FromStr> Word for T {}

#[cfg(test)]
pub(crate) mod tests {
    use std::fmt::Debug;

    use super::Word;

    /// Asserts that the values have these words, in the order of the variants, and that each word is parsed back to its
    /// value.
    pub(crate) fn assert_words<T: Word + Copy + Debug + PartialEq + strum::VariantArray>(words: &[&str]) {
        let actual: Vec<&str> = T::VARIANTS.iter().map(|value| value.word()).collect();
        assert_eq!(actual, words);
        for (value, word) in T::VARIANTS.iter().zip(words) {
            assert_eq!(T::from_word(word), Some(*value));
        }
        assert_eq!(T::from_word(""), None);
        assert_eq!(T::from_word("Unknown"), None);
    }
}
