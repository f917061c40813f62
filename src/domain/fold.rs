use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns text in lower case, without accents, and with full-width characters replaced by ASCII. Different spellings
/// of a word become equal.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // NFKD takes Korean syllables apart, and NFC joins them again.
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.filter(|c| !is_combining_mark(*c)).map(without_stroke).nfc().collect()
}

/// Returns the plain letter for a letter that Unicode doesn't decompose.
fn without_stroke(c: char) -> char {
    match c {
        'ı' => 'i',
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_spellings_of_a_word_become_equal() {
        for (text, folded) in [
            ("NOV", "nov"),
            ("Décembre", "decembre"),
            ("De\u{301}cembre", "decembre"),
            ("KASIM", "kasim"),
            ("Kasım", "kasim"),
            ("İptal", "iptal"),
            ("Žádný", "zadny"),
            ("Ｎｏｖ", "nov"),
            ("НЕМАЄ", "немає"),
            ("없음", "없음"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}
