//! The keys in a key file, newest first, and the times at which each of them is used.

use chrono::{Duration, NaiveDateTime};

use super::secret_key::SecretKey;

/// Time between the creation of a key and its first use. It is long enough to copy the file to the other instances. If
/// one of them gets its copy later, it doesn't recognize people who signed in on another instance.
pub(crate) const DISTRIBUTION_TIME: Duration = Duration::minutes(10);
/// Time for which session cookies signed with a replaced key are accepted. No session lasts longer.
pub(crate) const OLD_KEY_LIFETIME: Duration = Duration::hours(12);

/// The first line of a key file.
const HEADER: &str = "# Secret keys of the portal, newest first: ID, time of creation, 64 bytes in base64.";

/// The keys in a key file, newest first. There is always at least one.
#[derive(Clone)]
pub(crate) struct KeyList(Vec<SecretKey>);

impl KeyList {
    /// Creates a list with one random key.
    pub(crate) fn generate(at: NaiveDateTime) -> KeyList {
        KeyList(vec![SecretKey::generate(at)])
    }

    /// Parses the text of a key file. Returns `Err` with the line and the reason if it is malformed.
    pub(super) fn parse(text: &str) -> Result<KeyList, String> {
        let mut keys: Vec<SecretKey> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let fault = |reason: &str| format!("line {}: {reason}", index + 1);
            let key = SecretKey::parse(line).map_err(fault)?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(fault("another key has the same ID"));
            }
            if keys.last().is_some_and(|newer| newer.created_at < key.created_at) {
                return Err(fault("the key is newer than the one above"));
            }
            keys.push(key);
        }
        if keys.is_empty() { Err("it contains no key".to_owned()) } else { Ok(KeyList(keys)) }
    }

    /// Returns the text of the key file.
    pub(super) fn to_text(&self) -> String {
        let lines = self.0.iter().map(SecretKey::to_line);
        let lines: Vec<String> = std::iter::once(HEADER.to_owned()).chain(lines).collect();
        lines.join("\n") + "\n"
    }

    /// Returns the keys with a new one at the front, without those that are no longer accepted for any session.
    pub(super) fn rotated(&self, at: NaiveDateTime) -> KeyList {
        let mut kept: Vec<SecretKey> = self
            .0
            .iter()
            .enumerate()
            .filter(|(index, _)| self.is_accepted(*index, OLD_KEY_LIFETIME, at))
            .map(|(_, key)| key.clone())
            .collect();
        // A clock that was set back must not make the new key look older than the others.
        kept.insert(0, SecretKey::generate(at.max(self.newest().created_at)));
        KeyList(kept)
    }

    /// Returns the key that was created last. The list is never empty.
    pub(crate) fn newest(&self) -> &SecretKey {
        &self.0[0]
    }

    /// Returns all keys, newest first.
    pub(crate) fn keys(&self) -> &[SecretKey] {
        &self.0
    }

    /// Returns the fingerprints of all keys, newest first.
    pub(crate) fn fingerprints(&self) -> Vec<String> {
        self.0.iter().map(SecretKey::fingerprint).collect()
    }

    /// Returns the index of the key that signs at this time (UTC).
    pub(crate) fn signing(&self, at: NaiveDateTime) -> usize {
        // If all keys are too new, the oldest one signs. This way, there is a signing key even if the clock is wrong.
        let last = self.0.len() - 1;
        self.0.iter().position(|key| key.created_at + DISTRIBUTION_TIME <= at).unwrap_or(last)
    }

    /// Returns whether a key is accepted at this time (UTC), if keys are accepted for `lifetime` after they are
    /// replaced.
    pub(crate) fn is_accepted(&self, index: usize, lifetime: Duration, at: NaiveDateTime) -> bool {
        let newer = index.checked_sub(1).and_then(|newer| self.0.get(newer));
        newer.is_none_or(|newer| at < newer.created_at + DISTRIBUTION_TIME + lifetime)
    }
}

#[cfg(test)]
mod tests;
