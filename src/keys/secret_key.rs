//! A secret key, stored as one line of the key file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDateTime;
use hkdf::Hkdf;
use sha2::Sha256;

/// Length of the secret and of each derived key, in bytes.
pub(super) const KEY_BYTES: usize = 64;
/// Length of an ID, in hexadecimal digits.
const ID_DIGITS: usize = 8;
/// Length of a fingerprint in bytes.
const FINGERPRINT_BYTES: usize = 16;
/// The format of creation times, in UTC.
const TIME_FORMAT: &str = "%Y-%m-%dT%H:%M:%SZ";

/// A secret key. It doesn't implement `Debug`, so that it can't end up in a log.
#[derive(Clone)]
pub(crate) struct SecretKey {
    /// Public name of the key: eight hexadecimal digits.
    pub(crate) id: String,
    /// Time of creation, UTC.
    pub(crate) created_at: NaiveDateTime,
    secret: [u8; KEY_BYTES],
}

impl SecretKey {
    /// Creates a random key.
    pub(super) fn generate(at: NaiveDateTime) -> SecretKey {
        let (mut id, mut secret) = ([0_u8; ID_DIGITS / 2], [0_u8; KEY_BYTES]);
        rand::fill(&mut id[..]);
        rand::fill(&mut secret[..]);
        SecretKey { id: hexadecimal(&id), created_at: at, secret }
    }

    /// Parses a line of the key file. Returns `Err` with the reason if it is malformed.
    pub(super) fn parse(line: &str) -> Result<SecretKey, &'static str> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [id, created_at, secret] = words[..] else {
            return Err("the line must consist of an ID, a time and a key");
        };
        if id.len() != ID_DIGITS || !id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err("the ID must be 8 lower-case hexadecimal digits");
        }
        let created_at = NaiveDateTime::parse_from_str(created_at, TIME_FORMAT)
            .map_err(|_| "the time must look like 2026-11-30T12:00:00Z")?;
        let secret = STANDARD.decode(secret).ok().and_then(|bytes| bytes.try_into().ok());
        let secret = secret.ok_or("the key must be 64 bytes in base64")?;
        Ok(SecretKey { id: id.to_owned(), created_at, secret })
    }

    /// Returns the line for the key file.
    pub(super) fn to_line(&self) -> String {
        let created_at = self.created_at.format(TIME_FORMAT);
        format!("{} {created_at} {}", self.id, STANDARD.encode(self.secret))
    }

    /// Derives a key with HKDF-SHA-256 (RFC 5869).
    pub(super) fn derive(&self, info: &str) -> [u8; KEY_BYTES] {
        let mut derived = [0; KEY_BYTES];
        self.expand(info, &mut derived);
        derived
    }

    /// Returns the key's ID and a derived value that identifies the secret but doesn't help to guess it.
    pub(crate) fn fingerprint(&self) -> String {
        let mut derived = [0; FINGERPRINT_BYTES];
        self.expand("fingerprint", &mut derived);
        format!("{}:{}", self.id, hexadecimal(&derived))
    }

    #[expect(clippy::expect_used, reason = "both lengths are below the limit of 255 hashes")]
    fn expand(&self, info: &str, derived: &mut [u8]) {
        Hkdf::<Sha256>::new(None, &self.secret).expand(info.as_bytes(), derived).expect("a valid length");
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
