//! Limits on the length of passwords.

/// Minimum length of a password, in characters.
pub(crate) const MIN_CHARS: usize = 12;
/// Maximum length of a password, in bytes. Hashing longer ones would only cost time.
pub(crate) const MAX_BYTES: usize = 256;
