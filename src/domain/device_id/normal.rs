use super::clean::{half_width, is_dash, is_invisible};

/// A cell's text in a uniform notation.
pub(super) struct NormalText {
    /// The text with ASCII letters in upper case, one kind of space, dash, apostrophe and quote, and no invisible
    /// characters.
    pub(crate) text: String,
    /// Whether control characters were replaced with spaces.
    pub(crate) had_controls: bool,
    /// Whether the text was the result of a formula such as `="350000123456788"`.
    pub(crate) was_formula: bool,
}

/// Normalizes a cell, and removes the quotes, formula or apostrophe around its text.
pub(super) fn normalize(cell: &str) -> NormalText {
    let mut text = String::with_capacity(cell.len());
    let mut had_controls = false;
    for c in cell.chars().map(half_width) {
        match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => text.push('\n'),
            _ if is_dash(c) => text.push('-'),
            _ if c.is_whitespace() => text.push(' '),
            _ if c.is_control() => {
                had_controls = true;
                text.push(' ');
            }
            _ if is_invisible(c) => {}
            '’' | '‘' | '‛' | '‚' | 'ʼ' | '′' | '`' | '´' => text.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' | '〝' | '〞' | '〟' => text.push('"'),
            _ => text.push(c.to_ascii_uppercase()),
        }
    }
    let (inner, was_formula) = unwrapped(&text);
    let text = inner.to_owned();
    NormalText { text, had_controls, was_formula }
}

/// Removes the quotes, formula or apostrophe around a value, and the symbology prefix that a scanner adds (`]C1`).
fn unwrapped(text: &str) -> (&str, bool) {
    let (mut inner, mut was_formula) = (text.trim(), false);
    loop {
        let formula = inner.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
        was_formula |= formula.is_some();
        let quoted = |quote: char| inner.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        let is_one_value = |text: &&str| !text.contains('"');
        let shorter = formula
            .or_else(|| quoted('"').filter(is_one_value))
            .or_else(|| quoted('"').filter(|text| text.starts_with('"') && text.ends_with('"')))
            .or_else(|| quoted('\''))
            .or_else(|| inner.strip_prefix('\''))
            .or_else(|| symbology(inner));
        match shorter {
            Some(shorter) => inner = shorter.trim(),
            None => return (inner, was_formula),
        }
    }
}

/// Returns the text after an AIM symbology identifier: `]`, a letter and a digit.
fn symbology(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [b']', b'A'..=b'Z', b'0'..=b'9', ..] => text.get(3..),
        _ => None,
    }
}
