//! The purposes for which keys are derived.

use chrono::Duration;

use super::list::OLD_KEY_LIFETIME;

/// A purpose with keys of its own. A signature for one purpose is never valid for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Signs session cookies.
    SessionCookie,
    /// Signs the cookies of known devices.
    DeviceCookie,
}

impl Purpose {
    /// Returns the text that distinguishes the derived keys. It never changes.
    pub(super) fn info(self) -> &'static str {
        match self {
            Purpose::SessionCookie => "session cookie",
            Purpose::DeviceCookie => "device cookie",
        }
    }

    /// Returns the time for which signatures of a replaced key are accepted. `None` means as long as the key is in the
    /// file.
    pub(super) fn old_key_lifetime(self) -> Option<Duration> {
        match self {
            Purpose::SessionCookie => Some(OLD_KEY_LIFETIME),
            Purpose::DeviceCookie => None,
        }
    }
}
