/// A run of letters and digits of one script.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(crate) text: &'a str,
    /// The text between the previous token and this one.
    pub(crate) gap: &'a str,
    /// The text after this token.
    pub(crate) rest: &'a str,
}

impl Token<'_> {
    pub(crate) fn is_digits(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    pub(crate) fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Returns whether the token could be part of an identifier.
    pub(crate) fn is_ascii(&self) -> bool {
        self.text.is_ascii()
    }

    /// Returns whether a single dash, period, slash, apostrophe or underscore joins the token to the previous one.
    pub(crate) fn is_joined(&self) -> bool {
        matches!(self.gap, "-" | "." | "/" | "'" | "_")
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Other,
}

/// Splits normalized text into tokens. A token ends where the script changes, so that `番号358…` becomes two tokens.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut end_of_last, mut start, mut current) = (0, 0, None);
    let ends = text.char_indices().map(|(at, c)| (at, script(c))).chain([(text.len(), None)]);
    for (at, script) in ends {
        if script == current {
            continue;
        }
        if current.is_some() {
            found.push(Token {
                text: text.get(start..at).unwrap_or_default(),
                gap: text.get(end_of_last..start).unwrap_or_default(),
                rest: text.get(at..).unwrap_or_default(),
            });
            end_of_last = at;
        }
        (start, current) = (at, script);
    }
    found
}

/// Returns the script of a character in a word, or `None` for spaces and punctuation.
fn script(c: char) -> Option<Script> {
    match c {
        '0'..='9' | 'a'..='z' | 'A'..='Z' => Some(Script::Latin),
        // Letters with accents, including decomposed ones.
        '\u{AA}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_alphabetic() => Some(Script::Latin),
        '\u{300}'..='\u{36F}' => Some(Script::Latin),
        _ if c.is_alphanumeric() => Some(Script::Other),
        _ => None,
    }
}
