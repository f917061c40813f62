use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// The character that separates cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Separator {
    /// A comma, unless it is the decimal comma of a number.
    Comma,
    /// A semicolon.
    Semicolon,
    /// A tab.
    Tab,
    /// A vertical bar.
    Bar,
}

impl Separator {
    /// Returns the separator as a byte.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Tab => b'\t',
            Separator::Bar => b'|',
        }
    }

    /// Returns the separator with this name or character, as programs send it. Returns `None` if there is none.
    pub(crate) fn from_word(word: &str) -> Option<Separator> {
        Some(match word {
            "comma" | "," => Separator::Comma,
            "semicolon" | ";" => Separator::Semicolon,
            "tab" | "\t" => Separator::Tab,
            "bar" | "|" => Separator::Bar,
            _ => return None,
        })
    }

    /// Returns the separator with this plural name. Returns `None` if there is none.
    pub(crate) fn from_label(label: &str) -> Option<Separator> {
        Separator::VARIANTS.iter().copied().find(|separator| separator.label() == label)
    }

    /// Returns the plural name that pages show.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Separator::Comma => "commas",
            Separator::Semicolon => "semicolons",
            Separator::Tab => "tabs",
            Separator::Bar => "bars",
        }
    }
}
