//! Passwords, hashed with Argon2id (RFC 9106) in PHC string form.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use parking_lot::{Condvar, Mutex};

/// Number of passes over the memory.
const PASSES: u32 = 2;
/// Minimum memory for a hash, in KiB.
const MIN_KIB: u32 = 19_456;
/// Minimum length of a password, in characters.
pub(crate) const MIN_LENGTH: usize = 12;
/// Maximum length of a password, in bytes. Hashing longer ones would only cost time.
pub(crate) const MAX_LENGTH: usize = 256;

/// A password hasher and verifier. It computes at most one hash per core at a time. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Passwords(Arc<Hasher>);

struct Hasher {
    argon2: Argon2<'static>,
    permits: Mutex<usize>,
    permit_returned: Condvar,
    /// The hash to verify against if there is no account, so that the response takes the same time.
    dummy_hash: String,
}

impl Passwords {
    /// Creates a hasher that uses this much memory for each hash, in KiB. The minimum is 19,456.
    pub(crate) fn new(memory_kib: u32) -> Passwords {
        let params = Params::new(memory_kib.max(MIN_KIB), PASSES, 1, None).unwrap_or_default();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let dummy_hash = argon2.hash_password(b"no account has this password").map(|hash| hash.to_string());
        Passwords(Arc::new(Hasher {
            argon2,
            permits: Mutex::new(cores),
            permit_returned: Condvar::new(),
            dummy_hash: dummy_hash.unwrap_or_default(),
        }))
    }

    /// Returns the hash of a password.
    pub(crate) fn hash(&self, password: &str) -> Result<String, String> {
        let hash =
            self.with_permit(|argon2| argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()));
        hash.map_err(|error| format!("could not hash the password: {error}"))
    }

    /// Returns whether a password matches a hash. Without a hash, returns false after the same amount of time.
    pub(crate) fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&self.0.dummy_hash)) else { return false };
        let is_match =
            self.with_permit(|argon2| argon2.verify_password(password.as_bytes(), &parsed).is_ok());
        is_match && hash.is_some()
    }

    fn with_permit<T>(&self, work: impl FnOnce(&Argon2<'static>) -> T) -> T {
        let mut permits = self.0.permits.lock();
        while *permits == 0 {
            self.0.permit_returned.wait(&mut permits);
        }
        *permits -= 1;
        drop(permits);
        let result = work(&self.0.argon2);
        *self.0.permits.lock() += 1;
        self.0.permit_returned.notify_one();
        result
    }
}

/// Returns the reason why a password isn't acceptable, or `None` if it is. Only its length and its similarity to the
/// e-mail address matter (NIST SP 800-63B).
pub(crate) fn find_problem(password: &str, email: &str) -> Option<String> {
    let name = email.split('@').next().unwrap_or_default();
    if password.chars().count() < MIN_LENGTH {
        Some(format!("Enter a password of at least {MIN_LENGTH} characters"))
    } else if password.len() > MAX_LENGTH {
        Some(format!("Enter a password of at most {MAX_LENGTH} bytes"))
    } else if password.to_lowercase() == email
        || (name.len() > 3 && password.to_lowercase().starts_with(name))
    {
        Some("Enter a password that doesn’t start with your e-mail address".to_owned())
    } else {
        None
    }
}
