//! Passwords, hashed with Argon2id (RFC 9106) in PHC string form.

use std::time::{Duration, Instant};

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::domain::password::{MAX_BYTES, to_nfc};

/// Number of passes over the memory.
const PASSES: u32 = 2;
/// Minimum memory for a hash, in KiB.
const MIN_KIB: u32 = 19_456;

/// A password hasher and verifier. The command line uses it directly, and the server uses it through a
/// [queue](super::hash_queue::HashQueue).
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    /// The hash to verify against if there is no account, so that the response takes just as long.
    dummy_hash: String,
    /// The time taken by the first hash.
    pub(super) hash_time: Duration,
}

/// The outcome of verifying a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verification {
    Wrong,
    Right,
    /// The password is right, but its hash has lower costs than new ones, or wasn't computed from the NFC form. Store a
    /// new hash.
    Outdated,
}

impl Passwords {
    /// Creates a hasher that uses this much memory for each hash, in KiB. The minimum is 19,456.
    pub(crate) fn new(memory_kib: u32) -> Passwords {
        let params = Params::new(memory_kib.max(MIN_KIB), PASSES, 1, None).unwrap_or_default();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let start = Instant::now();
        let dummy_hash = argon2.hash_password(b"no account has this password").map(|hash| hash.to_string());
        Passwords { argon2, dummy_hash: dummy_hash.unwrap_or_default(), hash_time: start.elapsed() }
    }

    /// Returns the hash of a password after converting the password to NFC.
    pub(crate) fn hash(&self, password: &str) -> Result<String, String> {
        let hash = self.argon2.hash_password(to_nfc(password).as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| format!("could not hash the password: {error}"))
    }

    /// Verifies a password as sent, and then in NFC, because systems encode the same characters differently. Without a
    /// hash, the result is [`Verification::Wrong`] after the same amount of time.
    pub(crate) fn verify(&self, password: &str, hash: Option<&str>) -> Verification {
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&self.dummy_hash)) else {
            return Verification::Wrong;
        };
        let nfc = to_nfc(password);
        let is_match = |form: &str| {
            let is_too_long = form.len() > MAX_BYTES;
            let form = if is_too_long { "" } else { form };
            self.argon2.verify_password(form.as_bytes(), &parsed).is_ok() && !is_too_long
        };
        let (matches_as_sent, is_nfc) = (is_match(password), nfc == password);
        let matches = matches_as_sent || (!is_nfc && is_match(&nfc));
        if !matches || hash.is_none() {
            Verification::Wrong
        } else if (matches_as_sent && !is_nfc) || self.has_lower_costs(&parsed) {
            Verification::Outdated
        } else {
            Verification::Right
        }
    }

    fn has_lower_costs(&self, hash: &PasswordHash) -> bool {
        let now = self.argon2.params();
        Params::try_from(hash).is_ok_and(|then| then.m_cost() < now.m_cost() || then.t_cost() < now.t_cost())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECOMPOSED: &str = "cafe\u{301} au lait, s'il vous plai\u{302}t";

    #[test]
    fn a_password_matches_in_every_normal_form() {
        let passwords = Passwords::new(0);
        let hash = passwords.hash(DECOMPOSED).unwrap();
        assert_eq!(passwords.verify(DECOMPOSED, Some(&hash)), Verification::Right);
        assert_eq!(passwords.verify(&to_nfc(DECOMPOSED), Some(&hash)), Verification::Right);
        assert_eq!(passwords.verify("cafe au lait, s'il vous plait", Some(&hash)), Verification::Wrong);
        assert_eq!(passwords.verify(DECOMPOSED, None), Verification::Wrong);
        assert_eq!(passwords.verify("no account has this password", None), Verification::Wrong);
    }

    #[test]
    fn a_hash_with_lower_costs_or_of_a_password_that_is_not_in_nfc_is_outdated() {
        let passwords = Passwords::new(0);
        let as_sent = passwords.argon2.hash_password(DECOMPOSED.as_bytes()).unwrap().to_string();
        assert_eq!(passwords.verify(DECOMPOSED, Some(&as_sent)), Verification::Outdated);
        let hash = passwords.hash("correct horse battery staple").unwrap();
        let raised = Passwords::new(MIN_KIB + 1024);
        assert_eq!(raised.verify("correct horse battery staple", Some(&hash)), Verification::Outdated);
        let raised_hash = raised.hash("correct horse battery staple").unwrap();
        assert_eq!(passwords.verify("correct horse battery staple", Some(&raised_hash)), Verification::Right);
    }

    #[test]
    fn a_password_that_is_too_long_never_matches() {
        let passwords = Passwords::new(0);
        let hash = passwords.hash("").unwrap();
        assert_eq!(passwords.verify(&"x".repeat(MAX_BYTES + 1), Some(&hash)), Verification::Wrong);
    }
}
