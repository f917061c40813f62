use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::domain::row_error::{Reason, RowError};

/// Maximum length of an order number in characters. A row or form with a longer one is rejected.
pub(crate) const MAX_ORDER_NUMBER_LENGTH: usize = 50;

/// An order number, trimmed and in NFC: 1 to 50 characters, which can be letters from any script, digits `0-9`, `-_./#`
/// and spaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct OrderNumber(String);

impl OrderNumber {
    /// The message shown next to the form field if the order number is rejected.
    pub(crate) const SENTENCE: &'static str =
        "An order number has 1 to 50 characters: letters, digits, spaces and - _ . / #";

    /// Reads an order number from a cell or a form field. Returns `None` if it is empty.
    ///
    /// No-break spaces, which spreadsheets and web pages insert, count as spaces.
    ///
    /// # Errors
    ///
    /// Returns [`Reason::OrderNumberInvalid`] with the invalid character or the length.
    pub(crate) fn read(text: &str) -> Result<Option<OrderNumber>, RowError> {
        let composed: String = text
            .trim()
            .nfc()
            .map(|c| if matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}') { ' ' } else { c })
            .collect();
        let reject = |detail: String| Err(RowError::new(Reason::OrderNumberInvalid, detail));
        if composed.is_empty() {
            return Ok(None);
        }
        let mut previous = ' ';
        for c in composed.chars() {
            // A combining mark is valid after a letter, because Unicode doesn't have a composed form for every pair.
            let is_mark = is_combining_mark(c) && (previous.is_alphabetic() || is_combining_mark(previous));
            if !(c.is_alphabetic() || c.is_ascii_digit() || "-_./# ".contains(c) || is_mark) {
                return reject(match c {
                    _ if c.is_control() => format!("This one has the character U+{:04X}.", u32::from(c)),
                    _ => format!("This one has the character {c}."),
                });
            }
            previous = c;
        }
        match composed.chars().count() {
            1..=MAX_ORDER_NUMBER_LENGTH => Ok(Some(OrderNumber(composed))),
            length => reject(format!("This one has {length} characters.")),
        }
    }

    /// Returns the order number as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<String>, String> {
        OrderNumber::read(text).map(|number| number.map(|n| n.0)).map_err(|error| error.detail)
    }

    #[test]
    fn letters_from_any_script_are_accepted() {
        for number in
            ["PO-2025/11_7.a #3", "Bestellung Müller", "注文1", "Заказ 7", "طلب 9", "हिन्दी", "x\u{302}"]
        {
            assert_eq!(read(number), Ok(Some(number.to_owned())), "{number}");
        }
        assert_eq!(read(" Mu\u{308}ller\u{A0}7 "), Ok(Some("Müller 7".to_owned())));
        assert_eq!(read("  "), Ok(None));
    }

    #[test]
    fn the_detail_names_the_invalid_character_or_the_length() {
        assert_eq!(read("A;B"), Err("This one has the character ;.".to_owned()));
        assert_eq!(read("A\tB"), Err("This one has the character U+0009.".to_owned()));
        assert_eq!(read("7½"), Err("This one has the character ½.".to_owned()));
        assert_eq!(read(&"ü".repeat(50)), Ok(Some("ü".repeat(50))));
        assert_eq!(read(&"ü".repeat(51)), Err("This one has 51 characters.".to_owned()));
    }
}
