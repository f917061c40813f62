//! E-mail addresses, which identify the people who sign in.

use unicode_normalization::UnicodeNormalization;
use unicode_security::{GeneralSecurityProfile, MixedScript, skeleton};

/// Maximum length of an address in bytes (RFC 5321, without the angle brackets).
pub(crate) const MAX_BYTES: usize = 254;

/// Returns an address in the form in which it is stored: trimmed, in lower case and in NFC.
pub(crate) fn normalize(text: &str) -> String {
    let lower = text.trim().nfc().collect::<String>().to_lowercase();
    lower.nfc().collect()
}

/// Parses an address with which a person will sign in. Returns `Err` with the reason, as a sentence, if the address
/// can't be used.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    let address = normalize(text);
    let shown: String = address.chars().filter(|c| !c.is_control()).take(MAX_BYTES).collect();
    let parts: Vec<&str> = address.split('@').collect();
    let (&[name, domain], false) = (&parts[..], address.contains(char::is_whitespace)) else {
        return Err(format!("'{shown}' is not an e-mail address."));
    };
    if name.is_empty() || domain.is_empty() {
        return Err(format!("'{shown}' is not an e-mail address."));
    }
    if address.len() > MAX_BYTES {
        return Err(format!(
            "An e-mail address can have at most {MAX_BYTES} bytes. This one has {}.",
            address.len()
        ));
    }
    if let Some(c) = address.chars().find(|&c| is_forbidden(c)) {
        return Err(format!(
            "'{shown}' contains U+{:04X}, an invisible or unusual character. Type the address again instead of pasting \
             it.",
            u32::from(c)
        ));
    }
    // Each part must be in a single script. A name in Cyrillic at a domain in Latin letters is fine.
    for part in std::iter::once(name).chain(domain.split('.')) {
        if !part.is_single_script() || looks_like_ascii(part) {
            return Err(format!(
                "'{shown}' mixes look-alike letters from different alphabets. Type the address again instead of \
                 pasting it."
            ));
        }
    }
    Ok(address)
}

/// Returns whether a character is invisible or isn't allowed in identifiers (Unicode Technical Standard 39).
fn is_forbidden(c: char) -> bool {
    let is_joiner = matches!(c, '\u{200C}' | '\u{200D}');
    c.is_control() || is_joiner || (!c.is_ascii() && !c.identifier_allowed())
}

/// Returns whether text without Latin letters can be mistaken for ASCII, such as “aaaa” in Cyrillic letters.
fn looks_like_ascii(text: &str) -> bool {
    !text.is_ascii()
        && !text.contains(|c: char| c.is_ascii_alphabetic())
        && skeleton(text).all(|c| c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_stored_in_lower_case_and_in_one_normal_form() {
        for (text, stored) in [
            (" Alice@Brightline.Example ", "alice@brightline.example"),
            ("jose\u{301}@correo.example", "josé@correo.example"),
            ("O'Neil+portal_1@x-y.example", "o'neil+portal_1@x-y.example"),
            ("jürgen.groß@müller.example", "jürgen.groß@müller.example"),
            ("иван@почта.example", "иван@почта.example"),
            ("田中@例え.example", "田中@例え.example"),
            ("kjær@ærø.example", "kjær@ærø.example"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(stored), "{text}");
        }
    }

    #[test]
    fn text_that_is_not_an_address_is_rejected() {
        for text in ["", "alice", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\u{a0}c"] {
            let message = parse(text).unwrap_err();
            assert!(message.ends_with("is not an e-mail address."), "{text}: {message}");
        }
        let longest = format!("{}@x.example", "a".repeat(244));
        assert_eq!(parse(&longest).as_deref(), Ok(longest.as_str()));
        assert!(parse(&format!("a{longest}")).unwrap_err().contains("at most 254 bytes. This one has 255."));
    }

    #[test]
    fn an_address_that_looks_like_another_one_is_rejected() {
        for text in [
            "\u{430}lice@brightline.example",
            "alice@bright\u{3b9}ine.example",
            "\u{430}\u{435}\u{43e}@brightline.example",
        ] {
            let message = parse(text).unwrap_err();
            assert!(message.contains("look-alike"), "{text}: {message}");
        }
    }

    #[test]
    fn an_address_with_invisible_characters_is_rejected() {
        for c in [
            '\u{200b}', '\u{200c}', '\u{200d}', '\u{ad}', '\u{2060}', '\u{202e}', '\u{fe0f}', '\u{3164}',
            '\0',
        ] {
            let message = parse(&format!("ali{c}ce@brightline.example")).unwrap_err();
            assert!(message.contains(&format!("U+{:04X}", u32::from(c))), "{message}");
        }
    }
}
