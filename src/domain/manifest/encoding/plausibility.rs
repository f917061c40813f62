use unicode_security::MixedScript;

use super::name::Encoding;
use super::words::{is_east_asian, is_half_width, is_letter, words};

/// Returns whether a careful reader would believe that text was in this encoding. ASCII text is always plausible.
pub(super) fn is_plausible(text: &str, encoding: Encoding) -> bool {
    !text.chars().any(is_never_text)
        && symbols_are_plausible(text, encoding)
        && words(text).all(|word| word.is_ascii() || is_plausible_word(word, encoding))
}

/// Returns whether text has a Latin word without a single ASCII letter, such as `Çàêàç`. No language has long words of
/// this kind, but that alone doesn't rule out an encoding.
pub(super) fn is_unlikely(text: &str) -> bool {
    let is_accented = |c: char| matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
    words(text).any(|word| word.chars().count() >= 3 && word.chars().all(is_accented))
}

/// Returns whether a character never occurs in order numbers and names: box drawings, blocks and private use.
fn is_never_text(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{259F}' | '\u{2320}' | '\u{2321}' | '\u{E000}'..='\u{F8FF}')
}

/// Checks the symbols next to letters, because letters become symbols in a wrong encoding.
fn symbols_are_plausible(text: &str, encoding: Encoding) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let is_latin_like = |c: char| is_letter(c) && !is_east_asian(c);
    chars.iter().enumerate().all(|(at, c)| {
        if c.is_ascii() || c.is_whitespace() || is_letter(*c) || is_east_asian(*c) {
            return true;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied().filter(|c| is_latin_like(*c));
        let after = chars.get(at + 1).copied().filter(|c| is_latin_like(*c));
        match (before, after) {
            (Some(before), Some(after)) => is_joiner(*c, before, after, encoding),
            // `n°`, `abc…` and `“a` are common, but not in the rare files from DOS and old Macs.
            (Some(_), None) | (None, Some(_)) => {
                !encoding.is_historic() || unicode_normalization::char::is_combining_mark(*c)
            }
            (None, None) => true,
        }
    })
}

/// Returns whether a symbol may occur between two letters of a word.
fn is_joiner(c: char, before: char, after: char, encoding: Encoding) -> bool {
    let are_capitals = before.is_uppercase() && after.is_uppercase();
    match c {
        '\u{AD}' | '\u{B4}' | '\u{2010}' | '\u{2011}' | '\u{2018}' | '\u{2019}' | '\u{200C}' | '\u{200D}' => {
            true
        }
        // In Mac Roman, the `Ñ` and `Ð` of Windows are dashes.
        '\u{2013}' | '\u{2014}' => !(encoding.is_historic() && are_capitals),
        // Catalan words can contain `l·l`.
        '\u{B7}' => before.eq_ignore_ascii_case(&'l') && after.eq_ignore_ascii_case(&'l'),
        _ => unicode_normalization::char::is_combining_mark(c),
    }
}

fn is_plausible_word(word: &str, encoding: Encoding) -> bool {
    let word = without_acronym(word);
    let chars: Vec<char> = word.chars().collect();
    if chars.iter().any(|c| is_east_asian(*c)) {
        return is_plausible_east_asian(&chars, encoding);
    }
    let is_rise = |pair: &[char]| {
        let [a, b] = pair else { return false };
        a.is_lowercase() && b.is_uppercase() && !(a.is_ascii() && b.is_ascii())
    };
    word.is_single_script() && !chars.windows(2).any(is_rise) && !has_bump(&chars)
}

/// Returns whether there are non-ASCII capitals between an ASCII capital and an ASCII lower-case letter, as in `BÅro`.
fn has_bump(chars: &[char]) -> bool {
    chars.iter().enumerate().filter(|(_, c)| c.is_ascii_uppercase()).any(|(at, _)| {
        let mut rest = chars.iter().skip(at + 1).skip_while(|c| !c.is_ascii() && c.is_uppercase()).peekable();
        let is_direct = chars.get(at + 1).is_some_and(char::is_ascii);
        !is_direct && rest.peek().is_some_and(|c| c.is_ascii_lowercase())
    })
}

/// Returns a word without an acronym before another script, such as the `SIM` in `SIMкарта`.
fn without_acronym(word: &str) -> &str {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let is_long = word.len() - rest.len() >= 2 && rest.chars().count() >= 3;
    if is_long && !rest.contains(|c: char| c.is_ascii_alphabetic()) && rest.is_single_script() {
        rest
    } else {
        word
    }
}

/// Checks a word with Chinese, Japanese or Korean characters. Latin letters may be next to them, as in `SIM卡`.
fn is_plausible_east_asian(chars: &[char], encoding: Encoding) -> bool {
    let is_foreign = |c: &char| !is_east_asian(*c) && !c.is_ascii() && !('\u{FF21}'..='\u{FF5A}').contains(c);
    if chars.iter().any(is_foreign) {
        return false;
    }
    let mut at = 0;
    while let Some(start) = (at..chars.len()).find(|at| is_east_asian(chars[*at])) {
        let end = (start..chars.len()).find(|at| !is_east_asian(chars[*at])).unwrap_or(chars.len());
        if end - start == 1 {
            let (before, after) = (start > 0, end < chars.len());
            // A double-byte encoding joins an accented letter to the next letter: `M黮ler` is Müller.
            let is_mistaken = before && after || (before || after) && takes_a_letter(chars[start], encoding);
            if is_mistaken || is_half_width(chars[start]) {
                return false;
            }
        }
        at = end;
    }
    true
}

/// Returns whether the second byte of a character is an ASCII letter.
fn takes_a_letter(c: char, encoding: Encoding) -> bool {
    encoding.encode(c).is_some_and(|bytes| matches!(bytes[..], [_, second] if second.is_ascii_alphabetic()))
}
