use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns a text in lower case, without accents, and with full-width characters replaced by ASCII. Words that people
/// write with and without accents or capitals become equal.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // NFC joins the syllables of Korean again, which NFKD takes apart.
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.filter(|c| !is_combining_mark(*c)).map(without_stroke).nfc().collect()
}

/// Returns the plain letter for letters whose accent Unicode doesn't take off.
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
    fn spellings_of_one_word_become_equal() {
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
