use super::id::{DeviceId, IdentifierKind};
use super::imei::{imei, meid};
use super::serial;

impl DeviceId {
    /// Returns the identifier for a canonical string, as stored in tables. Returns `None` for any other string.
    ///
    /// The string determines the kind: [`serial::is_storable`] excludes every string that could be an IMEI or MEID.
    pub(crate) fn from_canonical(text: &str) -> Option<DeviceId> {
        let strong = if serial::is_digits(text) { imei(text).ok() } else { meid(text) };
        strong.filter(|id| id.as_str() == text).or_else(|| serial_number(text))
    }
}

/// Converts text to a serial number. Returns `None` if it can't be stored as one.
pub(super) fn serial_number(text: &str) -> Option<DeviceId> {
    serial::is_storable(text).then(|| DeviceId::checked(IdentifierKind::Serial, text.as_bytes()))
}
