use crate::domain::device_id;

/// Maximum number of digits in a cell of a word line, apart from dates and times.
const MAX_DIGITS: usize = 9;

/// Maximum size in bytes of a cell in a word line.
const MAX_CELL_BYTES: usize = 1_024;

/// Maximum number of digits of one number in a word line.
const MAX_NUMBER_LENGTH: usize = 5;

/// Returns whether a line consists of words, such as a title or a total: each token is a word, a number of up to five
/// digits, a date or punctuation, and at least one token isn't a number.
///
/// A damaged identifier mixes letters and digits or is a long number, so a line with one isn't a word line.
pub(super) fn is_word_line<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut has_word = false;
    for cell in cells {
        match cell_kind(cell) {
            CellKind::Other => return false,
            CellKind::Words => has_word = true,
            CellKind::Number | CellKind::Empty => {}
        }
    }
    has_word
}

#[derive(PartialEq)]
enum CellKind {
    Empty,
    /// A short number or punctuation.
    Number,
    /// Words or a date, possibly with short numbers.
    Words,
    Other,
}

fn cell_kind(cell: &str) -> CellKind {
    if cell.trim().is_empty() {
        return CellKind::Empty;
    }
    if cell.len() > MAX_CELL_BYTES {
        return CellKind::Other;
    }
    // Code and markup aren't words.
    if cell.contains(['<', '>', '=', '{', '}', '\\'])
        || device_id::form(cell).may_identify()
        || device_id::is_shifted_digits(cell)
    {
        return CellKind::Other;
    }
    let (mut digits, mut has_word) = (0, false);
    for part in cell.split_whitespace() {
        if is_date_or_time(part) {
            has_word = true;
            continue;
        }
        for token in part.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()) {
            let numerals = token.chars().filter(|c| c.is_numeric()).count();
            if numerals == 0 {
                has_word = true;
            } else if numerals == token.chars().count() && numerals <= MAX_NUMBER_LENGTH {
                digits += numerals;
            } else {
                return CellKind::Other;
            }
        }
    }
    match has_word {
        _ if digits > MAX_DIGITS => CellKind::Other,
        true => CellKind::Words,
        false => CellKind::Number,
    }
}

/// Words with which lines of totals begin, in the languages of the lists.
const TOTALS: [&str; 51] = [
    "total",
    "totals",
    "totale",
    "totali",
    "totaal",
    "totalt",
    "subtotal",
    "subtotals",
    "sum",
    "sums",
    "grand",
    "summe",
    "summen",
    "gesamt",
    "gesamtsumme",
    "gesamtmenge",
    "zwischensumme",
    "endsumme",
    "anzahl",
    "somme",
    "suma",
    "sumy",
    "soma",
    "somma",
    "razem",
    "łącznie",
    "ogółem",
    "celkem",
    "součet",
    "i alt",
    "summa",
    "sammanlagt",
    "yhteensä",
    "toplam",
    "genel",
    "итого",
    "всего",
    "итог",
    "разом",
    "усього",
    "всього",
    "合計",
    "小計",
    "総計",
    "合计",
    "小计",
    "总计",
    "總計",
    "합계",
    "소계",
    "총계",
];

/// Returns whether the first filled cell of a line begins with a word for a total.
pub(super) fn is_total_line<'a>(mut cells: impl Iterator<Item = &'a str>) -> bool {
    let Some(first) = cells.find(|cell| !cell.trim().is_empty()) else { return false };
    if first.len() > MAX_CELL_BYTES {
        return false;
    }
    let text = first.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    TOTALS.iter().any(|word| {
        text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
    })
}

/// Returns whether a cell consists of a date or a time.
pub(super) fn is_date_cell(cell: &str) -> bool {
    let mut parts = cell.split_whitespace().peekable();
    parts.peek().is_some() && parts.all(is_date_or_time)
}

/// Returns whether a token is two or three groups of digits that form a date or a time, such as `28.11.2026` or `9:15`.
fn is_date_or_time(token: &str) -> bool {
    let token = token.trim_matches(|c: char| !c.is_alphanumeric());
    ['.', '-', '/', ':'].into_iter().any(|separator| {
        let groups: Vec<&str> = token.split(separator).collect();
        let are_short = groups
            .iter()
            .all(|group| matches!(group.len(), 1 | 2 | 4) && group.bytes().all(|byte| byte.is_ascii_digit()));
        matches!(groups.len(), 2 | 3) && are_short
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_words(line: &str) -> bool {
        is_word_line(line.split(';'))
    }

    #[test]
    fn titles_totals_and_signatures_are_word_lines() {
        for line in [
            "Summe;;;2",
            "2 devices;",
            "Printed 2026-11-28;",
            "(2 rows affected)",
            "Seite 1 von 2",
            "Итого: 12 шт.",
            "Total: 1.234,50 EUR",
            "28.11.2026 09:15",
            "合計;3",
        ] {
            assert!(is_words(line), "{line}");
        }
    }

    #[test]
    fn totals_are_recognized_in_any_case_and_with_punctuation() {
        for line in ["Total;3;", ";* Summe;897,00", "TOTAL: 3", "合計,,,3", "Grand Total;;", "Итого: 12 шт."]
        {
            assert!(is_total_line(line.split(';')), "{line}");
        }
        for line in ["Totally;3", "Galaxy;Total", ";;", "A56;3"] {
            assert!(!is_total_line(line.split(';')), "{line}");
        }
    }

    #[test]
    fn damaged_identifiers_and_numbers_are_not_word_lines() {
        for line in [
            "R58N 1234",
            "R58N12",
            "123456",
            "12",
            ";",
            "A4-75-B9-1C-2D-3E",
            "ICCID 8949 0200 0012 3456",
            "x;358422070000413",
            "\"(_'ééàèààéé_&\"",
        ] {
            assert!(!is_words(line), "{line}");
        }
    }
}
