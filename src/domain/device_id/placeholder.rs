/// Returns whether a cell says that there is no value. Ignores case, spaces and punctuation.
pub(crate) fn is_placeholder(cell: &str) -> bool {
    // A longer cell isn't a placeholder. The limit keeps the check cheap.
    if cell.len() > 48 {
        return false;
    }
    let is_word_character = |c: &char| c.is_alphanumeric();
    let word: String = cell.chars().filter(is_word_character).flat_map(char::to_lowercase).collect();
    match word.as_str() {
        // Punctuation alone, but not an empty cell.
        "" => cell.chars().any(|c| !c.is_whitespace()) && cell.chars().all(is_dash_or_point),
        // Some databases write a missing date like this.
        "00000000" => true,
        word => WORDS.contains(&word) || is_wifi_only(word),
    }
}

/// Recognizes longer descriptions of a device without an IMEI, such as `WiFi only device`.
fn is_wifi_only(word: &str) -> bool {
    let prefixes = ["wifionly", "wlanonly", "nurwifi", "nurwlan", "noimei", "keineimei", "ohneimei"];
    prefixes.iter().any(|prefix| word.starts_with(prefix)) && !word.chars().any(char::is_numeric)
}

/// Returns whether a cell has only zeros. Next to another identifier, such a cell counts as empty.
pub(crate) fn is_zeros(cell: &str) -> bool {
    let mut digits = cell.chars().filter(|c| !(c.is_whitespace() || is_dash_or_point(*c))).peekable();
    digits.peek().is_some() && digits.all(|c| c == '0' || c == '０')
}

fn is_dash_or_point(c: char) -> bool {
    c.is_whitespace()
        || super::clean::is_dash(c)
        || super::clean::is_invisible(c)
        || matches!(c, '.' | '…' | '/' | '\\' | '*' | '_' | ',' | '\'' | '?' | '~' | 'ー' | '―')
}

/// The words without their punctuation: `n/a` and `#N/A` are both `na`.
const WORDS: &[&str] = &[
    "na",
    "nv",
    "nan",
    "nil",
    "null",
    "none",
    "no",
    "notavailable",
    "notapplicable",
    "noimei",
    "noserial",
    "empty",
    "blank",
    "missing",
    "unknown",
    "tbd",
    "tba",
    "void",
    "undefined",
    "wifi",
    "wifionly",
    "wlan",
    "wlanonly",
    "nurwifi",
    "nurwlan",
    "wifimodell",
    "wifimodel",
    "keine",
    "kein",
    "keiner",
    "keins",
    "ohne",
    "ohneimei",
    "keineimei",
    "keineangabe",
    "ka",
    "entfällt",
    "leer",
    "nichtvorhanden",
    "unbekannt",
    "aucun",
    "aucune",
    "sans",
    "néant",
    "nd",
    "so",
    "vide",
    "ninguno",
    "ninguna",
    "sin",
    "nohay",
    "nessuno",
    "nessuna",
    "senza",
    "nenhum",
    "nenhuma",
    "sem",
    "geen",
    "zonder",
    "nvt",
    "brak",
    "niedotyczy",
    "žádný",
    "bez",
    "není",
    "ingen",
    "uden",
    "utan",
    "нет",
    "无",
    "なし",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_recognized_in_any_notation() {
        for cell in [
            "-",
            "–",
            "—",
            " - ",
            "--",
            ".",
            "...",
            "n/a",
            "N/A",
            "n.a.",
            "na",
            "#N/A",
            "#N/A!",
            "NULL",
            "(null)",
            "none",
            "nil",
            "keine",
            "ohne",
            "WiFi only",
            "Wi-Fi only",
            "WiFi only device",
            "0000-00-00",
            "00.00.0000",
            "00000000",
            "<NULL>",
            "k.A.",
            "なし",
            "无",
            "нет",
        ] {
            assert!(is_placeholder(cell), "{cell}");
        }
    }

    #[test]
    fn values_and_empty_cells_are_not_placeholders() {
        for cell in ["", " ", "0", "358422070012418", "R5033N01XAB", "NA1", "wifi only 7", "ABCD", "&", "\"("]
        {
            assert!(!is_placeholder(cell), "{cell}");
        }
    }

    #[test]
    fn any_number_of_zeros_is_recognized() {
        for cell in ["0", "000000000000000", " 00 ", "0.0", "0-0"] {
            assert!(is_zeros(cell), "{cell}");
        }
        for cell in ["", "-", "10", "O", "0x"] {
            assert!(!is_zeros(cell), "{cell}");
        }
    }
}
