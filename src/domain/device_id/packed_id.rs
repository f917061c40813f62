use super::id::{DeviceId, MAX_LENGTH};
use super::identifier_key::{self, ModelTag};
use crate::domain::ids::ResellerKey;

/// Number of characters in the high part. 37^12 is just below 2^63.
const HIGH_LENGTH: usize = 12;

/// Position of the model's tag in the low part. 37^8 is just below 2^42.
const TAG_SHIFT: u32 = 42;

/// An identifier packed into 16 bytes, so that a million of them can be sorted in memory.
///
/// The text is encoded as a left-aligned number in base 37 (end of text, `0-9`, `A-Z`), so that packed identifiers sort
/// like strings. The upper 22 bits of the low part are zero, except in a serial number that isn't unique by itself.
/// There, they are the tag of the model, so that such serial numbers sort among themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PackedId {
    hi: u64,
    lo: u64,
}

impl PackedId {
    /// Packs an identifier of a device whose model isn't known.
    #[cfg(test)]
    pub(crate) fn of(id: &DeviceId) -> PackedId {
        PackedId::of_model(id, ModelTag::UNKNOWN)
    }

    /// Packs an identifier. The model matters only for a serial number that isn't unique by itself.
    pub(crate) fn of_model(id: &DeviceId, model: ModelTag) -> PackedId {
        PackedId::of_text(id.as_str()).with_tag(if id.is_weak() { model.number() } else { 0 })
    }

    fn with_tag(self, tag: u32) -> PackedId {
        PackedId { lo: self.lo | u64::from(tag) << TAG_SHIFT, ..self }
    }

    fn tag(self) -> u32 {
        (self.lo >> TAG_SHIFT) as u32
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
        PackedId::of_text(&text).with_tag(self.tag())
    }

    /// Returns the text under which tables store the identifier. For a serial number that isn't unique by itself, it
    /// includes the reseller and the model: see [`identifier_key`].
    pub(crate) fn key(self, reseller: ResellerKey) -> String {
        match self.model() {
            Some(model) => identifier_key::scoped(&self.text(), reseller, model),
            None => self.text(),
        }
    }

    /// Returns the model's tag for a serial number that isn't unique by itself. Returns `None` for other identifiers.
    pub(crate) fn model(self) -> Option<ModelTag> {
        ModelTag::from_number(self.tag())
    }

    /// Creates a packed identifier from its parts, as returned by [`PackedId::hi`] and [`PackedId::lo`].
    pub(crate) fn from_parts(hi: u64, lo: u64) -> PackedId {
        PackedId { hi, lo }
    }

    /// Returns the high part, which encodes the first 12 characters.
    pub(crate) fn hi(self) -> u64 {
        self.hi
    }

    /// Returns the low part, which encodes the last 8 characters and the tag of the model.
    pub(crate) fn lo(self) -> u64 {
        self.lo
    }

    /// Returns the canonical text.
    pub(crate) fn text(self) -> String {
        let mut text = [0u8; MAX_LENGTH];
        let low = self.lo & ((1 << TAG_SHIFT) - 1);
        for (part, from, to) in [(self.hi, 0, HIGH_LENGTH), (low, HIGH_LENGTH, MAX_LENGTH)] {
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
