//! Words and symbols that people and programs write into a cell to say that it has no value.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::fold::fold;

/// Maximum length of a placeholder in bytes, with its punctuation. Longer cells aren't compared with the list.
const MAX_LENGTH: usize = 60;

/// The words and phrases that mean "no value", by language. [`is_placeholder`] describes how they are compared.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    // Programs and spreadsheets, in the languages of their error values.
    "na", "null", "nul", "nil", "nan", "none", "nv", "nd", "nb", "undefined", "(null)", "(blank)", "(empty)", "00000000",
    // English.
    "not available", "not applicable", "not specified", "unknown", "nothing", "tba", "tbd", "wifi only",
    "wifi",
    // German.
    "keine", "kein", "keiner", "keines", "ohne", "entfällt", "leer", "nicht vorhanden", "nicht verfügbar", "k.A.",
    "keine Angabe", "unbekannt", "nur WLAN", "WLAN",
    // French.
    "aucun", "aucune", "néant", "sans", "vide", "non disponible", "non applicable", "non renseigné", "inconnu",
    "s/o", "sans objet",
    // Spanish.
    "ninguno", "ninguna", "ningún", "sin", "nada", "vacío", "no aplica", "no disponible", "desconocido", "s/n",
    // Italian.
    "nessuno", "nessuna", "nessun", "senza", "niente", "nulla", "vuoto", "non disponibile", "non applicabile",
    "sconosciuto",
    // Portuguese.
    "nenhum", "nenhuma", "sem", "vazio", "não aplicável", "não disponível", "não se aplica", "desconhecido",
    // Dutch.
    "geen", "zonder", "niets", "leeg", "n.v.t.", "niet van toepassing", "niet beschikbaar", "onbekend",
    // Polish.
    "brak", "żaden", "żadna", "żadne", "bez", "puste", "nie dotyczy", "niedostępne", "nieznany", "n.d.",
    // Czech.
    "žádný", "žádná", "žádné", "není", "prázdné", "neuvedeno", "nedostupné", "neznámý",
    // Danish, Swedish and Norwegian.
    "ingen", "intet", "inget", "inga", "uden", "utan", "uten", "tom", "tomt", "ikke relevant", "ej tillämpligt",
    "saknas", "mangler", "ukendt", "okänd", "ukjent", "ikke oplyst", "ikke tilgængelig", "i/t", "e/t", "i/r",
    // Finnish.
    "ei ole", "ei", "ei mitään", "tyhjä", "puuttuu", "ilman", "ei saatavilla", "ei tiedossa", "tuntematon",
    // Turkish.
    "yok", "hiçbiri", "boş", "bilinmiyor", "belirtilmemiş", "mevcut değil", "uygulanamaz",
    // Russian.
    "нет", "нету", "не указан", "не указано", "нет данных", "отсутствует", "пусто", "без", "неизвестно", "н/д",
    "н/п", "б/н", "без номера",
    // Ukrainian.
    "немає", "нема", "відсутній", "відсутня", "відсутнє", "не вказано", "порожньо", "невідомо", "н/в",
    // Chinese.
    "无", "無", "没有", "沒有", "空", "空白", "暂无", "暫無", "不适用", "不適用", "未知", "未填", "无数据",
    // Japanese.
    "なし", "ナシ", "無し", "該当なし", "未定", "不明", "未入力", "該当無し", "データなし",
    // Korean.
    "없음", "없습니다", "해당없음", "해당사항없음", "미정", "미상", "무", "미입력",
];

static FOLDED: LazyLock<HashSet<String>> = LazyLock::new(|| WORDS.iter().map(|word| bare(word)).collect());

/// Returns whether an optional cell says that it has no value: a dash, `n/a`, `none`, `0000-00-00`, or an equivalent in
/// one of the languages of the column names. An empty cell isn't a placeholder.
///
/// Case, accents, spaces and punctuation make no difference. Callers first look for an existing value with that name,
/// such as a sold-to code with the alias `None`. In an identifier column, callers also treat zeros as a placeholder.
pub(crate) fn is_placeholder(cell: &str) -> bool {
    let cell = cell.trim();
    // Placeholders have no digits except zeros, so most cells need no allocation.
    if cell.is_empty() || cell.len() > MAX_LENGTH || cell.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        return false;
    }
    let bare = bare(cell);
    // The cell consisted of dashes, periods and similar characters.
    bare.is_empty() || FOLDED.contains(&bare)
}

/// Returns text in lower case without accents, spaces and punctuation.
fn bare(text: &str) -> String {
    fold(text).chars().filter(|c| !is_spacing(*c)).collect()
}

/// Returns whether a character is a space or punctuation. Signs such as `+` and `№` aren't.
fn is_spacing(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '!'..='*' | ',' | '-'..='/' | ':' | ';' | '<'..='@' | '['..=']' | '_' | '{' | '}' | '|' | '~')
        || matches!(c, '¡' | '«' | '·' | '»' | '¿' | '―' | '−' | '─' | '━' | 'ー')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{3001}'..='\u{3003}')
        || matches!(c, '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{30FB}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_and_symbols_that_mean_no_value_are_placeholders() {
        for text in [
            "-",
            "--",
            " – ",
            "—",
            ".",
            "…",
            "?",
            "/",
            "-/-",
            "n/a",
            "N/A",
            "N.A.",
            "na",
            "#N/A",
            "#NV",
            "null",
            "NULL",
            "(null)",
            "<null>",
            "None",
            "nil",
            "keine",
            "Keine Angabe",
            "k. A.",
            "ohne",
            "WiFi only",
            "Wi-Fi only",
            "wifi-only",
            "0000-00-00",
            "00.00.0000",
            "00000000",
            "00/00/0000",
            "aucun",
            "Néant",
            "NEANT",
            "ninguno",
            "nessuno",
            "nenhum",
            "não aplicável",
            "geen",
            "n.v.t.",
            "brak",
            "żaden",
            "žádný",
            "zadny",
            "ingen",
            "ei ole",
            "yok",
            "YOK",
            "нет",
            "Н/Д",
            "немає",
            "无",
            "無",
            "なし",
            "無し",
            "該当なし",
            "없음",
            "해당 없음",
            "ｎ／ａ",
            "ー",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn values_are_not_placeholders() {
        for text in [
            "",
            "  ",
            "0",
            "000",
            "0000000",
            "PO-0",
            "A",
            "N",
            "NA1",
            "none of these",
            "Nonesuch",
            "Berlin",
            "№",
            "+",
            "20.11.2026",
            "2026-00-00",
            "注文",
            "Keinemann",
            "x",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn every_placeholder_word_is_also_recognized_in_capitals() {
        for word in WORDS {
            assert!(is_placeholder(word), "{word}");
            assert!(is_placeholder(&word.to_uppercase()), "{word}");
            assert!(word.len() <= MAX_LENGTH, "{word}");
        }
    }

    proptest! {
        #[test]
        fn text_with_a_number_is_never_a_placeholder(text in "\\PC{0,20}[1-9]\\PC{0,20}") {
            prop_assert!(!is_placeholder(&text));
        }
    }
}
