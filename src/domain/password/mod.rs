//! The rules for new passwords. They must be long enough, not common, and not made of words that an attacker may know
//! about the person (NIST SP 800-63B, ASVS 5.0 6.2).

mod common;
mod known_words;
mod leetspeak;
mod limits;
mod patterns;

pub(crate) use known_words::Owner;
pub(crate) use limits::{MAX_BYTES, MIN_CHARS};

use unicode_normalization::UnicodeNormalization;

/// Returns a password in Unicode normalization form C, the form in which it is hashed.
pub(crate) fn to_nfc(password: &str) -> String {
    password.nfc().collect()
}

/// Returns a message, without a final full stop, that says why a password isn't acceptable. Returns `None` if the
/// password is acceptable.
pub(crate) fn find_problem(password: &str, owner: Owner<'_>) -> Option<String> {
    let password = to_nfc(password);
    if password.chars().count() < MIN_CHARS {
        return Some(format!("Enter a password of at least {MIN_CHARS} characters"));
    }
    if password.len() > MAX_BYTES {
        return Some(format!("Enter a password of at most {MAX_BYTES} bytes"));
    }
    let folded = password.nfkc().collect::<String>().to_lowercase();
    if let Some(found) = known_words::find(&folded, owner) {
        return Some(format!("Enter a password without “{}”, which is part of {}", found.word, found.source));
    }
    if patterns::is_repetition(&folded) {
        return Some("This password repeats itself. Enter another one, such as four random words".to_owned());
    }
    if patterns::is_row_of_keys(&folded) {
        return Some(
            "This password is a sequence of keys or letters. Enter another one, such as four random words"
                .to_owned(),
        );
    }
    if common::is_common(&folded) {
        return Some("This password is too common. Enter another one, such as four random words".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: Owner<'_> =
        Owner { email: "alice@south.example", name: "Alice Ward", reseller: Some("Brightline Mobile Ltd") };

    #[track_caller]
    fn assert_rejected(passwords: &[&str], reason: &str) {
        for password in passwords {
            let problem = find_problem(password, ALICE);
            assert!(
                problem.as_ref().is_some_and(|problem| problem.contains(reason)),
                "{password}: {problem:?}"
            );
        }
    }

    #[test]
    fn long_passphrases_and_random_characters_are_accepted() {
        for password in [
            "correct horse battery staple",
            "7$kQ!9zp#2Lm",
            "837460192847561",
            "日本語日本語日本語日本語の鍵",
            "an awkward silence in the south",
            "ünïcödé pässwörd vön möbel",
            "    tall trees    ",
        ] {
            assert_eq!(find_problem(password, ALICE), None, "{password}");
        }
    }

    #[test]
    fn the_length_is_counted_in_characters_of_the_normal_form() {
        let composed = "é".repeat(11);
        let decomposed = "e\u{301}".repeat(11);
        for password in [composed.as_str(), &decomposed, "eleven char", ""] {
            assert_eq!(
                find_problem(password, ALICE).unwrap(),
                "Enter a password of at least 12 characters",
                "{password}"
            );
        }
        assert_rejected(&["x".repeat(257).as_str()], "at most 256 bytes");
    }

    #[test]
    fn common_passwords_are_rejected_even_with_digits_symbols_and_capitals() {
        let reason = "too common";
        assert_rejected(&["password1234", "Password1234", "P@ssw0rd2026!", "  Passw0rd-99  "], reason);
        assert_rejected(&["1qaz2wsx3edc", "iloveyou20262026", "Sunshine!!!!!!!!", "chickenwing101"], reason);
    }

    #[test]
    fn repetitive_passwords_are_rejected() {
        let reason = "repeats itself";
        assert_rejected(&["passwordpassword", "aaaaaaaaaaaa", "            ", "abc123abc123abc"], reason);
        assert_eq!(find_problem("plum tree 88 plum tree 89", ALICE), None);
    }

    #[test]
    fn keyboard_sequences_are_rejected() {
        let reason = "sequence of keys";
        assert_rejected(
            &["123456789012", "abcdefghijkl", "QWERTYuiop[12", "098765432109", "1234qwerasdf"],
            reason,
        );
    }

    #[test]
    fn words_are_split_at_digits_too() {
        let owner = Owner {
            email: "newperson12560@south.example",
            name: "Ada Byron2",
            reseller: Some("24Phones GmbH"),
        };
        for (password, word) in [
            ("newperson1234", "newperson"),
            ("Newperson-2026!", "newperson"),
            ("newperson12560", "newperson12560"),
            ("Byron99!Byron99", "byron"),
            ("phones-2026-11", "phones"),
        ] {
            let problem = find_problem(password, owner).unwrap_or_else(|| panic!("{password} is accepted"));
            assert!(problem.contains(&format!("“{word}”")), "{password}: {problem}");
        }
    }

    #[test]
    fn passwords_made_from_the_persons_own_details_are_rejected() {
        for (passwords, reason) in [
            (
                &["Alice in Wonderland", "alice@south.example", "4l1ce-2026-xx"][..],
                "part of the e-mail address",
            ),
            (&["south.example1", "SOUTH-SOUTH-26"], "“south”, which is part of the e-mail address"),
            (&["Ward2026!2026"], "“ward”, which is part of the name"),
            (&["my-Brightline-26", "BrightlineMobile"], "“brightline”, which is part of the company’s name"),
            (&["resellerportal", "the-portal-2026"], "which is part of the portal’s name"),
        ] {
            assert_rejected(passwords, reason);
        }
    }
}
