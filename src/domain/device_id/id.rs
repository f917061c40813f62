use std::fmt;

/// The kind of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum IdentifierKind {
    /// 15 digits, the last of which is the check digit (3GPP TS 23.003 §6).
    Imei,
    /// 14 upper-case hexadecimal digits that begin with `A0` to `FF`, without a check digit.
    Meid,
    /// 5 to 20 characters from `A-Z 0-9` that are neither an IMEI nor a MEID. At least one is a digit.
    Serial,
}

/// Maximum length of an identifier in characters. Tables and packed identifiers rely on it.
pub(super) const MAX_LENGTH: usize = 20;

/// An identifier in its canonical form. Identifiers are only created by reading, so every value is well formed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId {
    /// The text, padded with zero bytes so that the arrays sort in the same order as the strings.
    text: [u8; MAX_LENGTH],
    length: u8,
    kind: IdentifierKind,
}

impl DeviceId {
    /// Creates an identifier from checked text: at most 20 characters from `A-Z 0-9`.
    pub(super) fn checked(kind: IdentifierKind, canonical: &[u8]) -> DeviceId {
        let length = canonical.len().min(MAX_LENGTH);
        let mut text = [0; MAX_LENGTH];
        text[..length].copy_from_slice(&canonical[..length]);
        DeviceId { text, length: length as u8, kind }
    }

    /// Returns the canonical text, which consists of capital letters and digits.
    pub fn as_str(&self) -> &str {
        // The bytes are always ASCII.
        std::str::from_utf8(&self.text[..usize::from(self.length)]).unwrap_or_default()
    }

    /// Returns the kind of the identifier.
    pub(crate) fn kind(&self) -> IdentifierKind {
        self.kind
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({})", self.kind, self.as_str())
    }
}
