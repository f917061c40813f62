//! The purposes for which keys are derived.

use chrono::Duration;

use super::list::OLD_KEY_LIFETIME;

/// A purpose that has its own keys. A signature for one purpose is never valid for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Signs session cookies.
    SessionCookie,
    /// Signs the cookies that identify known devices.
    DeviceCookie,
}

impl Purpose {
    /// Returns the text that distinguishes this purpose's keys from others. It must never change, or existing
    /// signatures become invalid.
    pub(super) fn info(self) -> &'static str {
        match self {
            Purpose::SessionCookie => "session cookie",
            Purpose::DeviceCookie => "device cookie",
        }
    }

    /// Returns the time for which a replaced key's signatures are accepted. `None` means as long as the key is in the
    /// file.
    pub(super) fn old_key_lifetime(self) -> Option<Duration> {
        match self {
            Purpose::SessionCookie => Some(OLD_KEY_LIFETIME),
            Purpose::DeviceCookie => None,
        }
    }
}
