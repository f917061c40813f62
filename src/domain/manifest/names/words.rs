use unicode_normalization::UnicodeNormalization;

/// Returns the words in text in lower case and without accents. A word ends at punctuation, where the script changes,
/// and between letters and digits. `imei` is always a word of its own.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut class = None;
    for c in fold(text).chars() {
        let next = Class::of(c);
        if next != class {
            split_identifiers(&std::mem::take(&mut word), &mut words);
        }
        if next.is_some() {
            word.push(c);
        }
        class = next;
    }
    split_identifiers(&word, &mut words);
    words
}

/// Normalizes with NFKC, separates `camelCase`, and removes case and accents. `n°` becomes `no`, as `№` does.
fn fold(text: &str) -> String {
    let mut separated = String::with_capacity(text.len());
    let (mut last, mut small) = (' ', 0);
    let mut rest = text.nfkc().peekable();
    while let Some(c) = rest.next() {
        let is_last = !rest.peek().is_some_and(|next| next.is_alphabetic());
        match c {
            '#' => separated.push_str(" no "),
            '°' if matches!(last, 'n' | 'N') => separated.push('o'),
            // `eSIM` and `GmbH` stay together.
            _ if c.is_uppercase() && small >= 2 && !is_last => separated.extend([' ', c]),
            _ => separated.push(c),
        }
        small = if c.is_lowercase() { small + 1 } else { 0 };
        last = c;
    }
    let lower = separated.to_lowercase();
    let bare = lower.nfkd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)).nfc();
    let mut folded = String::with_capacity(lower.len());
    for c in bare {
        match c {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            _ => folded.push(c),
        }
    }
    folded
}

/// Appends a word. `imei` and a leading `meid` become words of their own, and a plural `s` after them is dropped.
fn split_identifiers(word: &str, words: &mut Vec<String>) {
    let is_plural = |rest: &str| rest == "s";
    if let Some((before, after)) = word.split_once("imei") {
        split_identifiers(before, words);
        words.push("imei".to_owned());
        if !is_plural(after) {
            split_identifiers(after, words);
        }
    } else if let Some(after) = word.strip_prefix("meid").filter(|after| !is_german_verb(after)) {
        words.push("meid".to_owned());
        if !is_plural(after) {
            split_identifiers(after, words);
        }
    } else if !word.is_empty() {
        words.push(word.to_owned());
    }
}

/// Returns whether `meid` with this ending is a form of *meiden*, which means to avoid.
fn is_german_verb(ending: &str) -> bool {
    matches!(ending, "e" | "en" | "et" | "est" | "end")
}

/// Digits, or letters of one script.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Digits,
    Cyrillic,
    Han,
    Hiragana,
    Katakana,
    Hangul,
    /// Latin and every script without rules of its own.
    Other,
}

impl Class {
    /// Returns `None` for characters that separate words.
    fn of(c: char) -> Option<Class> {
        match c {
            // The prolonged sound mark belongs to Katakana.
            '\u{30A1}'..='\u{30FA}' | '\u{30FC}' => Some(Class::Katakana),
            '\u{3041}'..='\u{309F}' => Some(Class::Hiragana),
            '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => Some(Class::Han),
            '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' => Some(Class::Hangul),
            '\u{400}'..='\u{52F}' => Some(Class::Cyrillic),
            _ if c.is_numeric() => Some(Class::Digits),
            _ if c.is_alphabetic() => Some(Class::Other),
            _ => None,
        }
    }
}
