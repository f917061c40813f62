//! The ID of a device on which people sign in.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The random ID of a device. Only the device's cookie contains the ID. The database stores its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeviceId(Uuid);

impl DeviceId {
    /// Creates a random ID.
    pub(crate) fn generate() -> DeviceId {
        DeviceId(Uuid::new_v4())
    }

    /// Parses an ID. Returns `None` for any other text.
    pub(crate) fn parse(text: &str) -> Option<DeviceId> {
        Uuid::try_parse(text).ok().map(DeviceId)
    }

    /// Returns the text that [`DeviceId::parse`] reads.
    pub(crate) fn to_text(self) -> String {
        self.0.simple().to_string()
    }

    /// Returns the hash that the database stores.
    pub(crate) fn hash(self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}
