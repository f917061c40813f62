//! Digits and symbols that people use in place of letters.

/// Replaces digits and symbols with the letters that they stand for.
pub(super) fn without_leetspeak(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        other => other,
    };
    text.chars().map(letter).collect()
}
