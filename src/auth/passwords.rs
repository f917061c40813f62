//! Passwords, hashed with Argon2id (RFC 9106) in PHC string form.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use parking_lot::{Condvar, Mutex};

/// Number of passes over the memory.
const PASSES: u32 = 2;
/// Minimum memory of a hash, in KiB.
const MIN_KIB: u32 = 19_456;
/// Minimum length of a password, in characters.
pub(crate) const MIN_LENGTH: usize = 12;
/// Maximum length of a password, in bytes. Hashing longer ones would only cost time.
pub(crate) const MAX_LENGTH: usize = 256;

/// Hashes and verifies passwords, at most one at a time for each core. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Passwords(Arc<Hasher>);

struct Hasher {
    argon2: Argon2<'static>,
    turns: Mutex<usize>,
    turn: Condvar,
    /// The hash that is checked if there is no account, so that the answer costs the same.
    unused: String,
}

impl Passwords {
    /// Creates a hasher with this memory for each hash, in KiB. The minimum is 19,456.
    pub(crate) fn new(memory_kib: u32) -> Passwords {
        let params = Params::new(memory_kib.max(MIN_KIB), PASSES, 1, None).unwrap_or_default();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let unused = argon2.hash_password(b"no account has this password").map(|hash| hash.to_string());
        Passwords(Arc::new(Hasher {
            argon2,
            turns: Mutex::new(cores),
            turn: Condvar::new(),
            unused: unused.unwrap_or_default(),
        }))
    }

    /// Returns the hash of a password.
    pub(crate) fn hash(&self, password: &str) -> Result<String, String> {
        let hash =
            self.in_turn(|argon2| argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()));
        hash.map_err(|error| format!("could not hash the password: {error}"))
    }

    /// Returns whether a password matches a hash. Without a hash it returns false after the same time.
    pub(crate) fn matches(&self, password: &str, hash: Option<&str>) -> bool {
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&self.0.unused)) else { return false };
        let is_right = self.in_turn(|argon2| argon2.verify_password(password.as_bytes(), &parsed).is_ok());
        is_right && hash.is_some()
    }

    fn in_turn<T>(&self, work: impl FnOnce(&Argon2<'static>) -> T) -> T {
        let mut turns = self.0.turns.lock();
        while *turns == 0 {
            self.0.turn.wait(&mut turns);
        }
        *turns -= 1;
        drop(turns);
        let result = work(&self.0.argon2);
        *self.0.turns.lock() += 1;
        self.0.turn.notify_one();
        result
    }
}

/// Returns the reason why a password isn't acceptable. Returns `None` if it is. Only length and the e-mail address
/// matter (NIST SP 800-63B).
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
