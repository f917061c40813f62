use unicode_normalization::UnicodeNormalization;

use super::printable::is_printable;
use crate::domain::placeholder::is_placeholder;
use crate::domain::row_error::{Reason, RowError};

/// Maximum length of an order number in characters. A row or form with a longer one is rejected.
pub(crate) const MAX_ORDER_NUMBER_LENGTH: usize = 50;

/// An order number, trimmed and in NFC: 1 to 50 printable characters. Full-width letters and digits are stored as
/// ASCII, and every kind of space as a plain space.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct OrderNumber(String);

impl OrderNumber {
    /// The message shown next to the form field if the order number is rejected.
    pub(crate) const MESSAGE: &'static str = "An order number has 1 to 50 printable characters";

    /// Reads an order number from a form field or a search. Returns `None` if it is empty.
    ///
    /// # Errors
    ///
    /// Returns [`Reason::OrderNumberInvalid`] with the unprintable character or the length.
    pub(crate) fn read(text: &str) -> Result<Option<OrderNumber>, RowError> {
        let number: String = text.trim().chars().map(plain).nfc().collect();
        let reject = |detail: String| Err(RowError::new(Reason::OrderNumberInvalid, detail));
        if let Some(c) = number.chars().find(|c| !is_printable(*c)) {
            return reject(format!("This one contains the unprintable character U+{:04X}.", u32::from(c)));
        }
        match number.chars().count() {
            0 => Ok(None),
            1..=MAX_ORDER_NUMBER_LENGTH => Ok(Some(OrderNumber(number))),
            length => reject(format!("This one has {length} characters.")),
        }
    }

    /// Reads an order number from a cell in a file. Returns `None` if it is empty or a placeholder such as `n/a`.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`OrderNumber::read`].
    pub(crate) fn read_cell(cell: &str) -> Result<Option<OrderNumber>, RowError> {
        if is_placeholder(cell) { Ok(None) } else { OrderNumber::read(cell) }
    }

    /// Returns the order number as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Replaces every kind of space with a plain space, and full-width letters and digits with ASCII. Spreadsheets and web
/// pages insert special spaces, and East Asian keyboards type full-width characters.
fn plain(c: char) -> char {
    match c {
        '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '\u{2028}' | '\u{2029}' => c,
        _ if c.is_whitespace() && !c.is_control() => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Option<String>, String> {
        OrderNumber::read(text).map(|number| number.map(|n| n.0)).map_err(|error| error.detail)
    }

    #[test]
    fn printable_characters_are_accepted() {
        for number in [
            "PO-2025/11_7.a #3",
            "Bestellung Müller",
            "注文1",
            "Заказ 7",
            "طلب 9",
            "हिन्दी",
            "x\u{302}",
            "CMD n°1234",
            "№ 12",
            "4500012345 (2)",
            "PO 4711 & 4712",
            "BE:2026/117",
            "PO*77",
            "4711+4712",
            "A;B",
            "7½",
            "„A“, B!?",
            "-",
        ] {
            assert_eq!(read(number), Ok(Some(number.to_owned())), "{number}");
        }
    }

    #[test]
    fn different_spellings_of_a_number_are_stored_identically() {
        for (text, stored) in [
            (" Mu\u{308}ller\u{A0}7 ", "Müller 7"),
            ("ＰＯ１２ａ", "PO12a"),
            ("\u{3000}注文\u{3000}7", "注文 7"),
            ("A\u{202F}B\u{2007}C", "A B C"),
        ] {
            assert_eq!(read(text), Ok(Some(stored.to_owned())), "{text}");
        }
        assert_eq!(read("  "), Ok(None));
    }

    #[test]
    fn the_detail_names_the_unprintable_character_or_the_length() {
        for (text, character) in [
            ("A\tB", "0009"),
            ("A\0B", "0000"),
            ("A\u{200E}B", "200E"),
            ("\u{202E}7", "202E"),
            ("A\u{200B}", "200B"),
            ("A\u{2028}B", "2028"),
            ("A\u{FFFD}", "FFFD"),
            ("A\u{AD}B", "00AD"),
            ("\u{E001}", "E001"),
        ] {
            let detail = format!("This one contains the unprintable character U+{character}.");
            assert_eq!(read(text), Err(detail), "{text:?}");
        }
        assert_eq!(read(&"ü".repeat(50)), Ok(Some("ü".repeat(50))));
        assert_eq!(read(&"ü".repeat(51)), Err("This one has 51 characters.".to_owned()));
    }

    #[test]
    fn only_a_cell_can_be_a_placeholder() {
        for placeholder in ["-", "n/a", "keine", "없음"] {
            assert_eq!(OrderNumber::read_cell(placeholder), Ok(None), "{placeholder}");
            assert_eq!(read(placeholder), Ok(Some(placeholder.to_owned())), "{placeholder}");
        }
        assert_eq!(OrderNumber::read_cell("PO-1"), OrderNumber::read("PO-1"));
    }

    proptest! {
        #[test]
        fn a_stored_number_is_read_back_unchanged(text in any::<String>()) {
            if let Ok(Some(number)) = read(&text) {
                prop_assert_eq!(read(&number), Ok(Some(number)));
            }
        }
    }
}
