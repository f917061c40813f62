use std::fmt;

/// What an identifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdentifierKind {
    /// 15 digits, the last of which is the check digit (3GPP TS 23.003 §6).
    Imei,
    /// 14 hexadecimal digits in capitals that begin with `A0` to `FF`; without check digit.
    Meid,
    /// 8 to 20 of `A-Z 0-9` that are neither.
    Serial,
}

/// The length of the longest identifier.
pub(super) const MAX_LENGTH: usize = 20;

/// An identifier in its canonical form. Made only by reading, so that what exists is well formed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId {
    /// The text, filled up with zero bytes: order of the array is order of the text.
    text: [u8; MAX_LENGTH],
    length: u8,
    kind: IdentifierKind,
}

impl DeviceId {
    /// Keeps a text that was checked: at most 20 of `A-Z 0-9`.
    pub(super) fn checked(kind: IdentifierKind, canonical: &[u8]) -> DeviceId {
        let length = canonical.len().min(MAX_LENGTH);
        let mut text = [0; MAX_LENGTH];
        text[..length].copy_from_slice(&canonical[..length]);
        DeviceId { text, length: length as u8, kind }
    }

    /// The canonical text: capitals and digits.
    pub fn as_str(&self) -> &str {
        // Only ASCII is ever kept.
        std::str::from_utf8(&self.text[..usize::from(self.length)]).unwrap_or_default()
    }

    /// What it is.
    pub fn kind(&self) -> IdentifierKind {
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
