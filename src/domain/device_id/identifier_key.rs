//! The keys under which tables store identifiers. Usually, the key is the identifier itself.
//!
//! A serial number that isn't unique by itself also has its reseller and model in its key: `1234567~17~1`. If another
//! device already has this key, the device's own key is appended: `1234567~17~1~4711`. The tilde sorts after every
//! character in an identifier.

use super::id::{DeviceId, IdentifierKind};
use super::serial;
use crate::domain::ids::{DeviceKey, ResellerKey};

/// The character that separates the parts of a key.
const SEPARATOR: char = '~';

/// Minimum length of a serial number that is unique by itself.
const MIN_UNIQUE_LENGTH: usize = 8;

/// A number for the name of a model. Equal names have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ModelTag(u32);

impl ModelTag {
    /// The tag of a device whose model isn't known.
    pub(crate) const UNKNOWN: ModelTag = ModelTag(1);

    /// Returns the tag for a name, compared without case, spaces and punctuation.
    pub(crate) fn of(name: &str) -> ModelTag {
        // FNV-1a, because stored tags must never change.
        let (mut hash, mut is_empty) = (0x811c_9dc5_u32, true);
        for c in name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
            hash = (hash ^ u32::from(c)).wrapping_mul(0x0100_0193);
            is_empty = false;
        }
        // A packed identifier has 22 bits for it. 0 means that there is no tag.
        if is_empty { ModelTag::UNKNOWN } else { ModelTag(((hash ^ (hash >> 22)) & 0x003f_ffff).max(2)) }
    }

    /// Returns the tag with this number, or `None` for 0.
    pub(super) fn from_number(number: u32) -> Option<ModelTag> {
        (number > 0).then_some(ModelTag(number))
    }

    /// Returns the number, which is from 1 to 2^22 - 1.
    pub(super) fn number(self) -> u32 {
        self.0
    }

    /// Returns whether two devices may be of the same model.
    pub(crate) fn may_be(self, other: ModelTag) -> bool {
        self == other || self == ModelTag::UNKNOWN || other == ModelTag::UNKNOWN
    }
}

impl DeviceId {
    /// Returns whether the identifier is a serial number that isn't unique by itself, because it is short or has no
    /// letters.
    pub(crate) fn is_weak(&self) -> bool {
        let text = self.as_str();
        self.kind() == IdentifierKind::Serial && (text.len() < MIN_UNIQUE_LENGTH || serial::is_digits(text))
    }
}

/// Returns the key of a serial number that isn't unique by itself.
pub(super) fn scoped(serial: &str, reseller: ResellerKey, model: ModelTag) -> String {
    format!("{serial}{SEPARATOR}{reseller}{SEPARATOR}{}", model.0)
}

/// Returns the key of a device's serial number if another device has the usual key.
pub(crate) fn of_device(key: &str, device: DeviceKey) -> String {
    format!("{key}{SEPARATOR}{device}")
}

/// Returns the identifier that a key stands for.
pub(crate) fn text(key: &str) -> &str {
    key.split(SEPARATOR).next().unwrap_or_default()
}

/// Returns the model's tag in a key, or `None` if the key is the identifier itself.
pub(crate) fn model(key: &str) -> Option<ModelTag> {
    key.split(SEPARATOR).nth(2)?.parse().ok().and_then(ModelTag::from_number)
}

/// Returns the beginning of all longer keys of a serial number, or only of those for one reseller.
pub(crate) fn prefix(serial: &str, reseller: Option<ResellerKey>) -> String {
    match reseller {
        Some(reseller) => format!("{serial}{SEPARATOR}{reseller}{SEPARATOR}"),
        None => format!("{serial}{SEPARATOR}"),
    }
}

/// Returns a key with the characters of its identifier in reverse order, so that suffixes become prefixes. Reversing a
/// key twice returns the key.
pub(crate) fn reversed(key: &str) -> String {
    let id = text(key);
    id.chars().rev().chain(key.chars().skip(id.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::device_id::PackedId;

    fn id(text: &str) -> DeviceId {
        DeviceId::from_canonical(text).unwrap()
    }

    #[test]
    fn serial_numbers_that_are_short_or_without_letters_are_weak() {
        for weak in ["R5K42", "A123456", "12345678901"] {
            assert!(id(weak).is_weak(), "{weak}");
        }
        for strong in ["R5K42011", "490154203237518", "AF0123450ABCDE"] {
            assert!(!id(strong).is_weak(), "{strong}");
        }
    }

    #[test]
    fn the_key_of_a_weak_serial_number_names_its_reseller_and_model() {
        let key = |model| PackedId::of_model(&id("1234567"), model).key(ResellerKey::new(17));
        assert_eq!(key(ModelTag::UNKNOWN), "1234567~17~1");
        assert_eq!(key(ModelTag::of("Galaxy Tab A9")), key(ModelTag::of("galaxy tab-A9 ")));
        assert_ne!(key(ModelTag::of("Galaxy Tab A9")), key(ModelTag::of("Galaxy Tab S9")));
        assert_eq!(model(&key(ModelTag::of("A9"))), Some(ModelTag::of("A9")));
        assert_eq!(ModelTag::of(" - "), ModelTag::UNKNOWN);
    }

    #[test]
    fn a_longer_key_stands_for_the_same_serial_number() {
        let key = of_device("1234567~17~1", DeviceKey::new(5));
        assert_eq!((text(&key), model(&key)), ("1234567", Some(ModelTag::UNKNOWN)));
        assert_eq!(reversed(&key), "7654321~17~1~5");
        assert_eq!(reversed(&reversed(&key)), key);
        assert!(key.starts_with(&prefix("1234567", Some(ResellerKey::new(17)))));
        assert!(!key.starts_with(&prefix("1234567", Some(ResellerKey::new(1)))));
    }

    #[test]
    fn the_key_of_any_other_identifier_is_the_identifier() {
        let packed = PackedId::of_model(&id("490154203237518"), ModelTag::of("Galaxy"));
        assert_eq!(packed.key(ResellerKey::new(17)), "490154203237518");
        assert_eq!((packed.model(), model("R5K42")), (None, None));
    }
}
