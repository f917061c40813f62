use super::id::{DeviceId, MAX_LENGTH};

/// Number of characters in the high part. 37^12 is just below 2^63.
const HIGH_LENGTH: usize = 12;

/// An identifier packed into 16 bytes, so that a million of them can be sorted in memory.
///
/// The text is encoded as a left-aligned number in base 37 (end of text, `0-9`, `A-Z`), so that packed identifiers sort
/// like strings. The upper 22 bits of the low part are always zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PackedId {
    hi: u64,
    lo: u64,
}

impl PackedId {
    /// Packs an identifier.
    pub(crate) fn of(id: &DeviceId) -> PackedId {
        PackedId::of_text(id.as_str())
    }

    /// Packs text of at most 20 characters from `A-Z 0-9`.
    fn of_text(text: &str) -> PackedId {
        let text = text.as_bytes();
        let pack = |from: usize, to: usize| {
            (from..to).fold(0, |sum, index| sum * 37 + text.get(index).map_or(0, |byte| symbol(*byte)))
        };
        PackedId { hi: pack(0, HIGH_LENGTH), lo: pack(HIGH_LENGTH, MAX_LENGTH) }
    }

    /// Returns the identifier with its characters in reverse order.
    pub(crate) fn reversed(self) -> PackedId {
        let text: String = self.text().chars().rev().collect();
        PackedId::of_text(&text)
    }

    /// Creates a packed identifier from its parts, as returned by [`PackedId::hi`] and [`PackedId::lo`].
    pub(crate) fn from_parts(hi: u64, lo: u64) -> PackedId {
        PackedId { hi, lo }
    }

    /// Returns the high part, which encodes the first 12 characters.
    pub(crate) fn hi(self) -> u64 {
        self.hi
    }

    /// Returns the low part, which encodes the last 8 characters and is below 2^42.
    pub(crate) fn lo(self) -> u64 {
        self.lo
    }

    /// Returns the canonical text.
    pub(crate) fn text(self) -> String {
        let mut text = [0u8; MAX_LENGTH];
        for (part, from, to) in [(self.hi, 0, HIGH_LENGTH), (self.lo, HIGH_LENGTH, MAX_LENGTH)] {
            let mut remaining = part;
            for index in (from..to).rev() {
                text[index] = b"\x000123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(remaining % 37) as usize];
                remaining /= 37;
            }
        }
        text.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
    }

    /// Returns the identifier, or `None` if the parts don't encode one.
    pub(crate) fn id(self) -> Option<DeviceId> {
        DeviceId::from_canonical(&self.text())
    }
}

fn symbol(byte: u8) -> u64 {
    match byte {
        b'0'..=b'9' => u64::from(byte - b'0') + 1,
        b'A'..=b'Z' => u64::from(byte - b'A') + 11,
        _ => 0,
    }
}
