//! The words by which enums are stored and named in addresses and forms.

use std::str::FromStr;

/// An enum whose values are named by fixed words. The words are derived with `strum` from the names of the variants.
///
/// Words are in databases and bookmarks, so renaming a variant needs `#[strum(serialize = "…")]` with the old word.
pub trait Word: Sized + Into<&'static str> + FromStr {
    /// Returns the word of this value.
    fn word(self) -> &'static str {
        self.into()
    }

    /// Returns the value with this word. Returns `None` if there is none.
    fn from_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}

impl<T: Into<&'static str> + FromStr> Word for T {}

#[cfg(test)]
pub(crate) mod tests {
    use std::fmt::Debug;

    use super::Word;

    /// Checks the words of all values, in the order of the variants, and that each leads back to its value.
    pub(crate) fn assert_words<T: Word + Copy + Debug + PartialEq + strum::VariantArray>(words: &[&str]) {
        let found: Vec<&str> = T::VARIANTS.iter().map(|value| value.word()).collect();
        assert_eq!(found, words);
        for (value, word) in T::VARIANTS.iter().zip(words) {
            assert_eq!(T::from_word(word), Some(*value));
        }
        assert_eq!(T::from_word(""), None);
        assert_eq!(T::from_word("Unknown"), None);
    }
}
