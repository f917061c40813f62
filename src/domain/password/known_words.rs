//! Words that an attacker may know about a person. They come from the e-mail address, the person's name, the
//! company's name and the portal's name.

use unicode_normalization::UnicodeNormalization;

use super::leetspeak::without_leetspeak;
use super::limits::MIN_CHARS;

/// Minimum length of a word, in characters. Shorter ones occur in ordinary words.
const MIN_WORD: usize = 4;

/// The owner of a password. Words about the owner make a password easy to guess.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'a> {
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    /// Name of the person's reseller, if they belong to one.
    pub(crate) reseller: Option<&'a str>,
}

/// A word that makes a password easy to guess.
pub(super) struct KnownWord {
    pub(super) word: String,
    /// The source of the word, such as “the name”.
    pub(super) source: &'static str,
}

/// Returns the known word that a password in lower case starts with or depends on. A password depends on such words if
/// it is too short when each of them counts as one character.
pub(super) fn find(password: &str, owner: Owner<'_>) -> Option<KnownWord> {
    let mut known = known_words(owner);
    // The longest come first, so that “example.org” doesn't leave “.org” behind.
    known.sort_by_key(|known| std::cmp::Reverse(known.word.chars().count()));
    [password.to_owned(), without_leetspeak(password)].iter().find_map(|password| find_in(password, &known))
}

fn find_in(password: &str, known: &[KnownWord]) -> Option<KnownWord> {
    let mut rest = password.to_owned();
    let mut first: Option<&KnownWord> = None;
    for known in known {
        if rest.contains(&known.word) {
            rest = rest.replace(&known.word, "\0");
            first = first
                .filter(|first| password.find(&first.word) <= password.find(&known.word))
                .or(Some(known));
        }
    }
    let first = first.filter(|_| rest.starts_with('\0') || rest.chars().count() < MIN_CHARS)?;
    Some(KnownWord { word: first.word.clone(), source: first.source })
}

fn known_words(owner: Owner<'_>) -> Vec<KnownWord> {
    let sources = [
        (owner.email, "the e-mail address"),
        (owner.name, "the name"),
        (owner.reseller.unwrap_or_default(), "the company’s name"),
        ("reseller portal", "the portal’s name"),
    ];
    let mut known = Vec::new();
    for (text, source) in sources {
        let text = text.nfkc().collect::<String>().to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        // People change only the digits, as in “maya2026” for the account “maya77”.
        let letters = text.split(|c: char| !c.is_alphabetic());
        // The parts of a name may all be too short, as in “Li Wu”.
        let mut all = vec![words.concat(), text.clone()];
        all.extend(words.into_iter().chain(letters).map(str::to_owned));
        all.retain(|word| word.chars().count() >= MIN_WORD);
        known.extend(all.into_iter().map(|word| KnownWord { word, source }));
    }
    known
}
