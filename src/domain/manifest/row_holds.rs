use serde::{Deserialize, Serialize};

/// Whether several identifiers in a row belong to one device or to several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RowHolds {
    #[default]
    OneDevice,
    Devices,
}

impl RowHolds {
    /// Returns the word that forms send.
    pub(crate) fn word(self) -> &'static str {
        match self {
            RowHolds::OneDevice => "one_device",
            RowHolds::Devices => "devices",
        }
    }

    /// Returns the value with this word. Returns `None` if there is none.
    pub(crate) fn from_word(word: &str) -> Option<RowHolds> {
        [RowHolds::OneDevice, RowHolds::Devices].into_iter().find(|holds| holds.word() == word)
    }
}
