//! Passwords that attackers try first. `scripts/common_passwords.py` generates the list and names its sources.

use sha2::{Digest, Sha256};

use super::leetspeak::without_leetspeak;
use super::patterns::repeated_unit;

/// Number of bytes stored for each hash. The chance of mistaking an unlisted password for a listed one is about 1 in 4
/// billion.
const HASH_BYTES: usize = 6;

/// The sorted list: the first bytes of the SHA-256 hash of each password in lower case.
static HASHES: &[u8] = include_bytes!("common.bin");

/// Returns whether a password in lower case is on the list. Also tries the password without the digits and symbols
/// around it, and with letters in place of similar digits and symbols.
pub(super) fn is_common(password: &str) -> bool {
    let core = password.trim_matches(|c: char| !c.is_alphabetic());
    // “P@ssw0rd” is unchanged, and “$unshine2026” loses only its digits.
    let without_digits = password.trim_matches(|c: char| c.is_numeric() || c.is_whitespace());
    let without_tail = password.trim_end_matches(|c: char| !c.is_alphabetic());
    [password, core, without_digits, without_tail].iter().any(|text| {
        let letters = without_leetspeak(text);
        [text, repeated_unit(text), letters.as_str(), repeated_unit(&letters)].into_iter().any(is_listed)
    })
}

fn is_listed(password: &str) -> bool {
    let hash = Sha256::digest(password.as_bytes());
    let (hashes, _) = HASHES.as_chunks::<HASH_BYTES>();
    hashes.binary_search_by(|listed| listed.as_slice().cmp(&hash[..HASH_BYTES])).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_contains_the_most_common_passwords() {
        let (hashes, rest) = HASHES.as_chunks::<HASH_BYTES>();
        assert!(hashes.len() > 60_000 && rest.is_empty(), "{}", hashes.len());
        assert!(hashes.is_sorted());
        for password in ["password", "123456789012", "passwordpassword", "1qaz2wsx3edc4rfv", "qwertyuiop12"] {
            assert!(is_listed(password), "{password}");
        }
        assert!(!is_listed("correct horse battery staple"));
    }
}
