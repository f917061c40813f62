use super::id::{DeviceId, MAX_LENGTH};

/// Characters in the high part: 37^12 is just below 2^63.
const HIGH: usize = 12;

/// An identifier packed into 16 bytes, so that a million of them can be sorted in memory.
///
/// The text is a left-aligned number in base 37 (end of text, `0-9`, `A-Z`), so that the order of keys is the order of
/// the texts. The upper 22 bits of the low part are always zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackedId {
    hi: u64,
    lo: u64,
}

impl PackedId {
    /// The key of an identifier.
    pub fn of(id: &DeviceId) -> PackedId {
        PackedId::of_text(id.as_str())
    }

    /// Of at most 20 characters A-Z and 0-9.
    fn of_text(text: &str) -> PackedId {
        let text = text.as_bytes();
        let pack = |from: usize, to: usize| {
            (from..to).fold(0, |sum, place| sum * 37 + text.get(place).map_or(0, |byte| symbol(*byte)))
        };
        PackedId { hi: pack(0, HIGH), lo: pack(HIGH, MAX_LENGTH) }
    }

    /// The key of the same characters, the last one first.
    pub fn reversed(self) -> PackedId {
        let text: String = self.text().chars().rev().collect();
        PackedId::of_text(&text)
    }

    /// A key out of its parts, as [`PackedId::hi`] and [`PackedId::lo`] gave them.
    pub fn from_parts(hi: u64, lo: u64) -> PackedId {
        PackedId { hi, lo }
    }

    /// The first 12 characters.
    pub fn hi(self) -> u64 {
        self.hi
    }

    /// The last 8 characters; below 2^42.
    pub fn lo(self) -> u64 {
        self.lo
    }

    /// The canonical text.
    pub fn text(self) -> String {
        let mut text = [0u8; MAX_LENGTH];
        for (part, from, to) in [(self.hi, 0, HIGH), (self.lo, HIGH, MAX_LENGTH)] {
            let mut rest = part;
            for place in (from..to).rev() {
                text[place] = b"\x000123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(rest % 37) as usize];
                rest /= 37;
            }
        }
        text.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
    }

    /// The identifier, where the parts came from one.
    pub fn id(self) -> Option<DeviceId> {
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
