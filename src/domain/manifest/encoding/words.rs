use unicode_normalization::char::is_combining_mark;

/// Returns whether a character is a letter of a word. Some signs aren't, although Unicode counts them as letters: `ª`,
/// `ⁿ`, `µ`, `ƒ`, ligatures and spacing accents are typical of text in the wrong encoding.
pub(super) fn is_letter(c: char) -> bool {
    let is_sign = matches!(
        c,
        'ª' | 'º' | 'µ' | 'ƒ' | '\u{2B0}'..='\u{2FF}' | '\u{2070}'..='\u{209F}' | '\u{FB00}'..='\u{FB06}'
    );
    c.is_ascii_alphabetic() || !c.is_ascii() && c.is_alphabetic() && !is_sign
}

/// Returns whether a character is Chinese, Japanese or Korean.
pub(super) fn is_east_asian(c: char) -> bool {
    matches!(
        c,
        '\u{1100}'..='\u{11FF}'
            | '\u{2E80}'..='\u{2FDF}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3031}'..='\u{318F}'
            | '\u{31A0}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF61}'..='\u{FFDC}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Returns whether a character is a half-width Japanese character, which Shift-JIS stores as one byte.
pub(super) fn is_half_width(c: char) -> bool {
    matches!(c, '\u{FF61}'..='\u{FF9F}')
}

/// Returns the words in text: runs of letters with their marks. Digits and punctuation separate words.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| is_letter(c) || is_east_asian(c) || is_combining_mark(c);
    text.split(move |c| !is_part(c)).filter(|word| !word.is_empty())
}
